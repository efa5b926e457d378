#include "qa/inspector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/qa/remembering_desk.h"
#include "tests/qa/word_rules.h"
#include "tests/support/event_builder.h"

namespace qa::testing {
namespace {

using ::support::EventBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// "r@c_1.m2" of every finding that stands, "r@c_1.m2#1" for an edit's.
std::vector<std::string> standing(const RememberingDesk& desk) {
  std::vector<std::string> names;
  for (const auto& [name, finding] : desk.standing_findings()) {
    names.push_back(finding.rule + "@" + finding.message);
    if (finding.message_revision > 0) {
      names.back() += "#" + std::to_string(finding.message_revision);
    }
  }
  return names;
}

auto text_book() {
  return book_of(agent_says("wechat", "wechat"));
}

auto context_book() {
  return book_of(agent_says_after("wait", "wait", "late"));
}

RememberingDesk judged(const std::vector<Event>& events,
                       std::shared_ptr<const rules::RulePack> book) {
  RememberingDesk desk(Profile::douyin(), std::move(book));
  desk.apply_all(events);
  return desk;
}

TEST(Inspector, AFindingSaysWhatWhereAndWho) {
  EventBuilder events;
  events.opened().customer("hi").reply("a_1", "my wechat, wechat!");
  const auto findings = judged(events.events(), text_book()).all<FindingRecord>();

  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].conversation, (ConversationKey{"shop_1", "desk", "c_1"}));
  EXPECT_EQ(findings[0].message, "c_1.m2");
  EXPECT_EQ(findings[0].message_revision, 0);
  EXPECT_EQ(findings[0].rule, "wechat");
  EXPECT_EQ(findings[0].pack, "test");
  EXPECT_EQ(findings[0].rule_set, std::string(64, 'a'));
  EXPECT_EQ(findings[0].agent, "a_1");
  EXPECT_THAT(findings[0].spans, ElementsAre(rules::Span{3, 6}, rules::Span{11, 6}));
  EXPECT_FALSE(findings[0].is_withdrawn);
}

TEST(Inspector, CustomersBotsAndAutomaticTextsAreNotTheAgentsWords) {
  EventBuilder events;
  events.opened().customer("wechat").bot("wechat").automatic("a_1", "wechat");

  EXPECT_THAT(standing(judged(events.events(), text_book())), IsEmpty());
}

TEST(Inspector, WithoutABookNothingIsFound) {
  EventBuilder events;
  events.opened().reply("a_1", "wechat");

  EXPECT_THAT(standing(judged(events.events(), nullptr)), IsEmpty());
}

TEST(Inspector, ATrialRuleOnlyLogs) {
  WordRules::Rule rule = agent_says("wechat", "wechat");
  rule.info.is_shadow = true;
  EventBuilder events;
  events.opened().reply("a_1", "wechat");
  const auto findings = judged(events.events(), book_of(rule)).all<FindingRecord>();

  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].action, rules::Action::kLog);
  EXPECT_TRUE(findings[0].is_trial);
}

TEST(Inspector, TheShareOfARulesFindingsThatPeopleLookAtIsMarked) {
  WordRules::Rule always = agent_says("always", "wechat");
  always.info.review_percent = 100;
  WordRules::Rule half = agent_says("half", "wechat");
  half.info.review_percent = 50;
  WordRules::Rule never = agent_says("never", "wechat");
  never.info.review_percent = 0;
  EventBuilder events;
  events.opened();
  for (int i = 0; i < 64; ++i) {
    events.reply("a_1", "wechat");
  }
  const auto findings = judged(events.events(), book_of(always, half, never)).all<FindingRecord>();
  std::map<std::string, int> chosen;
  for (const FindingRecord& finding : findings) {
    EXPECT_FALSE(finding.is_trial);
    chosen[finding.rule] += finding.is_for_review ? 1 : 0;
  }
  EXPECT_EQ(chosen["always"], 64);
  EXPECT_GT(chosen["half"], 16);
  EXPECT_LT(chosen["half"], 48);
  EXPECT_EQ(chosen["never"], 0);
}

