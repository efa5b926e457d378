#include "qa/ledger.h"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace qa {
namespace {

/// Owners are people: a bot or the system "owning" a conversation is nobody.
std::string_view human_id(const std::optional<Actor>& actor) {
  return actor && actor->kind == ActorKind::kHuman ? std::string_view(actor->id)
                                                   : std::string_view{};
}

}  // namespace

Fact Ledger::make_fact(const Event& event) {
  Fact fact;
  fact.time = event.time;
  fact.conv_seq = event.conv_seq;
  fact.stream_seq = event.stream_seq;
  fact.event = names_.add(event.id);
  fact.is_from_snapshot = event.is_from_snapshot;
  fact.is_about_conversation =
      event.type.starts_with("conversation.") || event.type.starts_with("message.");
  std::visit(
      [&](const auto& data) {
        using Data = std::decay_t<decltype(data)>;
        if constexpr (std::is_same_v<Data, Opened>) {
          fact.kind = FactKind::kOpened;
          fact.status = data.status;
          fact.actor = names_.intern(human_id(data.assignee));
          fact.customer = names_.intern(data.customer.id);
          fact.is_blocked = data.customer.is_blocked || data.customer.is_internal;
          if (data.product) {
            fact.product = names_.intern(data.product->id);
          }
          if (channel_.is_empty()) {
            channel_ = names_.intern(data.channel);
          }
        } else if constexpr (std::is_same_v<Data, Queued>) {
          fact.kind = FactKind::kQueued;
          fact.is_busy = data.is_busy;
        } else if constexpr (std::is_same_v<Data, Assigned> || std::is_same_v<Data, Transferred>) {
          fact.kind = std::is_same_v<Data, Assigned> ? FactKind::kAssigned : FactKind::kTransferred;
          fact.actor = names_.intern(human_id(data.to));
        } else if constexpr (std::is_same_v<Data, Reopened>) {
          fact.kind = FactKind::kReopened;
        } else if constexpr (std::is_same_v<Data, Closed>) {
          fact.kind = FactKind::kClosed;
          fact.actor = names_.intern(data.by ? std::string_view(data.by->id) : std::string_view{});
          fact.is_inferred = data.is_inferred;
        } else if constexpr (std::is_same_v<Data, MessageCreated>) {
          fact.kind = FactKind::kMessage;
          fact.message = names_.add(data.id);
          fact.author = data.author.kind;
          fact.actor = names_.intern(data.author.id);
          fact.is_automatic = data.is_automatic;
          fact.is_assisted = data.is_assisted;
        } else if constexpr (std::is_same_v<Data, MessageEdited>) {
          fact.kind = FactKind::kEdited;
          fact.message = names_.add(data.message_id);
        } else if constexpr (std::is_same_v<Data, MessageRecalled>) {
          fact.kind = FactKind::kRecalled;
          fact.message = names_.add(data.message_id);
        } else if constexpr (std::is_same_v<Data, MessageFailed>) {
          fact.kind = FactKind::kFailed;
          fact.message = names_.add(data.message_id);
        } else if constexpr (std::is_same_v<Data, RatingSubmitted>) {
          fact.kind = FactKind::kRating;
          fact.actor = names_.intern(human_id(data.agent));
          fact.extra = static_cast<std::uint32_t>(ratings_.size());
          ratings_.push_back({data.score, data.revision, data.tags});
        } else if constexpr (std::is_same_v<Data, OrderPlaced>) {
          fact.kind = FactKind::kOrder;
          fact.actor = names_.intern(data.customer_id);
          if (data.product) {
            fact.product = names_.intern(data.product->id);
          }
          fact.extra = static_cast<std::uint32_t>(orders_.size());
          orders_.push_back({data.id, data.amount_minor, data.currency});
        }
      },
      event.data);
  return fact;
}

bool Ledger::precedes(const Fact& a, const Fact& b) const {
  if (a.conv_seq != b.conv_seq) {
    return a.conv_seq < b.conv_seq;
  }
  if (a.time != b.time) {
    return a.time < b.time;
  }
  return text(a.event) < text(b.event);
}

