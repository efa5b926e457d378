#include "store/conversation_head.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/support/event_builder.h"

namespace store {
namespace {

using qa::ConversationStatus;
using support::EventBuilder;

ConversationHead head_after(EventBuilder& builder) {
  return head_of(builder.take());
}

TEST(ConversationHead, KnowsWhoWhereAndWhat) {
  qa::Opened opened;
  opened.status = ConversationStatus::kOpen;
  opened.channel = "app";
  opened.customer.id = "u_7";
  opened.assignee = qa::Actor{qa::ActorKind::kHuman, "a_1", ""};
  opened.product = qa::Product{"p_1", ""};
  const ConversationHead head = head_after(EventBuilder().at("10:00").opened(opened));
  EXPECT_EQ(head.status, ConversationStatus::kOpen);
  EXPECT_EQ(head.channel, "app");
  EXPECT_EQ(head.customer, "u_7");
  EXPECT_EQ(head.owner, "a_1");
  EXPECT_EQ(head.product, "p_1");
  EXPECT_EQ(head.events, 1);
}

TEST(ConversationHead, SpansFromTheEarliestToTheLatestTime) {
  const ConversationHead head = head_after(
      EventBuilder().at("10:05").opened().at("10:00").customer("?").at("10:03").closed());
  EXPECT_EQ(head.first_at, support::shanghai("2026-11-22", "10:00"));
  EXPECT_EQ(head.last_at, support::shanghai("2026-11-22", "10:05"));
  EXPECT_EQ(head.closed_at, support::shanghai("2026-11-22", "10:03"));
}

TEST(ConversationHead, FollowsTheOwner) {
  EXPECT_EQ(head_after(EventBuilder().opened().assigned("a_1")).owner, "a_1");
  EXPECT_EQ(head_after(EventBuilder().opened().assigned("a_1").transferred("a_1", "a_2")).owner,
            "a_2");
  EXPECT_EQ(head_after(EventBuilder().opened().assigned("a_1").unassigned()).owner, "");
  EXPECT_EQ(head_after(EventBuilder().opened().assigned("a_1").closed("a_1")).owner, "a_1");
}

TEST(ConversationHead, AClosedOneWithAHumanPhaseWakesForTheCustomerAndReopenedOnly) {
  const auto closed = [] { return EventBuilder().opened().assigned("a_1").closed("a_1"); };
  EXPECT_EQ(head_of(closed().customer("?").take()).status, ConversationStatus::kOpen);
  EXPECT_EQ(head_of(closed().reopened("a_1").take()).status, ConversationStatus::kOpen);
  EXPECT_EQ(head_of(closed().queued().take()).status, ConversationStatus::kQueued);
  EXPECT_EQ(head_of(closed().reply("a_1").take()).status, ConversationStatus::kClosed);
  EXPECT_EQ(head_of(closed().transferred("a_1", "a_2").take()).status, ConversationStatus::kClosed);
  EXPECT_EQ(head_of(closed().snoozed("a_1").take()).status, ConversationStatus::kClosed);
}

TEST(ConversationHead, AClosedOneThatOnlyTheBotHadGoesBackToTheBot) {
  const auto closed = [] { return EventBuilder().opened(ConversationStatus::kBot).closed(); };
  EXPECT_EQ(head_of(closed().customer("?").take()).status, ConversationStatus::kBot);
  EXPECT_EQ(head_of(closed().transferred("", "a_2").take()).status, ConversationStatus::kOpen);
}

TEST(ConversationHead, AHumansReplyTakesAConversationFromTheBot) {
  const ConversationHead head =
      head_after(EventBuilder().opened(ConversationStatus::kBot).customer("?").reply("a_1"));
  EXPECT_TRUE(head.had_human_phase);
  EXPECT_EQ(head.status, ConversationStatus::kOpen);
}

TEST(ConversationHead, OneWatchedFromTheMiddleCountsAsInHumanHands) {
  const ConversationHead head = head_after(EventBuilder().customer("还在吗").closed());
  EXPECT_TRUE(head.had_human_phase);
  EXPECT_EQ(head.status, ConversationStatus::kClosed);
}

TEST(ConversationHead, IsTheSameWhateverTheOrderOfArrival) {
  auto events = EventBuilder()
                    .opened()
                    .customer("1")
                    .assigned("a_1")
                    .reply("a_1")
                    .closed("a_1")
                    .customer("2")
                    .transferred("a_1", "a_2")
                    .closed("a_2")
                    .take();
  const ConversationHead expected = head_of(events);
  std::mt19937 random(20261122);
  for (int i = 0; i < 50; ++i) {
    std::shuffle(events.begin(), events.end(), random);
    EXPECT_EQ(head_of(events), expected);
  }
}

TEST(ConversationHead, SaysWhenAnEventComesLate) {
  auto events = EventBuilder().opened().customer("1").customer("2").take();
  ConversationHead head;
  EXPECT_FALSE(is_late(head, events[2]));
  advance(head, events[0]);
  advance(head, events[2]);
  EXPECT_TRUE(is_late(head, events[1]));
  events[1].conv_seq = events[2].conv_seq;
  EXPECT_EQ(is_late(head, events[1]), events[1].id < events[2].id);
}

TEST(ConversationHead, EveryStatusHasANameThatLeadsBack) {
  for (const auto status :
       {ConversationStatus::kBot, ConversationStatus::kQueued, ConversationStatus::kOpen,
        ConversationStatus::kSnoozed, ConversationStatus::kClosed}) {
    EXPECT_EQ(status_named(to_string(status)), status);
  }
  EXPECT_EQ(status_named("asleep"), std::nullopt);
}

}  // namespace
}  // namespace store
