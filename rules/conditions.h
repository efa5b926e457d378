#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rules/clause.h"
#include "rules/talk.h"

/// What a rule asks of the conversation around a message. Clauses stand here by their number:
/// within the rule while it is read, within the rule set once it is compiled.
namespace rules {

/// How far apart two messages may be. Messages are those that count, of the speaker the clause
/// names; times include their last millisecond; rounds count the one the message stands in.
struct Within {
  enum class Unit : std::uint8_t { kAnywhere, kMessages, kTime, kRounds };

  Unit unit = Unit::kAnywhere;
  std::int64_t amount = 0;  ///< messages, milliseconds or rounds; more than 0
};

struct BoundClause {
  ClauseId clause = 0;
  Says says = Says::kAgent;  ///< whose messages `within` counts
  Within within;
};

/// Within what the position of a message, and what stands before and after it, is looked for.
enum class Reach : std::uint8_t { kConversation, kRound };

struct Count {
  std::uint32_t at_least = 0;
  Within within;
};

struct Repeat {
  enum class Of : std::uint8_t { kSelf, kAgent, kCustomer, kAny };

  static constexpr std::uint32_t kFarthest = 20;

  Of of = Of::kSelf;
  std::uint32_t look_back = 5;
  std::uint32_t percent = 90;
  std::uint32_t min_chars = 8;
  std::uint32_t times = 2;  ///< alike messages together with the one that is judged
};

struct AttributeCondition {
  /// The attribute that `applies: {group: …}` asks for.
  static constexpr std::string_view kGroup = "group";

  std::string name;
  std::vector<std::string> values;  ///< any of them
};

/// Minutes of the day on the shop's clock, half open; from > to goes over midnight.
struct Hours {
  std::int32_t from = 0;
  std::int32_t to = 0;
};

/// Where and when a rule is in force; what is empty is not asked.
struct Applies {
  std::vector<std::string> shops;
  std::vector<std::string> channels;
  std::vector<Hours> hours;
  std::optional<std::int32_t> from_day;  ///< days since 1970-01-01 on the shop's clock, inclusive
  std::optional<std::int32_t> to_day;    ///< inclusive
};

struct Conditions {
  std::optional<ClauseId> main;
  Says says = Says::kAgent;  ///< of the main clause
  std::optional<ClauseId> customer_said;
  std::optional<BoundClause> after;
  std::optional<BoundClause> before;
  std::optional<BoundClause> expect;
  std::vector<BoundClause> steps;
  std::optional<Count> count;
  std::optional<Repeat> repeat;
  std::uint32_t first = 0;  ///< 0: not asked
  std::uint32_t last = 0;
  std::uint32_t nth = 0;
  Reach reach = Reach::kConversation;
  std::int64_t reply_within_ms = 0;
  bool is_about_rounds = false;  ///< reply_within of every round, not of certain messages
  std::int64_t silence_ms = 0;
  std::vector<AttributeCondition> attributes;
  std::vector<std::string> intents;
  std::string classify;   ///< the intent the rule sets; empty: it looks for something wrong
  bool is_trial = false;  ///< an intent it sets is seen by rules on trial only
  Applies applies;

  /// The clause whose messages the rule is about.
  ClauseId trigger() const {
    return main ? *main : !steps.empty() ? steps.back().clause : after->clause;
  }

  /// Whether other messages decide too: then those of the same stay with people are meant.
  bool looks_around() const {
    return after || before || expect || !steps.empty() || count || repeat || first > 0 ||
           last > 0 || nth > 0 || reply_within_ms > 0 || silence_ms > 0;
  }

  /// Whether a message with its Context is not enough.
  bool needs_talk() const {
    return looks_around() || !attributes.empty() || !intents.empty() || !applies.shops.empty() ||
           !applies.channels.empty() || !applies.hours.empty() || applies.from_day ||
           applies.to_day;
  }

  /// Every clause that something is asked of.
  std::vector<ClauseId> clauses() const;

  /// Adds `base` to the number of every clause.
  void move_clauses(ClauseId base);
};

}  // namespace rules
