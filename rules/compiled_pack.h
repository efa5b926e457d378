#pragma once

#include <string>
#include <vector>

#include "rules/compiled_rule.h"
#include "rules/pack.h"

namespace rules {

/// A compiled rule with what people know it by.
struct PackedRule {
  RuleInfo info;
  CompiledRule rule;
  std::string file;
  std::uint32_t line = 0;
};

/// The matcher: views made once a message, each pattern first tried against the signature of its
/// view, plain texts looked for as bytes and the rest by RE2.
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

 private:
  std::vector<PackedRule> rules_;
  std::string version_;
  bool needs_context_ = false;
};

}  // namespace rules
