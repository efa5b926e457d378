#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "qa/backtest.h"
#include "qa/desk.h"
#include "tests/qa/remembering_desk.h"
#include "tests/support/event_builder.h"
#include "tests/support/rules_of.h"

namespace qa::testing {
namespace {

using std::chrono::seconds;
using ::support::EventBuilder;
using ::support::rules_of;

Time at(std::string_view clock) {
  return ::support::shanghai("2026-11-22", clock);
}

std::shared_ptr<const rules::RulePack> promise_rule() {
  return rules_of(R"(version: 1
pack: shop
rules:
- id: srv.promise
  name: 承诺后无下文
  level: major
  after: {says: agent, has: [稍等]}
  expect: {says: agent, within: 180s}
  do: hint
  tell: 请给顾客答复
)");
}

/// The rules of a test, counting how often they are put to a text.
class CountedRules : public rules::RulePack {
 public:
  explicit CountedRules(std::shared_ptr<const rules::RulePack> rules) : rules_(std::move(rules)) {}

  void inspect(const rules::Utterance& utterance, rules::Scratch& scratch,
               std::vector<rules::ClauseHit>& hits) const override {
    ++looks;
    rules_->inspect(utterance, scratch, hits);
  }

  void match(const rules::Utterance& utterance, const rules::Context& context,
             rules::Scratch& scratch, std::vector<rules::Hit>& hits) const override {
    ++looks;
    rules_->match(utterance, context, scratch, hits);
  }

  void match_inspected(std::span<const rules::ClauseHit> clauses, const rules::Context& context,
                       rules::Scratch& scratch, std::vector<rules::Hit>& hits) const override {
    rules_->match_inspected(clauses, context, scratch, hits);
  }

  bool touches_talk(std::span<const rules::ClauseHit> clauses) const override {
    return rules_->touches_talk(clauses);
  }

  rules::Judgement judge(const rules::Talk& talk, std::int64_t now_ms) const override {
    ++judgements;
    return rules_->judge(talk, now_ms);
  }

  rules::Judgement judge_talk(const rules::Talk& talk, std::int64_t now_ms) const override {
    ++judgements;
    return rules_->judge_talk(talk, now_ms);
  }

  std::vector<bool> could_apply(const rules::Talk& talk) const override {
    return rules_->could_apply(talk);
  }

  const rules::RuleInfo& info(std::uint32_t rule) const override { return rules_->info(rule); }

  std::size_t size() const override { return rules_->size(); }

  bool needs_context() const override { return rules_->needs_context(); }

  const std::string& version() const override { return rules_->version(); }

  mutable int looks = 0;
  mutable int judgements = 0;

