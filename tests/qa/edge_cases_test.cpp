#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/qa/remembering_desk.h"
#include "tests/support/event_builder.h"

// The rows of docs/edge-cases.md that concern rounds, nudges or the desk, by number. The others
// live with what they concern: workstation connections (19, 23), hours (27, 28), figures (36, 37).
namespace qa::testing {
namespace {

using namespace std::chrono_literals;
using ::support::EventBuilder;
using ::support::shanghai;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Status = ConversationStatus;

Time at(std::string_view clock) {
  return shanghai("2026-11-22", clock);
}

std::vector<std::string> told(const EventBuilder& events,
                              const Profile& profile = Profile::douyin()) {
  return rounds_after(events.events(), profile);
}

TEST(EdgeCases, Row01FiveLinesInARowStartTheClockOnce) {
  EventBuilder events;
  events.opened();
  for (int i = 0; i < 5; ++i) {
    events.customer("在吗").after(30s);
  }

  EXPECT_THAT(told(events.reply("a_1")), ElementsAre("answered 150000 by a_1"));
}

TEST(EdgeCases, Row02AGreetingAutoReplyLeavesTheClockRunning) {
  EventBuilder events;
  events.opened().customer("在吗").automatic("a_1").at("10:02").reply("a_1");

  EXPECT_THAT(told(events), ElementsAre("answered 120000 by a_1"));
}

TEST(EdgeCases, Row03AnOffLineTextOrATransferCardAnswersNothing) {
  EventBuilder events;
  events.opened().customer("在吗").automatic("a_1", "客服不在线").system("正在转接");

  EXPECT_THAT(told(events), ElementsAre("open"));
}

TEST(EdgeCases, Row04WhoWasContentWithTheBotHasWaitedForNobody) {
  EventBuilder events;
  events.opened(Status::kBot).customer("多久发货").bot().day("2026-12-06").at("10:00");
  events.customer("你好").bot().at("10:01").queued().at("10:02").reply("a_1");

  EXPECT_THAT(told(events), ElementsAre("answered 60000 by a_1"));
}

TEST(EdgeCases, Row05UnansweredAtHandOverCountsFromTheHandOver) {
  EventBuilder events;
  events.opened(Status::kBot).customer("转人工").at("10:09").queued().at("10:10").reply("a_1");

  EXPECT_THAT(told(events), ElementsAre("answered 60000 by a_1"));
}

TEST(EdgeCases, Row06AnAssistedRobotReplyCountsInTheHumanPhase) {
  EventBuilder human, bot;
  human.opened().customer("在吗").at("10:00:05").assisted();
  bot.opened(Status::kBot).customer("在吗").assisted().queued();

  EXPECT_THAT(told(human), ElementsAre("answered 5000 by b_1"));
  EXPECT_THAT(told(bot), ElementsAre("open"));
}

TEST(EdgeCases, Row08AFailedOrBlockedMessageTakesItsReplyBack) {
  for (const char* reason : {"failed", "blocked"}) {
    EventBuilder events;
    events.opened().customer("在吗").at("10:01").reply("a_1");
    EXPECT_THAT(told(events), ElementsAre("answered 60000 by a_1"));
    events.at("10:02").failed(reason).at("10:03").reply("a_1");
    EXPECT_THAT(told(events), ElementsAre("answered 180000 by a_1"));
  }
}

TEST(EdgeCases, Row09ARecalledReplyStaysAReply) {
  EventBuilder events;
  events.opened().customer("在吗").at("10:01").reply("a_1").recalled();

  EXPECT_THAT(told(events), ElementsAre("answered 60000 by a_1"));
}

TEST(EdgeCases, Row10ARecalledQuestionDropsOutTheEarliestRemainingStays) {
  EventBuilder all, first;
  all.opened().customer("一").recalled();
  first.opened().customer("一").at("10:01").customer("二").recalled("c_1.m1").at("10:02");

  EXPECT_THAT(told(all), ElementsAre("withdrawn"));
  EXPECT_THAT(told(first.reply("a_1")), ElementsAre("answered 60000 by a_1"));
}

TEST(EdgeCases, Row11AClosingCourtesyCountsAsOnThePlatforms) {
  EventBuilder events;
  events.opened()
      .customer("在吗")
      .reply("a_1")
      .at("10:01")
      .customer("好的谢谢")
      .at("10:20")
      .closed();

  EXPECT_THAT(told(events), ElementsAre("answered 0 by a_1", "unserved no_reply 1140000"));
}

TEST(EdgeCases, Row12ATransferBeforeTheReplyContinuesOrSplits) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").at("10:02").transferred("a_1", "a_2");
  events.at("10:02:30").reply("a_2");

  EXPECT_THAT(told(events), ElementsAre("answered 150000 by a_2"));
  EXPECT_THAT(told(events, Profile::taobao()),
              ElementsAre("unserved transferred 120000", "answered 30000 by a_2"));
}

TEST(EdgeCases, Row13AColleaguesAnswerStopsTheClockAndIsTheirs) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").at("10:01").reply("supervisor");