TEST(Inspector, AnEditIsANewRevisionAndTheOldFindingStays) {
  EventBuilder events;
  events.opened().reply("a_1", "wechat").edited("sorry").edited("wechat again");
  const RememberingDesk desk = judged(events.events(), text_book());

  EXPECT_THAT(standing(desk), ElementsAre("wechat@c_1.m1", "wechat@c_1.m1#2"));
  EXPECT_EQ(desk.all<FindingRecord>()[1].agent, "a_1");
}

TEST(Inspector, AnEditOfAMessageNobodyKnowsIsNotJudged) {
  EventBuilder events;
  events.opened().edited("wechat", "x");

  EXPECT_THAT(standing(judged(events.events(), text_book())), IsEmpty());
}

TEST(Inspector, ALateEditMovesTheRevisionsAfterIt) {
  EventBuilder events;
  events.opened().reply("a_1", "hi").edited("wechat 1").edited("wechat 2");
  auto list = events.events();
  std::swap(list[2], list[3]);
  const RememberingDesk desk = judged(list, text_book());

  EXPECT_THAT(standing(desk), ElementsAre("wechat@c_1.m1#1", "wechat@c_1.m1#2"));
}

TEST(Inspector, ARepeatedMessageIsNotJudgedTwice) {
  EventBuilder events;
  events.opened().named("m").reply("a_1", "hi").named("m").reply("a_1", "wechat");
  auto list = events.events();
  EXPECT_THAT(standing(judged(list, text_book())), IsEmpty());

  std::swap(list[1], list[2]);  // the repetition comes first and is judged, then it is not one
  const RememberingDesk desk = judged(list, text_book());
  EXPECT_THAT(standing(desk), IsEmpty());
  EXPECT_TRUE(desk.all<FindingRecord>().back().is_withdrawn);
}

TEST(Inspector, ContextIsTheCustomersTurnThatTheMessageAnswers) {
  EventBuilder events;
  events.opened().customer("it is late").customer("hello?").reply("a_1", "wait");
  events.reply("a_1", "wait more").customer("thanks").reply("a_1", "wait");

  EXPECT_THAT(standing(judged(events.events(), context_book())),
              ElementsAre("wait@c_1.m3", "wait@c_1.m4"));
}

TEST(Inspector, AutomaticTextsDoNotEndTheCustomersTurn) {
  EventBuilder events;
  events.opened().customer("it is late").automatic("a_1").customer("hello?").reply("a_1", "wait");

  EXPECT_THAT(standing(judged(events.events(), context_book())), ElementsAre("wait@c_1.m4"));
}

TEST(Inspector, ALateQuestionMakesAFindingOfAnAnswerJudgedBefore) {
  EventBuilder events;
  events.opened().customer("it is late").reply("a_1", "wait");
  auto list = events.events();
  std::swap(list[1], list[2]);

  EXPECT_THAT(standing(judged(list, context_book())), ElementsAre("wait@c_1.m2"));
}

TEST(Inspector, ALateReplyWithdrawsAFindingWhoseContextItEnds) {
  EventBuilder events;
  events.opened().customer("it is late").reply("a_1", "ok").customer("thanks").reply("a_1", "wait");
  auto list = events.events();
  std::rotate(list.begin() + 2, list.begin() + 3, list.end());
  const RememberingDesk desk = judged(list, context_book());

  EXPECT_THAT(standing(desk), IsEmpty());
  ASSERT_EQ(desk.all<FindingRecord>().size(), 2U);
  EXPECT_TRUE(desk.all<FindingRecord>()[1].is_withdrawn);
}

TEST(Inspector, ARecalledOrEditedQuestionIsReadAsItStoodWhenAnswered) {
  EventBuilder recalled, edited, edited_after;
  recalled.opened().customer("it is late").recalled().customer("hi").reply("a_1", "wait");
  edited.opened().customer("hi").edited("it is late").reply("a_1", "wait");
  edited_after.opened().customer("hi").reply("a_1", "wait").edited("it is late", "c_1.m1");

  EXPECT_THAT(standing(judged(recalled.events(), context_book())), IsEmpty());
  EXPECT_THAT(standing(judged(edited.events(), context_book())), ElementsAre("wait@c_1.m2"));
  EXPECT_THAT(standing(judged(edited_after.events(), context_book())), IsEmpty());
}

