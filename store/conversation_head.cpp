#include "store/conversation_head.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <type_traits>
#include <variant>

namespace store {
namespace {

using Status = qa::ConversationStatus;

struct Fold {
  ConversationHead& head;
  const qa::Event& event;

  bool is_closed() const { return head.status == Status::kClosed; }

  void become(Status status) {
    head.status = status;
    if (status == Status::kClosed) {
      head.closed_at = event.time;
    } else {
      head.closed_at.reset();
    }
  }

  void begin_human_phase(Status status) {
    head.had_human_phase = true;
    become(status);
  }

  /// A closed conversation that speaks again: to the people if they ever had it, else to the bot.
  void wake() { become(head.had_human_phase ? Status::kOpen : Status::kBot); }

  void own(const std::optional<qa::Actor>& to) {
    const bool is_human = to && to->kind == qa::ActorKind::kHuman;
    head.owner = is_human ? to->id : std::string();
    const bool stays_closed = is_closed() && head.had_human_phase;
    if (is_human && !stays_closed) {
      begin_human_phase(Status::kOpen);
    }
  }

  void operator()(const qa::Opened& opened) {
    head.channel = opened.channel;
    if (!opened.customer.id.empty()) {
      head.customer = opened.customer.id;
    }
    if (opened.product) {
      head.product = opened.product->id;
    }
    if (opened.assignee) {
      head.owner =
          opened.assignee->kind == qa::ActorKind::kHuman ? opened.assignee->id : std::string();
    }
    if (opened.status == Status::kQueued || opened.status == Status::kOpen) {
      head.had_human_phase = true;
    }
    become(opened.status);
  }

  void operator()(const qa::Queued&) { begin_human_phase(Status::kQueued); }

  void operator()(const qa::Assigned& assigned) { own(assigned.to); }

  void operator()(const qa::Transferred& transferred) { own(transferred.to); }

  void operator()(const qa::Snoozed&) {
    if (!is_closed()) {
      become(Status::kSnoozed);
    }
  }

  void operator()(const qa::Reopened&) { wake(); }

  void operator()(const qa::Closed&) { become(Status::kClosed); }

  void operator()(const qa::MessageCreated& message) {
    if (message.author.kind == qa::ActorKind::kCustomer && is_closed()) {
      wake();
    } else if (message.author.kind == qa::ActorKind::kHuman && !message.is_automatic &&
               !is_closed() && !head.had_human_phase) {
      begin_human_phase(Status::kOpen);
    }
  }

  template <class Other>
  void operator()(const Other&) {}
};

auto order_of(const qa::Event& event) {
  return std::tie(event.conv_seq, event.time, event.id);
}

constexpr std::array kStatuses{Status::kBot, Status::kQueued, Status::kOpen, Status::kSnoozed,
                               Status::kClosed};

}  // namespace

bool is_late(const ConversationHead& head, const qa::Event& event) {
  return head.events > 0 &&
         order_of(event) < std::tie(head.newest_seq, head.newest_at, head.newest_event);
}

void advance(ConversationHead& head, const qa::Event& event) {
  if (head.events == 0) {
    head.first_at = event.time;
    head.last_at = event.time;
    if (!std::holds_alternative<qa::Opened>(event.data)) {
      // Watched from the middle: as good as in the hands of people (docs/metrics.md, 3).
      head.status = Status::kOpen;
      head.had_human_phase = true;
    }
  }
  head.first_at = std::min(head.first_at, event.time);
  head.last_at = std::max(head.last_at, event.time);
  std::visit(Fold{head, event}, event.data);
  head.newest_seq = event.conv_seq;
  head.newest_at = event.time;
  head.newest_event = event.id;
  ++head.events;
}

ConversationHead head_of(std::vector<qa::Event> events) {
  std::sort(events.begin(), events.end(), [](const qa::Event& left, const qa::Event& right) {
    return order_of(left) < order_of(right);
  });
  ConversationHead head;
  for (const qa::Event& event : events) {
    advance(head, event);
  }
  return head;
}

std::string_view to_string(qa::ConversationStatus status) {
  switch (status) {
    case Status::kBot:
      return "bot";
    case Status::kQueued:
      return "queued";
    case Status::kOpen:
      return "open";
    case Status::kSnoozed:
      return "snoozed";
    case Status::kClosed:
      return "closed";
  }
  return "bot";
}

std::optional<qa::ConversationStatus> status_named(std::string_view name) {
  for (const Status status : kStatuses) {
    if (to_string(status) == name) {
      return status;
    }
  }
  return std::nullopt;
}

}  // namespace store
