#include "qa/ladder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/qa/remembering_desk.h"
#include "tests/support/event_builder.h"

// The ladder (docs/metrics.md §3a): every stage once, at its instant, to those who may be
// disturbed.
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

/// A question at 10:00:00 to a_1.
EventBuilder question() {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗");
  return events;
}

RememberingDesk asked(const Profile& profile = Profile::douyin()) {
  RememberingDesk desk(profile);
  desk.apply_all(question().events());
  return desk;
}

TEST(Ladder, EveryStageFallsDueAtItsInstantAfterTheOpening) {
  RememberingDesk desk = asked();
  desk.run_to(at("11:00"));
  std::vector<std::string> due;
  for (const NudgeRecord& nudge : desk.all<NudgeRecord>()) {
    if (!nudge.is_escalation) {
      due.push_back(std::string(to_string(nudge.stage)) + " " +
                    std::to_string((nudge.at - at("10:00")) / 1s));
      EXPECT_EQ(nudge.at, nudge.stage_at);
      EXPECT_EQ(nudge.due_at, at("10:03"));
      EXPECT_EQ(nudge.agent, "a_1");
      EXPECT_EQ(nudge.opened_by, "c_1.m1");
    }
  }

  EXPECT_THAT(due, ElementsAre("notice 100", "urgent 150", "overdue 180", "unserved 600"));
}

TEST(Ladder, NothingFallsDueAMillisecondEarly) {
  RememberingDesk desk = asked();
  desk.run_to(at("10:01:39.999"));
  EXPECT_THAT(desk.nudges(), IsEmpty());

  desk.run_to(at("10:01:40.000"));
  EXPECT_THAT(desk.nudges(), ElementsAre("notice"));
}

TEST(Ladder, AReplyEndsIt) {
  RememberingDesk desk;
  desk.apply_all(question().at("10:02").reply("a_1").events());
  desk.run_to(at("11:00"));

  EXPECT_THAT(desk.nudges(), ElementsAre("notice"));
}

TEST(Ladder, VirtualTimeReachesTheEventBeforeTheEventIsApplied) {
  RememberingDesk desk;
  desk.apply_all(question().at("10:03").reply("a_1").events());

  EXPECT_THAT(desk.nudges(), ElementsAre("notice", "urgent", "overdue"));
  EXPECT_THAT(brief(desk.rounds()), ElementsAre("answered 180000 by a_1"));
}

TEST(Ladder, WithoutAnOwnerItGoesToTheSupervisors) {
  EventBuilder events;
  RememberingDesk desk;
  desk.apply_all(events.opened().customer("在吗").events());
  desk.run_to(at("10:02"));

  ASSERT_EQ(desk.all<NudgeRecord>().size(), 1U);
  EXPECT_EQ(desk.all<NudgeRecord>()[0].agent, "");
}

TEST(Ladder, TheOwnerOfTheMomentIsNudged) {
  RememberingDesk desk;
  desk.apply_all(question().at("10:01").transferred("a_1", "a_2").events());
  desk.run_to(at("10:02"));

  EXPECT_EQ(desk.all<NudgeRecord>().at(0).agent, "a_2");
}

TEST(Ladder, StagesMoveWithTheOpeningOfARoundWhoseFirstMessageIsRecalled) {
  RememberingDesk desk;
  desk.apply_all(question().at("10:01").customer("二").at("10:01:30").recalled("c_1.m1").events());
  desk.run_to(at("10:02:39.999"));
  EXPECT_THAT(desk.nudges(), IsEmpty());

  desk.run_to(at("10:02:40"));
  EXPECT_THAT(desk.nudges(), ElementsAre("notice"));
  EXPECT_EQ(desk.all<NudgeRecord>()[0].due_at, at("10:04"));
}

TEST(Ladder, AStageThatFiredDoesNotFireAgainWhenTheOpeningMoves) {
  RememberingDesk desk;
  desk.apply_all(question().at("10:01").customer("二").at("10:01:50").recalled("c_1.m1").events());
  desk.run_to(at("10:03:29"));
  EXPECT_THAT(desk.nudges(), ElementsAre("notice"));

  desk.run_to(at("10:03:30"));
  EXPECT_THAT(desk.nudges(), ElementsAre("notice", "urgent"));
}

TEST(Ladder, AStageDoesNotFireAgainWhenAFailureReopensTheRound) {
  RememberingDesk desk;
  desk.apply_all(question().at("10:01:50").reply("a_1").at("10:02").failed().events());
  desk.run_to(at("10:02:29"));

  EXPECT_THAT(desk.nudges(), ElementsAre("notice"));
}

TEST(Ladder, AnExcludedCustomersRoundHasNoStages) {
  Opened opened;
  opened.status = Status::kQueued;
  opened.customer = {"u_1", {}, true, false};
  EventBuilder events;
  RememberingDesk desk;
  desk.apply_all(events.opened(opened).customer("在吗").events());
  desk.run_to(at("11:00"));

  EXPECT_THAT(desk.nudges(), IsEmpty());
}

