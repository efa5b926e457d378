#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "qa/effect_json.h"
#include "tests/qa/remembering_desk.h"
#include "tests/qa/word_rules.h"
#include "tests/support/event_builder.h"

/// What customers want: how a message is classified, and which message speaks for a round.
namespace qa::testing {
namespace {

using ::support::EventBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

auto intent_book(char version = 'a') {
  WordRules::Rule trial = customer_wants("trial", "ship", "trial");
  trial.info.is_shadow = true;
  return std::make_shared<WordRules>(
      std::vector<WordRules::Rule>{trial, customer_wants("ship", "ship", "logistics/ship"),
                                   customer_wants("refund", "refund", "after/refund"),
                                   customer_wants("urge", "ship", "logistics/urge"),
                                   agent_says("promise", "ship")},
      version);
}

RememberingDesk classified(const std::vector<Event>& events) {
  RememberingDesk desk(Profile::douyin(), intent_book());
  desk.apply_all(events);
  return desk;
}

std::vector<std::string> intents_of(const std::vector<Event>& events) {
  return classified(events).facts().round_intents;
}

TEST(Intents, AMessageHasThatOfTheFirstRuleNotOnTrial) {
  EventBuilder events;
  events.opened().customer("hi").customer("refund, or ship it").reply("a_1", "I ship it");
  const auto desk = classified(events.events());
  const auto records = desk.all<IntentRecord>();

  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].conversation, (ConversationKey{"shop_1", "desk", "c_1"}));
  EXPECT_EQ(records[0].message, "c_1.m2");
  EXPECT_EQ(records[0].intent, "logistics/ship");
  EXPECT_EQ(records[0].rule, "ship");
  EXPECT_EQ(records[0].rule_set, std::string(64, 'a'));
  EXPECT_EQ(records[0].at, events.now());
  EXPECT_EQ(desk.all<FindingRecord>().size(), 1U);  // the agent's
}

TEST(Intents, AreNoLinesAmongTheEffects) {
  EventBuilder events;
  events.opened().customer("ship");
  std::string lines;
  for (const IntentRecord& intent : classified(events.events()).all<IntentRecord>()) {
    append_effect_json(lines, intent);
  }
  EXPECT_EQ(lines, "");
}

TEST(Intents, AnEditedMessageHasThatOfItsLastText) {
  EventBuilder events;
  events.opened().customer("ship").edited("refund");
  RememberingDesk desk = classified(events.events());
  EXPECT_THAT(desk.facts().round_intents, ElementsAre("after/refund"));

  events.edited("never mind");
  desk.apply(events.last());
  EXPECT_TRUE(desk.all<IntentRecord>().back().is_withdrawn);
  EXPECT_THAT(desk.facts().round_intents, ElementsAre(""));
  EXPECT_EQ(desk.facts().round_intents,
            desk.desk().facts({"shop_1", "desk", "c_1"})->round_intents);
}

TEST(Intents, AnEditThatComesBeforeItsMessageHolds) {
  EventBuilder events;
  events.opened().customer("ship").edited("refund").customer("more");
  std::vector<Event> late = events.events();
  std::swap(late[1], late[2]);

  EXPECT_THAT(intents_of(late), ElementsAre("after/refund"));
}

TEST(Intents, AnEventThatComesLateChangesNothingOfLaterTexts) {
  EventBuilder events;
  events.opened().customer("hi").edited("ship").edited("refund");
  std::vector<Event> late = events.events();
  std::swap(late[2], late[3]);

  EXPECT_THAT(intents_of(late), ElementsAre("after/refund"));
}

TEST(Intents, AnAgentsMessageOfTheSameIdThatStandsFirstTakesTheIntentAway) {
  EventBuilder events;
  events.opened().seq(5).named("m").customer("ship").seq(2).named("m").reply("a_1", "ship");
  EXPECT_TRUE(classified(events.events()).standing_intents().empty());
}

TEST(Intents, ATakenUpConversationKeepsItsIntents) {
  EventBuilder events;
  events.opened().customer("ship").reply("a_1");
  RememberingDesk desk = classified(events.events());
  const std::size_t told = desk.all<IntentRecord>().size();
  desk.restart();
  events.customer("refund");
  desk.apply(events.last());

  EXPECT_EQ(desk.all<IntentRecord>().size(), told + 1);
  EXPECT_THAT(desk.desk().facts({"shop_1", "desk", "c_1"})->round_intents,
              ElementsAre("logistics/ship", "after/refund"));
}

TEST(Intents, OfARoundIsThatOfTheMessageThatOpensIt) {
  EventBuilder events;
  events.opened().customer("ship").reply("a_1").customer("refund").reply("a_1");
  EXPECT_THAT(intents_of(events.events()), ElementsAre("logistics/ship", "after/refund"));
}

