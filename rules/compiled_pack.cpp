#include "rules/compiled_pack.h"

#include <algorithm>

namespace rules {

struct Scratch::Parts {
  Judged judged;
  std::vector<Span> spans;
};

Scratch::Scratch() : parts_(std::make_unique<Parts>()) {}

Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

Explanation RulePack::explain(const Utterance&, const Context&) const {
  return {};
}

CompiledPack::CompiledPack(std::vector<PackedRule> rules, std::string version)
    : rules_(std::move(rules)), version_(std::move(version)) {
  needs_context_ = std::any_of(rules_.begin(), rules_.end(),
                               [](const PackedRule& rule) { return rule.info.needs_context; });
}

void CompiledPack::match(const Utterance& utterance, const Context& context, Scratch& scratch,
                         std::vector<Hit>& hits) const {
  hits.clear();
  Scratch::Parts& parts = scratch.parts();
  parts.judged.reset(utterance, context);
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    const CompiledRule& rule = rules_[i].rule;
    if (rule.is_about(utterance) && rule.matches(parts.judged, parts.spans, nullptr)) {
      hits.push_back({i, rule.view, parts.spans});
    }
  }
}

Explanation CompiledPack::explain(const Utterance& utterance, const Context& context) const {
  Explanation out;
  Judged judged;
  judged.reset(utterance, context);
  for (int view = 0; view < kViews; ++view) {
    out.views.emplace_back(static_cast<View>(view),
                           judged.message.view(static_cast<View>(view)).text);
  }
  std::vector<Span> spans;
  for (const PackedRule& packed : rules_) {
    if (!packed.rule.is_about(utterance)) {
      continue;
    }
    ExplainedRule explained;
    packed.rule.matches(judged, spans, &explained);
    if (!explained.is_hit && explained.hits.empty()) {
      continue;
    }
    explained.id = packed.info.id;
    explained.name = packed.info.name;
    explained.pack = packed.info.pack;
    explained.file = packed.file;
    explained.line = packed.line;
    explained.view = packed.rule.view;
    for (ExplainedHit& hit : explained.hits) {
      hit.matched.file = packed.file;
      hit.shield.file = hit.is_shielded ? packed.file : std::string();
    }
    for (auto* const lines : {&explained.exceptions, &explained.others}) {
      for (MatchedLine& line : *lines) {
        line.file = packed.file;
      }
    }
    out.rules.push_back(std::move(explained));
  }
  return out;
}

}  // namespace rules