TEST(Ladder, OutOfWindowIsJudgedByTheRoundsOpening) {
  EventBuilder before, after;
  before.at("22:59").opened().customer("在吗");
  after.at("23:00").opened().customer("在吗");
  RememberingDesk late, too_late;
  late.apply_all(before.events());
  late.run_to(at("23:01"));
  too_late.apply_all(after.events());
  too_late.run_to(at("23:02"));

  EXPECT_THAT(late.nudges(), ElementsAre("notice"));
  EXPECT_THAT(too_late.nudges(), ElementsAre("notice!out_of_window"));
}

TEST(Ladder, DisabledNudgesAreStillRecorded) {
  Profile profile = Profile::douyin();
  profile.nudges_enabled = false;
  RememberingDesk desk = asked(profile);
  desk.run_to(at("11:00"));

  EXPECT_THAT(desk.nudges(), ElementsAre("notice!disabled", "urgent!disabled", "overdue!disabled",
                                         "unserved!disabled"));
}

TEST(Ladder, SnoozeHoldsBackTheNudgesNotTheClock) {
  RememberingDesk desk = asked();
  desk.desk().snooze({"shop_1", "desk", "c_1"}, at("10:02:30"));
  desk.run_to(at("10:02:30"));

  EXPECT_THAT(desk.nudges(), ElementsAre("notice!snoozed", "urgent"));
}

TEST(Ladder, QuietSpansHoldThemBack) {
  Profile profile = Profile::douyin();
  profile.quiet = {{600, 602}};  // 10:00–10:02
  RememberingDesk desk = asked(profile);
  desk.run_to(at("10:02:30"));

  EXPECT_THAT(desk.nudges(), ElementsAre("notice!quiet", "urgent"));
}

TEST(Ladder, AnAgentGetsSixNotificationsInFiveMinutesOverdueExcepted) {
  EventBuilder events;
  for (int i = 0; i < 8; ++i) {
    events.conversation("c_" + std::to_string(i)).opened().assigned("a_1").customer("在吗");
    events.after(2s);
  }
  RememberingDesk desk;
  desk.apply_all(events.events());
  desk.run_to(at("10:01:54"));
  EXPECT_THAT(desk.nudges(), ElementsAre("notice", "notice", "notice", "notice", "notice", "notice",
                                         "notice!budget", "notice!budget"));

  desk.run_to(at("10:03:00"));
  EXPECT_EQ(desk.nudges().back(), "overdue");
}

TEST(Ladder, WhatFallsDueWithinASecondIsOneNotification) {
  EventBuilder events;
  for (int i = 0; i < 10; ++i) {
    events.conversation("c_" + std::to_string(i)).opened().assigned("a_1").customer("在吗");
    events.after(100ms);
  }
  RememberingDesk desk;
  desk.apply_all(events.events());
  desk.run_to(at("10:01:42"));

  EXPECT_THAT(desk.nudges(), ::testing::Each("notice"));
  EXPECT_EQ(desk.nudges().size(), 10U);
}

TEST(Ladder, EveryAgentHasABudgetOfTheirOwn) {
  Profile profile = Profile::douyin();
  profile.nudge_budget = 1;
  NudgeBudget budget;

  EXPECT_TRUE(budget.spend(profile, "a_1", Stage::kNotice, at("10:00")));
  EXPECT_FALSE(budget.spend(profile, "a_1", Stage::kNotice, at("10:00:02")));
  EXPECT_TRUE(budget.spend(profile, "a_2", Stage::kNotice, at("10:00:02")));
  EXPECT_TRUE(budget.spend(profile, "a_1", Stage::kNotice, at("10:05")));
}

TEST(Ladder, OverdueIgnoredForAMinuteGoesToTheSupervisorsOnce) {
  RememberingDesk desk = asked();
  desk.run_to(at("12:00"));
  EXPECT_THAT(desk.nudges(), ElementsAre("notice", "urgent", "overdue", "overdue^", "unserved"));
  const NudgeRecord escalation = desk.all<NudgeRecord>()[3];
  EXPECT_EQ(escalation.at, at("10:04"));
  EXPECT_EQ(escalation.agent, "");
}

TEST(Ladder, AReplyWithinTheMinuteEscalatesNothing) {
  RememberingDesk desk;
  desk.apply_all(question().at("10:03:59").reply("a_1").events());
  desk.run_to(at("11:00"));

  EXPECT_THAT(desk.nudges(), ElementsAre("notice", "urgent", "overdue"));
}

TEST(Ladder, OverdueThatReachedNobodyIsNotEscalated) {
  Profile profile = Profile::douyin();
  profile.quiet = {{600, 660}};
  RememberingDesk desk = asked(profile);
  desk.run_to(at("10:20"));

  EXPECT_THAT(desk.nudges(),
              ElementsAre("notice!quiet", "urgent!quiet", "overdue!quiet", "unserved!quiet"));
}