TEST(Inspector, ADraftIsJudgedLikeTheMessageSent) {
  EventBuilder events;
  events.opened().customer("it is late");
  RememberingDesk desk = judged(events.events(), context_book());
  std::vector<rules::Hit> hits;
  desk.desk().inspect_draft("desk", "c_1", "please wait", support::shanghai("2026-11-22", "10:30:00"), hits);
  ASSERT_EQ(hits.size(), 1U);

  desk.apply_all(events.reply("a_1", "please wait").events());
  ASSERT_EQ(desk.standing_findings().size(), 1U);
  EXPECT_EQ(desk.standing_findings().begin()->second.spans, hits[0].spans);
}

TEST(Inspector, LooksBackNoFurtherThanItIsAsked) {
  DeskOptions options = RememberingDesk::replay_options();
  options.texts_kept = 3;
  EventBuilder events;
  events.opened().customer("it is late");
  for (int i = 0; i < 3; ++i) {
    events.reply("a_1", "wait");
  }
  RememberingDesk desk(Profile::douyin(), context_book(), options);
  desk.apply_all(events.reply("a_1", "wait").events());

  EXPECT_THAT(standing(desk), ElementsAre("wait@c_1.m2", "wait@c_1.m3", "wait@c_1.m4"));
}

TEST(Inspector, AnEditOfAMessageLongGoneFromTheDeskIsStillJudged) {
  DeskOptions options = RememberingDesk::replay_options();
  options.texts_kept = 2;
  EventBuilder events;
  events.opened().reply("a_1", "hi");
  for (int i = 0; i < 10; ++i) {
    events.customer("hi");
  }
  RememberingDesk desk(Profile::douyin(), text_book(), options);
  desk.apply_all(events.edited("wechat", "c_1.m1").events());

  EXPECT_THAT(standing(desk), ElementsAre("wechat@c_1.m1#1"));
}

TEST(Inspector, AnEditIsOfTheMessageItselfThoughOnlyItsRepetitionIsStillHere) {
  DeskOptions options = RememberingDesk::replay_options();
  options.texts_kept = 2;
  EventBuilder events;
  events.opened().named("m").reply("a_1", "hi").customer("hi").customer("hi").customer("hi");
  events.customer("hi").named("m").reply("a_1", "hi").edited("wechat", "m");
  RememberingDesk desk(Profile::douyin(), text_book(), options);
  desk.apply_all(events.events());

  EXPECT_THAT(standing(desk), ElementsAre("wechat@m#1"));
}

TEST(Inspector, ARestartFindsNothingTwiceAndForgetsNothing) {
  EventBuilder events;
  events.opened().customer("it is late").reply("a_1", "ok").reply("a_1", "wait");
  RememberingDesk desk = judged(events.events(), context_book());
  desk.restart();
  EXPECT_EQ(desk.all<FindingRecord>().size(), 1U);

  events.seq(2).event_id("late").named("late").reply("a_1", "in between");
  desk.apply(events.last());
  EXPECT_EQ(desk.all<FindingRecord>().size(), 1U);  // the turn is still the one it answers
}

TEST(Inspector, AnotherBookJudgesWhatComesAfterIt) {
  EventBuilder events;
  events.opened().reply("a_1", "wechat");
  RememberingDesk desk = judged(events.events(), text_book());
  desk.desk().set_rules(
      std::make_shared<WordRules>(std::vector<WordRules::Rule>{agent_says("hello", "hello")}, 'b'));
  desk.apply_all(events.reply("a_1", "hello wechat").events());

  EXPECT_THAT(standing(desk), ElementsAre("wechat@c_1.m1", "hello@c_1.m2"));
  EXPECT_EQ(desk.all<FindingRecord>()[1].rule_set, std::string(64, 'b'));
}

}  // namespace
}  // namespace qa::testing
