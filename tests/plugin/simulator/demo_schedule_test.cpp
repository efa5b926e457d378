#include "plugin/demo_schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "qa/event_json.h"

namespace plugin {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::IsSupersetOf;

const qa::Time kLive = *qa::parse_time("2026-11-22T02:00:00.000Z");

DemoSchedule schedule() {
  DemoSchedule schedule;
  schedule.live = kLive;
  return schedule;
}

std::vector<qa::Event> shipped_events() {
  return demo_events(parse_demo(demo_text()).script, schedule());
}

std::string as_json(const std::vector<qa::Event>& events) {
  std::string out;
  for (const qa::Event& event : events) {
    qa::append_event_json(out, event);
    out += '\n';
  }
  return out;
}

TEST(DemoSchedule, EventsAreInOrderOfTimeWithUniqueIdsAndRisingOrderInAConversation) {
  const auto events = shipped_events();
  std::set<std::string> ids;
  std::map<std::string, std::int64_t> order;
  EXPECT_TRUE(std::is_sorted(events.begin(), events.end(),
                             [](const auto& a, const auto& b) { return a.time < b.time; }));
  for (const qa::Event& event : events) {
    EXPECT_TRUE(ids.insert(event.id).second) << event.id;
    if (qa::is_about_conversation(event)) {
      EXPECT_GT(event.conv_seq, order[event.subject]) << event.id;
      order[event.subject] = event.conv_seq;
    }
  }
  EXPECT_GE(order.size(), 60U);
}

TEST(DemoSchedule, EveryEventPassesTheWireCodec) {
  qa::EventReader reader;
  for (const qa::Event& event : shipped_events()) {
    std::string json;
    qa::append_event_json(json, event);
    const auto read = reader.read(json);
    const auto* const message = std::get_if<qa::MessageCreated>(&event.data);
    const bool is_note = message != nullptr && !message->is_public;
    EXPECT_EQ(read.kind, is_note ? qa::ReadKind::kInternal : qa::ReadKind::kEvent)
        << json << read.problem;
  }
}

TEST(DemoSchedule, TheSameSeedGivesTheSameBytesAndAnotherSeedAnotherOrder) {
  const DemoScript script = parse_demo(demo_text()).script;
  DemoSchedule other = schedule();
  other.seed = 2;
  EXPECT_EQ(as_json(demo_events(script, schedule())), as_json(demo_events(script, schedule())));
  EXPECT_NE(as_json(demo_events(script, schedule())), as_json(demo_events(script, other)));
}

TEST(DemoSchedule, SeveralConversationsAreLiveAtOnceForThreeAgentsOrMore) {
  std::set<std::string> open;
  std::set<std::string> agents;
  for (const qa::Event& event : shipped_events()) {
    if (event.time > kLive) {
      break;
    }
    if (event.type == "conversation.opened") {
      open.insert(event.subject);
    } else if (event.type == "conversation.closed") {
      open.erase(event.subject);
    } else if (const auto* assigned = std::get_if<qa::Assigned>(&event.data)) {
      agents.insert(assigned->to->name);
    }
  }
  EXPECT_GE(open.size(), 8U);
  EXPECT_GE(agents.size(), 3U);
}

/// Seconds after the live moment at which a question will have waited for each stage of the ladder
/// (100, 150, 180, 600 s) without an answer.
std::multimap<int, seconds> stages_within(const std::vector<qa::Event>& events, seconds limit) {
  std::multimap<int, seconds> due;
  std::map<std::string, std::optional<qa::Time>> waiting;
  const auto fall_due = [&](qa::Time since, qa::Time until) {
    for (const int stage : {100, 150, 180, 600}) {
      const qa::Time at = since + seconds(stage);
      if (at > kLive && at <= kLive + limit && at < until) {
        due.emplace(stage, std::chrono::duration_cast<seconds>(at - kLive));
      }
    }
  };
  for (const qa::Event& event : events) {
    const auto* const message = std::get_if<qa::MessageCreated>(&event.data);
    if (message == nullptr) {
      continue;
    }
    auto& since = waiting[event.subject];
    if (message->author.kind == qa::ActorKind::kCustomer && !since) {
      since = event.time;
    } else if (message->author.kind == qa::ActorKind::kHuman && since) {
      fall_due(*since, event.time);
      since.reset();
    }
  }
  for (const auto& [conversation, since] : waiting) {
    if (since) {
      fall_due(*since, qa::Time::max());
    }
  }
  return due;
}

TEST(DemoSchedule, EveryStageOfTheLadderFallsDueInTheFirstTenSeconds) {
  const auto due = stages_within(shipped_events(), seconds(10));
  for (const int stage : {100, 150, 180, 600}) {
    EXPECT_GE(due.count(stage), 1U) << stage;
  }
}

TEST(DemoSchedule, ForbiddenWordsAreSaidInTheFirstTenSeconds) {
  std::string said;
  for (const qa::Event& event : shipped_events()) {
    const auto* const message = std::get_if<qa::MessageCreated>(&event.data);
    if (message != nullptr && message->author.kind == qa::ActorKind::kHuman && event.time > kLive &&
        event.time <= kLive + seconds(10)) {
      said += message->content.text + "\n";
    }
  }
  EXPECT_THAT(said, ::testing::HasSubstr("加我微信"));
  EXPECT_THAT(said, ::testing::HasSubstr("五星好评返5元"));
  EXPECT_THAT(said, ::testing::HasSubstr("保证明天到货"));
  EXPECT_THAT(said, ::testing::HasSubstr("自己看"));
}

TEST(DemoSchedule, TellsEveryKindOfEvent) {
  std::set<std::string> types;
  std::set<std::string> close_reasons;
  for (const qa::Event& event : shipped_events()) {
    types.insert(event.type);
    if (const auto* closed = std::get_if<qa::Closed>(&event.data)) {
      close_reasons.insert(closed->reason);
    }
  }
  EXPECT_THAT(
      types,
      IsSupersetOf({"conversation.opened", "conversation.queued", "conversation.assigned",
                    "conversation.transferred", "conversation.snoozed", "conversation.reopened",
                    "conversation.closed", "message.created", "message.edited", "message.recalled",
                    "message.failed", "rating.submitted", "order.placed", "agent.status"}));
  EXPECT_THAT(close_reasons,
              IsSupersetOf({"resolved", "timeout", "customer_left", "agent_closed"}));
}

/// Names of the situations that occur, found by reading the events alone.
std::set<std::string> situations_in(const std::vector<qa::Event>& events) {
  struct Seen {
    int unanswered = 0;
    bool by_bot = false;
    int human = 0;
    int ratings = 0;
  };

  std::set<std::string> found;
  std::map<std::string, Seen> seen;
  for (const qa::Event& event : events) {
    Seen& now = seen[event.subject];
    if (const auto* message = std::get_if<qa::MessageCreated>(&event.data)) {
      const bool is_customer = message->author.kind == qa::ActorKind::kCustomer;
      const bool is_reply = message->author.kind == qa::ActorKind::kHuman && message->is_public &&
                            !message->is_automatic;
      now.unanswered = is_customer ? now.unanswered + 1 : is_reply ? 0 : now.unanswered;
      now.by_bot |= message->author.kind == qa::ActorKind::kBot && !message->is_assisted;
      now.human += is_reply ? 1 : 0;
      if (now.unanswered >= 5)
        found.insert("burst of five");
      if (message->is_automatic)
        found.insert("automatic greeting");
      if (message->is_assisted)
        found.insert("assisted reply");
      if (!message->is_public)
        found.insert("private note");
      if (message->content.kind == "image")
        found.insert("image");
      if (message->content.kind == "emoji")
        found.insert("closing courtesy");
    } else if (const auto* queued = std::get_if<qa::Queued>(&event.data)) {
      if (queued->is_busy)
        found.insert("busy queue");
      if (now.by_bot)
        found.insert("bot then hand-over");
    } else if (event.type == "conversation.transferred") {
      if (now.unanswered > 0 && now.human == 0)
        found.insert("transfer before reply");
    } else if (event.type == "message.recalled") {
      if (now.unanswered == 1 && now.human == 0)
        found.insert("only question recalled");
    } else if (event.type == "conversation.closed") {
      if (now.unanswered > 0 && now.human == 0)
        found.insert("unserved close");
    } else if (event.type == "rating.submitted") {
      if (++now.ratings == 2)
        found.insert("rating revised");
    } else if (const auto* order = std::get_if<qa::OrderPlaced>(&event.data)) {
      if (order->product)
        found.insert("order with product");
    } else if (const auto* opened = std::get_if<qa::Opened>(&event.data)) {
      if (opened->customer.is_blocked)
        found.insert("blocked customer");
      if (opened->customer.is_internal)
        found.insert("internal customer");
    }
  }
  return found;
}

TEST(DemoSchedule, EveryEdgeCaseOccurs) {
  EXPECT_THAT(situations_in(shipped_events()),
              IsSupersetOf({"burst of five", "automatic greeting", "assisted reply", "private note",
                            "image", "closing courtesy", "busy queue", "bot then hand-over",
                            "transfer before reply", "only question recalled", "unserved close",
                            "rating revised", "order with product", "blocked customer",
                            "internal customer"}));
}

TEST(DemoSchedule, AnEndlessDemoBeginsWithTheSameEventsAndNeverRepeatsAnId) {
  const auto first = shipped_events();
  const auto source = demo_source(parse_demo(demo_text()).script, schedule());
  std::set<std::string> ids;
  qa::Time last{};
  for (std::size_t i = 0; i < 3 * first.size(); ++i) {
    const auto event = source();
    ASSERT_TRUE(event.has_value());
    EXPECT_TRUE(ids.insert(event->id).second) << event->id;
    EXPECT_GE(event->time, last);
    last = event->time;
  }
  EXPECT_THAT(ids, Contains(first.back().id));
  EXPECT_GT(last, kLive + minutes(60));
}

TEST(DemoSchedule, ARunNameMakesAllIdsNew) {
  DemoSchedule named = schedule();
  named.run = "evening";
  std::set<std::string> ids;
  for (const auto& event : shipped_events()) {
    ids.insert(event.id);
  }
  for (const auto& event : demo_events(parse_demo(demo_text()).script, named)) {
    EXPECT_TRUE(ids.insert(event.id).second) << event.id;
  }
}

}  // namespace
}  // namespace plugin
