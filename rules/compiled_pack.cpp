#include "rules/compiled_pack.h"

#include <algorithm>

#include "rules/document.h"

namespace rules {

namespace {

/// A text may stand in the rule's own file or be added by the local pack.
void set_file(MatchedLine& line, const PackedRule& packed) {
  const bool is_added = line.line > kAnnex;
  line.file = is_added ? packed.local_file : packed.file;
  line.line -= is_added ? kAnnex : 0;
}

}  // namespace

struct Scratch::Parts {
  Judged judged;
  PatternIndex::Found found;
  std::vector<std::uint32_t> rules;  ///< those to try, ascending
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
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    index_rule(i);
  }
  index_.build();
  needs_context_ = std::any_of(rules_.begin(), rules_.end(),
                               [](const PackedRule& rule) { return rule.info.needs_context; });
}

/// Without a hit of `has`, or else of `whole`, a rule that names any does not fire.
void CompiledPack::index_rule(std::uint32_t number) {
  const CompiledRule& rule = rules_[number].rule;
  const std::vector<CompiledPattern>& patterns = rule.has.empty() ? rule.whole : rule.has;
  const bool is_known =
      !patterns.empty() && std::none_of(patterns.begin(), patterns.end(),
                                        [](const auto& pattern) { return pattern.always_runs(); });
  if (!is_known) {
    always_.push_back(number);
    return;
  }
  for (const CompiledPattern& pattern : patterns) {
    index_.add(number, rule.view, pattern.need());
  }
}

void CompiledPack::match(const Utterance& utterance, const Context& context, Scratch& scratch,
                         std::vector<Hit>& hits) const {
  hits.clear();
  Scratch::Parts& parts = scratch.parts();
  parts.judged.reset(utterance, context);
  index_.find(parts.judged.message.views(), parts.found);
  parts.rules = always_;
  for (const PatternIndex::Candidate& candidate : parts.found.candidates) {
    parts.rules.push_back(candidate.pattern);
  }
  std::sort(parts.rules.begin(), parts.rules.end());
  parts.rules.erase(std::unique(parts.rules.begin(), parts.rules.end()), parts.rules.end());
  for (const std::uint32_t i : parts.rules) {
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
      set_file(hit.matched, packed);
      if (hit.is_shielded) {
        set_file(hit.shield, packed);
      }
    }
    for (auto* const lines : {&explained.exceptions, &explained.others}) {
      for (MatchedLine& line : *lines) {
        set_file(line, packed);
      }
    }
    out.rules.push_back(std::move(explained));
  }
  return out;
}

}  // namespace rules
