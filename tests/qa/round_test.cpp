#include "qa/round.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/qa/remembering_desk.h"
#include "tests/support/event_builder.h"

// Rounds: every sentence of docs/metrics.md §2 and §3 on when one opens, how it ends, and who is
// said to have owned it. Phases are in conversation_test.cpp.
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

RoundRecord only_round(const EventBuilder& events, const Profile& profile = Profile::douyin()) {
  const auto rounds = facts_after(events.events(), profile).rounds;
  EXPECT_EQ(rounds.size(), 1U);
  return rounds.empty() ? RoundRecord{} : rounds.front();
}

TEST(Round, OpensAtTheFirstCustomerMessageAndCountsTheOthers) {
  EventBuilder events;
  events.opened().at("10:01").customer("一").at("10:02").customer("二");
  const RoundRecord round = only_round(events);

  EXPECT_EQ(round.opened_at, at("10:01"));
  EXPECT_EQ(round.opened_by, "c_1.m1");
  EXPECT_EQ(round.customer_messages, 2);
  EXPECT_EQ(round.state, RoundState::kOpen);
  EXPECT_EQ(round.wait, std::nullopt);
  EXPECT_EQ(round.round, 1);
}

TEST(Round, OpensOnlyInAHumanPhase) {
  EventBuilder events;
  events.opened(Status::kBot).customer("在吗").customer("在吗");

  EXPECT_THAT(told(events), IsEmpty());
}

TEST(Round, OpensAtTheHandOverIfTheCustomerHasSpoken) {
  EventBuilder events;
  events.opened(Status::kBot).customer("转人工").bot().at("10:05").queued();
  const RoundRecord round = only_round(events);

  EXPECT_EQ(round.opened_at, at("10:05"));
  EXPECT_EQ(round.opened_by, "c_1#4");
  EXPECT_EQ(round.customer_messages, 0);
}

TEST(Round, OpensNotAtAHandOverOfASilentCustomer) {
  EventBuilder silent, taken_back, answered;
  silent.opened(Status::kBot).bot().queued();
  taken_back.opened(Status::kBot).customer("在吗").recalled().queued();
  answered.opened(Status::kBot)
      .customer("在吗")
      .reply("a_1")
      .closed()
      .opened(Status::kBot)
      .queued();

  EXPECT_THAT(told(silent), IsEmpty());
  EXPECT_THAT(told(taken_back), IsEmpty());
  EXPECT_THAT(told(answered), IsEmpty());
}

TEST(Round, ASecondQueuedInTheSamePhaseIsNoHandOver) {
  EventBuilder events;
  events.opened(Status::kBot)
      .customer("转人工")
      .queued()
      .at("10:01")
      .queued()
      .at("10:02")
      .assigned("a_1");

  EXPECT_EQ(only_round(events).opened_at, at("10:00"));
}

TEST(Round, OfAHandOverCountsMessagesFromItsOpeningOn) {
  EventBuilder events;
  events.opened(Status::kBot).customer("一").queued().customer("二").customer("三");

  EXPECT_EQ(only_round(events).customer_messages, 2);
}

TEST(Round, IsAnsweredByTheFirstEffectiveReply) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").at("10:01").reply("a_2").at("10:02").reply(
      "a_1");
  const RoundRecord round = only_round(events);

  EXPECT_EQ(round.state, RoundState::kAnswered);
  EXPECT_EQ(round.wait, 60s);
  EXPECT_EQ(round.responder, "a_2");
  EXPECT_EQ(round.answered_at, at("10:01"));
  EXPECT_EQ(round.owner, "a_1");
}

