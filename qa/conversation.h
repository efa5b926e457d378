#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "qa/conversation_facts.h"
#include "qa/ledger.h"
#include "qa/profile.h"
#include "qa/round.h"

namespace qa {

/// Something an ordered event did that it should not have.
enum class Oddity : std::uint8_t {
  kNone,
  kRepeatedMessage,
  kUnknownMessage,        ///< a recall, edit or failure of a message that does not stand before it
  kNegativeWait,          ///< a reply stamped before the question it answers
  kImpossibleTransition,  ///< closed twice, reopened while open, said by an agent after the close
};
std::string_view to_string(Oddity oddity);

/// Phases and rounds of one conversation, made by one pass over its events in order (metrics.md
/// §3). step() takes the next event; a pass over the same events always ends in the same state,
/// which is what makes live, late and stored traffic agree. No clock, no words, no I/O.
class Conversation {
 public:
  /// Both must outlive the conversation.
  Conversation(const Profile& profile, const LocalTime& local)
      : profile_(&profile), local_(&local) {}

  /// Takes the fact at `position` of the ledger; positions come in ascending order.
  Oddity step(const Ledger& ledger, std::size_t position);
  /// Lets time pass without an event: ends a round at midnight where the profile says so.
  /// @returns that midnight, if it ended one. An event stamped before it that comes later was not
  /// foreseen: the pass must be made anew.
  std::optional<Time> tick(Time now);
  /// When tick() next has something to do.
  std::optional<Time> next_tick() const;

  const std::vector<Round>& rounds() const { return rounds_; }

  const Round* open_round() const;

  bool is_excluded() const { return is_excluded_; }

  bool is_closed() const { return status_ == Status::kClosed; }

  std::optional<Time> closed_at() const { return closed_at_; }

  Name owner() const { return owner_; }

  /// A human phase: the event that began it, and its close.
  struct PhaseSpan {
    Name began_by;
    std::optional<Time> closed_at;
  };

  std::vector<PhaseSpan> phase_spans() const;

  /// The state a round is reported in: excluded and censored rounds say so.
  RoundState reported_state(const Round& round) const;
  /// What became of a round that this pass does not have: the round its message belongs to, else
  /// the one open when it was opened, else the next; null: none.
  /// @param opened_by  message id, or event id of a hand-over.
  const Round* round_around(const Ledger& ledger, std::string_view opened_by) const;

  ConversationFacts facts(const Ledger& ledger, const ConversationKey& key) const;

 private:
  enum class Status : std::uint8_t { kNone, kBot, kHuman, kClosed };

  struct PhaseState {
    Name began_by;
    Time started_at{};
    std::optional<Time> accepted_at;
    std::optional<Time> closed_at;
    Name owner;
    Name last_responder;
    Name product;
    bool is_censored = false;
    bool started_by_handover = false;
    bool had_human = false;  ///< a human owned it or replied in it
    bool is_busy = false;    ///< its last `queued` said so
  };

  struct AskState {
    std::uint32_t fact = 0;
    std::int32_t round = 0;
    std::int32_t phase = 0;
    std::optional<Time> replied_at;
    Name agent;
    bool is_taken_back = false;
  };

  struct SpokenState {
    std::uint32_t fact = 0;
    bool is_recalled = false;
  };

  struct RatingState {
    std::uint32_t fact = 0;
    std::int32_t phase = 0;  ///< last phase begun before it; 0: none
    Name agent;
  };

  // qa/conversation_intents.cpp
  void add_intents(const Ledger& ledger, ConversationFacts& facts) const;
  void add_round_intents(const Ledger& ledger, ConversationFacts& facts) const;
  std::string_view first_intent(const Ledger& ledger) const;
  std::size_t opening_position(const Ledger& ledger, const Round& round, std::size_t ask) const;
  std::string_view intent_of(const Ledger& ledger, const AskState& ask) const;

  void open(const Ledger& ledger, const Fact& fact);
  void own(const Fact& fact, Name owner);
  void take_over(const Fact& fact);
  Oddity message(const Ledger& ledger, std::uint32_t position, const Fact& fact);
  void customer_message(std::uint32_t position, const Fact& fact);
  Oddity reply(const Fact& fact, bool is_human);
  Oddity recall(const Ledger& ledger, std::size_t recalled_at, const Fact& fact);
  void move_opening(const Ledger& ledger);
  const AskState* find_ask(std::uint32_t fact) const;
  Oddity close(const Fact& fact);
  void rate(const Ledger& ledger, std::uint32_t position, const Fact& fact);

  enum class Begins : std::uint8_t { kPlainly, kByHandover, kAgain };
  void begin_phase(const Fact& fact, Begins how);
  void open_round(const Fact& fact, bool by_message);
  void end_round(RoundState state, Time at);
  void leave_closed(const Fact& fact);

  PhaseState& phase() { return phases_.back(); }

  const Profile* profile_;
  const LocalTime* local_;

  Status status_ = Status::kNone;
  bool has_begun_ = false;  ///< its first conversation or message event is behind us
  bool had_human_ = false;
  bool is_excluded_ = false;
  bool is_left_censored_ = false;
  bool round_is_open_ = false;  ///< rounds_.back() is
  Name owner_;
  Name customer_;
  Name product_;
  Name last_human_;
  std::optional<Time> first_at_;
  std::optional<Time> closed_at_;
  std::vector<Round> rounds_;
  std::vector<PhaseState> phases_;
  std::vector<AskState> asks_;       ///< in order
  std::size_t first_ask_ = 0;        ///< of the open round, the first not known to be taken back
  std::vector<SpokenState> spoken_;  ///< by the customer since the last effective reply, in order
  std::size_t standing_ = 0;         ///< of them, those not recalled
  std::vector<std::uint32_t> pending_;  ///< asks without a reply
  std::vector<std::uint32_t>
      taken_back_;  ///< customer messages of the bot phase recalled before a hand-over
  std::optional<RatingState> rating_;
};

}  // namespace qa
