#include "plugin/demo_schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <numeric>
#include <utility>

namespace plugin {
namespace {

/// Small and the same everywhere (std::shuffle and the distributions are not); xorshift64*.
class Dice {
 public:
  explicit Dice(std::uint64_t seed)
      : state_(seed * 0x9e3779b97f4a7c15ULL + 0x2545f4914f6cdd1dULL) {}

  std::uint64_t below(std::uint64_t limit) {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return (state_ * 0x2545f4914f6cdd1dULL) % limit;
  }

 private:
  std::uint64_t state_;
};

/// Makes the events of one conversation, line by line.
class Teller {
 public:
  Teller(const DemoScript& script, const DemoConversation& conversation, qa::Time start,
         const std::string& suffix)
      : script_(script), conversation_(conversation), start_(start) {
    name_ = conversation.name + suffix;
    customer_ = {qa::ActorKind::kCustomer, "u_" + name_, conversation.customer.name};
  }

  std::vector<qa::Event> tell() {
    add_opened();
    for (const DemoLine& line : conversation_.lines) {
      add_line(line);
    }
    return std::move(events_);
  }

 private:
  qa::Actor actor_named(const std::string& name) const {
    const std::string& wanted = name.empty() ? conversation_.agent : name;
    const auto found = std::find_if(script_.agents.begin(), script_.agents.end(),
                                    [&](const qa::Actor& agent) { return agent.name == wanted; });
    return found == script_.agents.end() ? qa::Actor{qa::ActorKind::kHuman, "a_nobody", wanted}
                                         : *found;
  }

  qa::Actor speaker_of(const DemoLine& line) const {
    switch (line.speaker) {
      case qa::ActorKind::kCustomer:
        return customer_;
      case qa::ActorKind::kHuman:
        return actor_named(line.agent);
      case qa::ActorKind::kBot:
        return script_.bot;
      case qa::ActorKind::kSystem:
        break;
    }
    return {qa::ActorKind::kSystem, "router", {}};
  }

  void add(std::string_view type, qa::Duration at, qa::EventData data) {
    qa::Event event;
    event.id = fmt::format("ev_{}_{}", name_, ++told_);
    event.origin = "/desk/demo/" + script_.shop;
    event.type = type;
    event.subject = "c_" + name_;
    event.time = start_ + at;
    event.conv_seq = ++order_;
    event.data = std::move(data);
    events_.push_back(std::move(event));
  }

  void add_opened() {
    qa::Opened opened;
    opened.status = conversation_.opens;
    opened.channel = conversation_.channel;
    opened.shop = script_.shop;
    opened.customer = conversation_.customer;
    opened.customer.id = customer_.id;
    opened.product = conversation_.product;
    opened.attributes = conversation_.attributes;
    add("conversation.opened", conversation_.lines.front().at, std::move(opened));
  }

  void add_line(const DemoLine& line);
  void add_message(const DemoLine& line);
  void add_owner(const DemoLine& line);
  void add_close(const DemoLine& line);
  void add_status(const DemoLine& line);

  const std::string& newest_of(const DemoLine& line) const {
    return line.speaker == qa::ActorKind::kCustomer ? newest_of_customer_ : newest_of_agent_;
  }

