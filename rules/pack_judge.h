#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "rules/conditions.h"
#include "rules/talk.h"
#include "rules/timeline.h"

namespace rules {

class TalkJudge;

/// The rules of a set by the clause their messages are found by, so that judging a conversation
/// costs nothing for rules that nothing in it touches.
class RuleTriggers {
 public:
  RuleTriggers() = default;
  /// The conditions of all rules, by rule; clauses numbered from 0 to `clauses`.
  RuleTriggers(std::vector<Conditions> rules, std::size_t clauses);

  /// The rule whose messages are those in which the clause holds.
  std::optional<std::uint32_t> triggered_by(ClauseId clause) const {
    return rule_of_[clause] == kNone ? std::nullopt : std::optional(rule_of_[clause]);
  }

  const Conditions& conditions(std::uint32_t rule) const { return rules_[rule]; }

  /// The rule that RulePack::match can find by the clause; nullopt: none.
  std::optional<std::uint32_t> matched_by(ClauseId clause) const {
    return is_of_talk_[clause] ? std::nullopt : triggered_by(clause);
  }

  /// RulePack::touches_talk. Rules that set intents find nothing themselves.
  bool touches_talk(std::span<const ClauseHit> clauses) const;

  /// RulePack::judge.
  Judgement judge(const Talk& talk, std::int64_t now_ms) const;
  /// RulePack::judge_talk.
  Judgement judge_talk(const Talk& talk, std::int64_t now_ms) const;
  /// RulePack::could_apply.
  std::vector<bool> could_apply(const Talk& talk) const;

 private:
  /// Judges the rules that set intents, so that the others can ask for them.
  void judge_intents(TalkJudge& judge, const std::vector<std::uint32_t>& touched,
                     std::vector<TalkFinding>& findings) const;

  static constexpr std::uint32_t kNone = static_cast<std::uint32_t>(-1);

  std::vector<Conditions> rules_;
  /// What of `findings` is known at `now_ms`, in order.
  static Judgement known_at(std::int64_t now_ms, std::vector<TalkFinding> findings);

  std::vector<std::uint32_t> rule_of_;  ///< by clause: the rule it triggers, or none
  std::vector<bool> needs_talk_;        ///< by clause: that rule needs it and sets no intent
  std::vector<bool> is_of_talk_;        ///< by clause: that rule needs the conversation
  AskedClauses asked_;                  ///< by judge_talk()
};

}  // namespace rules
