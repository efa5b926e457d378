#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "qa/ids.h"
#include "qa/profile.h"
#include "qa/time.h"
#include "rules/finding.h"

/// What the desk concludes, as values: the rows of the store, the lines of `replay --effects`, and
/// what the ways out (workstation, panel, terminal) are told.
namespace qa {

enum class RoundState : std::uint8_t {
  kOpen,
  kAnswered,
  kUnserved,
  kWithdrawn,
  kExcluded,
  kLeftCensored
};
std::string_view to_string(RoundState state);  // "open", "answered", …, "left_censored"

enum class UnservedReason : std::uint8_t {
  kNone,
  kTransferred,
  kMidnight,
  kNoReply,
  kBusy,
  kOffline
};
std::string_view to_string(UnservedReason reason);  // "" for kNone, "transferred", …

/// One round as it stands. The same identity again with a higher revision replaces the earlier
/// record.
struct RoundRecord {
  ConversationKey conversation;
  std::string
      opened_by;  ///< identity within the conversation: message id, or event id of a hand-over
  std::int32_t round = 0;  ///< ordinal in order, from 1; for people
  RoundState state = RoundState::kOpen;
  Time opened_at{};
  std::optional<Time> answered_at;
  std::optional<Time> ended_at;     ///< answered, closed, transferred away, midnight
  std::optional<Duration> wait;     ///< raw, never capped; absent while open and when withdrawn
  std::optional<Duration> counted;  ///< what the platform counts
  std::string owner;                ///< empty: nobody
  std::string owner_at_end;
  std::string responder;          ///< empty unless answered
  bool responder_is_bot = false;  ///< an assisted reply: reports credit `owner_at_end`
  std::string closer;             ///< who closed the conversation on an unserved round
  std::int32_t customer_messages = 0;
  bool in_window = false;  ///< by `opened_at`
  UnservedReason reason = UnservedReason::kNone;
  std::string product;     ///< product id of the conversation at the opening; empty: none
  std::int32_t phase = 0;  ///< ordinal of its human phase, from 1
  Time phase_started_at{};
  std::string merged_into;    ///< of a round that a fresh pass no longer has
  std::int32_t revision = 0;  ///< 1 at the first record
  std::int64_t profile_version = 0;

  bool operator==(const RoundRecord&) const = default;
};

enum class Suppressed : std::uint8_t {
  kNo,
  kSnoozed,
  kBudget,
  kQuiet,
  kOutOfWindow,
  kHistory,
  kDisabled
};
std::string_view to_string(Suppressed suppressed);  // "" for kNo, "snoozed", …

/// One stage of one round fell due. Made for every stage; a suppressed one reaches nobody.
struct NudgeRecord {
  ConversationKey conversation;
  std::string opened_by;
  std::int32_t round = 0;
  Stage stage = Stage::kNotice;
  Suppressed suppressed = Suppressed::kNo;
  Time at{};        ///< when it was made
  Time stage_at{};  ///< when the stage fell due: opened_at + ladder[stage]
  Time due_at{};    ///< when the reply is due: opened_at + reply_limit
  Time opened_at{};
  std::string agent;           ///< the owner; empty: the shop's supervisors
  bool is_escalation = false;  ///< `overdue` ignored for escalate_after: to the supervisors
  std::int64_t profile_version = 0;

  bool operator==(const NudgeRecord&) const = default;
};

/// One rule matched one revision of one message. Spans are code points of the original text; no
/// words.
struct FindingRecord {
  ConversationKey conversation;
  std::string message;
  std::int32_t message_revision = 0;  ///< 0 as sent, then one more an edit
  std::string rule;
  std::string pack;
  std::string rule_set;  ///< 64 hex digits
  rules::Level level = rules::Level::kMinor;
  rules::Action action = rules::Action::kLog;
  rules::View view = rules::View::kClean;
  std::vector<rules::Span> spans;
  /// The message's (or edit's) own time; of a rule about the conversation the first moment it could
  /// be known.
  Time at{};
  std::string agent;           ///< author id
  bool is_withdrawn = false;   ///< a late event changed the context: the finding no longer stands
  bool is_trial = false;       ///< of a rule on trial: supervisors only, nobody is told
  bool is_for_review = false;  ///< people are to look at it: the rule's `review`

  bool operator==(const FindingRecord&) const = default;
};

/// What a customer wants with a message, by the first rule of the set that says so. The same
/// message again replaces the earlier record. Never a line of `replay --effects`: it is no
/// conclusion about anybody's work.
struct IntentRecord {
  ConversationKey conversation;
  std::string message;
  std::string intent;         ///< path as the rule's `classify` has it: "物流问题/催促发货"
  std::string rule;           ///< that set it
  std::string rule_set;       ///< 64 hex digits; the one in force when the text came
  Time at{};                  ///< when the message was said, whatever edits came
  bool is_withdrawn = false;  ///< the message, as it reads now, has no intent

  bool operator==(const IntentRecord&) const = default;
};

/// Input that was not as it should be, or could not be. Counted and kept; never words.
struct AnomalyRecord {
  std::string shop;
  std::string source;
  std::string conversation;  ///< may be empty
  std::string event_id;      ///< may be empty
  std::string kind;  ///< stable key: "duplicate_message", "recall_before_message", "absurd_time" …
  std::string detail;  ///< never message text
  Time at{};

  bool operator==(const AnomalyRecord&) const = default;
};

/// A stretch of a connection's life that nobody could fill: figures over it are `incomplete`.
struct GapRecord {
  std::string shop;
  std::string source;
  Time from{};
  Time to{};
  std::string reason;  ///< cursor_expired, stream_unknown …

  bool operator==(const GapRecord&) const = default;
};

using Effect = std::variant<RoundRecord, NudgeRecord, FindingRecord, AnomalyRecord, IntentRecord>;

}  // namespace qa
