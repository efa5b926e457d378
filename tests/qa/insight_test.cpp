#include "qa/insight.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "qa/complaint_risk.h"
#include "qa/insight_satisfaction.h"
#include "qa/report.h"
#include "qa/topics.h"
#include "tests/qa/metrics_talk.h"

namespace qa {
namespace {

using Told = std::pair<Talk, ConversationEvidence>;

Insight insight_of(const std::vector<Told>& told, Profile profile = Profile::douyin()) {
  ReportRequest request{that_day(), std::nullopt, {}, that_day().to, that_day().to};
  request.wants_insight = true;
  ReportBuilder builder{std::move(profile), request};
  for (const auto& [talk, evidence] : told) {
    builder.add(talk, evidence);
  }
  return builder.report().insight.value();
}

Talk answered_talk(const std::string& id, double wait) {
  Talk talk{id};
  talk.phase(on("10:00:00")).answered(on("10:00:00"), seconds(wait));
  return talk;
}

FindingRecord finding(std::string rule, rules::Level level = rules::Level::kMajor) {
  FindingRecord record;
  record.agent = "a_1";
  record.rule = std::move(rule);
  record.level = level;
  return record;
}

NudgeRecord nudge(Stage stage, double after, Suppressed suppressed = Suppressed::kNo) {
  NudgeRecord record;
  record.opened_by = "m_1";
  record.stage = stage;
  record.stage_at = on("10:00:00") + seconds(after);
  record.suppressed = suppressed;
  return record;
}

TEST(Reasons, StandBesideTheRoundsOverTheLimit) {
  Talk slow = answered_talk("c_1", 181);
  slow.unserved(on("10:10:00"), seconds(90))
      .answered(on("10:20:00"), seconds(180))
      .rated(1, {"slow"});
  Talk quick = answered_talk("c_2", 10);
  quick.rated(2, {"slow"});
  Profile profile = Profile::douyin();
  profile.reason_by_tag = {{"slow", "slow"}};
  const Insight insight = insight_of({{slow, {}}, {quick, {}}}, profile);

  ASSERT_EQ(insight.reasons.size(), 1u);
  const ReasonEvidence& reason = insight.reasons[0];
  EXPECT_EQ(reason.reason, "slow");
  EXPECT_EQ(reason.ratings, 2);
  EXPECT_EQ(reason.with_slow, 1);
  EXPECT_EQ(reason.slow_rounds, 2)
      << "181 s and the one nobody served; exactly the limit is in time";
  EXPECT_EQ(reason.longest_wait, seconds(181));
  EXPECT_EQ(reason.without_evidence, 1);
  EXPECT_EQ(reason.behind.conversations, 2);
  EXPECT_EQ(reason.behind.worst.front().id, "c_1") << "most evidence first";
}

TEST(Reasons, StandBesideWhatRulesFound) {
  ConversationEvidence evidence;
  evidence.findings = {finding("tone.rude"), finding("tone.rude"),
                       finding("a.note", rules::Level::kNote), finding("a.trial"),
                       finding("a.gone")};
  evidence.findings[3].is_trial = true;
  evidence.findings[4].is_withdrawn = true;
  Talk talk = answered_talk("c_1", 10);
  talk.rated(1);
  const Insight insight = insight_of({{talk, evidence}});

  ASSERT_EQ(insight.reasons.size(), 1u);
  const ReasonEvidence& reason = insight.reasons[0];
  EXPECT_EQ(reason.reason, "other") << "no tag";
  EXPECT_EQ(reason.with_findings, 1);
  EXPECT_EQ(reason.findings, 2);
  EXPECT_EQ(reason.without_evidence, 0);
  EXPECT_EQ(reason.rules, (std::vector<RuleEvidence>{{"tone.rude", 1, 2}}));
}

TEST(Reasons, WhatTheCustomerSaidIsNoEvidence) {
  ConversationEvidence evidence;
  evidence.findings = {finding("customer.anger"), finding("customer.nobody")};
  evidence.findings[0].agent = "u_c_1";
  evidence.findings[1].agent.clear();
  Talk talk = answered_talk("c_1", 10);
  talk.rated(1);

  EXPECT_EQ(insight_of({{talk, evidence}}).reasons.at(0).without_evidence, 1);
}

TEST(Reasons, OfGoodRatingsThereAreNone) {
  Talk talk = answered_talk("c_1", 300);
  talk.rated(5);

  EXPECT_TRUE(insight_of({{talk, {}}}).reasons.empty());
}

TEST(WaitAndSatisfaction, LongerWaitsAndFewerStarsCorrelate) {
  std::vector<Told> told;
  for (int i = 0; i < 20; ++i) {
    Talk talk = answered_talk("c_" + std::to_string(i), 10 * (i + 1));
    told.push_back({talk.rated(i < 10 ? 5 : 1), {}});
  }
  const WaitAndSatisfaction result = insight_of(told).satisfaction;

  EXPECT_EQ(result.sessions, 20);
  // Ranks 1–20 against two tied halves at 5.5 and 15.5: products −500, squares 665 and 500.
  EXPECT_NEAR(result.correlation.value(), -std::sqrt(100.0 / 133.0), 1e-12);
  EXPECT_LT(result.interval->low, *result.correlation);
  EXPECT_GT(result.interval->high, *result.correlation);
  EXPECT_LT(result.interval->high, 0);
}

TEST(WaitAndSatisfaction, ARatingStandsInTheBucketOfItsMeanWait) {
  Talk talk = answered_talk("c_1", 30);
  Talk edge = answered_talk("c_2", 100);
  edge.answered(on("10:10:00"), seconds(260));  // mean 180 s: the limit is still in
  Talk lost = answered_talk("c_3", 4000);
  const auto buckets = insight_of({{talk.rated(5), {}}, {edge.rated(3), {}}, {lost.rated(1), {}}})
                           .satisfaction.buckets;

  ASSERT_EQ(buckets.size(), 7u);
  EXPECT_EQ(buckets[0], (WaitBucket{seconds(0), seconds(30), 1, 1, 0, 5}));
  EXPECT_EQ(buckets[3], (WaitBucket{seconds(120), seconds(180), 1, 0, 1, 3}));
  EXPECT_EQ(buckets[6], (WaitBucket{seconds(600), std::nullopt, 1, 0, 1, 1}));
}

TEST(WaitAndSatisfaction, FewRatingsAndEqualOnesHaveNoCorrelation) {
  std::vector<Told> few;
  std::vector<Told> equal;
  for (int i = 0; i < 10; ++i) {
    Talk talk = answered_talk("c_" + std::to_string(i), 10 + i);
    equal.push_back({Talk{talk}.rated(5), {}});
    if (i < 9) {
      few.push_back({talk.rated(i % 5 + 1), {}});
    }
  }

  EXPECT_EQ(insight_of(few).satisfaction.correlation, std::nullopt);
  EXPECT_EQ(insight_of(few).satisfaction.sessions, 9);
  EXPECT_EQ(insight_of(equal).satisfaction.correlation, std::nullopt);
}

TEST(RankCorrelation, TiesShareTheirRank) {
  EXPECT_NEAR(rank_correlation({1, 2, 3, 4}, {2, 4, 6, 80}).value(), 1, 1e-12);
  EXPECT_NEAR(rank_correlation({1, 2, 3, 4}, {9, 7, 7, 1}).value(), -std::sqrt(0.9), 1e-12);
  EXPECT_EQ(rank_correlation({1, 1}, {1, 2}), std::nullopt);
  const Interval interval = correlation_interval(0, 103);
  EXPECT_NEAR(interval.high, std::tanh(1.959963984540054 / 10), 1e-12);
  EXPECT_NEAR(interval.low, -interval.high, 1e-12);
}

TEST(WhatIf, SlowAndUnservedRoundsAreAnsweredAtTheLimit) {
  Talk talk = answered_talk("c_1", 700);  // counts 600
  talk.unserved(on("10:20:00"), seconds(50)).answered(on("10:30:00"), seconds(60));
  const auto what_if = insight_of({{talk, {}}}).what_if;

  ASSERT_EQ(what_if.size(), 2u);
  EXPECT_EQ(what_if[0].supposition, Supposition::kSlowestInTime);
  EXPECT_EQ(what_if[0].rounds, 2);
  EXPECT_EQ(what_if[0].mean_response_ms, 420'000);
  EXPECT_EQ(what_if[0].new_mean_response_ms, 140'000);
  EXPECT_NEAR(what_if[0].round_rate.value(), 1.0 / 3, 1e-12);
  EXPECT_EQ(what_if[0].new_round_rate, 1);
  EXPECT_EQ(what_if[1].supposition, Supposition::kUnservedInTime);
  EXPECT_EQ(what_if[1].rounds, 1);
  EXPECT_EQ(what_if[1].new_mean_response_ms, 280'000);
  EXPECT_NEAR(what_if[1].new_round_rate.value(), 2.0 / 3, 1e-12);
}

TEST(WhatIf, OnlyTheTwentySlowestAreMended) {
  std::vector<Told> told;
  for (int i = 0; i < 30; ++i) {
    told.push_back({answered_talk("c_" + std::to_string(i), 200 + i), {}});
  }
  const auto what_if = insight_of(told).what_if;

  ASSERT_EQ(what_if.size(), 1u);
  EXPECT_EQ(what_if[0].rounds, 20);
  EXPECT_NEAR(what_if[0].new_round_rate.value(), 20.0 / 30, 1e-12);
  EXPECT_EQ(what_if[0].behind.worst.front().id, "c_29");
  EXPECT_EQ(what_if[0].behind.worst.back().id, "c_10");
}

TEST(NudgeEffect, SetsShownBesideSuppressed) {
  ConversationEvidence shown;
  shown.nudges = {nudge(Stage::kUrgent, 150)};
  ConversationEvidence held;
  held.nudges = {nudge(Stage::kUrgent, 150, Suppressed::kBudget)};
  const auto effects = insight_of({{answered_talk("c_1", 210), shown},  // 60 s after: soon
                                   {answered_talk("c_2", 210.001), shown},
                                   {answered_talk("c_3", 400), held}})
                           .nudges;

  ASSERT_EQ(effects.size(), 1u);
  EXPECT_EQ(effects[0].stage, Stage::kUrgent);
  EXPECT_EQ(effects[0].within, seconds(60));
  EXPECT_EQ(effects[0].shown.answered, 1);
  EXPECT_EQ(effects[0].shown.rounds, 2);
  EXPECT_EQ(effects[0].shown.interval, wilson_interval(1, 2));
  EXPECT_EQ(effects[0].suppressed.answered, 0);
  EXPECT_EQ(effects[0].suppressed.rounds, 1);
}

TEST(NudgeEffect, LeavesOutWhatComparesNothing) {
  ConversationEvidence shown;
  shown.nudges = {nudge(Stage::kUrgent, 150)};
  ConversationEvidence held;
  held.nudges = {nudge(Stage::kUrgent, 150, Suppressed::kOutOfWindow),
                 nudge(Stage::kOverdue, 180, Suppressed::kBudget)};
  ConversationEvidence late;  // a reply that came late to us: nobody was waiting any more
  late.nudges = {nudge(Stage::kUrgent, 150, Suppressed::kSnoozed)};

  EXPECT_TRUE(insight_of({{answered_talk("c_1", 160), shown},
                          {answered_talk("c_2", 400), held},
                          {answered_talk("c_3", 100), late}})
                  .nudges.empty());
}

TEST(ComplaintRisk, IsTheSumOfItsParts) {
  Talk talk{"c_1"};
  talk.phase(on("10:00:00")).unserved(on("10:00:00"), seconds(601)).closed(on("10:10:01"));
  for (int i = 0; i < 15; ++i) {
    talk.said(ActorKind::kCustomer, on("10:00:00") + seconds(i));
  }
  ConversationEvidence evidence;
  evidence.repeated_questions = 2;
  const auto risk = complaint_risk_of(talk, evidence, Profile::douyin(), that_day());

  ASSERT_TRUE(risk.has_value());
  EXPECT_EQ(risk->points, 100);
  EXPECT_EQ(risk->wait_points, 35);
  EXPECT_EQ(risk->message_points, 20);
  EXPECT_EQ(risk->repetition_points, 25);
  EXPECT_EQ(risk->unserved_points, 20);
  EXPECT_EQ(risk->first_wait, seconds(601));
  EXPECT_EQ(risk->customer_messages, 15);
}

TEST(ComplaintRisk, OfAGoodConversationThereIsNone) {
  const auto risk = [](const Talk& talk) {
    return complaint_risk_of(talk, {}, Profile::douyin(), that_day());
  };

  EXPECT_EQ(risk(answered_talk("c_1", 180)), std::nullopt);
  EXPECT_EQ(risk(answered_talk("c_1", 180.001))->points, kLateWaitPoints);
  EXPECT_EQ(risk(answered_talk("c_1", 600))->points, kLateWaitPoints);
  EXPECT_EQ(risk(answered_talk("c_1", 600.001))->points, kLostWaitPoints);
  EXPECT_EQ(risk(answered_talk("c_1", 700).excluded()), std::nullopt);
  EXPECT_EQ(complaint_risk_of(answered_talk("c_1", 700), {}, Profile::douyin(),
                              {that_day().to, that_day().to + seconds(86'400)}),
            std::nullopt);
}

TEST(ComplaintRisk, TheRiskiestAreListedAndAllAreCounted) {
  std::vector<Told> told;
  for (int i = 0; i < 25; ++i) {
    Talk talk{"c_" + std::to_string(i)};
    talk.phase(on("10:00:00"))
        .unserved(on("10:00:00"), seconds(i < 2 ? 700 : 200))
        .closed(on("10:20:00"));
    told.push_back({talk, {}});
  }
  told.push_back({answered_talk("c_late", 300), {}});  // 20 points: not worth a look
  const Insight insight = insight_of(told);

  EXPECT_EQ(insight.conversations_at_risk, 25);
  ASSERT_EQ(insight.risks.size(), kRisksShown);
  EXPECT_EQ(insight.risks[0].conversation.id, "c_0");
  EXPECT_EQ(insight.risks[1].conversation.id, "c_1");
  EXPECT_EQ(insight.risks[1].points, 55);
  EXPECT_EQ(insight.risks[2].conversation.id, "c_10") << "by key";
}

/// What a customer says, in order.
std::int64_t repeated(const std::vector<std::string>& texts) {
  SaidWords words;
  std::int64_t seq = 0;
  for (const std::string& text : texts) {
    Event event;
    event.conv_seq = ++seq;
    MessageCreated said;
    said.id = "m_" + std::to_string(seq);
    said.author.kind = ActorKind::kCustomer;
    said.content.text = text;
    event.data = said;
    words.see(event);
  }
  return words.repeated_questions();
}

TEST(SaidWords, TellsQuestionsThatAreAskedAgain) {
  EXPECT_EQ(repeated({"怎么还没发货", "还没发货吗", "怎么还没发货?"}), 2);
  EXPECT_EQ(repeated({"怎么还没发货", "尺码偏大吗"}), 0);
  EXPECT_EQ(repeated({"订单 123456 到哪了", "订单 654321 到哪了"}), 0) << "another order";
  EXPECT_EQ(repeated({"在吗", "在吗", "在吗"}), 0) << "no question";
  EXPECT_EQ(repeated({"怎么还没发货"}), 0);
}

TEST(SaidWords, WhatIsToldTwiceWasSaidOnceAndWhatWasTakenBackNever) {
  const auto event_of = [](std::int64_t seq, EventData data) {
    Event event;
    event.conv_seq = seq;
    event.data = std::move(data);
    return event;
  };
  MessageCreated asked;
  asked.id = "m_1";
  asked.author.kind = ActorKind::kCustomer;
  asked.content.text = "怎么还没发货";
  MessageCreated again = asked;
  again.id = "m_2";
  SaidWords twice;
  twice.see(event_of(1, asked));
  twice.see(event_of(2, asked));
  EXPECT_EQ(twice.repeated_questions(), 0);
  twice.see(event_of(3, again));
  EXPECT_EQ(twice.repeated_questions(), 1);
  twice.see(event_of(4, MessageRecalled{"m_1", {}}));
  EXPECT_EQ(twice.repeated_questions(), 0);
}

IntentRecord wanted(std::string intent, std::string_view at, std::string message = "m_1") {
  IntentRecord record;
  record.message = std::move(message);
  record.intent = std::move(intent);
  record.at = on(at);
  return record;
}

ConversationEvidence wants(std::vector<IntentRecord> intents) {
  ConversationEvidence evidence;
  evidence.intents = std::move(intents);
  return evidence;
}

TEST(Topics, OfAGroupAreComparedWithWhatThatGroupHadBefore) {
  const Duration day{86'400'000};
  ReportRequest request{
      that_day(), Period{that_day().from - day, that_day().from}, {}, that_day().to, that_day().to};
  request.wants_insight = true;
  request.only = {{Cut::kAgent, "a_1"}};
  ReportBuilder builder{Profile::douyin(), request};
  const auto add = [&](const std::string& id, const std::string& agent, Time at) {
    Talk talk{id};
    talk.phase(at, agent).answered(at, seconds(10), agent);
    IntentRecord intent = wanted("物流问题/催促发货", "10:00:00");
    intent.at = at;
    builder.add(talk, wants({intent}));
  };
  add("c_1", "a_1", on("10:00:00"));
  add("c_2", "a_2", on("10:00:00"));
  add("c_3", "a_1", on("10:00:00") - day);
  add("c_4", "a_1", on("11:00:00") - day);
  add("c_5", "a_2", on("10:00:00") - day);

  EXPECT_EQ(builder.report().insight.value().topics,
            (std::vector<Topic>{{"物流问题/催促发货", 1, 1, 2}}));
}

TEST(Topics, CountAConversationOnceATopic) {
  TopicCounter counter{{that_day(), Period{that_day().from - seconds(86'400), that_day().from}, 1,
                        std::nullopt, ""}};
  counter.add(answered_talk("c_1", 10), wants({wanted("物流问题/催促发货", "10:00:00"),
                                               wanted("物流问题/少件", "10:01:00")}));
  IntentRecord before = wanted("物流问题/少件", "10:00:00");
  before.at -= seconds(86'400);
  counter.add(answered_talk("c_2", 10), wants({before, wanted("售后问题/退款", "10:00:00")}));
  counter.add(answered_talk("c_3", 10), wants({wanted("物流问题/少件", "10:00:00")}));
  counter.add(answered_talk("c_4", 10).excluded(), wants({wanted("物流问题/少件", "10:00:00")}));

  EXPECT_EQ(counter.topics(20), (std::vector<Topic>{{"物流问题", 2, 3, 1}, {"售后问题", 1, 1, 0}}));
  EXPECT_EQ(counter.topics(1).size(), 1u);
  EXPECT_EQ(counter.classified(), 3);
}

TEST(Topics, LevelsSourceAndTheConversationsBehind) {
  TopicsRequest request{that_day(), std::nullopt, 2, Origin::kHuman, "物流问题"};
  TopicCounter counter{request};
  Talk by_robot = answered_talk("c_bot", 10);
  by_robot.facts().origin = Origin::kBotToHuman;
  counter.add(by_robot, wants({wanted("物流问题/少件", "10:00:00")}));
  counter.add(answered_talk("c_2", 10), wants({wanted("物流问题/少件/赠品", "10:05:00")}));
  counter.add(answered_talk("c_1", 10),
              wants({wanted("物流问题/少件", "10:02:00"), wanted("物流问题/破损", "10:01:00")}));
  counter.add(answered_talk("c_3", 10), wants({wanted("物流问题其他", "10:02:00")}));

  EXPECT_EQ(counter.topics(20), (std::vector<Topic>{{"物流问题/少件", 2, 2, std::nullopt},
                                                    {"物流问题/破损", 1, 1, std::nullopt},
                                                    {"物流问题其他", 1, 1, std::nullopt}}));
  const auto behind = counter.conversations();
  ASSERT_EQ(behind.size(), 2u);
  EXPECT_EQ(behind[0].conversation.id, "c_1");
  EXPECT_EQ(behind[0].messages, 2);
  EXPECT_EQ(behind[0].first_at, on("10:01:00"));
  EXPECT_EQ(behind[1].conversation.id, "c_2");
}

}  // namespace
}  // namespace qa
