#include "tests/plugin/engine/engine_fixture.h"

namespace engine_test {
namespace {

using support::EventBuilder;
using support::shanghai;

std::vector<qa::Event> question(std::string_view id = "c_1", std::string_view at = "10:00:00") {
  return EventBuilder().conversation(id).at(at).opened().assigned("a_1").customer("在吗").take();
}

TEST_F(EngineTest, AcknowledgesOnlyWhatIsDurable) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  gate_.shut();
  run.deliver(question());
  run.engine().flush();
  run.engine().on_committed(run.writer().committed());
  EXPECT_TRUE(link.acks.empty());
  gate_.open();
  run.settle();
  EXPECT_EQ(link.acks, std::vector<std::int64_t>{3});
  EXPECT_EQ(run.reader().cursor("desk")->seq, 3);
  EXPECT_EQ(run.reader().counts().events, 3);
}

TEST_F(EngineTest, AcknowledgesDuplicatesToo) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.deliver(question());
  run.settle();
  run.deliver(question());
  run.settle();
  EXPECT_EQ(run.engine().counts().duplicates, 3U);
  EXPECT_EQ(link.acks.back(), 6);
  EXPECT_EQ(run.reader().counts().events, 3);
}

TEST_F(EngineTest, PromisesOfAnEarlierStreamAreNotTold) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.deliver(question());
  run.engine().flush();
  link.stream_id = "s_2";
  run.settle();
  EXPECT_TRUE(link.acks.empty());
}

TEST_F(EngineTest, KeepsTheCursorOfEveryAccountInOneTurn) {
  Shift run = make_shift();
  FakeLink& first = run.add("desk");
  FakeLink& second = run.add("other");
  run.start();
  run.deliver(question("c_1"), 0);
  run.deliver(question("c_2"), 1);
  run.settle();
  EXPECT_EQ(first.acks, std::vector<std::int64_t>{3});
  EXPECT_EQ(second.acks, std::vector<std::int64_t>{6});
  ASSERT_TRUE(run.reader().cursor("desk"));
  EXPECT_EQ(run.reader().cursor("desk")->seq, 3);
  ASSERT_TRUE(run.reader().cursor("other"));
  EXPECT_EQ(run.reader().cursor("other")->seq, 6);
}

TEST_F(EngineTest, AFullQueuePausesReadingAndLosesNothing) {
  Shift run = make_shift(2);
  FakeLink& link = run.add("desk");
  run.start();
  gate_.shut();
  for (int i = 0; i < 8; ++i) {
    run.deliver(question("c_" + std::to_string(i)));
    run.engine().flush();
  }
  EXPECT_TRUE(link.is_paused);
  gate_.open();
  run.settle();
  run.settle();
  EXPECT_FALSE(link.is_paused);
  EXPECT_EQ(link.acks.back(), 24);
  EXPECT_EQ(run.reader().counts().events, 24);
}

TEST_F(EngineTest, TheEndWritesWhatAFullQueueRefused) {
  Shift run = make_shift(1);
  run.add("desk");
  run.start();
  gate_.shut();
  for (int i = 0; i < 4; ++i) {
    run.deliver(question("c_" + std::to_string(i)));
    run.engine().flush();
  }
  gate_.open();
  run.end();
  EXPECT_EQ(run.reader().counts().events, 12);
}

TEST_F(EngineTest, ANudgeNamesTheQuestionThatOpenedTheRound) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.deliver(question());
  run.advance_to(shanghai("2026-11-22", "10:01:40"));
  ASSERT_EQ(link.nudges.size(), 1U);
  EXPECT_EQ(link.nudges[0].because_event, "c_1#3");
  EXPECT_EQ(link.nudges[0].because_seq, 3);
  EXPECT_EQ(link.nudges[0].agent, "a_1");
  EXPECT_EQ(link.nudges[0].level, "info");
  EXPECT_EQ(link.nudges[0].ttl, Duration{700'000}) << "counts from the question, so 100 s longer";
}

TEST_F(EngineTest, EachStageIsToldOnceAndNoneAfterTheReply) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.deliver(question());
  for (const char* at : {"10:01:40", "10:01:41", "10:02:30", "10:02:31"}) {
    run.advance_to(shanghai("2026-11-22", at));
  }
  EXPECT_EQ(link.nudges.size(), 2U);
  run.deliver(EventBuilder().seq(4).at("10:02:40").named("m_new").reply("a_1").take());
  run.advance_to(shanghai("2026-11-22", "10:12:00"));
  EXPECT_EQ(link.nudges.size(), 2U);
}