 private:
  std::shared_ptr<const rules::RulePack> rules_;
};

std::shared_ptr<CountedRules> promises_and_words() {
  return std::make_shared<CountedRules>(rules_of(R"(version: 1
pack: shop
rules:
- {id: srv.promise, after: {says: agent, has: 稍等}, expect: {says: agent, within: 180s}}
- {id: tone.word, has: 讨厌}
)"));
}

EventBuilder promise() {
  EventBuilder events;
  events.at("10:00:00")
      .opened()
      .assigned("a_1")
      .customer("能退吗")
      .at("10:00:20")
      .reply("a_1", "稍等");
  return events;
}

std::vector<std::string> told(const RememberingDesk& desk) {
  std::vector<std::string> lines;
  for (const FindingRecord& finding : desk.all<FindingRecord>()) {
    lines.push_back((finding.is_withdrawn ? "-" : "+") + finding.rule + " " + finding.message);
  }
  return lines;
}

TEST(TalkInspector, AnAbsenceIsFoundWhenItsTimeIsOver) {
  RememberingDesk desk(Profile::douyin(), promise_rule());
  desk.apply_all(promise().take());
  desk.run_to(at("10:03:19.999"));
  EXPECT_TRUE(told(desk).empty());
  EXPECT_EQ(desk.desk().next_deadline(), at("10:03:20.001"));

  desk.run_to(at("10:03:21"));
  ASSERT_EQ(told(desk), std::vector<std::string>{"+srv.promise c_1.m2"});
  const FindingRecord finding = desk.all<FindingRecord>().front();
  EXPECT_EQ(finding.agent, "a_1");
  EXPECT_EQ(finding.action, rules::Action::kHint);
  EXPECT_EQ(finding.at, at("10:03:20.001"));
  EXPECT_EQ(finding.spans, (std::vector<rules::Span>{{0, 2}}));
}

TEST(TalkInspector, EveryMessageIsLookedAtOnceForAllRules) {
  const auto rules = promises_and_words();
  RememberingDesk desk(Profile::douyin(), rules);
  desk.apply_all(promise().at("10:00:40").reply("a_1", "讨厌").take());
  EXPECT_EQ(rules->looks, 3);
  EXPECT_EQ(told(desk), (std::vector<std::string>{"+tone.word c_1.m3"}));
  std::vector<rules::Hit> hits;
  desk.desk().inspect_draft("desk", "c_1", "讨厌", at("10:01:00"), hits);
  EXPECT_EQ(rules->looks, 4);
  EXPECT_EQ(hits.size(), 1U);
}

TEST(TalkInspector, AConversationThatTouchesNoRuleAboutItIsNotJudged) {
  const auto rules = promises_and_words();
  RememberingDesk desk(Profile::douyin(), rules);
  desk.apply_all(EventBuilder()
                     .at("10:00:00")
                     .opened()
                     .assigned("a_1")
                     .customer("稍等，能退吗")
                     .at("10:00:20")
                     .reply("a_1", "讨厌")
                     .take());
  EXPECT_EQ(rules->judgements, 0);
  EXPECT_EQ(told(desk), (std::vector<std::string>{"+tone.word c_1.m2"}));
}

TEST(TalkInspector, WhatComesInTimeIsNoAbsence) {
  RememberingDesk desk(Profile::douyin(), promise_rule());
  desk.apply_all(promise().at("10:03:20").reply("a_1", "可以退").take());
  desk.run_to(at("12:00:00"));
  EXPECT_TRUE(told(desk).empty());
}

TEST(TalkInspector, ACloseDecidesWhatWasStillOpen) {
  RememberingDesk desk(Profile::douyin(), promise_rule());
  desk.apply_all(promise().at("10:01:00").closed("a_1").take());
  EXPECT_EQ(told(desk), std::vector<std::string>{"+srv.promise c_1.m2"});
}

TEST(TalkInspector, AMessageThatComesLateTakesAFindingBack) {
  RememberingDesk desk(Profile::douyin(), promise_rule());
  auto events = promise().at("10:01:00").reply("a_1", "可以退").take();
  const Event late = events.back();
  events.pop_back();
  desk.apply_all(events);
  desk.run_to(at("10:05:00"));
  desk.apply_at(late, at("10:05:00"));
  EXPECT_EQ(told(desk), (std::vector<std::string>{"+srv.promise c_1.m2", "-srv.promise c_1.m2"}));
}

TEST(TalkInspector, ARestartForgetsNoAppointmentAndRepeatsNothing) {
  RememberingDesk desk(Profile::douyin(), promise_rule());
  desk.apply_all(promise().take());
  desk.run_to(at("10:02:00"));
  desk.restart();
  desk.run_to(at("10:04:00"));
  EXPECT_EQ(told(desk).size(), 1U);
  desk.restart();
  desk.run_to(at("10:10:00"));
  EXPECT_EQ(told(desk).size(), 1U);
}

TEST(TalkInspector, AClockThatIsBehindAfterARestartTakesNothingBack) {
  for (const bool is_closed : {false, true}) {  // decided by the time limit, by an event
    SCOPED_TRACE(is_closed);
    RememberingDesk desk(Profile::douyin(), promise_rule());
    EventBuilder events = promise();
    if (is_closed) {
      events.at("10:01:00").closed("a_1");
    }
    desk.apply_all(events.take());
    desk.run_to(at("10:05:00"));
    ASSERT_EQ(told(desk).size(), 1U);
    Desk again(Profile::douyin(), promise_rule(), RememberingDesk::replay_options());
    std::vector<Effect> effects;
    again.restore(desk.history("c_1"), at("09:00:00"), effects);
    again.advance(at("09:00:01"), effects);
    EXPECT_TRUE(std::none_of(effects.begin(), effects.end(), [](const Effect& effect) {
      return std::holds_alternative<FindingRecord>(effect);
    }));
  }
}

TEST(TalkInspector, WhatFellDueWhileNobodyWatchedIsFoundAfterwards) {
  RememberingDesk desk(Profile::douyin(), promise_rule());
  desk.apply_all(promise().take());
  Desk again(Profile::douyin(), promise_rule());
  std::vector<Effect> effects;
  again.restore(desk.history("c_1"), at("10:30:00"), effects);
  std::size_t findings = 0;
  for (const Effect& effect : effects) {
    findings += std::holds_alternative<FindingRecord>(effect) ? 1U : 0U;
  }
  EXPECT_EQ(findings, 1U);
}

TEST(TalkInspector, OtherRulesJudgeWhatIsDecidedAfterThem) {
  RememberingDesk desk(Profile::douyin(), promise_rule());
  desk.apply_all(promise().at("10:01:00").customer("好").take());
  desk.desk().set_rules(rules_of(R"(version: 1
pack: other
rules:
- {id: other.count, says: agent, has: [稍等], nth: 1}
- {id: other.promise, after: {says: agent, has: [稍等]}, expect: {says: agent, within: 240s}}
)"));
  desk.apply_all(EventBuilder().seq(6).at("10:02:00").named("m_x").customer("在吗").take());
  desk.run_to(at("10:10:00"));
  EXPECT_EQ(told(desk), std::vector<std::string>{"+other.promise c_1.m2"});
}

TEST(TalkInspector, ADraftIsJudgedByWhatWasSaidBeforeIt) {
  RememberingDesk desk(Profile::douyin(), rules_of(R"(version: 1
pack: shop
rules:
- {id: again, repeat: {look_back: 5, alike: 90%, min_chars: 4}}
)"));
  desk.apply_all(EventBuilder()
                     .at("10:00:00")
                     .opened()
                     .assigned("a_1")
                     .customer("什么时候发货")
                     .after(seconds(5))
                     .reply("a_1", "亲，今天就会给您安排发出")
                     .customer("到底什么时候")
                     .take());
  std::vector<rules::Hit> hits;
  desk.desk().inspect_draft("desk", "c_1", "亲，今天就会给您安排发出", at("10:01:00"), hits);
  EXPECT_EQ(hits.size(), 1U);
  desk.desk().inspect_draft("desk", "c_1", "仓库说下午三点前交给快递", at("10:01:00"), hits);
  EXPECT_TRUE(hits.empty());
}

TEST(TalkInspector, AFindingAboutACustomersMessageConcernsWhoOwnedTheConversationThen) {
  RememberingDesk desk(Profile::douyin(), rules_of(R"(version: 1
pack: shop
rules:
- id: srv.ignored
  after: {says: customer, has: [骗子]}
  expect: {says: agent, has: [抱歉], within: 1 message}
)"));
  desk.apply_all(EventBuilder()
                     .at("10:00:00")
                     .opened()
                     .assigned("a_1")
                     .customer("你们是骗子吧")
                     .after(seconds(5))
                     .transferred("a_1", "a_2")
                     .reply("a_2", "订单号发下")
                     .take());
  ASSERT_EQ(desk.all<FindingRecord>().size(), 1U);
  EXPECT_EQ(desk.all<FindingRecord>().front().agent, "a_1");
}

TEST(TalkInspector, AttributesOfTheConversationAreSeen) {
  Opened opened;
  opened.status = ConversationStatus::kOpen;
  opened.attributes["order_status"] = "已签收";
  RememberingDesk desk(Profile::douyin(), rules_of(R"(version: 1
pack: shop
rules:
- {id: late, has: [还没发货], attrs: {order_status: 已签收}}
)"));
  EventBuilder events;
  events.at("10:00:00").opened(opened).customer("到了吗").reply("a_1", "还没发货");
  desk.apply_all(events.take());
  EXPECT_EQ(told(desk), std::vector<std::string>{"+late c_1.m2"});
}

TEST(TalkInspector, ALongConversationIsJudgedToTheEndAndNothingIsTakenBack) {
  const auto rules = rules_of(R"(version: 1
pack: shop
rules:
- {id: first, has: [嗯], first: 1}
- {id: third, has: [嗯], nth: 3}
- {id: after, has: [嗯], after: {says: customer, has: [开头]}}
- {id: promise, has: [稍等], expect: {has: [好了], within: 3 messages}}
)");
  EventBuilder events;
  events.at("10:00:00").opened().assigned("a_1").customer("开头");
  for (int i = 0; i < 2'300; ++i) {
    events.after(Duration{1'000}).reply("a_1", i % 100 == 50 ? "稍等" : "嗯");
  }
  const std::vector<Event> all = events.take();
  RememberingDesk desk(Profile::douyin(), rules, DeskOptions{});
  desk.apply_all(all);
  std::map<std::string, int> found;
  for (const FindingRecord& finding : desk.all<FindingRecord>()) {
    EXPECT_FALSE(finding.is_withdrawn) << finding.rule << " " << finding.message;
    ++found[finding.rule];
  }
  EXPECT_EQ(found, (std::map<std::string, int>{
                       {"first", 1}, {"third", 1}, {"after", 990}, {"promise", 23}}));

  const Profile profile = Profile::douyin();
  const LocalTime local(profile);
  const ConversationKey key = desk.all<FindingRecord>().front().conversation;
  std::vector<FindingRecord> live;
  for (const auto& [name, finding] : desk.standing_findings()) {
    live.push_back(finding);
  }
  EXPECT_EQ(BookOverWhole(rules).findings_in(WholeConversation(key, all, profile, local)), live);
  EXPECT_EQ(desk.rounds().size(), 1U);
}

TEST(TalkInspector, WhatComesFarTooLateIsJudgedWithEverythingBroughtBack) {
  EventBuilder events = promise();
  const auto late = events.at("10:01:00").reply("a_1", "可以退").events().back();
  events.at("10:10:00");
  for (int i = 0; i < 2'200; ++i) {
    events.after(Duration{100}).customer("嗯");
  }
  std::vector<Event> all = events.take();
  all.erase(std::find_if(all.begin(), all.end(),
                         [&](const Event& event) { return event.id == late.id; }));
  RememberingDesk desk(Profile::douyin(), promise_rule(), DeskOptions{});
  desk.apply_all(all);
  ASSERT_EQ(told(desk), std::vector<std::string>{"+srv.promise c_1.m2"});
  desk.apply_at(late, desk.now());
  EXPECT_EQ(told(desk), (std::vector<std::string>{"+srv.promise c_1.m2", "-srv.promise c_1.m2"}));
}

TEST(TalkInspector, ADraftIsJudgedByTheRulesOfNowThoughTheMessagesWereLookedAtByOthers) {
  const char* const head = "version: 1\npack: shop\nrules:\n";
  const std::string one = "- {id: one, says: customer, has: [能退], classify: 售后}\n";
  const std::string two = "- {id: two, has: [好的], after: {says: customer, has: [能退]}}\n";
  RememberingDesk desk(Profile::douyin(), rules_of(head + one + two));
  desk.apply_all(promise().take());
  desk.desk().set_rules(rules_of(head + two + one));
  std::vector<rules::Hit> hits;
  desk.desk().inspect_draft("desk", "c_1", "好的", at("10:00:30"), hits);
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(desk.desk().rules()->info(hits.front().rule).id, "two");
}

TEST(TalkInspector, ARuleThatSetsAnIntentSaysNothingOfADraft) {
  RememberingDesk desk(Profile::douyin(), rules_of(R"(version: 1
pack: shop
rules:
- {id: intent, says: any, has: [物流], classify: 物流问题}
- {id: wrong, has: [物流]}
)"));
  std::vector<rules::Hit> hits;
  desk.desk().inspect_draft("desk", "c_1", "物流慢", at("10:00:30"), hits);
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(desk.desk().rules()->info(hits.front().rule).id, "wrong");
}

}  // namespace
}  // namespace qa::testing
