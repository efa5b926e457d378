#pragma once

#include <string>
#include <vector>

#include "rules/compiled_rule.h"
#include "rules/pack.h"
#include "rules/pattern_index.h"

namespace rules {

/// A compiled rule with what people know it by.
struct PackedRule {
  RuleInfo info;
  CompiledRule rule;
  std::string file;
  std::uint32_t line = 0;
  std::string local_file;  ///< of lines beyond kAnnex: what a local pack adds
};

/// The matcher: views made once a message, rules named by an index of what their patterns need,
/// each pattern then tried against the signature of its view, plain texts looked for as bytes and
/// the rest by RE2.
class CompiledPack : public RulePack {
 public:
  CompiledPack(std::vector<PackedRule> rules, std::string version);

  void match(const Utterance& utterance, const Context& context, Scratch& scratch,
             std::vector<Hit>& hits) const override;
  Explanation explain(const Utterance& utterance, const Context& context) const override;

  const RuleInfo& info(std::uint32_t rule) const override { return rules_[rule].info; }

  std::size_t size() const override { return rules_.size(); }

  bool needs_context() const override { return needs_context_; }

  const std::string& version() const override { return version_; }

  std::size_t always_tried() const override { return always_.size(); }

 private:
  void index_rule(std::uint32_t number);

  std::vector<PackedRule> rules_;
  PatternIndex index_;                 ///< of rules by what one of their patterns needs
  std::vector<std::uint32_t> always_;  ///< rules the index cannot tell of, ascending
  std::string version_;
  bool needs_context_ = false;
};

}  // namespace rules
