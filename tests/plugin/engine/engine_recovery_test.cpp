#include "tests/plugin/engine/engine_fixture.h"

namespace engine_test {
namespace {

using plugin::workstation::LinkState;
using plugin::workstation::LinkStatus;
using support::EventBuilder;
using support::shanghai;

qa::Time today(std::string_view at) {
  return shanghai("2026-11-22", at);
}

std::vector<qa::Event> question(std::string_view id = "c_1", std::string_view at = "10:00:00") {
  return EventBuilder().conversation(id).at(at).opened().assigned("a_1").customer("在吗").take();
}

/// What a workstation tells of conversation `id`, which has come as far as conv_seq `seq`.
qa::Snapshot snapshot_of(std::string id, std::int64_t seq, std::vector<qa::Event> messages = {}) {
  qa::Snapshot snapshot;
  qa::Opened opened;
  opened.status = qa::ConversationStatus::kOpen;
  opened.customer.id = "u_1";
  opened.assignee = qa::Actor{qa::ActorKind::kHuman, "a_1", "客服a_1"};
  snapshot.state.id = "snapshot:" + id;
  snapshot.state.type = "conversation.opened";
  snapshot.state.subject = std::move(id);
  snapshot.state.time = snapshot.opened_at = today("10:00:00");
  snapshot.state.conv_seq = seq;
  snapshot.state.data = opened;
  snapshot.messages = std::move(messages);
  return snapshot;
}

LinkStatus in_state(LinkState state) {
  LinkStatus status;
  status.state = state;
  return status;
}

TEST_F(EngineTest, ARestartTakesUpOpenRoundsAndRepeatsNoStage) {
  {
    Shift run = make_shift();
    run.add("desk");
    run.start();
    run.deliver(question());
    run.advance_to(today("10:01:40"));
    ASSERT_EQ(run.link().nudges.size(), 1U);
    run.end();
  }
  Shift again = make_shift();
  FakeLink& link = again.add("desk");
  again.start();
  ASSERT_TRUE(link.cursor);
  EXPECT_EQ(link.cursor->seq, 3);
  EXPECT_EQ(again.engine().desk().open_rounds().size(), 1U);
  again.advance_to(today("10:01:50"));
  EXPECT_TRUE(link.nudges.empty());
  again.advance_to(today("10:02:30"));
  EXPECT_EQ(link.nudges.size(), 1U);
  again.end();
}

TEST_F(EngineTest, ConversationsOfAnAccountThatIsNoLongerAttachedStayInTheStore) {
  {
    Shift run = make_shift();
    run.add("former");
    run.start();
    run.deliver(question());
    run.end();
  }
  Shift again = make_shift();
  again.add("desk");
  again.start();
  again.advance_to(today("10:03:30"));
  EXPECT_TRUE(again.engine().desk().conversations().empty());
  EXPECT_TRUE(again.effects.empty());
  again.end();
}

TEST_F(EngineTest, ADraftBringsAConversationThatLeftTheDeskBack) {
  Shift run = make_shift();
  run.add("desk", "shop_1");
  run.start();
  run.deliver(EventBuilder()
                  .shop("shop_2")
                  .opened()
                  .assigned("a_1")
                  .customer("在吗")
                  .reply("a_1")
                  .closed()
                  .take());
  run.settle();
  run.advance_to(today("11:00:00"));
  ASSERT_TRUE(run.engine().desk().conversations().empty());
  plugin::workstation::DraftCheck draft;
  draft.id = "d_1";
  draft.conversation = "c_1";
  run.listener().on_draft(draft);
  EXPECT_TRUE(run.engine().desk().newest_conv_seq("desk", "c_1")) << "judged with what was said";
  run.settle();
  EXPECT_EQ(run.reader().drafts({"shop_2", "desk", "c_1"}).size(), 1U);
  EXPECT_TRUE(run.reader().drafts({"shop_1", "desk", "c_1"}).empty());
  run.end();
}

TEST_F(EngineTest, AfterARestartTheSameEventsChangeNothing) {
  std::vector<qa::Event> events = EventBuilder()
                                      .opened()
                                      .assigned("a_1")
                                      .customer("在吗")
                                      .at("10:00:20")
                                      .reply("a_1", "加微信")
                                      .take();
  {
    Shift run = make_shift();
    run.add("desk");
    run.start();
    run.deliver(events);
    run.end();
  }
  Shift again = make_shift();
  again.add("desk");
  again.start();
  again.deliver(events);
  again.settle();
  EXPECT_EQ(again.engine().counts().duplicates, events.size());
  EXPECT_TRUE(again.effects.empty());
  EXPECT_TRUE(again.link().verdicts.empty());
  again.end();
}

TEST_F(EngineTest, StagesWaitUntilTheLinkHasCaughtUp) {
  {
    Shift run = make_shift();
    run.add("desk");
    run.start();
    run.deliver(question());
    run.end();
  }
  clock_.advance_to(today("10:03:10"));
  Shift again = make_shift();
  FakeLink& link = again.add("desk");
  again.start(0);
  again.advance_to(today("10:03:11"));
  EXPECT_TRUE(again.all<qa::NudgeRecord>().empty());
  again.deliver(EventBuilder().seq(4).at("10:01:00").named("m_new").reply("a_1").take());
  again.listener().on_catch_up_ended();
  again.advance_to(today("10:03:30"));
  EXPECT_TRUE(link.nudges.empty()) << "it was answered while we were away";
  again.end();
}

TEST_F(EngineTest, AnAccountThatCannotBeReachedHoldsNobodyElsesNudges) {
  Shift run = make_shift();
  FakeLink& well = run.add("desk");
  run.add("gone");
  run.start(1);
  run.listener(1).on_status(in_state(LinkState::kWaiting));
  run.deliver(question());
  run.advance_to(today("10:01:40"));
  EXPECT_EQ(well.nudges.size(), 1U);
  run.end();
}

TEST_F(EngineTest, StagesWaitWhileTheLinkIsDown) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.deliver(question());
  run.listener().on_status(in_state(LinkState::kWaiting));
  run.advance_to(today("10:01:45"));
  EXPECT_TRUE(link.nudges.empty());
  run.listener().on_catch_up_began();
  run.listener().on_catch_up_ended();
  EXPECT_EQ(link.nudges.size(), 1U) << "not answered meanwhile, and the stage is fresh";
  run.end();
}

TEST_F(EngineTest, AGapIsRecordedWhereSnapshotsShowWhatWasMissed) {
  Shift run = make_shift();
  run.add("desk");
  run.start();
  run.deliver(question());
  clock_.advance_to(today("10:20:00"));
  run.listener().on_catch_up_began();
  run.listener().on_baseline_lost("cursor_expired");
  run.listener().on_snapshot(snapshot_of("c_1", 9));
  run.listener().on_snapshot_end({"c_1"}, {"desk", "s_2", 40}, clock_.now());
  run.link().stream_id = "s_2";
  run.listener().on_catch_up_ended();
  run.settle();
  const auto gaps = run.reader().gaps({});
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].reason, "cursor_expired");
  EXPECT_EQ(gaps[0].from, today("10:00:00"));
  EXPECT_EQ(gaps[0].to, today("10:20:00"));
  EXPECT_EQ(run.reader().cursor("desk")->seq, 40);
  EXPECT_EQ(run.link().acks.back(), 40);
  run.end();
}