TEST(CatchUp, OnlyTheHighestStagePassedIsConsidered) {
  RememberingDesk desk;
  std::vector<Effect> effects;
  desk.desk().begin_catch_up();
  for (const Event& event : question().take()) {
    desk.apply_at(event, at("10:02:35"));
  }
  EXPECT_THAT(desk.nudges(), IsEmpty());
  desk.desk().end_catch_up(at("10:02:35"), effects);

  ASSERT_EQ(effects.size(), 2U);
  EXPECT_EQ(std::get<NudgeRecord>(effects[0]).suppressed, Suppressed::kHistory);
  EXPECT_EQ(std::get<NudgeRecord>(effects[1]).stage, Stage::kUrgent);
  EXPECT_EQ(std::get<NudgeRecord>(effects[1]).suppressed, Suppressed::kNo);
}

/// What the end of a catch-up at `now` makes of the question of 10:00.
std::vector<std::string> caught_up(std::string_view now) {
  RememberingDesk desk;
  desk.desk().begin_catch_up();
  for (const Event& event : question().take()) {
    desk.apply_at(event, at(now));
  }
  desk.end_catch_up();
  return desk.nudges();
}

TEST(CatchUp, ALateEventWaitsForWhatMayAnswerItThenIsJudgedTheSame) {
  RememberingDesk alone, answered;
  const std::vector<Event> events = question().at("10:04").reply("a_1").take();
  for (std::size_t i = 0; i < 3; ++i) {
    alone.apply_at(events[i], at("10:05"));
    answered.apply_at(events[i], at("10:05"));
  }
  answered.apply_at(events[3], at("10:05:01"));
  alone.run_to(at("10:05:10"));
  answered.run_to(at("10:05:10"));

  EXPECT_THAT(alone.nudges(), ElementsAre("notice!history", "urgent!history", "overdue"));
  EXPECT_THAT(answered.nudges(), IsEmpty());
}

TEST(CatchUp, AStageStillAheadOfALateQuestionIsOnTime) {
  RememberingDesk desk;
  for (const Event& event : question().take()) {
    desk.apply_at(event, event.time + Duration{97'000});
  }
  desk.run_to(at("10:01:40"));

  EXPECT_THAT(desk.nudges(), ElementsAre("notice"));
}

TEST(CatchUp, ALinkThatIsAlwaysLateDoesNotPutTheStagesOffForEver) {
  EventBuilder events;
  events.opened().assigned("a_1");
  for (int i = 0; i < 60; ++i) {
    events.customer("在吗").after(3s);
  }
  RememberingDesk desk;
  for (const Event& event : events.events()) {
    desk.run_to(event.time + Duration{10'000});
    desk.apply_at(event, event.time + Duration{10'000});
  }

  EXPECT_THAT(desk.nudges(), ::testing::Contains("notice"));
}

TEST(CatchUp, AStagePassedAMinuteAgoIsHistory) {
  EXPECT_THAT(caught_up("10:02:29.999"), ElementsAre("notice"));
  EXPECT_THAT(caught_up("10:03:00"), ElementsAre("notice!history", "urgent!history", "overdue"));
  EXPECT_THAT(caught_up("10:10:59.999"),
              ElementsAre("notice!history", "urgent!history", "overdue!history", "unserved"));
  EXPECT_THAT(caught_up("10:11"), ElementsAre("notice!history", "urgent!history", "overdue!history",
                                              "unserved!history"));
}

TEST(CatchUp, OverdueOnARoundStillOpenNudgesHoweverLongAgo) {
  EXPECT_THAT(caught_up("10:09:59"), ElementsAre("notice!history", "urgent!history", "overdue"));
}

TEST(CatchUp, NestsOverSeveralConnections) {
  RememberingDesk desk;
  std::vector<Effect> effects;
  desk.desk().begin_catch_up();
  desk.desk().begin_catch_up();
  for (const Event& event : question().take()) {
    desk.apply_at(event, at("10:01:45"));
  }
  desk.desk().end_catch_up(at("10:01:45"), effects);
  EXPECT_THAT(effects, IsEmpty());
  EXPECT_EQ(desk.desk().next_deadline(), std::nullopt);

  desk.desk().end_catch_up(at("10:01:45"), effects);
  EXPECT_EQ(effects.size(), 1U);
}

TEST(CatchUp, WhatWasAnsweredMeanwhileNudgesNobody) {
  RememberingDesk desk;
  std::vector<Effect> effects;
  desk.desk().begin_catch_up();
  for (const Event& event : question().at("10:04").reply("a_1").take()) {
    desk.apply_at(event, at("10:05"));
  }
  desk.desk().end_catch_up(at("10:05"), effects);

  EXPECT_THAT(effects, IsEmpty());
  EXPECT_THAT(desk.nudges(), IsEmpty());
}

}  // namespace
}  // namespace qa::testing