TEST(Round, AnswerAtExactlyThreeMinutesKeepsItsMilliseconds) {
  EventBuilder events;
  events.opened().customer("在吗").at("10:03:00.001").reply("a_1");

  EXPECT_EQ(only_round(events).wait, 180'001ms);
}

TEST(Round, IsNotAnsweredByWhatIsNoReply) {
  EventBuilder events;
  events.opened().customer("在吗").automatic("a_1").bot().system().rated(5).snoozed("a_1");

  EXPECT_EQ(only_round(events).state, RoundState::kOpen);
}

TEST(Round, IsAnsweredByAnAssistedReplyWhereThatCounts) {
  EventBuilder events;
  events.opened().customer("在吗").at("10:01").assisted();
  Profile strict;
  strict = Profile::douyin();
  strict.assisted_counts = false;

  EXPECT_THAT(told(events), ElementsAre("answered 60000 by b_1"));
  EXPECT_THAT(told(events, strict), ElementsAre("open"));
}

TEST(Round, AnAutomaticAssistedMessageIsNoReply) {
  EventBuilder events;
  MessageCreated message;
  message.author = {ActorKind::kBot, "b_1", {}};
  message.is_assisted = message.is_automatic = true;
  events.opened().customer("在吗").message(message);

  EXPECT_THAT(told(events), ElementsAre("open"));
}

TEST(Round, AReplyStampedBeforeItsQuestionWaitsZeroAndIsAnAnomaly) {
  EventBuilder events;
  events.opened().at("10:05").customer("在吗").at("10:04").reply("a_1");
  RememberingDesk desk;
  desk.apply_all(events.events());

  EXPECT_THAT(brief(desk.rounds()), ElementsAre("answered 0 by a_1"));
  EXPECT_THAT(desk.anomalies(), ElementsAre("negative_wait"));
}

TEST(Round, AnsweredInTheSameMillisecondWaitsZeroWithoutAnAnomaly) {
  EventBuilder events;
  events.opened().customer("在吗").reply("a_1");
  RememberingDesk desk;
  desk.apply_all(events.events());

  EXPECT_THAT(brief(desk.rounds()), ElementsAre("answered 0 by a_1"));
  EXPECT_THAT(desk.anomalies(), IsEmpty());
}

TEST(Round, AFailedReplyNeverWasOneWhereverTheFailureStands) {
  EventBuilder before, after;
  before.opened().customer("在吗").failed("blocked", "r").named("r").reply("a_1");
  after.opened().customer("在吗").named("r").reply("a_1").at("10:30").failed("failed", "r");

  EXPECT_THAT(told(before), ElementsAre("open"));
  EXPECT_THAT(told(after), ElementsAre("open"));
}

TEST(Round, AFailureReopensItFromItsFirstOpeningWithAHigherRevision) {
  EventBuilder events;
  events.opened().customer("在吗").at("10:01").named("r").reply("a_1").at("10:02").customer("人呢");
  events.at("10:03").failed("failed", "r").at("10:04").reply("a_1");
  RememberingDesk desk;
  desk.apply_all(events.events());

  EXPECT_THAT(brief(desk.rounds()), ElementsAre("answered 240000 by a_1"));
  EXPECT_EQ(desk.rounds()[0].customer_messages, 2);
  EXPECT_EQ(desk.rounds()[0].revision, 3);  // answered, open again, answered
}

TEST(Round, ARecalledReplyKeepsItAnswered) {
  EventBuilder events;
  events.opened().customer("在吗").at("10:01").reply("a_1").recalled();

  EXPECT_THAT(told(events), ElementsAre("answered 60000 by a_1"));
}

TEST(Round, ARecallOfTheFirstMessageMovesTheOpeningButNotTheName) {
  EventBuilder events;
  events.opened().customer("一").at("10:01").customer("二").at("10:02").customer("三");
  events.recalled("c_1.m1");
  const RoundRecord round = only_round(events);

  EXPECT_EQ(round.opened_at, at("10:01"));
  EXPECT_EQ(round.opened_by, "c_1.m1");
  EXPECT_EQ(round.customer_messages, 2);
}

TEST(Round, ARecallInTheMiddleOnlyLowersTheCount) {
  EventBuilder events;
  events.opened().customer("一").at("10:01").customer("二").recalled().recalled();
  const RoundRecord round = only_round(events);

  EXPECT_EQ(round.opened_at, at("10:00"));
  EXPECT_EQ(round.customer_messages, 1);
}

TEST(Round, WithEveryMessageRecalledItIsWithdrawnAndKeepsItsNumber) {
  EventBuilder events;
  events.opened().customer("一").customer("二").recalled("c_1.m1").recalled("c_1.m2");
  events.at("10:01").customer("三").at("10:02").reply("a_1");
  const auto rounds = facts_after(events.events()).rounds;

  EXPECT_THAT(brief(rounds), ElementsAre("withdrawn", "answered 60000 by a_1"));
  EXPECT_EQ(rounds[0].wait, std::nullopt);
  EXPECT_EQ(rounds[1].round, 2);
  EXPECT_FALSE(facts_after(events.events()).asks[0].is_counted);
}

TEST(Round, RecallsAfterItsEndChangeNothing) {
  EventBuilder events;
  events.opened().customer("一").at("10:01").reply("a_1").recalled("c_1.m1");
  const ConversationFacts facts = facts_after(events.events());

  EXPECT_THAT(brief(facts.rounds), ElementsAre("answered 60000 by a_1"));
  EXPECT_TRUE(facts.asks[0].is_counted);
}

TEST(Round, OfAHandOverStaysAtItsOpeningThoughEverythingIsRecalled) {
  EventBuilder events;
  events.opened(Status::kBot).customer("一").at("10:01").queued().at("10:02").customer("二");
  events.recalled("c_1.m1").recalled("c_1.m2");
  const RoundRecord round = only_round(events);

  EXPECT_EQ(round.state, RoundState::kOpen);
  EXPECT_EQ(round.opened_at, at("10:01"));
  EXPECT_EQ(round.customer_messages, 0);
}

TEST(Round, OfAReceiverUnderSplitStaysAtTheTransfer) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("一").at("10:01").transferred("a_1", "a_2");
  events.at("10:02").customer("二").recalled().recalled("c_1.m1");
  const auto rounds = facts_after(events.events(), Profile::taobao()).rounds;

  ASSERT_EQ(rounds.size(), 2U);
  EXPECT_EQ(rounds[0].reason, UnservedReason::kTransferred);
  EXPECT_EQ(rounds[0].customer_messages, 1);
  EXPECT_EQ(rounds[1].opened_at, at("10:01"));
  EXPECT_EQ(rounds[1].opened_by, "c_1#4");
  EXPECT_EQ(rounds[1].state, RoundState::kOpen);
}