TEST_F(EngineTest, AFindingBecomesAVerdictAndANudge) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.deliver(question());
  run.deliver(EventBuilder().seq(4).at("10:00:10").named("m_bad").reply("a_1", "亲加微信").take());
  ASSERT_EQ(link.verdicts.size(), 1U);
  EXPECT_EQ(link.verdicts[0].message, "m_bad");
  EXPECT_EQ(link.verdicts[0].because_seq, 4);
  ASSERT_EQ(link.verdicts[0].reasons.size(), 1U);
  EXPECT_EQ(link.verdicts[0].reasons[0].code, "few.wechat");
  EXPECT_EQ(link.verdicts[0].reasons[0].spans, (std::vector<rules::Span>{{1, 3}}));
  ASSERT_EQ(link.nudges.size(), 1U);
  EXPECT_EQ(link.nudges[0].level, "block");
  EXPECT_EQ(link.nudges[0].agent, "a_1");
  EXPECT_EQ(link.nudges[0].suggestions, std::vector<std::string>{"亲，在这里沟通就好"});
}

TEST_F(EngineTest, ARuleThatOnlyLogsTellsNobody) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.deliver(question());
  run.deliver(EventBuilder().seq(4).at("10:00:10").named("m_new").reply("a_1", "随便你").take());
  EXPECT_EQ(run.engine().counts().findings, 1U);
  EXPECT_TRUE(link.verdicts.empty());
  EXPECT_TRUE(link.nudges.empty());
}

TEST_F(EngineTest, ARuleOnTrialIsStoredAndTellsNobody) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.engine().set_rules(
      rules_of("version: 1\npack: trial\nrules:\n- id: on.trial\n"
               "  status: trial\n  has: [加微信]\n  do: block\n"));
  run.deliver(question());
  run.deliver(EventBuilder().seq(4).at("10:00:10").named("m_bad").reply("a_1", "亲加微信").take());
  EXPECT_EQ(run.engine().counts().findings, 1U);
  EXPECT_TRUE(link.verdicts.empty());
  EXPECT_TRUE(link.nudges.empty());
  run.end();
  const auto findings = store_->findings({}, 9);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_TRUE(findings[0].is_trial);
  EXPECT_EQ(findings[0].action, rules::Action::kLog);
}

TEST_F(EngineTest, AnAbsenceIsTheAgentsNudgeWhenItIsDecided) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.engine().set_rules(rules_of(R"(version: 1
pack: few
rules:
- id: srv.promise
  name: 承诺后无下文
  after: {says: agent, has: [稍等]}
  expect: {says: agent, within: 60s}
  do: hint
  tell: 请给顾客答复
)"));
  run.deliver(EventBuilder()
                  .at("10:00:00")
                  .opened()
                  .assigned("a_1")
                  .customer("能退吗")
                  .after(seconds(10))
                  .reply("a_1", "稍等")
                  .take());
  run.advance_to(shanghai("2026-11-22", "10:01:10"));
  EXPECT_TRUE(link.nudges.empty());
  run.advance_to(shanghai("2026-11-22", "10:01:11"));
  ASSERT_EQ(link.nudges.size(), 1U);
  EXPECT_EQ(link.nudges[0].text, "请给顾客答复");
  EXPECT_EQ(link.nudges[0].agent, "a_1");
  EXPECT_EQ(link.nudges[0].because_event, "c_1#4");
  EXPECT_TRUE(link.verdicts.empty());
}

TEST_F(EngineTest, AnAbsenceThatAMessageDecidesIsToldBesideWhatThatMessageBreaks) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.engine().set_rules(rules_of(R"(version: 1
pack: few
rules:
- id: few.soothe
  name: 未安抚
  after: {says: customer, has: [骗子]}
  expect: {says: agent, has: [抱歉], within: 2 messages}
  do: hint
  tell: 请先安抚顾客
- {id: few.contact, name: 导流, has: [加微信], do: confirm, tell: 请在站内沟通}
)"));
  run.deliver(EventBuilder()
                  .at("10:00:00")
                  .opened()
                  .assigned("a_1")
                  .customer("骗子")
                  .after(seconds(10))
                  .reply("a_1", "哦")
                  .after(seconds(5))
                  .reply("a_1", "加微信")
                  .take());
  ASSERT_EQ(link.verdicts.size(), 1U);
  EXPECT_EQ(link.verdicts[0].message, "c_1.m3");
  ASSERT_EQ(link.nudges.size(), 2U);
  EXPECT_EQ(link.nudges[0].text, "请在站内沟通");
  EXPECT_EQ(link.nudges[0].because_event, "c_1#5");
  EXPECT_EQ(link.nudges[1].text, "请先安抚顾客");
  EXPECT_EQ(link.nudges[1].because_event, "c_1#3");
}