TEST_F(EngineTest, NoGapWhereTheSnapshotsProveThatNothingIsMissing) {
  Shift run = make_shift();
  run.add("desk");
  run.start();
  run.listener().on_baseline_lost("no_cursor");
  run.listener().on_snapshot_end({}, {"desk", "s_1", 0}, clock_.now());
  run.deliver(question());
  clock_.advance_to(today("10:02:00"));
  run.listener().on_catch_up_began();
  run.listener().on_baseline_lost("stream_unknown");
  run.listener().on_snapshot(snapshot_of("c_1", 3));
  run.listener().on_snapshot_end({"c_1"}, {"desk", "s_2", 1}, clock_.now());
  run.listener().on_catch_up_ended();
  run.settle();
  EXPECT_TRUE(run.reader().gaps({}).empty());
  run.end();
}

TEST_F(EngineTest, AGapSurvivesADropInTheMiddleOfTheSnapshots) {
  Shift run = make_shift();
  run.add("desk");
  run.start();
  run.deliver(question());
  clock_.advance_to(today("10:20:00"));
  const auto reply = EventBuilder().seq(9).at("10:10:00").named("m_9").reply("a_1").take();
  for (int attempt = 0; attempt < 2; ++attempt) {
    run.listener().on_catch_up_began();
    run.listener().on_baseline_lost("cursor_expired");
    run.listener().on_snapshot(snapshot_of("c_1", 9, reply));
  }
  run.listener().on_snapshot_end({"c_1"}, {"desk", "s_2", 40}, clock_.now());
  run.settle();
  EXPECT_EQ(run.reader().gaps({}).size(), 1U);
  run.end();
}

