#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "qa/event.h"
#include "qa/id_index.h"
#include "qa/name_pool.h"
#include "qa/time.h"

namespace qa {

enum class FactKind : std::uint8_t {
  kOther,  ///< known to be there, moves nothing (snoozed, unknown types)
  kOpened,
  kQueued,
  kAssigned,
  kTransferred,
  kReopened,
  kClosed,
  kMessage,
  kEdited,
  kRecalled,
  kFailed,
  kRating,
  kOrder,
};

/// What a rule took a customer message for.
struct MessageIntent {
  Name intent;  ///< path: "物流问题/催促发货"
  Name rule;
  Name rule_set;

  bool operator==(const MessageIntent&) const = default;
};

/// What the rounds need of one event; no words. Small and fixed, because every live conversation
/// keeps all of its own.
struct Fact {
  Time time{};
  std::int64_t conv_seq = 0;
  std::int64_t stream_seq = 0;
  Name event;
  Name message;   ///< message id of message facts
  Name actor;     ///< author, new owner, closer, rating's agent, order's customer
  Name customer;  ///< of kOpened
  Name product;   ///< of kOpened and orders
  std::uint32_t extra =
      0;  ///< index into ratings or orders; of a message one more than into intents
  FactKind kind = FactKind::kOther;
  ActorKind author = ActorKind::kSystem;
  ConversationStatus status = ConversationStatus::kBot;  ///< of kOpened
  bool is_about_conversation = true;  ///< conversation.* or message.*: decides where history begins
  bool is_automatic = false;
  bool is_assisted = false;
  bool is_busy = false;
  bool is_blocked = false;   ///< customer blocked or internal (kOpened)
  bool has_failed = false;   ///< a message.failed names it, wherever that stands
  bool is_inferred = false;  ///< a close nobody saw
  bool is_from_snapshot = false;
  bool is_repeated = false;  ///< a message whose id an earlier fact has: does nothing

  /// True for a message that would be a reply if it was delivered and its phase is right: of any
  /// other it changes nothing that it failed.
  bool can_reply() const {
    return !is_automatic &&
           (author == ActorKind::kHuman || (author == ActorKind::kBot && is_assisted));
  }
};

struct Rating {
  std::int32_t score = 0;
  std::int32_t revision = 1;
  std::vector<std::string> tags;
};

struct Order {
  std::string id;
  std::int64_t amount_minor = 0;
  std::string currency;
};

/// Every event of one conversation in its order (conv_seq, then time, then event id), whatever the
/// order of arrival. One that comes last, and every look-up by id, costs the same however long the
/// conversation is; one that comes late costs time in proportion to its length.
class Ledger {
 public:
  struct Inserted {
    std::size_t position = 0;
    bool is_last = false;       ///< nothing stands after it
    bool changes_past = false;  ///< something before it reads differently now (a reply that failed)
  };

  /// nullopt where the event's id is here already.
  std::optional<Inserted> insert(const Event& event);

  bool contains_event(std::string_view id) const { return find_event(id).has_value(); }

  /// Position of the first message fact with this id; nullopt: none.
  std::optional<std::size_t> find_message(std::string_view id) const;
  /// Position of the event with this id; nullopt: it is not here.
  std::optional<std::size_t> find_event(std::string_view id) const;
  /// True where the message that `event` says or edits is here.
  bool knows_message_of(const Event& event) const;

  const std::vector<Fact>& facts() const { return facts_; }

  const Rating& rating(const Fact& fact) const { return ratings_[fact.extra]; }

  const Order& order(const Fact& fact) const { return orders_[fact.extra]; }

  /// The intent of a message fact; nullptr: it has none.
  const MessageIntent* intent_of(const Fact& fact) const {
    return fact.kind == FactKind::kMessage && fact.extra > 0 ? &intents_[fact.extra - 1] : nullptr;
  }

  /// Sets the intent of a message; empty texts: it has none. False where that was known, and where
  /// the message is not here.
  bool set_intent(std::string_view message, std::string_view intent, std::string_view rule,
                  std::string_view rule_set);

  /// A message has, or had, an intent.
  bool has_intents() const { return !intents_.empty(); }

  NamePool& names() { return names_; }

  const NamePool& names() const { return names_; }

  std::string_view text(Name name) const { return names_.view(name); }

  /// Channel of the first `opened` that names one.
  std::string_view channel() const { return names_.view(channel_); }

  /// Stream of the newest event that came with one; `stream_seq` of older facts may be of another.
  std::string_view stream() const { return stream_; }

 private:
  Fact make_fact(const Event& event);
  bool precedes(const Fact& a, const Fact& b) const;
  void mark_failure(const Fact& failure, Inserted& inserted);
  void mark_message(Fact& message, Inserted& inserted);
  void put(const Fact& fact, std::size_t position);

  NamePool names_;
  std::vector<Fact> facts_;
  IdIndex events_;
  IdIndex messages_;  ///< message id → its message fact, repetitions aside
  IdIndex failures_;  ///< message id → one `failed` that names it
  std::vector<Rating> ratings_;
  std::vector<Order> orders_;
  std::vector<MessageIntent> intents_;  ///< each once: a conversation has few
  Name channel_;
  std::string stream_;
};

}  // namespace qa
