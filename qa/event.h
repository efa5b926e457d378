#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "qa/ids.h"
#include "qa/time.h"

/// One fact a workstation told us. Events are values: made at the edge by a dialect, applied by the
/// desk, stored as they came, and applied again on replay. All strings are valid UTF-8 (the edge
/// repairs or refuses), and may hold anything a hostile customer can type, NUL included.
namespace qa {

enum class ActorKind : std::uint8_t { kCustomer, kHuman, kBot, kSystem };

std::string_view to_string(ActorKind kind);  // "customer", "human", "bot", "system"

struct Actor {
  ActorKind kind = ActorKind::kSystem;
  std::string id;
  std::string name;  ///< empty where the workstation gave none

  bool operator==(const Actor&) const = default;
};

struct Product {
  std::string id;
  std::string name;

  bool operator==(const Product&) const = default;
};

struct Customer {
  std::string id;
  std::string name;
  bool is_blocked = false;
  bool is_internal = false;

  bool operator==(const Customer&) const = default;
};

enum class ConversationStatus : std::uint8_t { kBot, kQueued, kOpen, kSnoozed, kClosed };

struct Opened {
  ConversationStatus status = ConversationStatus::kBot;
  std::string channel;
  std::string shop;  ///< empty: the connection's shop, else "default"
  Customer customer;
  std::optional<Actor> assignee;
  std::optional<Product> product;
  std::map<std::string, std::string> attributes;
};

struct Queued {
  std::string reason;
  bool is_busy = false;  ///< the shop was busy: an unserved round of this phase is then `busy`
};

struct Assigned {
  std::optional<Actor> from;
  std::optional<Actor> to;  ///< nullopt: nobody owns it any more
  std::optional<Actor> by;
};

struct Transferred {
  std::optional<Actor> from;
  std::optional<Actor> to;
  std::optional<Actor> by;
  std::string reason;
};

struct Snoozed {
  std::optional<Actor> by;
};

struct Reopened {
  std::optional<Actor> by;
};

struct Closed {
  std::optional<Actor> by;
  std::string
      reason;  ///< resolved | timeout | customer_left | agent_closed, or as the workstation says
  /// True for a close nobody saw: the conversation was gone from a snapshot after a gap. A round
  /// that was open then is censored (its end is unknown), never unserved.
  bool is_inferred = false;
};

struct Content {
  std::string kind = "text";  ///< text image voice video card order emoji file, or as it came
  std::string text;           ///< at most 20,000 code points; the only place for words
  std::optional<Product> product;
};

struct MessageCreated {
  std::string id;
  Actor author;
  bool is_public = true;  ///< anything else is dropped at the edge and never reaches the desk
  bool is_automatic = false;
  bool is_assisted = false;
  bool is_truncated = false;
  Content content;
  std::string reply_to;
};

struct MessageEdited {
  std::string message_id;
  Content content;
};

struct MessageRecalled {
  std::string message_id;
  std::optional<Actor> by;
};

struct MessageFailed {
  std::string message_id;
  std::string reason;  ///< failed | blocked
};

struct RatingSubmitted {
  std::int32_t score = 0;
  std::int32_t scale = 5;
  std::vector<std::string> tags;
  std::string comment;
  std::int32_t revision = 1;
  std::optional<Actor> agent;
};

struct OrderPlaced {
  std::string id;
  std::int64_t amount_minor = 0;  ///< minor units of `currency` (fen, cents)
  std::string currency;           ///< ISO 4217
  std::optional<Product> product;
  std::string customer_id;
};

struct AgentStatus {
  Actor agent;
  std::string status;  ///< online | busy | away | offline
};

/// A type this version does not know: kept as it came, applied to nothing.
struct Unknown {
  std::string data_json;  ///< the `data` object, verbatim
};

using EventData = std::variant<Unknown, Opened, Queued, Assigned, Transferred, Snoozed, Reopened,
                               Closed, MessageCreated, MessageEdited, MessageRecalled,
                               MessageFailed, RatingSubmitted, OrderPlaced, AgentStatus>;

struct Event {
  std::string id;             ///< belongs to the fact: the idempotency key within (shop, source)
  std::string origin;         ///< CloudEvents `source`, as it came
  std::string type;           ///< "message.created" …
  std::string subject;        ///< conversation id, or agent id for agent.status
  Time time{};                ///< the workstation's stamp
  std::int64_t conv_seq = 0;  ///< order within the conversation; 0 where the wire gave none
  EventData data;

  /// Filled at the edge (or by the replay command): the account's configured name. The shop is
  /// settled by the desk when it first meets the conversation.
  std::string source;
  std::string shop;

  /// True for a message that a snapshot told of: the same message met again is no anomaly.
  bool is_from_snapshot = false;

  /// Where the connection met it: a nudge must name its cause by the number it has in the present
  /// stream. Empty and 0 for events of files.
  std::string stream;
  std::int64_t stream_seq = 0;
};

/// True for every type that concerns a conversation and not, say, an agent's status.
bool is_about_conversation(const Event& event);

}  // namespace qa