TEST_F(EngineTest, AGapIsRecordedWhereNoSnapshotComes) {
  Shift run = make_shift();
  run.add("desk");
  run.start();
  run.deliver(question());
  clock_.advance_to(today("10:20:00"));
  run.listener().on_catch_up_began();
  run.listener().on_baseline_lost("cursor_expired");
  run.listener().on_catch_up_ended();
  run.settle();
  ASSERT_EQ(run.reader().gaps({}).size(), 1U);
  EXPECT_FALSE(run.reader().cursor("desk")) << "the old one does not hold any more";
  run.end();
}

TEST_F(EngineTest, ANewAccountBesideAnOldOneHasNoGap) {
  {
    Shift run = make_shift();
    run.add("desk");
    run.start();
    run.deliver(question());
    run.end();
  }
  clock_.advance_to(today("12:00:00"));
  Shift again = make_shift();
  again.add("desk");
  again.add("new");
  again.start(1);
  again.listener(1).on_baseline_lost("no_cursor");
  again.listener(1).on_snapshot(snapshot_of("c_new", 4));
  again.listener(1).on_snapshot_end({"c_new"}, {"new", "t_1", 4}, clock_.now());
  again.listener(1).on_catch_up_ended();
  again.settle();
  EXPECT_TRUE(again.reader().gaps({}).empty());
  EXPECT_EQ(again.reader().cursor("desk")->seq, 3);
  EXPECT_EQ(again.reader().cursor("new")->seq, 4);
  again.end();
}

TEST_F(EngineTest, ALateEventBringsBackAConversationThatLeftTheDesk) {
  Shift run = make_shift();
  run.add("desk");
  run.start();
  run.deliver(question());
  run.deliver(EventBuilder().seq(5).at("10:05:00").closed("a_1").take());
  run.settle();
  run.advance_to(today("10:40:00"));
  ASSERT_TRUE(run.engine().desk().conversations().empty());
  run.deliver(
      EventBuilder().event_id("late").seq(4).at("10:00:30").named("m_new").reply("a_1").take());
  run.settle();
  const auto history = run.reader().history({"shop_1", "desk", "c_1"});
  ASSERT_TRUE(history);
  ASSERT_EQ(history->rounds.size(), 1U);
  EXPECT_EQ(history->rounds[0].state, qa::RoundState::kAnswered);
  EXPECT_EQ(history->rounds[0].revision, 2);
  run.end();
}

TEST_F(EngineTest, IntentsAreStoredAndKnownAgainWhenTheConversationComesBack) {
  Shift run = make_shift();
  run.add("desk");
  run.start();
  EventBuilder events;
  events.opened().customer("催发货").after(seconds(20)).reply("a_1").closed("a_1");
  run.deliver(events.take());
  run.settle();
  run.advance_to(today("10:40:00"));
  ASSERT_TRUE(run.engine().desk().conversations().empty());
  run.deliver(
      EventBuilder().event_id("late").seq(9).at("10:41:00").named("m_9").customer("在吗").take());
  run.settle();
  const qa::ConversationKey key{"shop_1", "desk", "c_1"};
  const auto history = run.reader().history(key);
  ASSERT_TRUE(history);
  ASSERT_EQ(history->intents.size(), 1U);
  EXPECT_EQ(history->intents[0].intent, "物流问题/催促发货");
  EXPECT_EQ(history->intents[0].rule, "few.ship");
  EXPECT_EQ(run.engine().desk().facts(key)->round_intents[0], "物流问题/催促发货");
  EXPECT_EQ(run.all<qa::IntentRecord>().size(), 1U);
  run.end();
}

TEST_F(EngineTest, AnEventOlderThanTheWordsKeptForgetsNothingThatWaitsToBeWritten) {
  Shift run = make_shift();
  run.add("desk");
  run.start();
  EventBuilder talk;
  talk.opened().assigned("a_1");
  for (int i = 0; i < 60; ++i) {
    talk.after(seconds(1)).customer("问").after(seconds(1)).reply("a_1", "答");
  }
  run.deliver(talk.take());  // all of it in one turn of the loop: nothing is on the disk yet
  const qa::Event late =
      EventBuilder().event_id("late").seq(3).named("m_late").customer("喂").take().front();
  run.listener().on_event(late, 1'000);
  run.settle();
  const auto facts = run.engine().desk().facts({"shop_1", "desk", "c_1"});
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->rounds.size(), 60U);
  run.end();
}