  EXPECT_THAT(told(events), ElementsAre("answered 60000 by supervisor"));
}

TEST(EdgeCases, Row14ClosingOnAnOpenQuestionIsUnserved) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").at("10:01").closed("a_1", "agent_closed");

  EXPECT_THAT(told(events), ElementsAre("unserved no_reply 60000"));
  EXPECT_EQ(facts_after(events.events()).rounds[0].counted, 600s);
}

TEST(EdgeCases, Row15AnAutomaticFarewellIsNoReplyAndReopensNothing) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").at("10:30").automatic("a_1", "感谢光临");
  events.closed({}, "timeout").automatic("a_1", "再见");

  EXPECT_THAT(told(events), ElementsAre("unserved no_reply 1800000"));
  EXPECT_EQ(facts_after(events.events()).phases.size(), 1U);
}

TEST(EdgeCases, Row16WritingAfterTheCloseIsANewPhaseAndANewRound) {
  EventBuilder events;
  events.opened().customer("在吗").reply("a_1").closed("a_1").at("16:00").customer("在吗");
  events.at("16:01").reply("a_1");

  EXPECT_THAT(told(events), ElementsAre("answered 0 by a_1", "answered 60000 by a_1"));
  EXPECT_EQ(facts_after(events.events()).phases.size(), 2U);
}

TEST(EdgeCases, Row17ARoundOfNobodyNudgesTheSupervisors) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").reply("a_1").closed("a_1");
  events.at("16:00").unassigned().customer("在吗");
  RememberingDesk desk;
  desk.apply_all(events.events());
  desk.run_to(at("16:02"));

  ASSERT_EQ(desk.all<NudgeRecord>().size(), 1U);
  EXPECT_EQ(desk.all<NudgeRecord>()[0].agent, "");
}

TEST(EdgeCases, Row18TwoPlugInsOnOneWorkstationTellTheSameOnce) {
  EventBuilder events;
  events.opened().customer("在吗").at("10:01").reply("a_1");
  RememberingDesk desk;
  for (const Event& event : events.events()) {
    EXPECT_EQ(desk.apply(event), Applied::kYes);
    EXPECT_EQ(desk.apply(event), Applied::kDuplicate);
  }

  EXPECT_THAT(brief(desk.rounds()), ElementsAre("answered 60000 by a_1"));
  EXPECT_THAT(desk.anomalies(), IsEmpty());
}

TEST(EdgeCases, Row20BackFilledHistoryMakesRoundsAndNoNudges) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").at("10:09").reply("a_1").customer("还在吗");
  RememberingDesk desk;
  for (const Event& event : events.events()) {
    desk.apply_at(event, at("10:09") + 24h);
  }

  desk.run_to(at("10:10") + 24h);

  EXPECT_THAT(brief(desk.rounds()), ElementsAre("answered 540000 by a_1"));
  EXPECT_THAT(desk.nudges(), ElementsAre("notice!history", "urgent!history", "overdue!history",
                                         "unserved!history"));
}

TEST(EdgeCases, Row21TheSameEventTwiceAndAnEditAreNoSecondMessage) {
  EventBuilder events;
  events.opened().customer("在吗").edited("在不在").at("10:01").reply("a_1").edited("在的");

  EXPECT_THAT(told(events), ElementsAre("answered 60000 by a_1"));
  EXPECT_EQ(facts_after(events.events()).spoken.size(), 2U);
}

TEST(EdgeCases, Row22AReplyThatArrivesBeforeItsQuestionIsOrderedByNumber) {
  EventBuilder events;
  events.opened().customer("在吗").at("10:01").reply("a_1");
  auto list = events.events();
  std::swap(list[1], list[2]);

  EXPECT_THAT(rounds_after(list), ElementsAre("answered 60000 by a_1"));
}

TEST(EdgeCases, Row24AfterASleepOneOldStageIsConsideredNotForty) {
  EventBuilder events;
  for (int i = 0; i < 40; ++i) {
    events.conversation("c_" + std::to_string(i)).opened().assigned("a_1").customer("在吗");
  }
  RememberingDesk desk;
  desk.apply_all(events.events());
  std::vector<Effect> effects;
  desk.desk().advance(at("10:10:59"), effects);  // woken: nothing fell due on the way
  int reached = 0;
  for (const Effect& effect : effects) {
    const auto& nudge = std::get<NudgeRecord>(effect);
    reached += nudge.suppressed == Suppressed::kNo ? 1 : 0;
    EXPECT_TRUE(nudge.suppressed == Suppressed::kHistory || nudge.stage == Stage::kUnserved);
  }

  EXPECT_EQ(effects.size(), 160U);
  EXPECT_EQ(reached, 40);  // due within a second: one notification to show
}

TEST(EdgeCases, Row25TheSameMillisecondWaitsZeroAndIsOrderedByNumber) {
  EventBuilder events;
  events.opened().customer("在吗").reply("a_1").customer("谢谢");

  EXPECT_THAT(told(events), ElementsAre("answered 0 by a_1", "open"));
}

