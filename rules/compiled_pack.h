#pragma once

#include <span>
#include <string>
#include <vector>

#include "rules/compiled_clause.h"
#include "rules/conditions.h"
#include "rules/pack.h"
#include "rules/pack_judge.h"
#include "rules/pattern_index.h"

namespace rules {

/// What people know a compiled rule by.
struct PackedRule {
  RuleInfo info;
  std::string local_file;  ///< of lines beyond kAnnex: what a local pack adds
};

/// A message with its context, each text with its own views.
struct Judged {
  JudgedText message;
  std::vector<JudgedText> customer;  ///< grows, never shrinks; the first `customer_count` are live
  std::size_t customer_count = 0;

  void set_customer(const Context& context);
};

/// The matcher: views made once a message, clauses named by an index of what their patterns need,
/// each pattern then tried against the signature of its view, plain texts looked for as bytes and
/// the rest by RE2.
class CompiledPack : public RulePack {
 public:
  /// @param conditions  one for each of `rules`; clauses by their number in `clauses`.
  CompiledPack(std::vector<PackedRule> rules, std::vector<Conditions> conditions,
               std::vector<CompiledClause> clauses, std::string version);

  void inspect(const Utterance& utterance, Scratch& scratch,
               std::vector<ClauseHit>& hits) const override;
  Judgement judge(const Talk& talk, std::int64_t now_ms) const override;
  Judgement judge_talk(const Talk& talk, std::int64_t now_ms) const override;
  std::vector<bool> could_apply(const Talk& talk) const override;
  void match(const Utterance& utterance, const Context& context, Scratch& scratch,
             std::vector<Hit>& hits) const override;
  void match_inspected(std::span<const ClauseHit> clauses, const Context& context, Scratch& scratch,
                       std::vector<Hit>& hits) const override;

  bool touches_talk(std::span<const ClauseHit> clauses) const override {
    return triggers_.touches_talk(clauses);
  }

  Explanation explain(const Utterance& utterance, const Context& context) const override;

  const RuleInfo& info(std::uint32_t rule) const override { return rules_[rule].info; }

  std::size_t size() const override { return rules_.size(); }

  bool needs_context() const override { return needs_context_; }

  const std::string& version() const override { return version_; }

  std::size_t always_tried() const override { return always_tried_; }

 private:
  void index_clause(ClauseId number);
  /// Clauses that may hold in the message, ascending: all that do, and few others.
  const std::vector<ClauseId>& candidates(Scratch::Parts& parts) const;
  bool has_customer_said(const Conditions& conditions, Judged& judged, ExplainedRule* trace) const;
  ExplainedRule explain_rule(std::uint32_t rule, Judged& judged) const;

  std::vector<PackedRule> rules_;
  std::vector<CompiledClause> clauses_;
  RuleTriggers triggers_;
  PatternIndex index_;            ///< of clauses by what one of their patterns needs
  std::vector<ClauseId> always_;  ///< clauses the index cannot tell of, ascending
  std::size_t always_tried_ = 0;  ///< how many of them look at the text
  std::string version_;
  bool needs_context_ = false;
};

}  // namespace rules