TEST_F(EngineTest, ALateEventIsJudgedWithItsHistoryWhileTheDiskStandsStill) {
  Shift run = make_shift(2);
  run.add("desk");
  run.start();
  gate_.shut();
  EventBuilder talk;
  talk.at("10:00:00").opened().assigned("a_1");
  for (int i = 0; i < 60; ++i) {
    talk.customer("在吗").after(seconds(10)).reply("a_1", "在的").after(seconds(10));
  }
  for (qa::Event& event : talk.take()) {  // some in the transaction, some queued, some refused
    run.deliver({std::move(event)});
    run.engine().flush();
  }
  const qa::Event late =
      EventBuilder().event_id("late").seq(3).named("m_late").customer("喂").take().front();
  run.listener().on_event(late, 1'000);
  const auto facts = run.engine().desk().facts({"shop_1", "desk", "c_1"});
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->rounds.size(), 60U);
  gate_.open();
  run.settle();
  run.settle();
  EXPECT_EQ(run.reader().counts().events, 123);
  run.end();
}

TEST_F(EngineTest, AConversationThatLeftTheDeskUnwrittenComesBackWhole) {
  Shift run = make_shift();
  run.add("desk");
  run.start();
  run.deliver(EventBuilder().conversation("other").at("09:59:00").opened().take());
  run.settle();
  gate_.shut();
  run.deliver(EventBuilder()
                  .shop("branch")
                  .at("10:00:00")
                  .opened()
                  .assigned("a_1")
                  .customer("在吗")
                  .after(seconds(20))
                  .reply("a_1", "在的")
                  .closed()
                  .take());
  run.engine().flush();
  run.advance_to(today("11:00:00"));
  ASSERT_FALSE(run.engine().desk().facts({"shop_1", "desk", "c_1"}));
  run.deliver(EventBuilder().seq(6).at("11:00:00").named("m_more").customer("还有一个问题").take());
  const auto facts = run.engine().desk().facts({"shop_1", "desk", "c_1"});
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->rounds.size(), 2U);
  gate_.open();
  run.settle();
  EXPECT_EQ(run.reader().counts().conversations, 2);
  const auto history = run.reader().history({"branch", "desk", "c_1"});
  ASSERT_TRUE(history);
  EXPECT_EQ(history->rounds.size(), 1U);  // the second is open
  run.end();
}

TEST_F(EngineTest, AnotherProfileTellsTheRoundsItChangesAtOnce) {
  Shift run = make_shift();
  run.add("desk");
  run.start();
  run.deliver(EventBuilder()
                  .at("10:00:00")
                  .opened()
                  .assigned("a_1")
                  .customer("在吗")
                  .after(seconds(100))
                  .reply("a_1", "在的")
                  .take());
  qa::Profile profile = qa::Profile::douyin();
  profile.version = 7;
  profile.cap = seconds(60);
  const std::size_t before = run.all<qa::RoundRecord>().size();
  run.engine().set_profile(profile);
  const auto rounds = run.all<qa::RoundRecord>();
  ASSERT_EQ(rounds.size(), before + 1);
  EXPECT_EQ(rounds.back().revision, 2);
  EXPECT_EQ(rounds.back().counted, seconds(60));
  EXPECT_EQ(rounds.back().profile_version, 7);
  run.end();
}

TEST_F(EngineTest, AnotherProfileCountsOpenRoundsAnew) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.deliver(question());
  qa::Profile profile = qa::Profile::douyin();
  profile.ladder[0] = seconds(30);
  run.engine().set_profile(profile);
  run.advance_to(today("10:00:30"));
  EXPECT_EQ(link.nudges.size(), 1U);
  run.end();
}

TEST_F(EngineTest, OtherRulesJudgeWhatComesAfterThem) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.deliver(question());
  run.engine().set_rules(rules_of(R"(version: 1
pack: other
locale: zh-CN
rules:
- id: other.hello
  name: 问候
  level: minor
  has: [您好]
  do: hint
  tell: 测试
  tests: {bad: [您好], ok: [在吗]}
)"));
  run.deliver(EventBuilder().seq(4).at("10:00:10").named("m_new").reply("a_1", "您好").take());
  ASSERT_EQ(link.verdicts.size(), 1U);
  EXPECT_EQ(link.verdicts[0].reasons[0].code, "other.hello");
  run.end();
}

}  // namespace
}  // namespace engine_test