std::optional<std::size_t> Ledger::find_event(std::string_view id) const {
  return events_.find(id, [&](std::uint32_t i) { return text(facts_[i].event) == id; });
}

std::optional<std::size_t> Ledger::find_message(std::string_view id) const {
  return messages_.find(id, [&](std::uint32_t i) { return text(facts_[i].message) == id; });
}

bool Ledger::knows_message_of(const Event& event) const {
  if (const auto* said = std::get_if<MessageCreated>(&event.data)) {
    return find_message(said->id).has_value();
  }
  const auto* edited = std::get_if<MessageEdited>(&event.data);
  return edited != nullptr && find_message(edited->message_id).has_value();
}

std::optional<Ledger::Inserted> Ledger::insert(const Event& event) {
  if (contains_event(event.id)) {
    return std::nullopt;
  }
  if (!event.stream.empty() && event.stream != stream_) {
    stream_ = event.stream;
    for (Fact& fact : facts_) {
      fact.stream_seq = 0;
    }
  }
  Fact fact = make_fact(event);
  Inserted inserted;
  const auto after = [this](const Fact& a, const Fact& b) { return precedes(a, b); };
  const auto place = facts_.empty() || precedes(facts_.back(), fact)
                         ? facts_.end()
                         : std::upper_bound(facts_.begin(), facts_.end(), fact, after);
  inserted.is_last = place == facts_.end();
  inserted.position = static_cast<std::size_t>(place - facts_.begin());
  if (fact.kind == FactKind::kFailed) {
    mark_failure(fact, inserted);
  } else if (fact.kind == FactKind::kMessage) {
    mark_message(fact, inserted);
  }
  put(fact, inserted.position);
  return inserted;
}

void Ledger::mark_failure(const Fact& failure, Inserted& inserted) {
  if (const auto said = find_message(text(failure.message))) {
    Fact& message = facts_[*said];
    inserted.changes_past = !message.has_failed && message.can_reply();
    message.has_failed = true;
  }
}

void Ledger::mark_message(Fact& message, Inserted& inserted) {
  const std::string_view id = text(message.message);
  const auto names_it = [&](std::uint32_t i) { return text(facts_[i].message) == id; };
  message.has_failed = failures_.find(id, names_it).has_value();
  const auto said = find_message(id);
  if (!said) {
    return;
  }
  if (*said < inserted.position) {
    message.is_repeated = true;
    return;
  }
  // The newcomer stands first: what came before it in time of arrival was the repetition.
  facts_[*said].is_repeated = true;
  message.extra = std::exchange(facts_[*said].extra, 0);  // what is known of the message's intent
  inserted.changes_past = true;
}

bool Ledger::set_intent(std::string_view message, std::string_view intent, std::string_view rule,
                        std::string_view rule_set) {
  const auto said = find_message(message);
  if (!said) {
    return false;
  }
  std::uint32_t place = 0;
  if (!intent.empty()) {
    const MessageIntent made{names_.intern(intent), names_.intern(rule), names_.intern(rule_set)};
    const auto known = std::find(intents_.begin(), intents_.end(), made);
    place = static_cast<std::uint32_t>(known - intents_.begin()) + 1;
    if (known == intents_.end()) {
      intents_.push_back(made);
    }
  }
  return std::exchange(facts_[*said].extra, place) != place;
}

void Ledger::put(const Fact& fact, std::size_t position) {
  const std::string_view message = text(fact.message);
  const auto said = fact.kind == FactKind::kMessage ? find_message(message) : std::nullopt;
  const bool is_last = position == facts_.size();
  facts_.insert(facts_.begin() + static_cast<std::ptrdiff_t>(position), fact);
  if (!is_last) {
    events_.make_room(position);
    messages_.make_room(position);
    failures_.make_room(position);
  }
  events_.add(text(fact.event), position);
  if (fact.kind == FactKind::kMessage && !said) {
    messages_.add(message, position);
  } else if (fact.kind == FactKind::kMessage && !fact.is_repeated) {
    messages_.move(message, *said + 1, position);
  } else if (fact.kind == FactKind::kFailed && !failures_.find(message, [&](std::uint32_t i) {
               return text(facts_[i].message) == message;
             })) {
    failures_.add(message, position);
  }
}

}  // namespace qa
