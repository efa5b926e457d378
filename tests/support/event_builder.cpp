#include "tests/support/event_builder.h"

#include <stdexcept>
#include <utility>

namespace support {
namespace {

using qa::Actor;
using qa::ActorKind;

constexpr qa::Duration kShanghaiOffset{8 * 3'600'000};

Actor human(std::string_view id) {
  return Actor{ActorKind::kHuman, std::string(id), "客服" + std::string(id)};
}

Actor router() {
  return Actor{ActorKind::kSystem, "router", {}};
}

Actor human_or_router(std::string_view id) {
  return id.empty() ? router() : human(id);
}

/// Reads "HH", "MM" or "SS" at `at`.
int two_digits(std::string_view clock, std::size_t at) {
  if (at + 2 > clock.size() || clock[at] < '0' || clock[at] > '9' || clock[at + 1] < '0' ||
      clock[at + 1] > '9') {
    throw std::invalid_argument("not a time of day: " + std::string(clock));
  }
  return (clock[at] - '0') * 10 + (clock[at + 1] - '0');
}

}  // namespace

qa::Time shanghai(std::string_view date, std::string_view clock) {
  const auto midnight = qa::parse_time(std::string(date) + "T00:00:00Z");
  if (!midnight || clock.size() < 5 || clock[2] != ':') {
    throw std::invalid_argument("not a local time: " + std::string(date) + " " +
                                std::string(clock));
  }
  std::int64_t ms = (two_digits(clock, 0) * 60 + two_digits(clock, 3)) * std::int64_t{60'000};
  if (clock.size() >= 8) {
    ms += two_digits(clock, 6) * std::int64_t{1'000};
  }
  if (clock.size() == 12) {
    ms += two_digits(clock, 9) * 10 + (clock[11] - '0');
  } else if (clock.size() != 5 && clock.size() != 8) {
    throw std::invalid_argument("not a time of day: " + std::string(clock));
  }
  return *midnight + qa::Duration{ms} - kShanghaiOffset;
}

EventBuilder::EventBuilder(std::string_view date)
    : date_(date), now_(shanghai(date, "10:00:00")), conversations_{{"c_1", Here{}}} {}

EventBuilder& EventBuilder::shop(std::string_view shop) {
  shop_ = shop;
  return *this;
}

EventBuilder& EventBuilder::source(std::string_view source) {
  source_ = source;
  return *this;
}

EventBuilder& EventBuilder::day(std::string_view date) {
  date_ = date;
  return *this;
}

EventBuilder& EventBuilder::at(std::string_view clock) {
  return at(shanghai(date_, clock));
}

EventBuilder& EventBuilder::at(qa::Time time) {
  now_ = time;
  return *this;
}

EventBuilder& EventBuilder::after(qa::Duration span) {
  now_ += span;
  return *this;
}

EventBuilder& EventBuilder::conversation(std::string_view id) {
  conversation_ = id;
  conversations_.try_emplace(conversation_);
  return *this;
}

EventBuilder& EventBuilder::named(std::string_view message_id) {
  next_message_ = message_id;
  return *this;
}

EventBuilder& EventBuilder::event_id(std::string_view id) {
  next_event_ = id;
  return *this;
}

EventBuilder& EventBuilder::seq(std::int64_t conv_seq) {
  here().seq = conv_seq - 1;
  return *this;
}

EventBuilder& EventBuilder::opened(qa::ConversationStatus status, std::string_view customer) {
  qa::Opened opened;
  opened.status = status;
  opened.channel = "feige";
  opened.shop = shop_;
  opened.customer = qa::Customer{std::string(customer), {}, false, false};
  return this->opened(std::move(opened));
}

EventBuilder& EventBuilder::opened(qa::Opened opened) {
  here().customer = opened.customer.id;
  return add("conversation.opened", std::move(opened));
}

EventBuilder& EventBuilder::queued(bool is_busy) {
  return add("conversation.queued", qa::Queued{"转人工", is_busy});
}

EventBuilder& EventBuilder::assigned(std::string_view agent) {
  return add("conversation.assigned", qa::Assigned{{}, human(agent), router()});
}

EventBuilder& EventBuilder::unassigned() {
  return add("conversation.assigned", qa::Assigned{{}, {}, router()});
}

EventBuilder& EventBuilder::transferred(std::string_view from, std::string_view to) {
  return add("conversation.transferred",
             qa::Transferred{human(from), human(to), human(from), "售后问题"});
}

EventBuilder& EventBuilder::snoozed(std::string_view agent) {
  return add("conversation.snoozed", qa::Snoozed{human(agent)});
}

EventBuilder& EventBuilder::reopened(std::string_view agent) {
  return add("conversation.reopened", qa::Reopened{human_or_router(agent)});
}

EventBuilder& EventBuilder::closed(std::string_view agent, std::string_view reason) {
  return add("conversation.closed", qa::Closed{human_or_router(agent), std::string(reason), false});
}

EventBuilder& EventBuilder::customer(std::string_view text) {
  return say(Actor{ActorKind::kCustomer, here().customer, {}}, text);
}

EventBuilder& EventBuilder::customer_sends(std::string_view kind) {
  qa::MessageCreated message;
  message.author = Actor{ActorKind::kCustomer, here().customer, {}};
  message.content.kind = kind;
  return this->message(std::move(message));
}

EventBuilder& EventBuilder::reply(std::string_view agent, std::string_view text) {
  return say(human(agent), text);
}

EventBuilder& EventBuilder::bot(std::string_view text) {
  return say(Actor{ActorKind::kBot, "b_1", "店铺机器人"}, text);
}

EventBuilder& EventBuilder::assisted(std::string_view text) {
  qa::MessageCreated message;
  message.author = Actor{ActorKind::kBot, "b_1", "店铺机器人"};
  message.is_assisted = true;
  message.content.text = text;
  return this->message(std::move(message));
}

EventBuilder& EventBuilder::automatic(std::string_view agent, std::string_view text) {
  qa::MessageCreated message;
  message.author = human(agent);
  message.is_automatic = true;
  message.content.text = text;
  return this->message(std::move(message));
}

EventBuilder& EventBuilder::system(std::string_view text) {
  return say(router(), text);
}

EventBuilder& EventBuilder::say(Actor author, std::string_view text) {
  qa::MessageCreated message;
  message.author = std::move(author);
  message.content.text = text;
  return this->message(std::move(message));
}

EventBuilder& EventBuilder::message(qa::MessageCreated message) {
  Here& here = this->here();
  ++here.messages;
  if (!next_message_.empty()) {
    message.id = std::exchange(next_message_, {});
  } else if (message.id.empty()) {
    message.id = conversation_ + ".m" + std::to_string(here.messages);
  }
  here.last_message = message.id;
  return add("message.created", std::move(message));
}

std::string EventBuilder::or_last(std::string_view message_id) const {
  return message_id.empty() ? here().last_message : std::string(message_id);
}

EventBuilder& EventBuilder::edited(std::string_view text, std::string_view message_id) {
  return add("message.edited",
             qa::MessageEdited{or_last(message_id), qa::Content{"text", std::string(text), {}}});
}

EventBuilder& EventBuilder::recalled(std::string_view message_id) {
  return add("message.recalled", qa::MessageRecalled{or_last(message_id), {}});
}

EventBuilder& EventBuilder::failed(std::string_view reason, std::string_view message_id) {
  return add("message.failed", qa::MessageFailed{or_last(message_id), std::string(reason)});
}

EventBuilder& EventBuilder::rated(std::int32_t score, std::vector<std::string> tags,
                                  std::int32_t revision) {
  qa::RatingSubmitted rating;
  rating.score = score;
  rating.tags = std::move(tags);
  rating.revision = revision;
  return add("rating.submitted", std::move(rating));
}

EventBuilder& EventBuilder::ordered(std::int64_t amount_minor, std::string_view customer) {
  qa::OrderPlaced order;
  order.id = conversation_ + ".o" + std::to_string(here().seq + 1);
  order.amount_minor = amount_minor;
  order.currency = "CNY";
  order.customer_id = customer;
  return add("order.placed", std::move(order));
}

EventBuilder& EventBuilder::agent_status(std::string_view agent, std::string_view status) {
  qa::Event made;
  made.id = std::string(agent) + "@" + std::to_string(events_.size() + 1);
  made.origin = "/" + source_;
  made.type = "agent.status";
  made.subject = agent;
  made.time = now_;
  made.source = source_;
  made.shop = shop_;
  made.data = qa::AgentStatus{human(agent), std::string(status)};
  events_.push_back(std::move(made));
  return *this;
}

EventBuilder& EventBuilder::add(std::string_view type, qa::EventData data) {
  events_.push_back(event(type, std::move(data)));
  return *this;
}

qa::Event EventBuilder::event(std::string_view type, qa::EventData data) {
  qa::Event made;
  made.conv_seq = ++here().seq;
  made.id = next_event_.empty() ? conversation_ + "#" + std::to_string(made.conv_seq)
                                : std::exchange(next_event_, {});
  made.origin = "/" + source_;
  made.type = type;
  made.subject = conversation_;
  made.time = now_;
  made.data = std::move(data);
  made.source = source_;
  made.shop = shop_;
  return made;
}

std::vector<qa::Event> EventBuilder::take() {
  return std::exchange(events_, {});
}

}  // namespace support