TEST(EdgeCases, Row26ARoundAcrossTheEndOfHoursAndMidnightBelongsToItsStart) {
  EventBuilder events;
  events.at("22:59:59").opened().customer("在吗").at("24:00:30").reply("a_1");
  const RoundRecord round = facts_after(events.events()).rounds.at(0);

  EXPECT_EQ(brief(round), "answered 3631000 by a_1");
  EXPECT_TRUE(round.in_window);
}

TEST(EdgeCases, Row29AnAgentWhoSpeaksFirstOwesNothing) {
  EventBuilder events;
  events.opened(Status::kOpen).reply("a_1", "您好").at("10:30");
  EXPECT_THAT(told(events), IsEmpty());

  EXPECT_THAT(told(events.customer("你好")), ElementsAre("open"));
}

TEST(EdgeCases, Row30OneLadderForEveryRoundAndALateFirstReplyStaysAMiss) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").at("10:04").reply("a_1").at("10:05");
  events.customer("多久发货").at("10:06").reply("a_1");
  RememberingDesk desk;
  desk.apply_all(events.events());

  EXPECT_THAT(desk.nudges(), ElementsAre("notice", "urgent", "overdue", "overdue^"));
  EXPECT_THAT(brief(desk.rounds()), ElementsAre("answered 240000 by a_1", "answered 60000 by a_1"));
}

TEST(EdgeCases, Row31MediaAsksAndAnswersAnAutomaticOrderCardDoesNot) {
  MessageCreated card;
  card.author = {ActorKind::kHuman, "a_1", {}};
  card.is_automatic = true;
  card.content.kind = "order";
  MessageCreated picture = card;
  picture.is_automatic = false;
  picture.content.kind = "image";
  EventBuilder events;
  events.opened().customer_sends("voice").message(card).at("10:01").message(picture);

  EXPECT_THAT(told(events), ElementsAre("answered 60000 by a_1"));
}

TEST(EdgeCases, Row32AnAgentOnABreakIsStillNudged) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").agent_status("a_1", "away");
  RememberingDesk desk;
  desk.apply_all(events.events());
  desk.run_to(at("10:02"));

  EXPECT_THAT(desk.nudges(), ElementsAre("notice"));
}

TEST(EdgeCases, Row33OneCustomerInTwoConversationsHasTwoClocks) {
  EventBuilder events;
  events.conversation("c_1").opened().customer("一");
  events.conversation("c_2").opened().at("10:01").customer("二");
  events.conversation("c_1").at("10:02").reply("a_1");
  RememberingDesk desk;
  desk.apply_all(events.events());
  desk.finish();

  EXPECT_THAT(brief(desk.rounds("c_1")), ElementsAre("answered 120000 by a_1"));
  EXPECT_THAT(brief(desk.rounds("c_2")), ElementsAre("open"));
}

TEST(EdgeCases, Row34WatchingFromTheMiddleCensorsTheFirstRound) {
  EventBuilder events;
  events.seq(20).customer("在吗").at("10:01").reply("a_1");

  EXPECT_THAT(told(events), ElementsAre("left_censored 60000 by a_1"));
}

TEST(EdgeCases, Row35ACrashForgetsNoOpenRoundAndNudgesNoStageTwice) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗");
  RememberingDesk desk;
  desk.apply_all(events.events());
  desk.run_to(at("10:02"));
  desk.restart();
  desk.run_to(at("10:02:59"));

  EXPECT_THAT(desk.nudges(), ElementsAre("notice", "urgent"));
  EXPECT_EQ(desk.desk().open_rounds().size(), 1U);
}

TEST(EdgeCases, Row36ARatingDaysLaterGoesToWhoServed) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").reply("a_1").closed("a_1").unassigned();
  events.day("2026-11-25").at("09:00").rated(1);

  EXPECT_EQ(facts_after(events.events()).rating->agent, "a_1");
}

TEST(EdgeCases, Row38ABlockedCustomersRoundsAreExcluded) {
  Opened opened;
  opened.status = Status::kQueued;
  opened.customer = {"u_1", {}, true, false};
  EventBuilder events;

  EXPECT_THAT(told(events.opened(opened).customer("广告")), ElementsAre("excluded"));
}

TEST(EdgeCases, Row39WhoSpeaksIsDecidedByTheAuthorsKind) {
  EventBuilder events;
  MessageCreated visitor;
  visitor.author = {ActorKind::kCustomer, "a_1", {}};  // the agent's id, but a customer
  events.opened().customer("在吗").at("10:01").message(visitor);

  EXPECT_THAT(told(events), ElementsAre("open"));
}

TEST(EdgeCases, Row40WhatWasSaidOfADayIsSaidAgain) {
  EventBuilder events;
  events.opened().customer("在吗").at("10:01").reply("a_1");
  const auto then = facts_after(events.events()).rounds;
  events.at("12:00").closed("a_1").at("15:00").reopened("a_2").customer("在吗");
  const auto now = facts_after(events.events()).rounds;

  EXPECT_EQ(then.at(0), now.at(0));
}

}  // namespace
}  // namespace qa::testing
