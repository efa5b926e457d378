#include <gmock/gmock.h>

#include "tests/contract/contract.h"

namespace contract {
namespace {

using support::EventBuilder;
using testing::ElementsAre;
using testing::IsEmpty;

store::Batch full_batch() {
  store::Batch batch;
  batch.events = EventBuilder().opened().customer("在吗").reply("a_1").closed("a_1").take();
  batch.rounds = {some_round()};
  batch.nudges = {some_nudge()};
  batch.findings = {some_finding()};
  batch.intents = {some_intent()};
  batch.anomalies = {{"shop_1", "desk", "c_1", "e_9", "absurd_time", "", qa::from_ms(1)}};
  batch.gaps = {{"shop_1", "desk", qa::from_ms(1), qa::from_ms(2), "cursor_expired"}};
  batch.drafts = {some_draft()};
  batch.audit = {{qa::from_ms(3), "system", "rules.reload", "set", "{}"}};
  batch.cursor = store::Cursor{"desk", "s_1", 4};
  return batch;
}

void expect_empty(store::Store& store) {
  const store::Counts counts = store.counts();
  EXPECT_EQ(counts.events + counts.conversations + counts.messages + counts.rounds + counts.nudges +
                counts.findings + counts.anomalies + counts.gaps + counts.drafts,
            0);
  EXPECT_THAT(store.audit(10), IsEmpty());
  EXPECT_EQ(store.cursor("desk"), std::nullopt);
  EXPECT_EQ(store.last_event_time(), std::nullopt);
  EXPECT_EQ(store.first_event_time(), std::nullopt);
  EXPECT_EQ(store.history(key_of("c_1")), std::nullopt);
}

TEST_P(Contract, Promise1_ABatchThatBreaksAtAnyEventLeavesNothingAndGoesInTheSecondTime) {
  for (int passes = 0; passes < 4; ++passes) {
    SCOPED_TRACE(passes);
    const FailingOnce failing(passes);
    use(failing);

    EXPECT_THROW(store().append(full_batch()), store::Error);
    expect_empty(store());

    EXPECT_EQ(store().append(full_batch()).events, 4U);
    EXPECT_EQ(store().counts().events, 4);
  }
}

TEST_P(Contract, Promise1_SeveralBatchesAreAllOrNone) {
  std::vector<store::Batch> batches(2);
  batches[0].events = EventBuilder().opened().take();
  batches[0].cursor = store::Cursor{"desk", "s_1", 1};
  batches[1].events = EventBuilder().conversation("c_2").opened().take();
  batches[1].cursor = store::Cursor{"other", "s_2", 7};
  const FailingOnce failing(1);
  use(failing);

  EXPECT_THROW(store().append_all(batches), store::Error);
  expect_empty(store());

  EXPECT_EQ(store().append_all(batches).events, 2U);
  EXPECT_EQ(store().cursor("desk")->seq, 1);
  EXPECT_EQ(store().cursor("other")->seq, 7);
}

TEST_P(Contract, Promise1_LaterBatchesOfOneCallTakeEffectAfterEarlierOnes) {
  std::vector<store::Batch> batches(3);
  batches[0].cursor = store::Cursor{"desk", "s_1", 1};
  batches[1].forget_cursor_of = "desk";
  batches[2].cursor = store::Cursor{"desk", "s_2", 5};
  store().append_all(batches);
  EXPECT_EQ(store().cursor("desk"), (store::Cursor{"desk", "s_2", 5}));
}

TEST_P(Contract, Promise1_AnEmptyBatchIsNothing) {
  const store::Appended appended = store().append({});
  EXPECT_EQ(appended.events + appended.duplicates, 0U);
  expect_empty(store());
}

TEST_P(Contract, Promise2_TheSameIdAgainIsANoOpReportedAsDuplicate) {
  const auto events = EventBuilder().opened().customer("在吗").take();
  append(events);

  const store::Appended again = append(events);

  EXPECT_EQ(again.events, 0U);
  EXPECT_EQ(again.duplicates, 2U);
  EXPECT_EQ(store().counts().events, 2);
  EXPECT_EQ(store().counts().messages, 1);
  EXPECT_EQ(described(store().history(key_of("c_1"))->events), described(events));
}

TEST_P(Contract, Promise2_TheSameIdTwiceInOneBatchCountsOnce) {
  auto events = EventBuilder().opened().take();
  events.push_back(events.front());
  const store::Appended appended = append(events);
  EXPECT_EQ(appended.events, 1U);
  EXPECT_EQ(appended.duplicates, 1U);
}

TEST_P(Contract, Promise2_TheFirstWordsStay) {
  auto events = EventBuilder().opened().customer("first").take();
  append(events);
  std::get<qa::MessageCreated>(events[1].data).content.text = "second";
  append(events);
  const auto history = store().history(key_of("c_1"));
  EXPECT_EQ(std::get<qa::MessageCreated>(history->events[1].data).content.text, "first");
}

TEST_P(Contract, Promise2_TheSameIdOfAnotherShopOrSourceIsAnotherEvent) {
  append(EventBuilder().opened().take());
  EXPECT_EQ(append(EventBuilder().shop("shop_2").opened().take()).events, 1U);
  EXPECT_EQ(append(EventBuilder().source("desk_2").opened().take()).events, 1U);
  EXPECT_EQ(store().counts().conversations, 3);
}

TEST_P(Contract, Promise2_TheSameIdInAnotherConversationIsADuplicate) {
  append(EventBuilder().event_id("e_1").opened().take());
  const auto appended = append(EventBuilder().conversation("c_2").event_id("e_1").opened().take());
  EXPECT_EQ(appended.duplicates, 1U);
  EXPECT_EQ(store().counts().conversations, 1);
  EXPECT_EQ(store().history(key_of("c_2")), std::nullopt);
}

TEST_P(Contract, Promise2_WhatComesWithADuplicateIsStillKept) {
  store::Batch batch;
  batch.events = EventBuilder().opened().take();
  store().append(batch);
  batch.rounds = {some_round()};
  batch.cursor = store::Cursor{"desk", "s_1", 9};

  EXPECT_EQ(store().append(batch).duplicates, 1U);

  EXPECT_EQ(store().counts().rounds, 1);
  EXPECT_EQ(store().cursor("desk")->seq, 9);
}

TEST_P(Contract, Promise3_AnyReaderSeesAnAppendThatReturned) {
  const auto before = reader();
  EXPECT_EQ(before->counts().events, 0);
  append(EventBuilder().opened().customer("在吗").take());
  const auto after = reader();
  for (store::Reader* one : {before.get(), after.get()}) {
    EXPECT_EQ(one->counts().events, 2);
    EXPECT_EQ(one->history(key_of("c_1"))->events.size(), 2U);
  }
}

TEST_P(Contract, Promise3_AReaderKeepsUpWithEveryAppend) {
  const auto beside = reader();
  EventBuilder builder;
  append(builder.opened().take());
  for (int count = 2; count <= 20; ++count) {
    append(builder.customer("第" + std::to_string(count)).take());
    EXPECT_EQ(beside->counts().events, count);
    EXPECT_EQ(beside->history(key_of("c_1"))->events.size(), static_cast<std::size_t>(count));
  }
}

TEST_P(Contract, Promise4_EventsComeBackAsAppendedWhateverTheirOwnOrder) {
  auto events = EventBuilder()
                    .event_id("e_z")
                    .opened()
                    .event_id("e_a")
                    .customer("1")
                    .event_id("e_m")
                    .after(qa::Duration{-5'000})
                    .customer("2")
                    .take();
  std::swap(events[0], events[2]);
  append(events);
  EXPECT_THAT(ids_of("c_1"), ElementsAre("e_m", "e_a", "e_z"));
}

TEST_P(Contract, Promise4_OrderHoldsAcrossBatchesThatMixConversations) {
  EventBuilder builder;
  append(builder.conversation("c_1")
             .event_id("1")
             .opened()
             .conversation("c_2")
             .event_id("2")
             .opened()
             .take());
  append(builder.conversation("c_2")
             .event_id("3")
             .customer("x")
             .conversation("c_1")
             .event_id("4")
             .customer("y")
             .conversation("c_2")
             .event_id("5")
             .closed()
             .take());
  EXPECT_THAT(ids_of("c_1"), ElementsAre("1", "4"));
  EXPECT_THAT(ids_of("c_2"), ElementsAre("2", "3", "5"));
}

TEST_P(Contract, Promise4_ManySmallBatchesKeepTheirOrder) {
  EventBuilder builder;
  std::vector<std::string> expected;
  for (int i = 0; i < 300; ++i) {
    builder.customer(std::to_string(i));
    expected.push_back(builder.last().id);
    append(builder.take());
  }
  EXPECT_EQ(ids_of("c_1"), expected);
}

TEST_P(Contract, Promise8_AfterAFailureTheStoreGoesOn) {
  const FailingOnce failing(0);
  use(failing);
  try {
    append(EventBuilder().opened().take());
    ADD_FAILURE() << "the append went through";
  } catch (const store::Error& error) {
    EXPECT_EQ(error.kind(), store::ErrorKind::kFull);
    EXPECT_TRUE(error.retryable());
  }
  EXPECT_EQ(append(EventBuilder().opened().take()).events, 1U);
  EXPECT_EQ(reader()->counts().events, 1);
}

TEST_P(Contract, Promise8_WhatIsNotThereIsAValueAndNoError) {
  EXPECT_EQ(store().history(key_of("nobody")), std::nullopt);
  EXPECT_EQ(store().cursor("nobody"), std::nullopt);
  EXPECT_THAT(store().find_conversation("nobody"), IsEmpty());
  EXPECT_THAT(store().drafts(key_of("nobody")), IsEmpty());
  EXPECT_THAT(store().profiles(), IsEmpty());
}

TEST_P(Contract, Promise9_MigratingAgainChangesNothing) {
  append(EventBuilder().opened().customer("在吗").take());
  store().migrate();
  store().migrate();
  EXPECT_EQ(store().counts().events, 2);
  EXPECT_EQ(append(EventBuilder().conversation("c_2").opened().take()).events, 1U);
}

}  // namespace
}  // namespace contract
