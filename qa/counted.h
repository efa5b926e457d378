#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "qa/conversation_facts.h"
#include "qa/metrics_group.h"
#include "qa/metrics_tally.h"
#include "qa/profile.h"

/// Everything the figures count of one conversation, one thing at a time: the one place that says
/// what counts, when and under whom. Sums (`Metrics`), what lies behind a figure and stored sums
/// are all made of it, so they cannot differ.
namespace qa {

enum class CountedKind : std::uint8_t {
  kAsk,            ///< a customer message, anchored at its own time
  kRound,          ///< an answered or unserved round, anchored at its opening
  kResponse,       ///< the same round's waiting time, anchored at the start of its human phase
  kOpenRound,      ///< a round still open, by its opening, in or out of the window
  kPhase,          ///< a human phase, by its start
  kFirstResponse,  ///< the first round of a phase, answered or unserved, by the phase's start
  kRating,         ///< by the start of the phase it speaks of
  kConversation,   ///< by its first event, in or out of the window
  kMessage,        ///< a public message of customer, person or bot, in or out of the window
};

struct Counted {
  CountedKind kind = CountedKind::kAsk;
  Attribution attribution;  ///< whose groups it stands in; `anchor` selects it
  /// Ask, round: replied to within the limit.
  bool is_in_time = false;
  std::int32_t wait_place = 0;  ///< round: by its real wait, wait_place() of qa/waits.h
  /// Response, first response: what counts of the wait; phase: time in the queue, 0 where nobody
  /// accepted it.
  std::int64_t counted_ms = 0;
  std::int64_t wait_ms = 0;  ///< response: the wait as it was
  /// Phase.
  bool is_accepted = false;
  bool is_abandoned = false;
  bool is_unserved = false;  ///< closed, a round unserved and none answered
  /// Rating.
  std::int32_t score = 0;
  bool is_good = false;
  bool is_bad = false;
  std::array<bool, kReasons.size()> reasons{};
  /// Message.
  ActorKind by = ActorKind::kSystem;
  /// Names the customer among all shops and accounts: customer_key().
  std::string_view customer;
  /// Where it stands in the facts; null where it is none of theirs.
  const RoundRecord* round = nullptr;
  const Phase* phase = nullptr;
  const Ask* ask = nullptr;
  const Spoken* spoken = nullptr;
};

using CountedVisitor = std::function<void(const Counted&)>;

/// @param period   leaves out what is anchored elsewhere; nullptr: everything
/// @param local    of `profile`; what a figure counts in the window only is left out outside it
/// @param instant  the report's: young unanswered messages of open phases are left out by it
/// @param visit    what it is given points into `facts` and is valid during the call
void for_each_counted(const ConversationFacts& facts, const Profile& profile,
                      const LocalTime& local, Time instant, const Period* period,
                      const CountedVisitor& visit);

/// Adds one thing to the sums of a group it stands in.
void add_to(Tally& tally, const Counted& counted);

}  // namespace qa
