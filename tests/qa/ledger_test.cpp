#include "qa/ledger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/support/event_builder.h"

namespace qa::testing {
namespace {

using ::support::EventBuilder;
using ::testing::ElementsAre;

std::vector<std::string> order_of(const Ledger& ledger) {
  std::vector<std::string> ids;
  for (const Fact& fact : ledger.facts()) {
    ids.emplace_back(ledger.text(fact.event));
  }
  return ids;
}

TEST(Ledger, OrdersByNumberThenTimeThenId) {
  EventBuilder events;
  events.seq(2).event_id("d").at("10:01").customer("一").seq(2).event_id("b").at("10:00").customer(
      "二");
  events.seq(2).event_id("a").at("10:01").customer("三").seq(1).event_id("c").at("11:00").customer(
      "四");
  Ledger ledger;
  for (const Event& event : events.events()) {
    EXPECT_TRUE(ledger.insert(event).has_value());
  }

  EXPECT_THAT(order_of(ledger), ElementsAre("c", "b", "a", "d"));
}

TEST(Ledger, TheSameIdIsTakenOnce) {
  EventBuilder events;
  const Event event = events.customer("一").last();
  Ledger ledger;

  EXPECT_TRUE(ledger.insert(event).has_value());
  EXPECT_FALSE(ledger.insert(event).has_value());
  EXPECT_TRUE(ledger.contains_event("c_1#1"));
  EXPECT_FALSE(ledger.contains_event("c_1#2"));
}

TEST(Ledger, SaysWhereAnEventCameToStand) {
  EventBuilder events;
  events.customer("一").customer("二").customer("三");
  const auto& list = events.events();
  Ledger ledger;
  EXPECT_TRUE(ledger.insert(list[0])->is_last);
  EXPECT_TRUE(ledger.insert(list[2])->is_last);
  const auto late = ledger.insert(list[1]);

  EXPECT_FALSE(late->is_last);
  EXPECT_EQ(late->position, 1U);
}

TEST(Ledger, AFailureHoldsWhereverItStands) {
  EventBuilder after, before;
  after.reply("a_1").failed();
  before.failed("blocked", "m").named("m").reply("a_1");
  Ledger known, foretold;
  known.insert(after.events()[0]);
  EXPECT_TRUE(known.insert(after.events()[1])->changes_past);
  foretold.insert(before.events()[0]);
  EXPECT_FALSE(foretold.insert(before.events()[1])->changes_past);

  EXPECT_TRUE(known.facts()[0].has_failed);
  EXPECT_TRUE(foretold.facts()[1].has_failed);
}

TEST(Ledger, OnlyTheFirstInOrderOfEqualMessageIdsCounts) {
  EventBuilder events;
  events.named("m").customer("一").named("m").customer("二").named("m").customer("三");
  std::vector<Event> list = events.events();
  std::mt19937 random(1);
  for (int i = 0; i < 6; ++i) {
    std::shuffle(list.begin(), list.end(), random);
    Ledger ledger;
    for (const Event& event : list) {
      ledger.insert(event);
    }
    EXPECT_FALSE(ledger.facts()[0].is_repeated);
    EXPECT_TRUE(ledger.facts()[1].is_repeated);
    EXPECT_TRUE(ledger.facts()[2].is_repeated);
    EXPECT_EQ(ledger.find_message("m"), 0U);
  }
}

TEST(Ledger, KnowsTheMessageThatAnEventSaysOrEdits) {
  EventBuilder events;
  events.named("m").customer("一").edited("二", "m").edited("三", "x").closed();
  const auto& list = events.events();
  Ledger ledger;
  ledger.insert(list[0]);

  EXPECT_TRUE(ledger.knows_message_of(list[0]));
  EXPECT_TRUE(ledger.knows_message_of(list[1]));
  EXPECT_FALSE(ledger.knows_message_of(list[2]));
  EXPECT_FALSE(ledger.knows_message_of(list[3]));
}

TEST(Ledger, OnlyPeopleOwn) {
  EventBuilder events;
  events.assigned("a_1").add("conversation.assigned",
                             Assigned{{}, Actor{ActorKind::kBot, "b_1", {}}, {}});
  Ledger ledger;
  for (const Event& event : events.events()) {
    ledger.insert(event);
  }

  EXPECT_EQ(ledger.text(ledger.facts()[0].actor), "a_1");
  EXPECT_EQ(ledger.text(ledger.facts()[1].actor), "");
}

TEST(Ledger, ANewStreamForgetsTheNumbersOfTheOld) {
  EventBuilder events;
  Event first = events.customer("一").last();
  Event second = events.customer("二").last();
  first.stream = "s1";
  first.stream_seq = 7;
  second.stream = "s2";
  second.stream_seq = 1;
  Ledger ledger;
  ledger.insert(first);
  ledger.insert(second);

  EXPECT_EQ(ledger.stream(), "s2");
  EXPECT_EQ(ledger.facts()[0].stream_seq, 0);
  EXPECT_EQ(ledger.facts()[1].stream_seq, 1);
}

}  // namespace
}  // namespace qa::testing