TEST_F(EngineTest, ACooldownHoldsBackNudgesAndNothingElse) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.engine().set_rules(rules_of(R"(version: 1
pack: few
rules:
- {id: few.no, name: 生硬, has: [不行], do: hint, tell: 请委婉一些, cooldown: 5m}
)"));
  run.deliver(EventBuilder()
                  .at("10:00:00")
                  .opened()
                  .assigned("a_1")
                  .customer("能退吗")
                  .after(seconds(10))
                  .reply("a_1", "不行")
                  .after(seconds(60))
                  .reply("a_1", "就是不行")
                  .after(seconds(300))
                  .reply("a_1", "都不行")
                  .take());
  EXPECT_EQ(run.all<qa::FindingRecord>().size(), 3U);
  EXPECT_EQ(link.verdicts.size(), 3U);
  EXPECT_EQ(link.nudges.size(), 2U);
}

TEST_F(EngineTest, AFindingOnTheCustomersWordsIsForTheOwner) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.deliver(question());
  run.deliver(EventBuilder().seq(4).at("10:00:10").named("m_2").customer("我找工商局").take());
  ASSERT_EQ(link.nudges.size(), 1U);
  EXPECT_EQ(link.nudges[0].agent, "a_1");
}

TEST_F(EngineTest, ALateFindingIsAVerdictButNoNudge) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.deliver(question());
  clock_.advance_to(shanghai("2026-11-22", "10:30:00"));
  run.deliver(EventBuilder().seq(4).at("10:00:10").named("m_new").reply("a_1", "亲加微信").take());
  EXPECT_EQ(link.verdicts.size(), 1U);
  EXPECT_TRUE(link.nudges.empty());
}

TEST_F(EngineTest, DraftsAreAnsweredByTheSameRules) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.deliver(question());
  plugin::workstation::DraftCheck draft;
  draft.id = "d_1";
  draft.revision = 2;
  draft.conversation = "c_1";
  draft.agent = "a_1";
  draft.text = "加微信聊";
  run.listener().on_draft(draft);
  draft.revision = 3;
  draft.text = "您好";
  run.listener().on_draft(draft);
  ASSERT_EQ(link.answers.size(), 2U);
  EXPECT_EQ(link.answers[0].revision, 2);
  EXPECT_EQ(link.answers[0].action, rules::Action::kBlock);
  EXPECT_EQ(link.answers[0].rewrite, "亲，在这里沟通就好");
  EXPECT_EQ(link.answers[1].action, rules::Action::kLog);
  EXPECT_TRUE(link.answers[1].reasons.empty());
  run.settle();
  const auto kept = run.reader().drafts({"shop_1", "desk", "c_1"});
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].rules, std::vector<std::string>{"few.wechat"});
}

TEST_F(EngineTest, ADraftOfAnUnknownConversationIsAnsweredAndKept) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  plugin::workstation::DraftCheck draft;
  draft.id = "d_1";
  draft.conversation = "nobody_knows";
  draft.text = "加微信聊";
  run.listener().on_draft(draft);
  run.settle();
  ASSERT_EQ(link.answers.size(), 1U);
  EXPECT_EQ(link.answers[0].action, rules::Action::kBlock);
}

TEST_F(EngineTest, AnAbsurdEventIsRefusedAndAcknowledged) {
  Shift run = make_shift();
  FakeLink& link = run.add("desk");
  run.start();
  run.deliver(question());
  qa::Event absurd =
      EventBuilder().seq(4).at("10:00:10").named("m_new").customer("喂").take().front();
  absurd.time = shanghai("2031-01-01", "10:00:00");
  run.listener().on_event(absurd, 4);
  run.settle();
  EXPECT_EQ(run.engine().counts().refused, 1U);
  EXPECT_EQ(run.reader().counts().anomalies, 1);
  EXPECT_EQ(run.reader().counts().events, 3);
  EXPECT_EQ(link.acks.back(), 4);
}

TEST_F(EngineTest, OfBadInputWithoutEndASampleIsStored) {
  Shift run = make_shift();
  run.add("desk");
  run.start();
  for (int i = 0; i < 1'500; ++i) {
    qa::AnomalyRecord anomaly;
    anomaly.kind = "malformed_event";
    anomaly.detail = std::to_string(i);
    anomaly.at = clock_.now();
    run.listener().on_anomaly(anomaly);
  }
  run.settle();
  EXPECT_EQ(run.engine().counts().anomalies, 1'500U);
  EXPECT_EQ(run.reader().counts().anomalies, 101);
}

TEST_F(EngineTest, AnAnomalyOfTheLinkIsFiledUnderItsAccount) {
  Shift run = make_shift();
  run.add("desk");
  run.start();
  qa::AnomalyRecord anomaly;
  anomaly.kind = "malformed_event";
  anomaly.at = clock_.now();
  run.listener().on_anomaly(anomaly);
  run.settle();
  const auto kept = run.reader().anomalies({}, 10);
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].source, "desk");
  EXPECT_EQ(kept[0].shop, "shop_1");
}

}  // namespace
}  // namespace engine_test
