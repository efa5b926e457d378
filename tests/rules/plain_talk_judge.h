#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rules/alike.h"
#include "rules/conditions.h"
#include "rules/talk.h"

/// The obviously right judge of conversations that rules::TalkJudge is compared with: for every
/// question it reads the conversation from one end to the other, message by message.
namespace rules::testing {

/// A conversation put in order for questions about before and after. Messages are named by their
/// index. Everything asked here is answered from what stands up to the later message alone, so an
/// answer never changes when the conversation goes on.
class PlainTimeline {
 public:
  static constexpr std::size_t kFarthest = 1'000;

  struct Occurrence {
    ClauseId clause = 0;
    std::size_t message = 0;
    const ClauseHit* hit = nullptr;
  };

  /// `talk` must outlive the timeline.
  explicit PlainTimeline(const Talk& talk);

  std::size_t size() const { return talk_.messages.size(); }

  const Talk& talk() const { return talk_; }

  const TalkMessage& message(std::size_t at) const { return talk_.messages[at]; }

  /// Its time, or that of the latest message before it.
  std::int64_t moment(std::size_t at) const { return moments_[at]; }

  /// Its round; the round before it goes on until the next is opened.
  std::int32_t round(std::size_t at) const { return rounds_[at]; }

  /// Messages in which a clause holds, in order.
  std::span<const Occurrence> occurrences(ClauseId clause) const;

  /// Every message and clause, by clause.
  std::span<const Occurrence> occurrences() const { return occurrences_; }

  /// Public and delivered; an automatic text only where a clause asks for those.
  bool is_eligible(std::size_t at) const;
  bool is_of(std::size_t at, Says says) const;
  bool is_said(std::size_t at, Says says) const;
  bool is_counted(std::size_t at, Says says) const;
  /// Counted messages of the speaker from one message to another, both included.
  std::size_t counted(std::size_t first, std::size_t last, Says says) const;

  bool is_in_scope(std::size_t one, std::size_t other, Reach reach) const;
  /// Whether `other`, a message of the bound's speaker, stands within the bound behind `from`.
  bool is_within_after(std::size_t from, std::size_t other, const BoundClause& bound) const;
  /// … before `from`.
  bool is_within_before(std::size_t from, std::size_t other, const BoundClause& bound) const;
  /// Whether all from one message to the other are within the bound, both included.
  bool spans_within(std::size_t first, std::size_t last, Says says, const Within& within) const;

  /// When the scope a message stands in ended; nullopt while it is open.
  std::optional<std::int64_t> scope_end(std::size_t at, Reach reach) const;

 private:
  static constexpr int kSpeakers = 3;  ///< one for each value of Says

  bool is_near(std::size_t one, std::size_t other, const Within& within) const;

  const Talk& talk_;
  std::vector<std::int64_t> moments_;
  std::vector<std::int32_t> rounds_;
  std::vector<std::array<std::uint32_t, kSpeakers>> counts_;  ///< up to and with each message
  std::vector<Occurrence> occurrences_;                       ///< by clause, then message
};

/// Judges a conversation by rules, from the clauses that hold in its messages.
///
/// Every question is answered for the whole conversation at once, together with the first moment
/// the answer could be known. That is what makes live and stored agree: nothing here asks what time
/// it is. Whoever wants to know what is known at some moment leaves out what is decided later.
class PlainTalkJudge {
 public:
  /// `talk` must outlive the judge.
  explicit PlainTalkJudge(const Talk& talk);

  const PlainTimeline& timeline() const { return timeline_; }

  /// Appends what one rule finds, in order of messages, also what is decided in the future if
  /// nothing happens before. `rule` is the number the findings get.
  void judge(std::uint32_t rule, const Conditions& conditions, std::vector<TalkFinding>& findings);

  /// Tells the judge what rules that set intents have found, for those that ask for one.
  void add_intent(std::int64_t at_ms, const std::string& intent);

 private:
  struct Intent {
    std::int64_t at_ms = 0;
    std::string name;
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
  bool completes_steps(const Conditions& conditions, std::size_t message) const;
  bool is_repeated(const Repeat& repeat, std::size_t message);
  bool opens_round(std::size_t message) const;
  /// Everything the rule asks of what stands before the message.
  bool stands_right(const Conditions& conditions, std::size_t message) const;
  bool holds_now(const Conditions& conditions, std::size_t message);
  const Bigrams& bigrams(std::size_t message);
  const TalkRound* round_of(std::size_t message) const;

  Outcome outlook(const Conditions& conditions, std::size_t message) const;
  Outcome stands_before(const BoundClause& bound, std::size_t message, Reach reach) const;
  Outcome never_comes(const BoundClause& bound, std::size_t message, Reach reach) const;
  Outcome is_among_last(const Conditions& conditions, std::size_t message) const;
  Outcome stays_silent(const Conditions& conditions, std::size_t message) const;
  Outcome stays_unanswered(const Conditions& conditions, std::size_t message) const;
  Outcome waits_too_long(std::size_t message, const TalkRound* round, std::int64_t within_ms) const;
  const TalkRound* handed_over(std::size_t message) const;

  const Talk& talk_;
  PlainTimeline timeline_;
  std::vector<Intent> intents_;
  std::vector<std::optional<Bigrams>> bigrams_;  ///< of each message, made when asked for
};

}  // namespace rules::testing
