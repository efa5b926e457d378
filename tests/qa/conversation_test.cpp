#include "qa/conversation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/qa/remembering_desk.h"
#include "tests/support/event_builder.h"

// Phases: every sentence of docs/metrics.md §2 and §3 on when a human phase begins, who owns it,
// and what counts of it. Rounds are in round_test.cpp.
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

std::vector<Phase> phases(const EventBuilder& events) {
  return facts_after(events.events()).phases;
}

std::optional<Duration> queue(const Phase& phase) {
  return phase.accepted_at ? std::optional(*phase.accepted_at - phase.started_at) : std::nullopt;
}

Opened opened_for(Status status, std::string_view assignee) {
  Opened opened;
  opened.status = status;
  opened.customer.id = "u_1";
  opened.assignee = Actor{ActorKind::kHuman, std::string(assignee), {}};
  return opened;
}

TEST(Phase, BeginsWithOpenedQueuedOrOpenNotWithTheBot) {
  EXPECT_EQ(phases(EventBuilder().opened(Status::kQueued)).size(), 1U);
  EXPECT_EQ(phases(EventBuilder().opened(Status::kOpen)).size(), 1U);
  EXPECT_THAT(phases(EventBuilder().opened(Status::kBot)), IsEmpty());
}

TEST(Phase, BeginsWithQueuedOrWithAnAssignmentOrTransferToAHuman) {
  const auto starts = [](EventBuilder& events) {
    const auto found = phases(events);
    return found.size() == 1 && found[0].started_at == at("10:05") && found[0].started_by_handover;
  };
  EventBuilder queued, assigned, transferred;
  queued.opened(Status::kBot).at("10:05").queued();
  assigned.opened(Status::kBot).at("10:05").assigned("a_1");
  transferred.opened(Status::kBot).at("10:05").transferred("b_1", "a_1");

  EXPECT_TRUE(starts(queued));
  EXPECT_TRUE(starts(assigned));
  EXPECT_TRUE(starts(transferred));
}

TEST(Phase, AnAssignmentToNobodyOrToABotBeginsNone) {
  EventBuilder nobody, robot;
  nobody.opened(Status::kBot).unassigned();
  robot.opened(Status::kBot)
      .add("conversation.assigned", Assigned{{}, Actor{ActorKind::kBot, "b_2", {}}, {}});

  EXPECT_THAT(phases(nobody), IsEmpty());
  EXPECT_THAT(phases(robot), IsEmpty());
}

TEST(Phase, AHumansReplyInTheBotPhaseBeginsItAcceptedAtOnce) {
  EventBuilder events;
  events.opened(Status::kBot).customer("在吗").at("10:02").reply("a_1");
  const auto found = phases(events);

  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].started_at, at("10:02"));
  EXPECT_EQ(queue(found[0]), 0ms);
  EXPECT_FALSE(found[0].started_by_handover);
  EXPECT_THAT(rounds_after(events.events()), IsEmpty());
}

TEST(Phase, AnAutomaticOrFailedMessageOfAHumanInTheBotPhaseBeginsNone) {
  EventBuilder automatic, failed;
  automatic.opened(Status::kBot).customer("在吗").automatic("a_1");
  failed.opened(Status::kBot).customer("在吗").reply("a_1").failed();

  EXPECT_THAT(phases(automatic), IsEmpty());
  EXPECT_THAT(phases(failed), IsEmpty());
}

TEST(Phase, AnAssistedReplyInTheBotPhaseBeginsNone) {
  EventBuilder events;
  events.opened(Status::kBot).customer("在吗").assisted();

  EXPECT_THAT(phases(events), IsEmpty());
}

TEST(Phase, EndsWithTheClose) {
  EventBuilder events;
  events.opened().customer("在吗").reply("a_1").at("10:09").closed("a_1");

  EXPECT_EQ(phases(events)[0].closed_at, at("10:09"));
  EXPECT_EQ(facts_after(events.events()).closed_at, at("10:09"));
}

TEST(Phase, IsAcceptedByTheFirstAssignmentElseTheFirstEffectiveReply) {
  EventBuilder assigned, replied, assisted, never;
  assigned.opened().at("10:01").assigned("a_1").at("10:02").assigned("a_2");
  replied.opened().customer("在吗").at("10:03").reply("a_1").at("10:04").assigned("a_1");
  assisted.opened().customer("在吗").at("10:03").assisted();
  never.opened().customer("在吗").at("10:03").automatic("a_1").unassigned();

  EXPECT_EQ(queue(phases(assigned)[0]), 1min);
  EXPECT_EQ(queue(phases(replied)[0]), 3min);
  EXPECT_EQ(queue(phases(assisted)[0]), 3min);
  EXPECT_EQ(queue(phases(never)[0]), std::nullopt);
}