  const DemoScript& script_;
  const DemoConversation& conversation_;
  qa::Time start_;
  std::string name_;
  qa::Actor customer_;
  std::optional<qa::Actor> owner_;
  std::string newest_of_customer_;
  std::string newest_of_agent_;
  std::int64_t order_ = 0;
  int told_ = 0;
  int messages_ = 0;
  int orders_ = 0;
  int ratings_ = 0;
  std::vector<qa::Event> events_;
};

void Teller::add_message(const DemoLine& line) {
  qa::MessageCreated message;
  message.id = fmt::format("m_{}_{}", name_, ++messages_);
  message.author = speaker_of(line);
  message.is_public = !line.is_note;
  message.is_automatic = line.is_automatic;
  message.is_assisted = line.is_assisted;
  message.content.kind = line.kind;
  message.content.text = line.text;
  if (line.kind == "card" || line.kind == "order") {
    message.content.product = conversation_.product;
  }
  if (line.speaker == qa::ActorKind::kCustomer) {
    newest_of_customer_ = message.id;
  } else if (line.speaker == qa::ActorKind::kHuman && !line.is_note && !line.is_automatic) {
    newest_of_agent_ = message.id;
  }
  add("message.created", line.at, std::move(message));
}

void Teller::add_owner(const DemoLine& line) {
  const qa::Actor to = actor_named(line.agent);
  if (line.verb == DemoVerb::kAssign) {
    add("conversation.assigned", line.at,
        qa::Assigned{owner_, to, qa::Actor{qa::ActorKind::kSystem, "router", {}}});
  } else {
    add("conversation.transferred", line.at, qa::Transferred{owner_, to, owner_, line.text});
  }
  owner_ = to;
}

void Teller::add_close(const DemoLine& line) {
  qa::Actor by{qa::ActorKind::kSystem, "router", {}};
  if (line.text == "customer_left") {
    by = customer_;
  } else if (line.text != "timeout" && owner_) {
    by = *owner_;
  }
  add("conversation.closed", line.at, qa::Closed{by, line.text, false});
}

void Teller::add_status(const DemoLine& line) {
  const qa::Actor agent = actor_named(line.agent);
  add("agent.status", line.at, qa::AgentStatus{agent, line.text});
  events_.back().subject = agent.id;
  events_.back().conv_seq = 0;
  --order_;
}

void Teller::add_line(const DemoLine& line) {
  switch (line.verb) {
    case DemoVerb::kMessage:
      return add_message(line);
    case DemoVerb::kAssign:
    case DemoVerb::kTransfer:
      return add_owner(line);
    case DemoVerb::kQueued:
      return add("conversation.queued", line.at, qa::Queued{line.text, line.is_busy});
    case DemoVerb::kEdit:
      return add("message.edited", line.at,
                 qa::MessageEdited{newest_of(line), qa::Content{line.kind, line.text, {}}});
    case DemoVerb::kRecall:
      return add("message.recalled", line.at,
                 qa::MessageRecalled{newest_of(line), speaker_of(line)});
    case DemoVerb::kFailed:
      return add("message.failed", line.at, qa::MessageFailed{newest_of_agent_, line.text});
    case DemoVerb::kSnooze:
      return add("conversation.snoozed", line.at, qa::Snoozed{owner_});
    case DemoVerb::kReopen:
      return add("conversation.reopened", line.at, qa::Reopened{speaker_of(line)});
    case DemoVerb::kClose:
      return add_close(line);
    case DemoVerb::kRating:
      return add("rating.submitted", line.at,
                 qa::RatingSubmitted{line.stars, 5, line.tags, line.text, ++ratings_, owner_});
    case DemoVerb::kOrder:
      return add("order.placed", line.at,
                 qa::OrderPlaced{fmt::format("o_{}_{}", name_, ++orders_), line.amount_minor, "CNY",
                                 line.product, customer_.id});
    case DemoVerb::kStatus:
      return add_status(line);
  }
}

/// One pass through the script: pinned conversations at their place (first pass only), the others
/// evenly over [from, to) with a little jitter, in an order the seed decides.
std::vector<qa::Event> one_pass(const DemoScript& script, const DemoSchedule& schedule,
                                qa::Time from, qa::Time to, std::uint64_t pass) {
  std::vector<std::size_t> spread;
  std::vector<std::pair<std::size_t, qa::Time>> starts;
  for (std::size_t i = 0; i < script.conversations.size(); ++i) {
    const auto& pinned = script.conversations[i].from_live;
    if (pass == 0 && pinned) {
      starts.emplace_back(i, schedule.live + *pinned);
    } else {
      spread.push_back(i);
    }
  }
  Dice dice(schedule.seed + pass * 7919);
  for (std::size_t i = spread.size(); i > 1; --i) {
    std::swap(spread[i - 1], spread[dice.below(i)]);
  }
  const auto slot =
      (to - from) / static_cast<std::int64_t>(std::max<std::size_t>(spread.size(), 1));
  for (std::size_t i = 0; i < spread.size(); ++i) {
    const auto jitter = static_cast<std::int64_t>(
        dice.below(static_cast<std::uint64_t>(std::max<std::int64_t>(slot.count(), 1))));
    starts.emplace_back(spread[i],
                        from + slot * static_cast<std::int64_t>(i) + qa::Duration(jitter));
  }
  std::string suffix = schedule.run.empty() ? "" : "-" + schedule.run;
  if (pass > 0) {
    suffix += fmt::format("-{}", pass + 1);
  }
  std::vector<qa::Event> events;
  for (const auto& [index, start] : starts) {
    auto told = Teller(script, script.conversations[index], start, suffix).tell();
    std::move(told.begin(), told.end(), std::back_inserter(events));
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const qa::Event& a, const qa::Event& b) { return a.time < b.time; });
  return events;
}

/// Everybody comes to work just before the first conversation.
void add_morning(const DemoScript& script, const DemoSchedule& schedule,
                 std::vector<qa::Event>& events) {
  const qa::Time at = events.empty() ? schedule.live : events.front().time;
  std::vector<qa::Event> morning;
  for (const qa::Actor& agent : script.agents) {
    qa::Event event;
    event.id =
        fmt::format("ev_online_{}{}{}", agent.id, schedule.run.empty() ? "" : "-", schedule.run);
    event.origin = "/desk/demo/" + script.shop;
    event.type = "agent.status";
    event.subject = agent.id;
    event.time = at;
    event.data = qa::AgentStatus{agent, "online"};
    morning.push_back(std::move(event));
  }
  events.insert(events.begin(), std::make_move_iterator(morning.begin()),
                std::make_move_iterator(morning.end()));
}

/// Passes made as they are needed, merged by time.
class Endless {
 public:
  Endless(DemoScript script, DemoSchedule schedule)
      : script_(std::move(script)), schedule_(std::move(schedule)) {
    const auto first = demo_events(script_, schedule_);
    waiting_.assign(first.begin(), first.end());
    next_begin_ = schedule_.live + schedule_.ahead;
  }

