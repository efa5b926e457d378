#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/alike.h"
#include "rules/context.h"
#include "rules/finding.h"

/// A conversation as rules judge it: plain values, filled by the caller from what it keeps.
///
/// Two steps. RulePack::inspect looks at one message and says which clauses hold in it: all the
/// work on text, done once a message and kept by the caller. RulePack::judge takes those results in
/// the order of the conversation and says which rules found something, about which message, and
/// since when that is certain.
namespace rules {

/// Rules look no farther than this many messages back or ahead: what a conversation of any length
/// costs is bounded, and whoever keeps twice as many misses nothing. No conversation of the real
/// ones at hand comes near it.
inline constexpr std::size_t kFarthestMessage = 1'000;

/// Number of a clause within its rule set.
using ClauseId = std::uint32_t;

/// One clause that holds in one message.
struct ClauseHit {
  ClauseId clause = 0;
  View view = View::kClean;
  std::uint32_t line = 0;   ///< of the rule file: the first text that was found; else the clause
  std::vector<Span> spans;  ///< of the original, ascending, not overlapping; empty for an absence
};

struct TalkMessage {
  std::int64_t at_ms = 0;  ///< UTC; a message earlier than the one before it counts as at its time
  std::int64_t local_ms = 0;  ///< the same on the shop's clock, since 1970-01-01 00:00 there
  Speaker speaker = Speaker::kAgent;
  std::string_view author;  ///< id of the person or bot; tells colleagues apart after a transfer
  std::string_view kind = "text";
  bool is_automatic = false;
  bool is_counted = true;  ///< public, delivered and not automatic
  std::int32_t phase = 1;  ///< ordinal of the human phase, ascending; 0: in none (with the bot)
  std::int32_t round = 0;  ///< ordinal of the round, ascending; 0: the round before it goes on
  std::string_view text;   ///< for `repeat`, which looks back 20 counted messages at most; else ""
  std::span<const ClauseHit> hits;  ///< what inspect() said of it, ascending by clause
  /// Memory of judge(), kept beside the text from one call to the next; null: it makes them anew.
  std::optional<Bigrams>* bigrams = nullptr;
};

/// A value from a moment on, such as the order's status.
struct TalkAttribute {
  std::int64_t at_ms = 0;
  std::string_view name;
  std::string_view value;
};

/// An intent somebody else than the rules has set, such as `物流问题/催发货`.
struct TalkIntent {
  std::int64_t at_ms = 0;
  std::string_view name;
};

/// When a human phase ended: closed, left, given back to the bot.
struct TalkPhaseEnd {
  std::int32_t phase = 1;
  std::int64_t at_ms = 0;
};

/// A round where it is more than its first message and the first reply behind it: opened by a
/// hand-over, not counted at all.
struct TalkRound {
  std::int32_t round = 0;
  std::int64_t opened_at_ms = 0;
  std::optional<std::int64_t> answered_at_ms;
  bool is_counted = true;
  /// What it is about where no message opened it: of a hand-over, the customer's last message
  /// before it. Index in Talk::messages; nullopt: its first message.
  std::optional<std::size_t> about;
};

struct Talk {
  std::vector<TalkMessage> messages;      ///< in the order of the conversation
  std::vector<TalkAttribute> attributes;  ///< ascending by time
  std::vector<TalkIntent> intents;
  std::vector<TalkPhaseEnd> phase_ends;
  std::optional<std::int64_t> closed_at_ms;  ///< ends every phase that is still open
  std::vector<TalkRound> rounds;             ///< ascending
  std::string_view shop;
  std::string_view channel;
};

/// One rule that found something. There is at most one a rule and message.
struct TalkFinding {
  std::uint32_t rule = 0;          ///< index for RulePack::info
  std::size_t message = 0;         ///< index in Talk::messages: what the finding is about
  std::int64_t decided_at_ms = 0;  ///< first moment it could be known
  View view = View::kClean;
  std::uint32_t line = 0;
  std::span<const Span> spans;  ///< in the memory behind TalkMessage::hits
};

struct Judgement {
  std::vector<TalkFinding> findings;  ///< by message, then rule
  /// The next moment at which judging the same talk again says more, if nothing happens before.
  std::optional<std::int64_t> next_ms;
};

}  // namespace rules
