#include "tests/qa/wild_conversation.h"

#include <array>
#include <chrono>
#include <utility>

namespace qa::testing {
namespace {

using namespace std::chrono_literals;

/// 2026-11-22T00:00:00Z, a Sunday morning at 08:00 in Shanghai.
constexpr Time kDay = from_ms(1'795'305'600'000);

class Wild {
 public:
  Wild(std::mt19937_64& random, std::string id, const WildOptions& options)
      : random_(random), id_(std::move(id)), options_(options) {}

  std::vector<Event> make() {
    // Anywhere in three local days, so that hours, midnights and month ends are met.
    now_ = kDay + Duration{below(3 * 86'400) * 1000 + (one_in(3) ? below(1000) : 0)};
    const int count =
        options_.fewest_events + below(options_.most_events - options_.fewest_events + 1);
    if (!options_.has_late_opening || !one_in(6)) {
      add("conversation.opened", opened());
    }
    while (static_cast<int>(events_.size()) < count) {
      add_any();
    }
    return std::move(events_);
  }

 private:
  int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint64_t>(limit)); }

  bool one_in(int n) { return below(n) == 0; }

  void pass_time() {
    switch (below(10)) {
      case 0:
        return;
      case 1:
        now_ += Duration{180'000 + (one_in(2) ? 0 : 1)};
        return;
      case 2:
        now_ += Duration{below(1'200'000)};
        return;
      case 3:
        now_ += one_in(4) ? Duration{below(50'000'000)} : Duration{1};
        return;
      case 4:
        if (options_.has_backward_stamps && one_in(3)) {
          now_ -= Duration{below(90'000)};
        }
        return;
      default:
        now_ += Duration{below(90) * 1000};
    }
  }

  void add(std::string type, EventData data) {
    pass_time();
    Event event;
    event.id = id_ + ".e" + std::to_string(events_.size() + 1);
    event.origin = "/wild";
    event.type = std::move(type);
    event.subject = id_;
    event.time = now_;
    if (!options_.has_equal_sequence || !one_in(12) || sequence_ == 0) {
      sequence_ += 1 + (one_in(8) ? below(3) : 0);
    }
    event.conv_seq = sequence_;
    event.data = std::move(data);
    events_.push_back(std::move(event));
  }

  Actor human() {
    const std::string name = "a_" + std::to_string(1 + below(3));
    return {ActorKind::kHuman, name, {}};
  }

  std::optional<Actor> owner() {
    if (one_in(4)) {
      return std::nullopt;
    }
    if (one_in(10)) {
      return Actor{ActorKind::kBot, "robot", {}};
    }
    return human();
  }

  Opened opened() {
    static constexpr std::array kStatuses{ConversationStatus::kBot, ConversationStatus::kQueued,
                                          ConversationStatus::kOpen};
    Opened data;
    data.status = kStatuses[static_cast<std::size_t>(below(3))];
    data.channel = one_in(2) ? "app" : "web";
    data.shop = "s_1";
    data.customer = {"u_" + id_, {}, one_in(40), one_in(40)};
    if (one_in(3)) {
      data.assignee = owner();
    }
    if (one_in(3)) {
      data.product = Product{"p_" + std::to_string(below(3)), {}};
    }
    return data;
  }

  std::string any_message() {
    if (messages_ == 0 || one_in(15)) {
      return id_ + ".m" + std::to_string(messages_ + 1 + below(3));
    }
    const int back = one_in(3) ? below(messages_) : below(std::min(messages_, 3));
    return id_ + ".m" + std::to_string(messages_ - back);
  }

  MessageCreated message(ActorKind kind) {
    MessageCreated data;
    data.id = one_in(20) ? any_message() : id_ + ".m" + std::to_string(++messages_);
    data.author = kind == ActorKind::kCustomer ? Actor{kind, "u_" + id_, {}}
                  : kind == ActorKind::kHuman  ? human()
                                               : Actor{kind, "robot", {}};
    data.is_automatic = kind != ActorKind::kCustomer && one_in(6);
    data.is_assisted = kind == ActorKind::kBot && one_in(2);
    data.content.kind = one_in(8) ? "image" : "text";
    static constexpr std::array kTexts{"在吗", "多久发货", "好的谢谢", "加我微信", "稍等哦亲", ""};
    data.content.text = kTexts[static_cast<std::size_t>(below(6))];
    return data;
  }

  void add_any() {
    const int which = below(100);
    if (which < 32) {
      add("message.created", message(ActorKind::kCustomer));
    } else if (which < 50) {
      add("message.created", message(ActorKind::kHuman));
    } else if (which < 56) {
      add("message.created", message(ActorKind::kBot));
    } else if (which < 57) {
      add("message.created", message(ActorKind::kSystem));
    } else if (which < 64) {
      add("message.recalled", MessageRecalled{any_message(), std::nullopt});
    } else if (which < 67) {
      add("message.failed", MessageFailed{any_message(), one_in(2) ? "failed" : "blocked"});
    } else if (which < 70) {
      add("message.edited", MessageEdited{any_message(), {"text", "加我微信 改", std::nullopt}});
    } else {
      add_transition(which);
    }
  }

  void add_transition(int which) {
    if (which < 75) {
      add("conversation.queued", Queued{"转人工", one_in(3)});
    } else if (which < 80) {
      add("conversation.assigned", Assigned{std::nullopt, owner(), std::nullopt});
    } else if (which < 86) {
      add("conversation.transferred", Transferred{std::nullopt, owner(), std::nullopt, {}});
    } else if (which < 92) {
      add("conversation.closed",
          Closed{one_in(2) ? std::optional<Actor>(human()) : std::nullopt, "resolved", false});
    } else if (which < 94) {
      add("conversation.reopened", Reopened{std::nullopt});
    } else if (which < 96) {
      add("conversation.opened", opened());
    } else if (which < 97) {
      add("conversation.snoozed", Snoozed{std::nullopt});
    } else if (which < 99) {
      add("rating.submitted",
          RatingSubmitted{1 + below(5), 5, {"回复慢"}, {}, 1 + below(2), std::nullopt});
    } else {
      add("order.placed", OrderPlaced{id_ + ".o" + std::to_string(events_.size()), 1999, "CNY",
                                      std::nullopt, "u_" + id_});
    }
  }

  std::mt19937_64& random_;
  const std::string id_;
  const WildOptions options_;
  Time now_{};
  std::int64_t sequence_ = 0;
  int messages_ = 0;
  std::vector<Event> events_;
};

}  // namespace

std::vector<Event> wild_conversation(std::mt19937_64& random, const std::string& id,
                                     const WildOptions& options) {
  return Wild(random, id, options).make();
}

}  // namespace qa::testing
