#include <gmock/gmock.h>

#include "qa/event_json.h"
#include "tests/contract/contract.h"

namespace contract {
namespace {

using namespace std::string_literals;
using support::EventBuilder;
using support::shanghai;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> names_of(const std::vector<qa::ConversationKey>& keys) {
  std::vector<std::string> ids;
  for (const qa::ConversationKey& key : keys) {
    ids.push_back(key.id);
  }
  return ids;
}

store::Period minutes(const std::string& from, const std::string& to) {
  return {shanghai("2026-11-22", from), shanghai("2026-11-22", to)};
}

/// A name that sorts as its number does.
std::string numbered(int number) {
  std::string digits = std::to_string(number);
  return "c_" + std::string(4 - digits.size(), '0') + digits;
}

TEST_P(Contract, Promise5_PagesNeitherSkipNorRepeatWhileConversationsAreAdded) {
  for (int number = 0; number < 40; number += 2) {
    append(EventBuilder().conversation(numbered(number)).opened().take());
  }
  std::vector<std::string> seen;
  std::optional<qa::ConversationKey> after;
  int added = 1;
  while (true) {
    const auto page = store().conversations({}, after, 3);
    if (page.empty()) {
      break;
    }
    for (const qa::ConversationKey& key : page) {
      seen.push_back(key.id);
    }
    after = page.back();
    append(EventBuilder().conversation(numbered(added)).opened().take());
    added += 2;
  }
  std::vector<std::string> even;
  for (const std::string& id : seen) {
    if ((id.back() - '0') % 2 == 0) {
      even.push_back(id);
    }
  }
  std::vector<std::string> expected;
  for (int number = 0; number < 40; number += 2) {
    expected.push_back(numbered(number));
  }
  EXPECT_EQ(even, expected);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
}

TEST_P(Contract, Promise5_PagesGoByShopThenSourceThenId) {
  for (const char* shop : {"shop_2", "shop_1"}) {
    for (const char* source : {"desk_b", "desk_a"}) {
      append(EventBuilder().shop(shop).source(source).conversation("c_9").opened().take());
      append(EventBuilder().shop(shop).source(source).conversation("c_1").opened().take());
    }
  }
  std::vector<qa::ConversationKey> paged;
  std::optional<qa::ConversationKey> after;
  for (auto page = store().conversations({}, after, 1); !page.empty();
       page = store().conversations({}, after, 1)) {
    paged.push_back(page.front());
    after = page.front();
  }
  EXPECT_EQ(paged.size(), 8U);
  EXPECT_TRUE(std::is_sorted(paged.begin(), paged.end()));
  EXPECT_EQ(paged, store().conversations({}, std::nullopt, 100));
}

TEST_P(Contract, Promise5_APeriodIsHalfOpen) {
  append(EventBuilder().at("10:00:00.000").opened().take());
  EXPECT_THAT(names_of(store().conversations(minutes("10:00", "10:01"), {}, 9)),
              ElementsAre("c_1"));
  EXPECT_THAT(names_of(store().conversations(minutes("09:59", "10:00"), {}, 9)), IsEmpty());
  EXPECT_THAT(names_of(store().conversations(minutes("10:01", "10:02"), {}, 9)), IsEmpty());
}

TEST_P(Contract, Promise5_AConversationThatReachesOverThePeriodNeedsAnEventInIt) {
  append(EventBuilder().at("09:00").opened().at("10:30").customer("?").at("12:00").closed().take());
  EXPECT_THAT(names_of(store().conversations(minutes("10:00", "11:00"), {}, 9)),
              ElementsAre("c_1"));
  EXPECT_THAT(names_of(store().conversations(minutes("11:00", "11:30"), {}, 9)), IsEmpty());
}

TEST_P(Contract, Promise5_AnAgentsStatusIsNoConversation) {
  append(EventBuilder().agent_status("a_1", "busy").take());
  EXPECT_THAT(store().conversations({}, {}, 9), IsEmpty());
  EXPECT_THAT(store().live_conversations(qa::kEarliestTime), IsEmpty());
  EXPECT_EQ(store().counts().events, 1);
  EXPECT_EQ(store().counts().conversations, 0);
}

TEST_P(Contract, Promise7_TextsComeBackByteForByte) {
  const std::vector<std::string> texts{"",
                                       "在吗?什么时候发货",
                                       "nul\0inside"s,
                                       "\"quoted\" \\ back",
                                       "line\nfeed\ttab\r",
                                       "\xE2\x80\xA8 separators \xE2\x80\xA9",
                                       "👨‍👩‍👧‍👦 👍🏽 é ﷽",
                                       "\x01\x1f\x7f control",
                                       "  spaces  ",
                                       "\xEF\xBB\xBF bom",
                                       std::string(60'000, 'x'),
                                       "'; DROP TABLE event; --"};
  EventBuilder builder;
  builder.opened();
  for (const std::string& text : texts) {
    builder.customer(text).edited(text + "!");
  }
  const auto events = builder.take();
  append(events);
  EXPECT_EQ(described(store().history(key_of("c_1"))->events), described(events));
}

TEST_P(Contract, Promise7_IdsMayHoldWhatAHostileWorkstationTypes) {
  const std::string hostile = "id\0\"',\"data\":{\"x\":1}\n[]\\ 怪"s;
  const auto events = EventBuilder()
                          .conversation(hostile)
                          .event_id(hostile + "1")
                          .opened()
                          .named(hostile)
                          .event_id(hostile + "2")
                          .customer("words")
                          .take();
  append(events);
  EXPECT_EQ(described(store().history(key_of(hostile))->events), described(events));
  EXPECT_EQ(store().find_conversation(hostile), std::vector{key_of(hostile)});
}

TEST_P(Contract, Promise7_TimesComeBackToTheMillisecond) {
  EventBuilder builder;
  builder.at("10:00:00.001").opened().at("10:00:00.999").customer("?");
  builder.at(qa::kEarliestTime).customer("first").at(qa::kLatestTime - qa::Duration{1});
  const auto events = builder.customer("last").take();
  append(events);
  const auto stored = store().history(key_of("c_1"))->events;
  ASSERT_EQ(stored.size(), events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(stored[i].time, events[i].time);
  }
  EXPECT_EQ(store().last_event_time(), qa::kLatestTime - qa::Duration{1});
}

TEST_P(Contract, Promise7_EveryKindOfEventComesBackWhole) {
  const qa::Actor human{qa::ActorKind::kHuman, "a_1", "小李"};
  qa::Opened opened;
  opened.status = qa::ConversationStatus::kOpen;
  opened.channel = "app";
  opened.shop = "shop_1";
  opened.customer = {"u_1", "王女士", true, true};
  opened.assignee = human;
  opened.product = qa::Product{"p_1", "羽绒服"};
  opened.attributes = {{"vip", "5"}, {"空", ""}};
  qa::MessageCreated message;
  message.id = "m_1";
  message.author = human;
  message.is_automatic = message.is_assisted = message.is_truncated = true;
  message.content = {"card", "看这个", qa::Product{"p_2", ""}};
  message.reply_to = "m_0";
  qa::Closed vanished;
  vanished.is_inferred = true;
  vanished.reason = "gone";
  EventBuilder builder;
  builder.opened(opened).queued(true).assigned("a_1").transferred("a_1", "a_2").snoozed("a_2");
  builder.reopened("a_2").message(message).edited("改").recalled().failed("blocked").unassigned();
  builder.ordered(12'900).add("conversation.closed", vanished);
  builder.add("rating.submitted",
              qa::RatingSubmitted{2, 5, {"回复慢", "其他"}, "太慢了", 3, human});
  builder.add("conversation.merged", qa::Unknown{"{\"into\":\"c_2\",\"note\":\"原话\"}"});
  auto events = builder.take();
  events[0].is_from_snapshot = true;
  events[1].stream = "s_1";
  events[1].stream_seq = 77;
  events[2].origin = "//desk/shop_1";
  append(events);
  EXPECT_EQ(described(store().history(key_of("c_1"))->events), described(events));
}

TEST_P(Contract, Promise7_AMessageToldOfTwiceKeepsBothTexts) {
  const auto events = EventBuilder()
                          .opened()
                          .named("m_1")
                          .customer("live")
                          .named("m_1")
                          .customer("from a snapshot")
                          .edited("edited", "m_1")
                          .take();
  append(events);
  EXPECT_EQ(described(store().history(key_of("c_1"))->events), described(events));
  EXPECT_EQ(store().counts().messages, 1);
}

TEST_P(Contract, Promise7_AnEditMayArriveBeforeItsMessage) {
  auto events = EventBuilder().opened().customer("before").edited("after").take();
  std::swap(events[1], events[2]);
  append(events);
  EXPECT_EQ(described(store().history(key_of("c_1"))->events), described(events));
}

TEST_P(Contract, LiveConversationsAreThoseNotClosedOrClosedSince) {
  append(EventBuilder().conversation("c_open").opened().customer("?").take());
  append(EventBuilder().conversation("c_new").opened().at("11:00").closed().take());
  append(EventBuilder().conversation("c_old").opened().at("10:30").closed().take());
  EXPECT_THAT(names_of(store().live_conversations(shanghai("2026-11-22", "11:00"))),
              ElementsAre("c_new", "c_open"));
  EXPECT_THAT(names_of(store().live_conversations(shanghai("2026-11-22", "11:01"))),
              ElementsAre("c_open"));
}

TEST_P(Contract, LiveConversationsIncludeOneThatSpeaksAgainAfterItsClose) {
  append(EventBuilder().opened().closed().after(qa::Duration{1'000}).customer("还在吗").take());
  EXPECT_THAT(names_of(store().live_conversations(qa::kLatestTime)), ElementsAre("c_1"));
}

TEST_P(Contract, LiveConversationsFollowTheOrderOfEventsNotTheirArrival) {
  auto events = EventBuilder().opened().closed().after(qa::Duration{1'000}).customer("?").take();
  append({events[0], events[2]});
  append({events[1]});
  EXPECT_THAT(names_of(store().live_conversations(qa::kLatestTime)), ElementsAre("c_1"));

  auto late = EventBuilder().conversation("c_2").opened().customer("?").closed().take();
  append({late[0], late[2]});
  append({late[1]});
  EXPECT_THAT(names_of(store().live_conversations(qa::kLatestTime)), ElementsAre("c_1"));
}

TEST_P(Contract, FindConversationAnswersEveryShopAndSourceInOrder) {
  append(EventBuilder().shop("shop_2").opened().take());
  append(EventBuilder().shop("shop_1").opened().take());
  append(EventBuilder().conversation("c_11").opened().take());
  EXPECT_THAT(store().find_conversation("c_1"),
              ElementsAre(qa::ConversationKey{"shop_1", "desk", "c_1"},
                          qa::ConversationKey{"shop_2", "desk", "c_1"}));
}

TEST_P(Contract, TheLastEventTimeIsTheLatestAndNotTheNewestToArrive) {
  append(EventBuilder().at("12:00").opened().take());
  append(EventBuilder().conversation("c_2").at("11:00").opened().take());
  EXPECT_EQ(store().last_event_time(), shanghai("2026-11-22", "12:00"));
  append(EventBuilder().at("13:00").agent_status("a_1", "online").take());
  EXPECT_EQ(store().last_event_time(), shanghai("2026-11-22", "13:00"));
}

TEST_P(Contract, TheLastEventTimeOfAnAccountIsItsOwn) {
  append(EventBuilder().at("12:00").opened().take());
  append(EventBuilder().source("other").at("11:00").opened().take());
  EXPECT_EQ(store().last_event_time("desk"), shanghai("2026-11-22", "12:00"));
  EXPECT_EQ(store().last_event_time("other"), shanghai("2026-11-22", "11:00"));
  EXPECT_EQ(store().last_event_time("nobody"), std::nullopt);
  EXPECT_EQ(store().first_event_time(), shanghai("2026-11-22", "11:00"));
}

}  // namespace
}  // namespace contract
