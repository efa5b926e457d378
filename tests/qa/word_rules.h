#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "rules/pack.h"

namespace qa::testing {

/// A rule book of plain functions, for tests of what the inspector does around a book. Spans count
/// bytes here: use ASCII where a test looks at them.
class WordRules : public rules::RulePack {
 public:
  using Judge =
      std::function<std::vector<rules::Span>(const rules::Utterance&, const rules::Context&)>;

  struct Rule {
    rules::RuleInfo info;
    Judge judge;  ///< no spans: no match
  };

  explicit WordRules(std::vector<Rule> rules, char version = 'a')
      : rules_(std::move(rules)), version_(64, version) {}

  /// A rule is its own clause; those that need the context hold in no message by itself.
  void inspect(const rules::Utterance& utterance, rules::Scratch& scratch,
               std::vector<rules::ClauseHit>& hits) const override;
  rules::Judgement judge(const rules::Talk& talk, std::int64_t now_ms) const override;

  std::vector<bool> could_apply(const rules::Talk&) const override {
    return std::vector<bool>(rules_.size(), true);
  }

  void match(const rules::Utterance& utterance, const rules::Context& context,
             rules::Scratch& scratch, std::vector<rules::Hit>& hits) const override;

  void match_inspected(std::span<const rules::ClauseHit> clauses, const rules::Context& context,
                       rules::Scratch& scratch, std::vector<rules::Hit>& hits) const override;

  const rules::RuleInfo& info(std::uint32_t rule) const override { return rules_[rule].info; }

  std::size_t size() const override { return rules_.size(); }

  bool needs_context() const override;

  const std::string& version() const override { return version_; }

 private:
  std::vector<Rule> rules_;
  std::string version_;
};

/// `word` said by an agent.
WordRules::Rule agent_says(std::string id, std::string word);
/// `word` said by an agent whose customer's turn holds `asked`.
WordRules::Rule agent_says_after(std::string id, std::string word, std::string asked);

/// `word` said by a customer: what they want is `intent`.
WordRules::Rule customer_wants(std::string id, std::string word, std::string intent);

/// The rules of a test as the desk takes them.
template <class... Rules>
std::shared_ptr<const rules::RulePack> book_of(Rules... rules) {
  return std::make_shared<WordRules>(std::vector<WordRules::Rule>{std::move(rules)...});
}

}  // namespace qa::testing