TEST(Phase, OpenedWithAnAssigneeIsAcceptedAtItsStart) {
  EventBuilder events;
  events.opened(opened_for(Status::kOpen, "a_1"));

  EXPECT_EQ(queue(phases(events)[0]), 0ms);
  EXPECT_EQ(phases(events)[0].owner, "a_1");
}

TEST(Phase, ACustomerMessageAfterTheCloseBeginsANewOneOfTheOwnerWhoStayed) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").reply("a_1").closed("a_1");
  events.at("11:00").customer("还有个问题");
  const auto found = phases(events);

  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].started_at, at("11:00"));
  EXPECT_EQ(queue(found[1]), 0ms);
  EXPECT_FALSE(found[1].started_by_handover);
  EXPECT_EQ(facts_after(events.events()).rounds.back().owner, "a_1");
}

TEST(Phase, ReopenedBeginsANewOneInWhichNobodyHasAskedYet) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").closed("a_1").at("11:00").reopened("a_1");

  EXPECT_EQ(phases(events).size(), 2U);
  EXPECT_EQ(queue(phases(events)[1]), 0ms);
  EXPECT_THAT(rounds_after(events.events()), ElementsAre("unserved no_reply 0"));
}

TEST(Phase, QueuedAfterACloseBeginsOneWithoutAHandOverRoundAndWaitsToBeAccepted) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").closed("a_1").at("11:00").queued();

  ASSERT_EQ(phases(events).size(), 2U);
  EXPECT_EQ(queue(phases(events)[1]), std::nullopt);
  EXPECT_FALSE(phases(events)[1].started_by_handover);
  EXPECT_EQ(facts_after(events.events()).rounds.size(), 1U);

  events.at("11:02").assigned("a_2");
  EXPECT_EQ(queue(phases(events)[1]), 2min);
}

TEST(Phase, AnAssignmentAfterACloseOnlyChangesTheOwner) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").reply("a_1").closed("a_1");
  events.at("10:30").assigned("a_2").transferred("a_2", "a_3");
  EXPECT_EQ(phases(events).size(), 1U);

  events.at("11:00").customer("在吗");
  EXPECT_EQ(facts_after(events.events()).rounds.back().owner, "a_3");
}

TEST(Phase, AnAgentsMessageAfterACloseBeginsNothingAndIsNoReply) {
  EventBuilder events;
  events.opened().customer("在吗").closed().at("10:30").reply("a_1");

  EXPECT_EQ(phases(events).size(), 1U);
  EXPECT_EQ(facts_after(events.events()).asks[0].replied_at, std::nullopt);
}

TEST(Phase, ACustomerMessageAfterACloseOfTheBotReturnsToTheBot) {
  EventBuilder events;
  events.opened(Status::kBot).customer("在吗").closed().at("11:00").customer("在吗");

  EXPECT_THAT(phases(events), IsEmpty());
  EXPECT_EQ(facts_after(events.events()).closed_at, std::nullopt);
}

TEST(Phase, QueuedAssignedAndTransferredAfterACloseOfTheBotAreHandOvers) {
  EventBuilder queued, assigned, transferred;
  queued.opened(Status::kBot).customer("在吗").closed().at("11:00").queued();
  assigned.opened(Status::kBot).customer("在吗").closed().at("11:00").assigned("a_1");
  transferred.opened(Status::kBot).customer("在吗").closed().at("11:00").transferred("b_1", "a_1");

  for (const EventBuilder* events : {&queued, &assigned, &transferred}) {
    const ConversationFacts facts = facts_after(events->events());
    ASSERT_EQ(facts.rounds.size(), 1U);
    EXPECT_EQ(facts.rounds[0].opened_at, at("11:00"));
    EXPECT_TRUE(facts.phases[0].started_by_handover);
    EXPECT_EQ(facts.closed_at, std::nullopt);
  }
}

TEST(Phase, SnoozedChangesNothing) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").snoozed("a_1").at("10:01").reply("a_1");

  EXPECT_THAT(rounds_after(events.events()), ElementsAre("answered 60000 by a_1"));
  EXPECT_EQ(phases(events).size(), 1U);
}

TEST(Phase, ATransferToNobodyClearsTheOwner) {
  EventBuilder events;
  events.opened().assigned("a_1").add("conversation.transferred", Transferred{{}, {}, {}, {}});
  events.customer("在吗").closed();
  const ConversationFacts facts = facts_after(events.events());

  EXPECT_EQ(facts.rounds[0].owner, "");
  EXPECT_EQ(facts.rounds[0].reason, UnservedReason::kNoReply);  // a human had owned it
}