TEST(Intents, OfARoundIsElseThatOfTheLastClassifiedMessageBeforeItInThePhase) {
  EventBuilder events;
  events.opened().customer("ship").customer("refund").reply("a_1").customer("well?").reply("a_1");
  EXPECT_THAT(intents_of(events.events()), ElementsAre("logistics/ship", "after/refund"));
}

TEST(Intents, OfARoundIsElseThatOfTheFirstInsideIt) {
  EventBuilder events;
  events.opened().customer("hi").customer("refund").customer("ship").reply("a_1");
  EXPECT_THAT(intents_of(events.events()), ElementsAre("after/refund"));
}

TEST(Intents, OfARoundIsNoneWhereNobodySaidWhatTheyWant) {
  EventBuilder events;
  events.opened().customer("hi").reply("a_1").customer("ship");
  EXPECT_THAT(intents_of(events.events()), ElementsAre("", "logistics/ship"));
}

TEST(Intents, WhatWasWantedInAnotherPhaseIsNotWantedNow) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("ship").reply("a_1").closed("a_1").customer("hello");
  events.reply("a_1");
  const ConversationFacts facts = classified(events.events()).facts();

  EXPECT_THAT(facts.round_intents, ElementsAre("logistics/ship", ""));
  EXPECT_EQ(facts.phases[0].intent, "logistics/ship");
  EXPECT_EQ(facts.phases[1].intent, "");
  EXPECT_EQ(facts.intent, "");
}

TEST(Intents, WhatWasSaidToTheRobotIsOfAnotherPhase) {
  EventBuilder events;
  events.opened(ConversationStatus::kBot).customer("ship").bot().queued().customer("refund");
  events.reply("a_1");
  EXPECT_THAT(intents_of(events.events()), ElementsAre("after/refund"));
}

TEST(Intents, AMessageTakenBackNeverWas) {
  EventBuilder events;
  events.opened().customer("ship").recalled().customer("refund").reply("a_1");
  const ConversationFacts facts = classified(events.events()).facts();

  EXPECT_EQ(facts.rounds[0].state, RoundState::kWithdrawn);
  EXPECT_EQ(facts.round_intents[1], "after/refund");
  EXPECT_EQ(facts.phases[0].intent, "after/refund");
}

TEST(Intents, ARecallMovesTheOpeningToTheNextMessage) {
  EventBuilder events;
  events.opened().customer("hi").customer("ship").customer("refund").recalled("c_1.m1");
  events.reply("a_1");
  EXPECT_THAT(intents_of(events.events()), ElementsAre("logistics/ship"));
}

TEST(Intents, ARecallAfterTheReplyChangesNothing) {
  EventBuilder events;
  events.opened().customer("ship").reply("a_1").recalled("c_1.m1").customer("well?");
  EXPECT_THAT(intents_of(events.events()), ElementsAre("logistics/ship", "logistics/ship"));
}

TEST(Intents, AReceiversRoundTakesWhatWasWantedBeforeTheTransfer) {
  EventBuilder events;
  events.opened().assigned("a_1").customer("ship").transferred("a_1", "a_2").customer("refund");
  events.reply("a_2");
  RememberingDesk desk(Profile::taobao(), intent_book());
  desk.apply_all(events.events());

  EXPECT_THAT(desk.facts().round_intents, ElementsAre("logistics/ship", "logistics/ship"));
}

TEST(Intents, OfAPhaseIsThatOfItsFirstRoundElseOfItsFirstClassifiedMessage) {
  EventBuilder events;
  events.opened().customer("hi").reply("a_1").customer("refund").reply("a_1").customer("ship");
  const ConversationFacts facts = classified(events.events()).facts();

  EXPECT_EQ(facts.phases[0].intent, "after/refund");
  EXPECT_EQ(facts.intent, "after/refund");
  EXPECT_EQ(facts.asks.back().intent, "logistics/ship");
}

TEST(Intents, AConversationWithoutAPersonStandsUnderItsFirstClassifiedMessage) {
  EventBuilder events;
  events.opened(ConversationStatus::kBot).customer("hi").customer("refund").customer("ship").bot();
  EXPECT_EQ(classified(events.events()).facts().intent, "after/refund");
}

TEST(Intents, WithoutRulesThereAreNone) {
  EventBuilder events;
  events.opened().customer("ship").reply("a_1");
  RememberingDesk desk;
  desk.apply_all(events.events());

  EXPECT_THAT(desk.all<IntentRecord>(), IsEmpty());
  EXPECT_THAT(desk.facts().round_intents, ElementsAre(""));
}

}  // namespace
}  // namespace qa::testing