  std::optional<qa::Event> next() {
    while (waiting_.empty() || waiting_.front().time >= next_begin_) {
      add_pass();
    }
    qa::Event event = std::move(waiting_.front());
    waiting_.pop_front();
    return event;
  }

 private:
  void add_pass() {
    const qa::Time end = next_begin_ + schedule_.lead + schedule_.ahead;
    auto more = one_pass(script_, schedule_, next_begin_, end, ++pass_);
    std::vector<qa::Event> both(std::make_move_iterator(waiting_.begin()),
                                std::make_move_iterator(waiting_.end()));
    std::move(more.begin(), more.end(), std::back_inserter(both));
    std::stable_sort(both.begin(), both.end(),
                     [](const qa::Event& a, const qa::Event& b) { return a.time < b.time; });
    waiting_.assign(std::make_move_iterator(both.begin()), std::make_move_iterator(both.end()));
    next_begin_ = end;
  }

  DemoScript script_;
  DemoSchedule schedule_;
  std::deque<qa::Event> waiting_;
  qa::Time next_begin_{};
  std::uint64_t pass_ = 0;
};

}  // namespace

std::vector<qa::Event> demo_events(const DemoScript& script, const DemoSchedule& schedule) {
  auto events =
      one_pass(script, schedule, schedule.live - schedule.lead, schedule.live + schedule.ahead, 0);
  add_morning(script, schedule, events);
  return events;
}

std::function<std::optional<qa::Event>()> demo_source(DemoScript script, DemoSchedule schedule) {
  auto endless = std::make_shared<Endless>(std::move(script), std::move(schedule));
  return [endless] { return endless->next(); };
}

}  // namespace plugin
