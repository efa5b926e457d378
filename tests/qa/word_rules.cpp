#include "tests/qa/word_rules.h"

#include <algorithm>

namespace qa::testing {
namespace {

std::vector<rules::Span> spans_of(std::string_view text, std::string_view word) {
  std::vector<rules::Span> spans;
  for (auto at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + word.size())) {
    spans.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(word.size())});
  }
  return spans;
}

WordRules::Rule rule_named(std::string id, bool needs_context) {
  WordRules::Rule rule;
  rule.info.id = std::move(id);
  rule.info.name = rule.info.id;
  rule.info.pack = "test";
  rule.info.level = rules::Level::kCritical;
  rule.info.action = rules::Action::kConfirm;
  rule.info.needs_context = needs_context;
  return rule;
}

}  // namespace

void WordRules::match(const rules::Utterance& utterance, const rules::Context& context,
                      rules::Scratch&, std::vector<rules::Hit>& hits) const {
  hits.clear();
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    auto spans = rules_[i].judge(utterance, context);
    if (!spans.empty()) {
      hits.push_back({i, rules::View::kRaw, std::move(spans)});
    }
  }
}

void WordRules::inspect(const rules::Utterance& utterance, rules::Scratch&,
                        std::vector<rules::ClauseHit>& hits) const {
  hits.clear();
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    auto spans = rules_[i].judge(utterance, {});
    if (!spans.empty()) {
      hits.push_back({i, rules::View::kRaw, 0, std::move(spans)});
    }
  }
}

void WordRules::match_inspected(std::span<const rules::ClauseHit> clauses, const rules::Context&,
                                rules::Scratch&, std::vector<rules::Hit>& hits) const {
  hits.clear();
  for (const rules::ClauseHit& clause : clauses) {
    hits.push_back({clause.clause, clause.view, clause.spans});
  }
}

rules::Judgement WordRules::judge(const rules::Talk& talk, std::int64_t now_ms) const {
  rules::Judgement out;
  for (std::size_t i = 0; i < talk.messages.size(); ++i) {
    const rules::TalkMessage& message = talk.messages[i];
    for (const rules::ClauseHit& hit : message.hits) {
      if (message.at_ms <= now_ms) {
        out.findings.push_back({hit.clause, i, message.at_ms, hit.view, hit.line, hit.spans});
      }
    }
  }
  return out;
}

bool WordRules::needs_context() const {
  return std::any_of(rules_.begin(), rules_.end(),
                     [](const Rule& rule) { return rule.info.needs_context; });
}

WordRules::Rule agent_says(std::string id, std::string word) {
  WordRules::Rule rule = rule_named(std::move(id), false);
  rule.judge = [word = std::move(word)](const rules::Utterance& said, const rules::Context&) {
    return said.speaker == rules::Speaker::kAgent && !said.is_automatic
               ? spans_of(said.text, word)
               : std::vector<rules::Span>{};
  };
  return rule;
}

WordRules::Rule customer_wants(std::string id, std::string word, std::string intent) {
  WordRules::Rule rule = rule_named(std::move(id), false);
  rule.info.classify = std::move(intent);
  rule.judge = [word = std::move(word)](const rules::Utterance& said, const rules::Context&) {
    return said.speaker == rules::Speaker::kCustomer ? spans_of(said.text, word)
                                                     : std::vector<rules::Span>{};
  };
  return rule;
}

WordRules::Rule agent_says_after(std::string id, std::string word, std::string asked) {
  WordRules::Rule rule = agent_says(std::move(id), std::move(word));
  rule.info.needs_context = true;
  rule.judge = [says = rule.judge, asked = std::move(asked)](const rules::Utterance& said,
                                                             const rules::Context& context) {
    const bool was_asked = std::any_of(
        context.customer_said.begin(), context.customer_said.end(),
        [&](std::string_view text) { return text.find(asked) != std::string_view::npos; });
    return was_asked ? says(said, context) : std::vector<rules::Span>{};
  };
  return rule;
}

}  // namespace qa::testing
