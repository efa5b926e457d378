#include "qa/desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/qa/remembering_desk.h"
#include "tests/qa/word_rules.h"
#include "tests/support/event_builder.h"

namespace qa::testing {
namespace {

using namespace std::chrono_literals;
using ::support::EventBuilder;
using ::support::shanghai;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Status = ConversationStatus;

const ConversationKey kKey{"shop_1", "desk", "c_1"};

Time at(std::string_view clock) {
  return shanghai("2026-11-22", clock);
}

EventBuilder question() {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗");
  return events;
}

TEST(Desk, AnswersNeedForAConversationThatIsNotOnIt) {
  Desk desk(Profile::douyin(), nullptr);
  std::vector<Effect> effects;
  Event event = question().events().front();

  EXPECT_EQ(desk.apply(event, event.time, effects), Applied::kNeed);
  desk.restore({kKey, {}, {}, {}, {}, {}}, event.time, effects);
  EXPECT_EQ(desk.apply(event, event.time, effects), Applied::kYes);
  EXPECT_EQ(desk.apply(event, event.time, effects), Applied::kDuplicate);
  EXPECT_THAT(effects, IsEmpty());
}

TEST(Desk, SettlesTheShopOfAnEventThatNamesNone) {
  Desk desk(Profile::douyin(), nullptr);
  std::vector<Effect> effects;
  desk.restore({kKey, {}, {}, {}, {}, {}}, at("10:00"), effects);
  Event event = question().events()[2];
  event.shop.clear();
  desk.apply(event, event.time, effects);

  EXPECT_EQ(event.shop, "shop_1");
}

TEST(Desk, KeepsTheSameIdOfTwoAccountsApart) {
  RememberingDesk desk;
  EventBuilder events;
  events.opened().customer("在吗");
  desk.apply_all(events.events());
  Event other = events.events()[0];
  other.source = "other";
  std::vector<Effect> effects;

  EXPECT_EQ(desk.desk().apply(other, other.time, effects), Applied::kNeed);
}

TEST(Desk, RefusesAbsurdStamps) {
  RememberingDesk desk(Profile::douyin(), nullptr, DeskOptions{});
  Event event = question().events().front();
  event.time = kEarliestTime - 1ms;
  EXPECT_EQ(desk.apply_at(event, at("10:00")), Applied::kRefused);
  event.time = kLatestTime;
  EXPECT_EQ(desk.apply_at(event, at("10:00")), Applied::kRefused);
  event.time = at("10:00") + 24h + 1ms;
  EXPECT_EQ(desk.apply_at(event, at("10:00")), Applied::kRefused);
  EXPECT_THAT(desk.anomalies(), ElementsAre("absurd_time", "absurd_time", "absurd_time"));

  event.time = at("10:00") + 24h;
  EXPECT_EQ(desk.apply_at(event, at("10:00")), Applied::kYes);
}

TEST(Desk, TakesAnAgentsStatusWithoutAConversation) {
  Desk desk(Profile::douyin(), nullptr);
  std::vector<Effect> effects;
  EventBuilder events;
  Event event = events.agent_status("a_1", "away").events().front();

  EXPECT_EQ(desk.apply(event, event.time, effects), Applied::kYes);
  EXPECT_THAT(desk.conversations(), IsEmpty());
}

TEST(Desk, AnAwayAgentIsStillNudged) {
  RememberingDesk desk;
  desk.apply_all(question().agent_status("a_1", "away").events());
  desk.run_to(at("10:02"));

  EXPECT_THAT(desk.nudges(), ElementsAre("notice"));
}

TEST(Desk, EventsOfMessagesNobodyKnowsAreAnomaliesAndAreKept) {
  EventBuilder events;
  events.opened().recalled("x").edited("新的", "x").failed("failed", "x");
  RememberingDesk desk;
  desk.apply_all(events.events());

  EXPECT_THAT(desk.anomalies(),
              ElementsAre("unknown_message", "unknown_message", "unknown_message"));
  EXPECT_EQ(desk.history("c_1").events.size(), 4U);
}

TEST(Desk, ImpossibleTransitionsAreAnomalies) {
  EventBuilder events;
  events.opened().reopened("a_1").closed().closed().reply("a_1");
  RememberingDesk desk;
  desk.apply_all(events.events());

  EXPECT_THAT(desk.anomalies(), ElementsAre("impossible_transition", "impossible_transition",
                                            "impossible_transition"));
}

TEST(Desk, AConversationLeavesHalfAnHourAfterItsClose) {
  DeskOptions options;
  options.furthest_ahead.reset();
  RememberingDesk desk(Profile::douyin(), nullptr, options);
  desk.apply_all(question().reply("a_1").closed("a_1").events());
  EXPECT_EQ(desk.desk().next_deadline(), at("10:30"));
  desk.run_to(at("10:29:59.999"));
  EXPECT_THAT(desk.desk().conversations(), ElementsAre(kKey));

  desk.run_to(at("10:30"));
  EXPECT_THAT(desk.desk().conversations(), IsEmpty());
  EXPECT_EQ(desk.desk().next_deadline(), std::nullopt);
}

TEST(Desk, WhatLeftComesBackFromMemoryWithTheSameRounds) {
  DeskOptions options;
  options.furthest_ahead.reset();
  RememberingDesk desk(Profile::douyin(), nullptr, options);
  EventBuilder events = question().at("10:01").reply("a_1").closed("a_1");
  desk.apply_all(events.events());
  const std::size_t before = desk.all<RoundRecord>().size();
  desk.apply_all(events.at("12:00").customer("还在吗").at("12:01").reply("a_1").events());

  EXPECT_THAT(brief(desk.rounds()), ElementsAre("answered 60000 by a_1", "answered 60000 by a_1"));
  EXPECT_EQ(desk.all<RoundRecord>().size(), before + 1);
  EXPECT_EQ(desk.rounds()[1].round, 2);
}

TEST(Desk, AnOpenConversationNeverLeaves) {
  DeskOptions options;
  options.furthest_ahead.reset();
  RememberingDesk desk(Profile::douyin(), nullptr, options);
  desk.apply_all(question().events());
  desk.run_to(at("10:00") + 240h);

  EXPECT_THAT(desk.desk().conversations(), ElementsAre(kKey));
}

TEST(Desk, RestoringDoesNotFireAStageAgainAndKeepsRevisions) {
  RememberingDesk desk;
  desk.apply_all(question().events());
  desk.run_to(at("10:02:31"));
  desk.restart();
  EXPECT_THAT(desk.nudges(), ElementsAre("notice", "urgent"));

  desk.run_to(at("10:03"));
  EXPECT_THAT(desk.nudges(), ElementsAre("notice", "urgent", "overdue"));
  desk.restart();
  desk.run_to(at("10:20"));
  EXPECT_THAT(desk.nudges(), ElementsAre("notice", "urgent", "overdue", "overdue^", "unserved"));
}

TEST(Desk, RestoringAfterALongSleepJudgesByTheCatchUpRule) {
  RememberingDesk desk;
  desk.apply_all(question().events());
  const History known = desk.history("c_1");
  Desk woken(Profile::douyin(), nullptr);
  std::vector<Effect> effects;
  woken.restore(known, at("10:30"), effects);

  ASSERT_EQ(effects.size(), 4U);
  for (const Effect& effect : effects) {
    EXPECT_EQ(std::get<NudgeRecord>(effect).suppressed, Suppressed::kHistory);
  }
}

TEST(Desk, RestoringUnderAnotherProfileRevisesWhatItChanges) {
  RememberingDesk desk;
  EventBuilder events;
  events.opened().customer("在吗").at("10:01").assisted();
  desk.apply_all(events.events());
  Profile strict = Profile::douyin();
  strict.assisted_counts = false;
  Desk other(strict, nullptr);
  std::vector<Effect> effects;
  other.restore(desk.history("c_1"), at("10:01"), effects);

  ASSERT_EQ(effects.size(), 1U);
  EXPECT_EQ(std::get<RoundRecord>(effects[0]).state, RoundState::kOpen);
  EXPECT_EQ(std::get<RoundRecord>(effects[0]).revision, 2);
}

TEST(Desk, ARoundGoneUnderAnotherProfileIsWithdrawnOnceAsItStood) {
  RememberingDesk split(Profile::taobao());
  EventBuilder events = question().at("10:01").transferred("a_1", "a_2").at("10:02").reply("a_2");
  split.apply_all(events.events());
  Desk desk(Profile::douyin(), nullptr);
  std::vector<Effect> effects;
  History known = split.history("c_1");
  desk.restore(known, at("10:02"), effects);

  ASSERT_EQ(effects.size(), 2U);
  EXPECT_EQ(brief(std::get<RoundRecord>(effects[0])), "answered 120000 by a_2");
  const RoundRecord gone = std::get<RoundRecord>(effects[1]);
  EXPECT_EQ(brief(gone), "withdrawn");
  EXPECT_EQ(gone.opened_at, at("10:01"));
  EXPECT_EQ(gone.merged_into, "c_1.m1");

  known.rounds = {std::get<RoundRecord>(effects[0]), gone};
  effects.clear();
  desk.restore(known, at("10:02"), effects);
  EXPECT_THAT(effects, IsEmpty());
}

TEST(Desk, MidnightEndsARoundByTheClockAndALateReplyTakesItBack) {
  EventBuilder events;
  events.at("23:58").opened().assigned("a_1").customer("在吗").at("23:59").reply("a_1");
  const auto list = events.events();
  RememberingDesk desk(Profile::taobao());
  for (std::size_t i = 0; i < 3; ++i) {
    desk.apply(list[i]);
  }
  desk.run_to(at("24:00"));
  EXPECT_THAT(brief(desk.rounds()), ElementsAre("unserved midnight 120000"));

  desk.apply(list[3]);
  EXPECT_THAT(brief(desk.rounds()), ElementsAre("answered 60000 by a_1"));
  EXPECT_EQ(desk.rounds()[0].revision, 2);
}

TEST(Desk, TheNextDeadlineIsTheNextStage) {
  RememberingDesk desk;
  EXPECT_EQ(desk.desk().next_deadline(), std::nullopt);
  desk.apply_all(question().events());
  EXPECT_EQ(desk.desk().next_deadline(), at("10:01:40"));
  desk.run_to(at("10:01:40"));
  EXPECT_EQ(desk.desk().next_deadline(), at("10:02:30"));
  desk.apply_all(question().at("10:02").reply("a_1").events());
  EXPECT_EQ(desk.desk().next_deadline(), std::nullopt);
}

TEST(Desk, OpenRoundsStandInOrderOfTheirOpening) {
  EventBuilder events;
  events.conversation("c_2").opened().at("10:05").customer("二");
  events.conversation("c_1").opened().at("10:06").customer("一");
  RememberingDesk desk;
  desk.apply_all(events.events());
  const auto open = desk.desk().open_rounds();

  ASSERT_EQ(open.size(), 2U);
  EXPECT_EQ(open[0].conversation.id, "c_2");
  EXPECT_EQ(open[1].conversation.id, "c_1");
}

TEST(Desk, NamesTheEventThatOpenedARound) {
  RememberingDesk desk;
  EventBuilder events = question();
  auto list = events.events();
  list[2].stream = "s1";
  list[2].stream_seq = 77;
  desk.apply_all(list);
  const auto cause = desk.desk().opening_of(kKey, "c_1.m1");

  ASSERT_TRUE(cause.has_value());
  EXPECT_EQ(cause->event, "c_1#3");
  EXPECT_EQ(cause->stream, "s1");
  EXPECT_EQ(cause->stream_seq, 77);
  EXPECT_EQ(desk.desk().opening_of(kKey, "nothing"), std::nullopt);
}

TEST(Desk, FinishTellsOfOpenRoundsOnceWithTheirLastState) {
  RememberingDesk desk;
  desk.apply_all(question().events());
  EXPECT_THAT(desk.rounds(), IsEmpty());
  desk.finish();
  desk.finish();

  EXPECT_THAT(brief(desk.rounds()), ElementsAre("open"));
  EXPECT_EQ(desk.all<RoundRecord>().size(), 1U);
}

TEST(Desk, KeyOfSettlesShopAndSource) {
  RememberingDesk desk;
  desk.apply_all(question().events());

  EXPECT_EQ(desk.desk().key_of("desk", "other", "c_1"), kKey);
  EXPECT_EQ(desk.desk().key_of("desk", "", "new"), (ConversationKey{"default", "desk", "new"}));
  EXPECT_EQ(desk.desk().newest_conv_seq("desk", "c_1"), 3);
  EXPECT_EQ(desk.desk().newest_conv_seq("desk", "new"), std::nullopt);
}

TEST(Desk, AChangedProfileMovesTheStagesOfOpenRounds) {
  RememberingDesk desk;
  desk.apply_all(question().events());
  Profile profile = Profile::douyin();
  profile.ladder[0] = 30s;
  std::vector<Effect> effects;
  desk.desk().set_profile(profile, at("10:00:10"), effects);

  EXPECT_THAT(effects, IsEmpty());
  EXPECT_EQ(desk.desk().next_deadline(), at("10:00:30"));
  desk.desk().set_profile(profile, at("10:00:31"), effects);
  EXPECT_EQ(effects.size(), 1U);
}

TEST(Desk, ADraftIsJudgedInTheConversationsContext) {
  RememberingDesk desk(Profile::douyin(), book_of(agent_says_after("ctx", "wait", "late")));
  EventBuilder events;
  events.opened().customer("it is late");
  desk.apply_all(events.events());
  std::vector<rules::Hit> hits;
  desk.desk().inspect_draft("desk", "c_1", "please wait", at("10:30:00"), hits);
  EXPECT_EQ(hits.size(), 1U);

  desk.desk().inspect_draft("desk", "nobody", "please wait", at("10:30:00"), hits);
  EXPECT_THAT(hits, IsEmpty());
}

Snapshot snapshot(Status status, const std::string& assignee, std::vector<Event> messages) {
  Snapshot made;
  Opened opened;
  opened.status = status;
  opened.shop = "shop_1";
  opened.customer.id = "u_1";
  if (!assignee.empty()) {
    opened.assignee = Actor{ActorKind::kHuman, assignee, {}};
  }
  EventBuilder events;
  made.state = events.at("10:30").seq(50).event_id("state").opened(opened).take().front();
  made.opened_at = at("09:59");
  made.messages = std::move(messages);
  return made;
}

struct Taken {
  std::vector<Event> events;
  std::vector<Effect> effects;
};

Taken take(Desk& desk, const Snapshot& told) {
  Taken taken;
  EXPECT_EQ(desk.apply(told, at("10:30"), taken.events, taken.effects), Applied::kYes);
  return taken;
}

TEST(Snapshot, DescribesANewConversationSoThatNothingIsCensored) {
  EventBuilder messages;
  messages.customer("在吗").at("10:01").reply("a_1");
  Desk desk(Profile::douyin(), nullptr);
  std::vector<Effect> effects;
  const Snapshot told = snapshot(Status::kOpen, "a_1", messages.take());
  std::vector<Event> none;
  EXPECT_EQ(desk.apply(told, at("10:30"), none, effects), Applied::kNeed);
  desk.restore({kKey, {}, {}, {}, {}, {}}, at("10:30"), effects);
  const Taken taken = take(desk, told);

  EXPECT_EQ(taken.events.size(), 3U);
  const ConversationFacts facts = *desk.facts(kKey);
  EXPECT_THAT(brief(facts.rounds), ElementsAre("answered 60000 by a_1"));
  EXPECT_EQ(facts.phases.at(0).started_at, at("09:59"));
  EXPECT_FALSE(facts.phases.at(0).is_censored);
}

TEST(Snapshot, AMessageKnownAlreadyIsNoAnomalyAndNotTwice) {
  EventBuilder events = question();
  RememberingDesk desk;
  desk.apply_all(events.events());
  Event again = events.last();
  again.id = "snapshot:m1";
  const Taken taken = take(desk.desk(), snapshot(Status::kOpen, "a_1", {again}));

  EXPECT_THAT(taken.events, IsEmpty());
  EXPECT_EQ(desk.desk().facts(kKey)->spoken.size(), 1U);
}

TEST(Snapshot, TellsOfMessagesMissedAndOfANewOwner) {
  EventBuilder events = question();
  RememberingDesk desk;
  desk.apply_all(events.events());
  EventBuilder missed;
  missed.seq(10).at("10:10").named("missed").reply("a_2");
  const Taken taken = take(desk.desk(), snapshot(Status::kOpen, "a_2", missed.take()));

  EXPECT_EQ(taken.events.size(), 2U);
  EXPECT_THAT(brief(desk.desk().facts(kKey)->rounds), ElementsAre("answered 600000 by a_2"));
  EXPECT_EQ(desk.desk().facts(kKey)->phases.at(0).owner, "a_2");
}

TEST(Vanished, AConversationGoneFromTheSnapshotsIsClosedAndItsOpenRoundCensored) {
  RememberingDesk desk;
  desk.apply_all(question().events());
  Taken taken;
  desk.desk().close_vanished("desk", {"c_2"}, at("10:20"), at("10:30"), taken.events,
                             taken.effects);

  ASSERT_EQ(taken.events.size(), 1U);
  EXPECT_EQ(taken.events[0].time, at("10:20"));
  EXPECT_EQ(std::get<RoundRecord>(taken.effects.at(0)).state, RoundState::kLeftCensored);
  EXPECT_EQ(std::get<RoundRecord>(taken.effects.at(0)).wait, std::nullopt);
}

TEST(Vanished, WhatTheSnapshotsNameAndOtherAccountsConversationsStay) {
  RememberingDesk desk;
  desk.apply_all(question().events());
  Taken taken;
  desk.desk().close_vanished("desk", {"c_0", "c_1"}, at("10:20"), at("10:30"), taken.events,
                             taken.effects);
  desk.desk().close_vanished("other", {}, at("10:20"), at("10:30"), taken.events, taken.effects);

  EXPECT_THAT(taken.events, IsEmpty());
  EXPECT_EQ(desk.desk().open_rounds().size(), 1U);
}

}  // namespace
}  // namespace qa::testing
