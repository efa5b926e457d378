#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/event.h"
#include "qa/ids.h"
#include "qa/record.h"
#include "qa/time.h"

/// What one pass over a conversation's ordered events says of it: everything the figures need,
/// nothing else (no words). `qa/conversation` makes it, `qa/metrics` adds it up; live, stored and
/// replayed alike.
namespace qa {

/// One human phase: from the hand-over to a person until the close.
struct Phase {
  std::int32_t ordinal = 0;  ///< from 1
  Time started_at{};         ///< human_started_at, the anchor of everything about sessions
  std::optional<Time>
      accepted_at;  ///< first assignment, or the first effective reply where none came before
  std::optional<Time> closed_at;  ///< nullopt while open
  bool is_censored = false;       ///< began before we watched: in no session figure
  std::string owner;              ///< last human owner seen in it; empty: nobody
  std::string last_responder;     ///< last human whose effective reply stands in it; empty: none
  std::string product;            ///< conversation's product at the start; empty: none
  /// Of its first round that was not withdrawn; where that has none, of the first message of the
  /// phase that has one; empty: unclassified.
  std::string intent;
  bool started_by_handover = false;
};

/// One customer message of a human phase: the message unit of three_minute_reply_rate.
struct Ask {
  Time at{};
  std::optional<Time> replied_at;  ///< first effective reply after it in order, in whatever phase
  std::int32_t round = 0;          ///< ordinal of the round it belongs to; 0: none
  std::int32_t phase = 0;
  bool phase_is_open = false;  ///< its human phase has not closed
  bool is_counted = true;  ///< false: recalled in time, or its round is left-censored or excluded
  std::string
      agent;  ///< the replier (owner then, for an assisted reply), else the owner at the end
  std::string product;  ///< its round's product
  std::string intent;   ///< its round's intent
};

/// One public message of any phase that was not taken back, for the volumes.
struct Spoken {
  Time at{};
  ActorKind by = ActorKind::kSystem;
  bool is_automatic = false;
  bool is_assisted = false;
  bool is_counted = true;  ///< false: of a left-censored round
  std::string author;
};

/// The rating that counts: highest revision, of equal ones the later. Exactly one a conversation.
struct RatingFact {
  Time at{};
  std::int32_t score = 0;
  std::vector<std::string> tags;
  /// Start of the last human phase before the rating; nullopt: none, the rating is in no window
  /// figure.
  std::optional<Time> phase_started_at;
  std::string agent;  ///< last human who served before it; empty: nobody did
};

struct OrderFact {
  Time at{};
  std::string id;
  std::int64_t amount_minor = 0;
  std::string currency;
  std::string product;
  std::string customer;
};

/// How a conversation came to the people who serve it.
enum class Origin : std::uint8_t {
  kBot,         ///< it never did
  kBotToHuman,  ///< a bot handed it over first
  kHuman,       ///< at once, or before we watched
};
std::string_view to_string(Origin origin);  // "bot", "bot_to_human", "human"
std::optional<Origin> origin_named(std::string_view name);

struct ConversationFacts {
  ConversationKey key;
  Origin origin = Origin::kHuman;
  std::string channel;
  std::string customer;           ///< customer id; empty: unknown
  bool is_excluded = false;       ///< blocked or internal customer: in no figure at all
  std::optional<Time> first_at;   ///< time of its first event in order
  std::optional<Time> closed_at;  ///< nullopt while not closed
  std::string last_human;  ///< last human who served (effective reply, else owner); empty: nobody
  std::vector<RoundRecord>
      rounds;  ///< in order, withdrawn ones included; `revision` is not meaningful here
  /// Intent of each of `rounds`, same order: of the last classified customer message at or before
  /// the opening in its phase, else of the first inside the round; empty: unclassified.
  std::vector<std::string> round_intents;
  /// What the conversation as a whole stands under: its last phase's; without a phase that of the
  /// first message that has one.
  std::string intent;
  std::vector<Phase> phases;
  std::vector<Ask> asks;
  std::vector<Spoken> spoken;
  std::optional<RatingFact> rating;
  std::vector<OrderFact> orders;
};

}  // namespace qa