TEST(Round, ATransferToNobodySplitsNothing) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("一");
  events.add("conversation.transferred", Transferred{{}, {}, {}, {}});

  EXPECT_EQ(facts_after(events.events(), Profile::taobao()).rounds.size(), 1U);
}

TEST(Round, ATransferWithNothingOpenOpensNothing) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("一").reply("a_1").transferred("a_1", "a_2");

  EXPECT_EQ(facts_after(events.events(), Profile::taobao()).rounds.size(), 1U);
}

TEST(Round, IsUnservedForTheReasonThatHolds) {
  EventBuilder owned, replied, busy, offline, no_longer_busy;
  owned.opened().assigned("a_1").unassigned().customer("一").closed();
  replied.opened().customer("一").reply("a_1").customer("二").closed();
  busy.opened().queued(true).customer("一").closed();
  offline.opened().customer("一").closed();
  no_longer_busy.opened().queued(true).customer("一").queued(false).closed();

  EXPECT_THAT(told(owned), ElementsAre("unserved no_reply 0"));
  EXPECT_THAT(told(replied), ElementsAre("answered 0 by a_1", "unserved no_reply 0"));
  EXPECT_THAT(told(busy), ElementsAre("unserved busy 0"));
  EXPECT_THAT(told(offline), ElementsAre("unserved offline 0"));
  EXPECT_THAT(told(no_longer_busy), ElementsAre("unserved offline 0"));
}

TEST(Round, AnAssistedReplyMakesNoHumanOfThePhase) {
  EventBuilder events;
  events.opened().customer("一").assisted().customer("二").closed();

  EXPECT_THAT(told(events), ElementsAre("answered 0 by b_1", "unserved offline 0"));
}

TEST(Round, WhoClosedItIsOnTheRecord) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("一").at("10:20").closed("a_2", "agent_closed");
  const RoundRecord round = only_round(events);

  EXPECT_EQ(round.closer, "a_2");
  EXPECT_EQ(round.owner_at_end, "a_1");
  EXPECT_EQ(round.wait, 20min);
  EXPECT_EQ(round.counted, 600s);
}

TEST(Round, UnservedCountsTenMinutesHoweverShort) {
  EventBuilder events;
  events.opened().customer("一").at("10:00:05").closed();

  EXPECT_EQ(only_round(events).wait, 5s);
  EXPECT_EQ(only_round(events).counted, 600s);
}

TEST(Round, TheFirstHumanWhoComesToOwnItIsItsOwner) {
  EventBuilder events;
  events.opened().customer("一").assigned("a_1").assigned("a_2").at("10:01").reply("a_2");
  const RoundRecord round = only_round(events);

  EXPECT_EQ(round.owner, "a_1");
  EXPECT_EQ(round.owner_at_end, "a_2");
}

TEST(Round, EndsAtMidnightWhereTheProfileSaysSo) {
  EventBuilder events;
  events.at("23:50").opened().assigned("a_1").customer("一").at("24:10").reply("a_1");

  EXPECT_THAT(told(events), ElementsAre("answered 1200000 by a_1"));
  EXPECT_THAT(told(events, Profile::taobao()), ElementsAre("unserved midnight 600000"));
  const ConversationFacts facts = facts_after(events.events(), Profile::taobao());
  EXPECT_EQ(facts.asks[0].replied_at, at("24:10"));  // the message unit knows no midnight
}

