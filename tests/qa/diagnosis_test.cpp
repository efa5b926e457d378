#include "qa/diagnosis.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "qa/report.h"
#include "tests/qa/metrics_talk.h"

namespace qa {
namespace {

ReportRequest request_of(std::vector<Cut> cuts = {}) {
  ReportRequest request{that_day(), std::nullopt, std::move(cuts), that_day().to, that_day().to};
  request.wants_insight = true;
  return request;
}

Report report_of(const std::vector<Talk>& talks, const ReportRequest& request = request_of()) {
  ReportBuilder builder{Profile::douyin(), request};
  builder.set_name(Cut::kAgent, "a_slow", "Xiao Man");
  for (const Talk& talk : talks) {
    builder.add(talk);
  }
  return builder.report();
}

/// A session of one round, begun at minute `number` after nine.
Talk one_round(int number, double wait, const std::string& agent) {
  Talk talk{"c_" + std::to_string(number)};
  const Time at = on("09:00:00") + seconds(60) * number;
  talk.phase(at, agent, "p_" + std::to_string(number % 3))
      .answered(at, seconds(wait), agent)
      .ask(at, at + seconds(wait), agent)
      .wants("售后问题/退款");
  return talk;
}

/// Every other round is the slow agent's.
std::vector<Talk> a_day_with_a_slow_agent() {
  std::vector<Talk> talks;
  for (int i = 0; i < 40; ++i) {
    talks.push_back(i % 2 == 0 ? one_round(i, 250 + i, "a_slow") : one_round(i, 20, "a_quick"));
  }
  return talks;
}

const Diagnosis& diagnosis_of(const Report& report, Metric metric) {
  static const Diagnosis kNone;
  for (const Diagnosis& diagnosis : report.insight.value().diagnosis) {
    if (diagnosis.figure == metric) {
      return diagnosis;
    }
  }
  ADD_FAILURE() << "nothing is said of " << definition_of(metric).key;
  return kNone;
}

TEST(Diagnosis, ASlowAgentIsNamedFirstAndAlone) {
  const Report report = report_of(a_day_with_a_slow_agent());

  const Diagnosis& mean = diagnosis_of(report, Metric::kMeanResponse);
  EXPECT_TRUE(mean.needs_work);
  ASSERT_EQ(mean.contributors.size(), 1u);
  const Contributor& slow = mean.contributors.front();
  EXPECT_EQ(slow.group, (GroupId{Cut::kAgent, "a_slow"}));
  EXPECT_EQ(slow.name, "Xiao Man");
  EXPECT_EQ(slow.counted, 20);
  EXPECT_EQ(slow.bad, 20);
  EXPECT_EQ(slow.over_limit, 20);
  EXPECT_EQ(slow.unserved, 0);
}

TEST(Diagnosis, WhatAGroupCostsIsItsImpactInTheBreakdown) {
  const Report report = report_of(a_day_with_a_slow_agent(), request_of({Cut::kAgent}));

  const Contributor& slow = diagnosis_of(report, Metric::kMeanResponse).contributors.at(0);
  double sum = 0;
  for (const ReportGroup& group : report.breakdown) {
    sum += group.impact_ms.value();
  }
  EXPECT_NEAR(sum, 0, 1e-6);
  ASSERT_EQ(report.breakdown[1].key, "a_slow");
  EXPECT_EQ(slow.impact, report.breakdown[1].impact_ms);
  EXPECT_EQ(slow.impact_on_figure, report.breakdown[1].impact_on_mean_ms);
}

TEST(Diagnosis, OfARateItIsTheMissesBeyondTheGroupsShare) {
  const Report report = report_of(a_day_with_a_slow_agent());

  const Contributor& slow = diagnosis_of(report, Metric::kThreeMinuteReplyRate).contributors.at(0);
  EXPECT_EQ(slow.group.key, "a_slow");
  EXPECT_DOUBLE_EQ(slow.impact, 20 - 20 * 0.5);
  EXPECT_DOUBLE_EQ(slow.impact_on_figure, 10.0 / 40);
}

TEST(Diagnosis, ConversationsBehindAreAllCountedAndTheWorstNamed) {
  std::vector<Talk> talks = a_day_with_a_slow_agent();
  for (int i = 40; i < 60; ++i) {
    talks.push_back(one_round(i, 190, "a_slow"));
  }
  const Report report = report_of(talks);

  const Contributor& slow = diagnosis_of(report, Metric::kThreeMinuteRoundRate).contributors.at(0);
  EXPECT_EQ(slow.behind.conversations, 40);
  ASSERT_EQ(slow.behind.worst.size(), kBehindShown);
  EXPECT_EQ(slow.behind.worst.front().id, "c_38") << "288 s";
  EXPECT_EQ(slow.behind.worst.back().id, "c_0") << "250 s, all of 190 s come after";
}

TEST(Diagnosis, OfAQuietDayNothingIsSaid) {
  std::vector<Talk> talks;
  for (int i = 0; i < 40; ++i) {
    talks.push_back(one_round(i, i % 2 == 0 ? 100 : 20, i % 2 == 0 ? "a_slow" : "a_quick"));
  }

  EXPECT_TRUE(report_of(talks).insight->diagnosis.empty());
}

TEST(Diagnosis, FewerThanFiveThingsAreChance) {
  std::vector<Talk> talks;
  for (int i = 0; i < 40; ++i) {
    talks.push_back(i < 4 ? one_round(i, 590, "a_slow") : one_round(i, 125, "a_quick"));
  }
  const Report report = report_of(talks);

  const Diagnosis& mean = diagnosis_of(report, Metric::kMeanResponse);
  EXPECT_TRUE(mean.contributors.empty()) << mean.contributors.front().group.key;
  EXPECT_EQ(mean.behind.conversations, 4) << "slower than the mean of 171.5 s";
}

TEST(Diagnosis, WhatNoiseExplainsIsNoCause) {
  std::vector<Talk> talks;
  for (int i = 0; i < 40; ++i) {  // means of 206 and 194 s, deviations of 190 s
    const double wait = i % 4 < 2 ? 390 : 10;
    talks.push_back(one_round(i, i % 2 == 0 ? wait + 6 : wait - 6, i % 2 == 0 ? "a_1" : "a_2"));
  }

  EXPECT_TRUE(diagnosis_of(report_of(talks), Metric::kMeanResponse).contributors.empty());
}

TEST(Diagnosis, OneBadConversationIsNoCauseHoweverMuchWasSaidInIt) {
  std::vector<Talk> talks;
  for (int i = 0; i < 40; ++i) {
    talks.push_back(one_round(i, i % 4 == 1 ? 300 : 20, i % 2 == 0 ? "a_1" : "a_2"));
  }
  Talk long_one{"c_long"};
  long_one.phase(on("09:30:00"), "a_1").answered(on("09:30:00"), seconds(400), "a_1");
  for (int i = 0; i < 60; ++i) {
    long_one.ask(on("09:30:00") + seconds(i), on("09:36:40"), "a_1");
  }
  talks.push_back(long_one);

  const Report report = report_of(talks);
  const Diagnosis& rate = diagnosis_of(report, Metric::kThreeMinuteReplyRate);
  for (const Contributor& contributor : rate.contributors) {
    EXPECT_NE(contributor.group.by, Cut::kAgent) << contributor.group.key;
  }
}

/// A number from 0 to 1 that looks random and is the same everywhere.
double drawn(std::uint64_t seed) {
  std::uint64_t mixed = seed * 0x9E3779B97F4A7C15U;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
  return static_cast<double>((mixed ^ (mixed >> 31U)) >> 11U) / 9007199254740992.0;
}

TEST(Diagnosis, WhereAllAreAlikeHardlyAnyoneIsNamed) {
  int named = 0;
  constexpr int kDays = 40;
  for (std::uint64_t day = 0; day < kDays; ++day) {
    std::vector<Talk> talks;
    for (std::uint64_t i = 0; i < 200; ++i) {
      const std::uint64_t seed = (day * 200 + i) * 4;
      const double wait = drawn(seed) < 0.3 ? 400 : 20;
      Talk talk{"c_" + std::to_string(i)};
      const Time at = on("09:00:00") + seconds(60) * static_cast<std::int64_t>(i);
      const std::string agent = "a_" + std::to_string(static_cast<int>(drawn(seed + 1) * 20));
      talk.phase(at, agent, "p_" + std::to_string(static_cast<int>(drawn(seed + 2) * 10)))
          .answered(at, seconds(wait), agent);
      const int messages = 1 + static_cast<int>(drawn(seed + 3) * 8);
      for (int message = 0; message < messages; ++message) {
        talk.ask(at, at + seconds(wait), agent);
      }
      talks.push_back(talk);
    }
    const Report report = report_of(talks);
    named += diagnosis_of(report, Metric::kThreeMinuteReplyRate).contributors.empty() ? 0 : 1;
  }
  // Three cuts, each wrong in at most 2.5 % of reports.
  EXPECT_LE(named, kDays * 3 * 25 / 1'000 + 1);
}

TEST(Diagnosis, SessionsThatNobodyTookAreNobodys) {
  std::vector<Talk> talks;
  for (int i = 0; i < 20; ++i) {
    Talk talk{"c_" + std::to_string(i)};
    const Time at = on("09:00:00") + seconds(60) * i;
    if (i < 8) {
      talk.queued(at).unserved(at, seconds(100 + i), "").closed(at + seconds(100 + i));
    } else {
      talk.phase(at).answered(at, seconds(20));
    }
    talks.push_back(talk);
  }
  const Report report = report_of(talks);

  const Diagnosis& pickup = diagnosis_of(report, Metric::kPickupRate);
  ASSERT_EQ(pickup.contributors.size(), 1u);
  EXPECT_EQ(pickup.contributors[0].group, (GroupId{Cut::kAgent, std::string{kNoGroup}}));
  EXPECT_EQ(pickup.contributors[0].bad, 8);
  EXPECT_EQ(pickup.contributors[0].behind.worst.front().id, "c_7") << "waited longest";
  const Contributor& mean = diagnosis_of(report, Metric::kMeanResponse).contributors.at(0);
  EXPECT_EQ(mean.over_limit, 8);
  EXPECT_EQ(mean.unserved, 8);
}

TEST(Diagnosis, AThresholdMissedByChanceAmongFewRatingsIsNotTold) {
  std::vector<Talk> talks;
  for (int i = 0; i < 10; ++i) {
    talks.push_back(one_round(i, 20, "a_1"));
    talks.back().rated(i < 3 ? 1 : 5);
  }
  const Report report = report_of(talks);

  EXPECT_TRUE(report.figure(Metric::kSatisfactionRate).needs_work);
  EXPECT_TRUE(report.insight->diagnosis.empty());
}

TEST(Diagnosis, TheOrderOfReadingDoesNotShow) {
  std::vector<Talk> talks = a_day_with_a_slow_agent();
  const Report forward = report_of(talks);
  std::reverse(talks.begin(), talks.end());

  EXPECT_EQ(report_of(talks).insight, forward.insight);
}

TEST(Diagnosis, IsMadeOnlyWhereItIsAskedFor) {
  ReportRequest request = request_of();
  request.wants_insight = false;

  EXPECT_EQ(report_of(a_day_with_a_slow_agent(), request).insight, std::nullopt);
}

}  // namespace
}  // namespace qa