TEST(Phase, AFurtherOpenedInItRefreshesOwnerCustomerAndProductOnly) {
  EventBuilder events;
  events.opened(opened_for(Status::kOpen, "a_1"));
  Opened again = opened_for(Status::kBot, "a_2");
  again.customer.id = "u_2";
  again.product = Product{"p_9", {}};
  events.at("10:05").opened(again).customer("在吗");
  const ConversationFacts facts = facts_after(events.events());

  ASSERT_EQ(facts.phases.size(), 1U);
  EXPECT_EQ(facts.phases[0].started_at, at("10:00"));
  EXPECT_EQ(facts.customer, "u_2");
  EXPECT_EQ(facts.rounds[0].owner, "a_2");
  EXPECT_EQ(facts.rounds[0].product, "p_9");
}

TEST(Phase, AFurtherOpenedInTheBotPhaseIsAHandOverIfQueuedOrOpen) {
  EventBuilder events;
  events.opened(Status::kBot).customer("转人工").at("10:05").opened(Status::kQueued);
  const ConversationFacts facts = facts_after(events.events());

  ASSERT_EQ(facts.rounds.size(), 1U);
  EXPECT_EQ(facts.rounds[0].opened_by, "c_1#3");
  EXPECT_EQ(facts.rounds[0].opened_at, at("10:05"));
}

TEST(Phase, AFurtherOpenedAfterACloseStartsThePhaseItsStatusNames) {
  EventBuilder human, bot;
  human.opened().customer("在吗").closed().at("11:00").opened(Status::kOpen);
  bot.opened().customer("在吗").closed().at("11:00").opened(Status::kBot).customer("在吗");

  EXPECT_EQ(phases(human).size(), 2U);
  EXPECT_EQ(facts_after(human.events()).rounds.size(), 1U);  // no hand-over: it had a human phase
  EXPECT_EQ(phases(bot).size(), 1U);
  EXPECT_EQ(facts_after(bot.events()).rounds.size(), 1U);
}

TEST(Phase, BlockedAndInternalCustomersAreExcludedFromTheFirstEventOn) {
  for (const bool is_blocked : {true, false}) {
    Opened opened;
    opened.status = Status::kQueued;
    opened.customer = {"u_1", {}, is_blocked, !is_blocked};
    EventBuilder events;
    events.opened(opened).customer("在吗").at("10:01").reply("a_1");

    EXPECT_THAT(rounds_after(events.events()), ElementsAre("excluded 60000 by a_1"));
    EXPECT_TRUE(facts_after(events.events()).is_excluded);
    EXPECT_FALSE(facts_after(events.events()).asks[0].is_counted);
  }
}

TEST(Phase, ACustomerBlockedLaterIsExcludedAltogether) {
  EventBuilder events;
  events.opened().customer("在吗").at("10:01").reply("a_1").customer("在吗");
  Opened blocked;
  blocked.status = Status::kOpen;
  blocked.customer = {"u_1", {}, true, false};
  events.opened(blocked);

  EXPECT_THAT(rounds_after(events.events()), ElementsAre("excluded 60000 by a_1", "excluded"));
}

TEST(Phase, MetMidwayItIsCensoredUpToTheFirstCompletedRound) {
  EventBuilder events;
  events.seq(5).customer("在吗").at("10:01").reply("a_1").at("10:02").customer("谢谢");
  events.at("10:03").reply("a_1");
  const ConversationFacts facts = facts_after(events.events());

  EXPECT_THAT(rounds_after(events.events()),
              ElementsAre("left_censored 60000 by a_1", "answered 60000 by a_1"));
  ASSERT_EQ(facts.phases.size(), 1U);
  EXPECT_TRUE(facts.phases[0].is_censored);
  EXPECT_FALSE(facts.asks[0].is_counted);
  EXPECT_TRUE(facts.asks[1].is_counted);
}

TEST(Phase, MetMidwayItIsCensoredUpToTheClose) {
  EventBuilder events;
  events.seq(5).reply("a_1").closed("a_1").at("11:00").customer("在吗").at("11:01").reply("a_1");

  EXPECT_THAT(rounds_after(events.events()), ElementsAre("answered 60000 by a_1"));
  EXPECT_TRUE(phases(events)[0].is_censored);
  EXPECT_FALSE(phases(events)[1].is_censored);
}

TEST(Phase, ARatingOrAnOrderBeforeOpenedCensorsNothing) {
  EventBuilder events;
  events.rated(5).ordered(1999).opened().customer("在吗").at("10:01").reply("a_1");

  EXPECT_THAT(rounds_after(events.events()), ElementsAre("answered 60000 by a_1"));
}

