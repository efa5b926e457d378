#include "tests/support/generated_talk.h"

#include <algorithm>
#include <utility>

#include "tests/support/generated_texts.h"

namespace support {
namespace {

using qa::Actor;
using qa::ActorKind;
using qa::ConversationStatus;

constexpr std::int64_t kSecond = 1'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;

Actor router() {
  return {ActorKind::kSystem, "router", {}};
}

Actor bot() {
  return {ActorKind::kBot, "b_1", "店铺机器人"};
}

std::string agent_name(std::string_view id) {
  constexpr std::string_view kNames[] = {"小李", "小赵", "小钱", "小孙", "小周",
                                         "小吴", "小郑", "小王", "小冯", "小陈"};
  std::size_t sum = 0;
  for (const char letter : id) {
    sum += static_cast<unsigned char>(letter);
  }
  return "客服" + std::string(kNames[sum % std::size(kNames)]);
}

}  // namespace

GeneratedTalk::GeneratedTalk(const GeneratorOptions& options, int number, qa::Time start)
    : options_(options),
      random_(Random::part(options.seed, static_cast<std::uint64_t>(number) + 1)),
      now_(start),
      last_stamp_(start),
      id_(options.id_prefix + "c_" + std::to_string(number + 1)),
      shop_("shop_" + std::to_string(number % std::max(options.shops, 1) + 1)),
      product_(product(random_)) {
  // About one customer in five comes back.
  const std::int64_t pool = std::max<std::int64_t>(1, options.conversations * 4 / 5);
  customer_ = options.id_prefix + "u_" + std::to_string(random_.between(1, pool));
  is_midway_ = random_.chance(options.shares.begins_midway);
  has_assistant_ = random_.chance(options.shares.assisted);
}

std::vector<Arrival> GeneratedTalk::take() {
  open();
  bot_phase();
  if (!is_bot_only_) {
    hand_over();
    human_phase();
  }
  if (!random_.chance(options_.shares.never_closed)) {
    close();
    after_close();
  }
  return std::exchange(arrivals_, {});
}

void GeneratedTalk::open() {
  qa::Opened opened;
  opened.channel = random_.chance(0.7) ? "feige" : "web";
  opened.shop = shop_;
  opened.customer.id = customer_;
  opened.customer.name = random_.chance(0.5) ? "顾客" + customer_ : "";
  opened.customer.is_blocked = random_.chance(options_.shares.blocked);
  opened.customer.is_internal = random_.chance(options_.shares.blocked);
  if (random_.chance(0.6)) {
    opened.product = product_;
  }
  if (random_.chance(0.2)) {
    opened.attributes["level"] = "gold";
  }
  const double status = random_.fraction();
  if (status < 0.55) {
    opened.status = ConversationStatus::kBot;
  } else if (status < 0.85) {
    opened.status = ConversationStatus::kQueued;
  } else {
    opened.status = ConversationStatus::kOpen;
    agent_ = some_agent().id;
    opened.assignee = agent();
  }
  is_bot_only_ =
      opened.status == ConversationStatus::kBot && random_.chance(options_.shares.bot_only * 2);
  if (!is_midway_) {
    add("conversation.opened", std::move(opened));
  } else if (agent_.empty() && random_.chance(0.5)) {
    agent_ = some_agent().id;
  }
  if (!is_midway_ && !agent_.empty() && random_.chance(0.6)) {
    wait(0, 300);
    agent_message(greeting(random_), true);
  }
}

void GeneratedTalk::bot_phase() {
  if (is_midway_ || !agent_.empty()) {
    return;
  }
  const std::int64_t turns = random_.between(is_bot_only_ ? 1 : 0, 3);
  for (std::int64_t turn = 0; turn < turns; ++turn) {
    wait(kSecond, 40 * kSecond);
    customer_message();
    if (random_.chance(options_.shares.recalled)) {
      recall(last_customer_message_, customer());
    }
    wait(200, 2 * kSecond);
    bot_message(false);
  }
  if (!is_bot_only_ && random_.chance(options_.shares.human_in_bot)) {
    agent_ = some_agent().id;
    wait(5 * kSecond, 60 * kSecond);
    agent_message(support::answer(random_, product_));
  }
}

void GeneratedTalk::hand_over() {
  if (random_.chance(0.6)) {
    wait(kSecond, 20 * kSecond);
    customer_message();
  }
  if (random_.chance(0.7)) {
    wait(100, 3 * kSecond);
    const bool is_busy = random_.chance(options_.shares.busy_queue);
    add("conversation.queued", qa::Queued{random_.chance(0.8) ? "转人工" : "", is_busy});
  }
  if (!agent_.empty() || random_.chance(options_.shares.never_assigned)) {
    return;
  }
  wait(kSecond, random_.chance(0.2) ? 8 * kMinute : 40 * kSecond);
  agent_ = some_agent().id;
  if (random_.chance(0.05)) {
    add("conversation.transferred", qa::Transferred{{}, agent(), bot(), "机器人转接"});
  } else {
    add("conversation.assigned", qa::Assigned{{}, agent(), router()});
  }
  if (random_.chance(0.6)) {
    wait(0, 500);
    agent_message(greeting(random_), true);
  }
}

void GeneratedTalk::human_phase() {
  const std::int64_t rounds = random_.between(1, options_.most_rounds);
  for (std::int64_t round = 0; round < rounds; ++round) {
    ask(round == 0);
    const bool is_last = round + 1 == rounds;
    if (agent_.empty() || (is_last && random_.chance(options_.shares.unserved))) {
      continue;  // the question stands
    }
    interlude();
    answer();
  }
}

void GeneratedTalk::ask(bool is_first) {
  const std::int64_t lines = random_.chance(0.3) ? random_.between(2, 5) : 1;
  for (std::int64_t line = 0; line < lines; ++line) {
    wait(is_first && line == 0 ? 0 : kSecond, line == 0 ? 90 * kSecond : 15 * kSecond);
    customer_message();
    if (random_.chance(options_.shares.recalled)) {
      wait(kSecond, 30 * kSecond);
      recall(last_customer_message_, customer());
    }
  }
}

qa::Duration GeneratedTalk::reply_delay() {
  // Heavy-tailed like real desks: most within a minute, some past every stage of the ladder.
  const double draw = random_.fraction();
  if (draw < 0.01) {
    return qa::Duration{180 * kSecond};  // exactly the limit
  }
  if (draw < 0.70) {
    return qa::Duration{random_.between(3 * kSecond, 70 * kSecond)};
  }
  if (draw < 0.90) {
    return qa::Duration{random_.between(70 * kSecond, 4 * kMinute)};
  }
  return qa::Duration{random_.between(4 * kMinute, 25 * kMinute)};
}

void GeneratedTalk::interlude() {
  const OddityShares& shares = options_.shares;
  if (has_assistant_ && random_.chance(0.3)) {
    wait(kSecond, 8 * kSecond);
    bot_message(true);
  }
  if (options_.with_private_notes && random_.chance(shares.private_notes)) {
    note();
  }
  if (random_.chance(shares.snoozed)) {
    wait(kSecond, 30 * kSecond);
    add("conversation.snoozed", qa::Snoozed{agent()});
  }
  if (random_.chance(shares.transferred)) {
    transfer();
  } else if (random_.chance(shares.transferred_to_nobody)) {
    give_to_nobody();
  }
  if (random_.chance(shares.unknown_events)) {
    add("conversation.tagged", qa::Unknown{"{\"conv_seq\":" + std::to_string(seq_ + 1) +
                                           ",\"tags\":[\"售后\",\"VIP\"],\"score\":0.50}"});
  }
}

void GeneratedTalk::answer() {
  now_ += reply_delay();
  const bool is_forbidden = random_.chance(options_.shares.forbidden);
  agent_message(is_forbidden ? forbidden_answer(random_) : support::answer(random_, product_));
  if (random_.chance(options_.shares.failed)) {
    wait(200, 20 * kSecond);
    add("message.failed",
        qa::MessageFailed{last_agent_message_, random_.chance(0.5) ? "failed" : "blocked"});
    wait(kSecond, kMinute);
    agent_message(support::answer(random_, product_));
  }
  if (random_.chance(options_.shares.recalled)) {
    wait(kSecond, kMinute);
    recall(last_agent_message_, agent());
  } else if (random_.chance(options_.shares.edited)) {
    wait(kSecond, kMinute);
    add("message.edited",
        qa::MessageEdited{last_agent_message_,
                          qa::Content{"text", support::answer(random_, product_), {}}});
  }
  if (random_.chance(0.3)) {
    wait(kSecond, 20 * kSecond);
    agent_message(support::answer(random_, product_));
  }
}

void GeneratedTalk::transfer() {
  wait(kSecond, kMinute);
  const Actor from = agent();
  agent_ = some_agent().id;
  add("conversation.transferred",
      qa::Transferred{from, agent(), from, random_.chance(0.5) ? "售后问题" : ""});
}

void GeneratedTalk::give_to_nobody() {
  wait(kSecond, kMinute);
  add("conversation.assigned", qa::Assigned{agent(), {}, router()});
  wait(kSecond, 3 * kMinute);
  const Actor taken = some_agent();
  agent_ = taken.id;
  if (random_.chance(0.7)) {  // else somebody answers without being given it
    add("conversation.assigned", qa::Assigned{{}, taken, router()});
  }
}

void GeneratedTalk::close() {
  const bool is_timeout = agent_.empty() || random_.chance(0.35);
  wait(5 * kSecond, is_timeout ? 30 * kMinute : 5 * kMinute);
  if (is_timeout && !agent_.empty() && random_.chance(0.5)) {
    agent_message(farewell(random_), true);
    wait(0, 200);
  }
  constexpr std::string_view kReasons[] = {"resolved", "agent_closed", "customer_left"};
  add("conversation.closed",
      qa::Closed{is_timeout ? router() : agent(),
                 is_timeout ? "timeout" : std::string(random_.pick(kReasons)), false});
}

void GeneratedTalk::after_close() {
  if (random_.chance(options_.shares.rated)) {
    wait(5 * kSecond, random_.chance(0.1) ? 6 * kHour : 20 * kMinute);
    rate();
  }
  if (random_.chance(options_.shares.ordered)) {
    wait(10 * kSecond, 5 * kHour);
    order();
  }
  if (!random_.chance(options_.shares.reopened)) {
    return;
  }
  wait(kMinute, 2 * kHour);
  const double how = random_.fraction();
  if (how < 0.2 && !agent_.empty()) {
    agent_message("亲,刚才的问题解决了吗");  // answers nothing: nobody asked
    return;
  }
  if (how < 0.5) {
    add("conversation.reopened", qa::Reopened{random_.chance(0.5) ? customer() : router()});
  }
  human_phase();
  if (random_.chance(0.8)) {
    close();
    if (random_.chance(options_.shares.rated)) {
      wait(5 * kSecond, 20 * kMinute);
      rate();
    }
  }
}

void GeneratedTalk::customer_message() {
  qa::MessageCreated message;
  message.author = customer();
  const double draw = random_.fraction();
  if (draw < options_.shares.not_text) {
    constexpr std::string_view kKinds[] = {"image", "voice", "video", "order", "emoji", "card"};
    message.content.kind = random_.pick(kKinds);
    if (message.content.kind == "card") {
      product_ = product(random_);
      message.content.product = product_;
    }
  } else if (draw < options_.shares.not_text + options_.shares.complaint) {
    message.content.text = complaint(random_, product_);
  } else if (draw < 0.35) {
    message.content.text = short_line(random_);
  } else {
    message.content.text = question(random_, product_);
  }
  last_customer_message_ = say(std::move(message));
}

void GeneratedTalk::agent_message(std::string text, bool is_automatic) {
  qa::MessageCreated message;
  message.author = agent();
  message.is_automatic = is_automatic;
  if (!is_automatic && random_.chance(options_.shares.not_text)) {
    message.content.kind = "image";
  } else {
    message.content.text = std::move(text);
  }
  if (!is_automatic && random_.chance(0.1)) {
    message.reply_to = last_customer_message_;
  }
  last_agent_message_ = say(std::move(message));
}

void GeneratedTalk::bot_message(bool is_assisted) {
  qa::MessageCreated message;
  message.author = bot();
  message.is_assisted = is_assisted;
  message.content.text = bot_answer(random_, product_);
  say(std::move(message));
}

void GeneratedTalk::note() {
  qa::MessageCreated message;
  message.author = agent();
  message.is_public = false;
  message.content.text = private_note(random_);
  wait(kSecond, 20 * kSecond);
  say(std::move(message));
}

std::string GeneratedTalk::say(qa::MessageCreated message) {
  std::string id = id_ + ".m" + std::to_string(++messages_);
  message.id = id;
  add("message.created", std::move(message));
  return id;
}

void GeneratedTalk::recall(std::string_view message, const Actor& by) {
  add("message.recalled", qa::MessageRecalled{std::string(message), by});
}

void GeneratedTalk::rate() {
  constexpr std::int32_t kScores[] = {5, 5, 5, 5, 4, 4, 3, 2, 1, 1};
  qa::RatingSubmitted rating;
  rating.score = random_.pick(kScores);
  const bool is_bad = rating.score <= 3;
  rating.tags.emplace_back(rating_tag(random_, is_bad));
  rating.comment = rating_comment(random_, is_bad);
  if (!agent_.empty()) {
    rating.agent = agent();
  }
  add("rating.submitted", rating);
  if (random_.chance(options_.shares.revised_rating)) {
    wait(kMinute, kHour);
    rating.revision = 2;
    rating.score = random_.pick(kScores);
    rating.tags.clear();
    add("rating.submitted", std::move(rating));
  }
}

void GeneratedTalk::order() {
  qa::OrderPlaced order;
  order.id = id_ + ".o" + std::to_string(seq_ + 1);
  order.amount_minor = random_.between(990, 59'900);
  order.currency = "CNY";
  order.product = product_;
  order.customer_id = customer_;
  add("order.placed", std::move(order));
}

void GeneratedTalk::add(std::string_view type, qa::EventData data) {
  const OddityShares& shares = options_.shares;
  if (random_.chance(shares.same_millisecond)) {
    now_ = last_stamp_;
  }
  qa::Event event;
  event.conv_seq = ++seq_;
  event.id = id_ + "#" + std::to_string(seq_);
  event.origin = "/" + options_.source;
  event.type = type;
  event.subject = id_;
  event.time = now_;
  event.data = std::move(data);
  event.source = options_.source;
  event.shop = shop_;
  last_stamp_ = now_;
  if (random_.chance(shares.clock_steps_back)) {
    event.time -= qa::Duration{random_.between(1, 5 * kSecond)};
  }
  Arrival arrival{std::move(event), now_};
  if (random_.chance(shares.late)) {
    arrival.at += qa::Duration{random_.between(kSecond, 10 * kMinute)};
  }
  arrivals_.push_back(arrival);
  if (random_.chance(shares.duplicate)) {
    arrival.at += qa::Duration{random_.between(0, 5 * kMinute)};
    arrivals_.push_back(std::move(arrival));
  }
  now_ += qa::Duration{random_.between(1, 50)};
}

void GeneratedTalk::wait(std::int64_t least_ms, std::int64_t most_ms) {
  now_ += qa::Duration{random_.between(least_ms, most_ms)};
}

Actor GeneratedTalk::agent() const {
  return {ActorKind::kHuman, agent_, agent_name(agent_)};
}

Actor GeneratedTalk::some_agent() {
  std::string id = "a_" + std::to_string(random_.between(1, std::max(options_.agents, 1)));
  return {ActorKind::kHuman, id, agent_name(id)};
}

Actor GeneratedTalk::customer() const {
  return {ActorKind::kCustomer, customer_, {}};
}

}  // namespace support
