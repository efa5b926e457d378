#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rules/conditions.h"
#include "rules/talk.h"
#include "rules/timeline.h"

namespace rules {

/// Judges a conversation by rules, from the clauses that hold in its messages.
///
/// Every question is answered for the whole conversation at once, together with the first moment
/// the answer could be known. That is what makes live and stored agree: nothing here asks what time
/// it is. Whoever wants to know what is known at some moment leaves out what is decided later.
class TalkJudge {
 public:
  /// `talk` must outlive the judge.
  /// @param clauses  all that will be asked about, outlives the judge; null: any.
  explicit TalkJudge(const Talk& talk, const AskedClauses* clauses = nullptr);

  const Timeline& timeline() const { return timeline_; }

  /// Appends what one rule finds, in order of messages, also what is decided in the future if
  /// nothing happens before. `rule` is the number the findings get.
  void judge(std::uint32_t rule, const Conditions& conditions, std::vector<TalkFinding>& findings);

  /// Whether there was anything the rule could have been broken by: what it waits after, or a
  /// message of the speaker it is about, where everything but the text of that message is right.
  bool could_apply(const Conditions& conditions) const;

  /// Tells the judge what rules that set intents have found, for those that ask for one.
  /// @param is_trial  set by a rule on trial: only other such rules see it.
  void add_intent(std::int64_t at_ms, const std::string& intent, bool is_trial = false);

 private:
  struct Intent {
    std::int64_t at_ms = 0;
    std::string name;
    bool is_trial = false;
  };

  /// What becomes of a condition that looks ahead.
  struct Outcome {
    bool is_certain = true;             ///< false: it depends on what is yet to come
    std::optional<std::int64_t> since;  ///< holds from then on, if nothing happens before
  };

  static Outcome holds_since(std::int64_t moment) { return {true, moment}; }

  static Outcome fails() { return {true, std::nullopt}; }

  static Outcome is_open() { return {false, std::nullopt}; }

  bool is_in_force(const Applies& applies, std::size_t message) const;
  bool has_attributes(const Conditions& conditions, std::size_t message) const;
  bool has_intent(const Conditions& conditions, std::size_t message) const;
  bool has_customer_said(ClauseId clause, std::size_t message) const;
  bool is_at_position(const Conditions& conditions, std::size_t message) const;
  bool stands_after(const BoundClause& bound, std::size_t message, Reach reach) const;
  /// Messages at which all steps stand in order, each within its bound behind the one before it.
  std::vector<std::size_t> ends_of_steps(const Conditions& conditions) const;
  bool is_repeated(const Repeat& repeat, std::size_t message);

  /// Rounds a message is what they are about: the one it opens, and one that was handed over behind
  /// it.
  struct AskedRounds {
    bool opens_own = false;
    const TalkRound* own = nullptr;  ///< if anything is known of it
    const TalkRound* handed_over = nullptr;

    bool is_any() const { return opens_own || handed_over != nullptr; }
  };

  AskedRounds rounds_about(std::size_t message) const;
  /// Everything the rule asks of what stands before the message.
  bool stands_right(const Conditions& conditions, std::size_t message) const;
  bool holds_now(const Conditions& conditions, std::size_t message);
  const Bigrams& bigrams(std::size_t message);
  const TalkRound* round_of(std::size_t message) const;
  /// When the stay with people that a round belongs to ended; nullopt: not yet.
  std::optional<std::int64_t> end_after(std::int64_t opened_ms) const;

  Outcome outlook(const Conditions& conditions, std::size_t message) const;
  Outcome stands_before(const BoundClause& bound, std::size_t message, Reach reach) const;
  Outcome never_comes(const BoundClause& bound, std::size_t message, Reach reach) const;
  std::optional<std::size_t> last_within(const Within& within, Says says, std::size_t message,
                                         std::size_t last) const;
  Outcome is_among_last(const Conditions& conditions, std::size_t message) const;
  Outcome stays_silent(const Conditions& conditions, std::size_t message) const;
  Outcome stays_unanswered(const Conditions& conditions, std::size_t message) const;
  /// No reply to what was asked by `message`, waited for since `opened_ms`.
  Outcome waits_too_long(std::size_t message, std::int64_t opened_ms, const TalkRound* round,
                         std::int64_t limit_ms) const;

  const Talk& talk_;
  Timeline timeline_;
  std::vector<Intent> intents_;
  std::vector<std::optional<Bigrams>> bigrams_;  ///< of messages whose caller keeps none
  std::vector<std::size_t> ends_of_steps_;       ///< of the rule that is judged
  /// By message: the last round that is about it; empty where there are no such rounds.
  std::vector<const TalkRound*> handed_over_;
};

}  // namespace rules