TEST(Message, ARatingGoesToTheLastPhaseAndTheLastHumanWhoServed) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").reply("a_2").closed("a_2").at("12:00").rated(4);
  const ConversationFacts facts = facts_after(events.events());

  ASSERT_TRUE(facts.rating.has_value());
  EXPECT_EQ(facts.rating->agent, "a_2");
  EXPECT_EQ(facts.rating->phase_started_at, at("10:00"));
}

TEST(Message, TheHighestRevisionOfARatingWinsOfEqualOnesTheLater) {
  EventBuilder events;
  events.opened().reply("a_1").rated(1, {}, 3).rated(5, {}, 2).rated(4, {}, 3);

  EXPECT_EQ(facts_after(events.events()).rating->score, 4);
}

TEST(Message, ARepeatedIdIsAnAnomalyAndDoesNothing) {
  EventBuilder events;
  events.opened().named("m").customer("在吗").at("10:01").reply("a_1");
  events.at("10:02").named("m").customer("在吗");
  RememberingDesk desk;
  desk.apply_all(events.events());

  EXPECT_THAT(brief(desk.rounds()), ElementsAre("answered 60000 by a_1"));
  EXPECT_THAT(desk.anomalies(), ElementsAre("repeated_message"));
  EXPECT_EQ(desk.facts().spoken.size(), 2U);
}

TEST(Message, ARecallBeforeItsMessageIsAnAnomalyAndDoesNothing) {
  EventBuilder events;
  events.opened().recalled("c_1.m1").customer("在吗").at("10:01").reply("a_1");
  RememberingDesk desk;
  desk.apply_all(events.events());

  EXPECT_THAT(brief(desk.rounds()), ElementsAre("answered 60000 by a_1"));
  EXPECT_THAT(desk.anomalies(), ElementsAre("unknown_message"));
}

TEST(Message, EqualNumbersGoByTimeThenByEventId) {
  EventBuilder events;
  events.opened().at("10:01").customer("在吗");
  events.at("10:03").seq(9).event_id("z").reply("a_2");
  events.at("10:02").seq(9).event_id("y").reply("a_1");
  EXPECT_THAT(rounds_after(events.events()), ElementsAre("answered 60000 by a_1"));

  EventBuilder ids;
  ids.opened().at("10:01").customer("在吗").at("10:02");
  ids.seq(9).event_id("z").reply("a_2").seq(9).event_id("y").reply("a_1");
  EXPECT_THAT(rounds_after(ids.events()), ElementsAre("answered 60000 by a_1"));
}

TEST(Message, AsksAreRepliedToByTheFirstReplyAfterThemInWhateverPhase) {
  EventBuilder events;
  events.opened().customer("在吗").closed().at("10:10").customer("在吗").at("10:11").reply("a_1");
  const ConversationFacts facts = facts_after(events.events());

  ASSERT_EQ(facts.asks.size(), 2U);
  EXPECT_EQ(facts.asks[0].replied_at, at("10:11"));
  EXPECT_EQ(facts.asks[1].replied_at, at("10:11"));
  EXPECT_FALSE(facts.asks[0].phase_is_open);
  EXPECT_TRUE(facts.asks[1].phase_is_open);
}

TEST(Message, AskedOfAnAssistedReplyTheOwnerThenIsTheAgent) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("在吗").assisted().assigned("a_2");
  const ConversationFacts facts = facts_after(events.events());

  EXPECT_EQ(facts.asks[0].agent, "a_1");
  EXPECT_TRUE(facts.rounds[0].responder_is_bot);
  EXPECT_EQ(facts.rounds[0].owner_at_end, "a_1");
}

TEST(Message, VolumesLeaveOutWhatWasTakenBackOrFailed) {
  EventBuilder events;
  events.opened(Status::kBot).customer("一").recalled().customer("二").bot();
  events.queued().customer("三").recalled().reply("a_1").failed().reply("a_1");
  std::vector<std::string> authors;
  for (const Spoken& spoken : facts_after(events.events()).spoken) {
    authors.push_back(spoken.author);
  }

  EXPECT_THAT(authors, ElementsAre("u_1", "b_1", "a_1"));
}

TEST(Message, OrdersAreKeptWithTheirCustomer) {
  EventBuilder events;
  events.opened().ordered(1999, "u_7");
  const ConversationFacts facts = facts_after(events.events());

  ASSERT_EQ(facts.orders.size(), 1U);
  EXPECT_EQ(facts.orders[0].customer, "u_7");
  EXPECT_EQ(facts.orders[0].amount_minor, 1999);
  EXPECT_EQ(facts.orders[0].currency, "CNY");
}

}  // namespace
}  // namespace qa::testing