TEST(Round, AfterMidnightAReplyAnswersNothingUntilTheCustomerWritesAgain) {
  EventBuilder events;
  events.at("23:50").opened().customer("一").at("24:10").reply("a_1");
  events.at("24:20").customer("二").at("24:21").reply("a_1");

  EXPECT_THAT(told(events, Profile::taobao()),
              ElementsAre("unserved midnight 600000", "answered 60000 by a_1"));
}

TEST(Round, AReplyAtMidnightItselfIsTooLate) {
  EventBuilder events;
  events.at("23:50").opened().customer("一").at("24:00").reply("a_1");

  EXPECT_THAT(told(events, Profile::taobao()), ElementsAre("unserved midnight 600000"));
}

TEST(Round, InWindowIsSaidOfItsOwnOpening) {
  EventBuilder events;
  events.at("22:59").opened().at("23:00").customer("一").at("23:01").reply("a_1");
  const RoundRecord round = only_round(events);

  EXPECT_FALSE(round.in_window);
  EXPECT_EQ(round.phase_started_at, at("22:59"));
}

TEST(Round, ItsProductIsTheConversationsAtItsOpening) {
  Opened opened;
  opened.status = Status::kQueued;
  opened.customer.id = "u_1";
  opened.product = Product{"p_1", {}};
  Opened other = opened;
  other.product = Product{"p_2", {}};
  EventBuilder events;
  events.opened(opened).customer("一").opened(other).reply("a_1").customer("二");
  const auto rounds = facts_after(events.events()).rounds;

  EXPECT_EQ(rounds[0].product, "p_1");
  EXPECT_EQ(rounds[1].product, "p_2");
}

TEST(Round, AnInferredCloseCensorsItForNobodySawItsEnd) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("一").at("10:20");
  events.add("conversation.closed", Closed{{}, "lost_in_gap", true});

  EXPECT_THAT(told(events), ElementsAre("left_censored no_reply"));
  EXPECT_FALSE(facts_after(events.events()).asks[0].is_counted);
}

TEST(Round, ALateReplyRevisesWhatWasSaid) {
  EventBuilder events;
  events.opened().customer("一").at("10:01").reply("a_1").at("10:05").customer("二");
  events.at("10:06").reply("a_2").closed();
  auto list = events.events();
  std::rotate(list.begin() + 2, list.begin() + 3, list.end());  // the first reply comes last
  RememberingDesk desk;
  desk.apply_all(list);

  EXPECT_THAT(brief(desk.rounds()), ElementsAre("answered 60000 by a_1", "answered 60000 by a_2"));
  EXPECT_EQ(desk.rounds()[0].revision, 2);
  EXPECT_EQ(desk.rounds()[1].revision, 1);
}

TEST(Round, AReplyOfSomebodyWithoutAnIdStillAnswersIt) {
  EventBuilder events;
  events.opened().customer("一").at("10:01").reply("");

  EXPECT_EQ(only_round(events).state, RoundState::kAnswered);
  EXPECT_EQ(only_round(events).counted, 60s);
}

TEST(Round, OneThatAPassNoLongerHasIsWithdrawnIntoAnother) {
  EventBuilder events;
  events.opened().customer("一").named("r").at("10:01").reply("a_1").at("10:02").customer("二");
  events.at("10:03").reply("a_1").failed("failed", "r");
  RememberingDesk desk;
  desk.apply_all(events.events());

  EXPECT_THAT(brief(desk.rounds()), ElementsAre("answered 180000 by a_1"));
  const RoundRecord gone = desk.last_rounds().at({"c_1", "c_1.m3"});
  EXPECT_EQ(brief(gone), "withdrawn");
  EXPECT_EQ(gone.merged_into, "c_1.m1");
  EXPECT_EQ(gone.revision, 2);
}

TEST(Round, ALateReplyBetweenTwoQuestionsMakesTwoRoundsOfOne) {
  EventBuilder events;
  events.opened().customer("一").at("10:03").customer("二").at("10:04").reply("a_1");
  events.at("10:01").seq(2).event_id("late").reply("a_2");  // after the first question by its time
  auto list = events.events();
  RememberingDesk desk;
  desk.apply_all(list);

  EXPECT_THAT(brief(desk.rounds()), ElementsAre("answered 60000 by a_2", "answered 60000 by a_1"));
  EXPECT_EQ(desk.rounds()[0].revision, 2);
}

}  // namespace
}  // namespace qa::testing
