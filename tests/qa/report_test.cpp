#include "qa/report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "qa/report_period.h"
#include "tests/qa/metrics_talk.h"

namespace qa {
namespace {

using M = Metric;

Period day_before() {
  return {that_day().from - seconds(86'400), that_day().from};
}

ReportRequest request_of(std::vector<Cut> cuts = {}) {
  return {that_day(), day_before(), std::move(cuts), that_day().to, that_day().to};
}

Report report_of(const std::vector<Talk>& talks, const ReportRequest& request) {
  ReportBuilder builder{Profile::douyin(), request};
  for (const Talk& talk : talks) {
    builder.add(talk);
  }
  return builder.report();
}

/// A talk with one round answered after `wait`, begun `days` before 22 November at ten.
Talk talk_before(int days, double wait, std::string agent = "a_1") {
  Talk talk{"c_" + agent};
  const Time at = on("10:00:00") - seconds(86'400) * days;
  talk.phase(at, agent).answered(at, seconds(wait), agent);
  return talk;
}

const ReportGroup& group_of(const Report& report, Cut cut, std::string_view key) {
  const auto found =
      std::find_if(report.breakdown.begin(), report.breakdown.end(),
                   [&](const ReportGroup& g) { return g.by == cut && g.key == key; });
  EXPECT_NE(found, report.breakdown.end()) << key;
  return *found;
}

TEST(Report, EveryFigureHasThePreviousPeriodBesideIt) {
  const Report report =
      report_of({talk_before(0, 30), talk_before(1, 20), talk_before(1, 40)}, request_of());

  const Figure& mean = report.figure(M::kMeanResponse);
  EXPECT_EQ(mean.value, 30'000);
  ASSERT_TRUE(mean.previous.has_value());
  EXPECT_EQ(mean.previous->period, day_before());
  EXPECT_EQ(mean.previous->value, 30'000);
  EXPECT_EQ(mean.previous->numerator, 60'000);
  EXPECT_EQ(mean.previous->denominator, 2);
}

TEST(Report, WhatIsUsualStandsBesideEveryFigureWhereAsked) {
  const std::vector<Talk> talks{talk_before(0, 30, "a_1"), talk_before(3, 20, "a_1"),
                                talk_before(9, 40, "a_2"), talk_before(20, 999, "a_2")};
  ReportRequest request = request_of({Cut::kAgent});
  request.baseline = Period{that_day().from - seconds(86'400) * 14, that_day().from};
  const Report report = report_of(talks, request);

  EXPECT_EQ(report.figure(M::kMeanResponse).baseline, 30'000);
  EXPECT_EQ(report.figure(M::kHandedOver).baseline, 2.0 / 14) << "a count, by the day";
  EXPECT_EQ(report.figure(M::kCustomers).baseline, std::nullopt);
  EXPECT_EQ(report.figure(M::kSatisfactionRate).baseline, std::nullopt) << "nobody rated";
  const ReportGroup& agent = group_of(report, Cut::kAgent, "a_1");
  EXPECT_EQ(agent.metrics[static_cast<std::size_t>(M::kMeanResponse)].baseline, 20'000);
  EXPECT_EQ(report_of(talks, request_of()).figure(M::kMeanResponse).baseline, std::nullopt);
}

TEST(Report, BenchmarksStandBesideTheFigureOfTheirGroupOnTheirDaysAndChangeNothing) {
  const std::vector<Talk> talks{talk_before(0, 300, "a_1")};
  const std::int32_t today = local_hour(that_day().from, LocalTime(Profile::douyin())).day;
  const Benchmark all{M::kMeanResponse, std::nullopt, 20'000, "average", today, today + 1};
  const Benchmark earlier{M::kMeanResponse, std::nullopt, 99'000, "last year", std::nullopt, today};
  const Benchmark agent{M::kPickupRate, GroupId{Cut::kAgent, "a_1"}, 0.5, "team", {}, {}};
  const auto reported = [&](const ReportRequest& request, std::vector<Benchmark> benchmarks) {
    ReportBuilder builder(Profile::douyin(), request);
    builder.add(talks.front());
    builder.set_benchmarks(std::move(benchmarks));
    return builder.report();
  };
  Report report = reported(request_of({Cut::kAgent}), {earlier, all, agent});
  EXPECT_EQ(report.figure(M::kMeanResponse).benchmark, (FigureBenchmark{20'000, "average"}));
  EXPECT_EQ(report.figure(M::kPickupRate).benchmark, std::nullopt);
  const ReportGroup& group = group_of(report, Cut::kAgent, "a_1");
  EXPECT_EQ(group.metrics[static_cast<std::size_t>(M::kPickupRate)].benchmark,
            (FigureBenchmark{0.5, "team"}));
  EXPECT_EQ(group.metrics[static_cast<std::size_t>(M::kMeanResponse)].benchmark, std::nullopt);

  report.metrics[static_cast<std::size_t>(M::kMeanResponse)].benchmark.reset();
  EXPECT_EQ(report.metrics, reported(request_of({Cut::kAgent}), {}).metrics) << "no threshold";

  ReportRequest only = request_of();
  only.only = {GroupId{Cut::kAgent, "a_1"}};
  EXPECT_EQ(reported(only, {all, agent}).figure(M::kPickupRate).benchmark,
            (FigureBenchmark{0.5, "team"}));
  EXPECT_EQ(reported(only, {all, agent}).figure(M::kMeanResponse).benchmark, std::nullopt);
}

TEST(Report, WithoutAComparisonThereIsNoPrevious) {
  ReportRequest request = request_of();
  request.previous.reset();
  const Report report = report_of({talk_before(0, 30)}, request);

  for (const Figure& figure : report.metrics) {
    EXPECT_EQ(figure.previous, std::nullopt);
    EXPECT_FALSE(figure.getting_worse);
  }
}

TEST(Report, AnEmptyPreviousPeriodHasNullRates) {
  const Report report = report_of({talk_before(0, 30)}, request_of());

  EXPECT_EQ(report.figure(M::kMeanResponse).previous->value, std::nullopt);
  EXPECT_EQ(report.figure(M::kMeanResponse).previous->denominator, 0);
  EXPECT_EQ(report.figure(M::kHandedOver).previous->value, 0);
  EXPECT_FALSE(report.figure(M::kMeanResponse).getting_worse);
}

TEST(Report, ImpactsOfTheGroupsOfACutCancelOut) {
  std::vector<Talk> talks;
  for (int i = 0; i < 30; ++i) {
    talks.push_back(talk_before(0, 7.001 * i, "a_" + std::to_string(i % 7)));
  }
  const Report report =
      report_of(talks, request_of({Cut::kAgent, Cut::kProduct, Cut::kHour, Cut::kChannel}));

  std::map<Cut, double> sums;
  for (const ReportGroup& group : report.breakdown) {
    sums[group.by] += group.impact_ms.value();
  }
  EXPECT_EQ(sums.size(), 4u);
  for (const auto& [cut, sum] : sums) {
    EXPECT_NEAR(sum, 0, 1e-6) << to_string(cut);
  }
}

TEST(Report, ImpactSaysHowMuchAGroupSlowsTheWhole) {
  const Report report = report_of(
      {talk_before(0, 10, "a_fast"), talk_before(0, 20, "a_fast"), talk_before(0, 90, "a_slow")},
      request_of({Cut::kAgent}));

  EXPECT_EQ(report.figure(M::kMeanResponse).value, 40'000);
  EXPECT_EQ(group_of(report, Cut::kAgent, "a_slow").impact_ms, 50'000);
  EXPECT_EQ(group_of(report, Cut::kAgent, "a_fast").impact_ms, -50'000);
  EXPECT_DOUBLE_EQ(group_of(report, Cut::kAgent, "a_slow").impact_on_mean_ms.value(), 50'000.0 / 3);
}

TEST(Report, GroupsHaveTheirOwnFiguresAndPrevious) {
  const Report report =
      report_of({talk_before(0, 10, "a_1"), talk_before(0, 90, "a_2"), talk_before(1, 50, "a_2")},
                request_of({Cut::kAgent}));

  const ReportGroup& second = group_of(report, Cut::kAgent, "a_2");
  const Figure& mean = second.metrics[static_cast<std::size_t>(M::kMeanResponse)];
  EXPECT_EQ(mean.value, 90'000);
  EXPECT_EQ(mean.previous->value, 50'000);
  const ReportGroup& first = group_of(report, Cut::kAgent, "a_1");
  EXPECT_EQ(first.metrics[static_cast<std::size_t>(M::kMeanResponse)].previous->value,
            std::nullopt);
}

TEST(Report, ADayIsComparedWithNoOtherDay) {
  const Report report = report_of({talk_before(0, 10)}, request_of({Cut::kDay}));

  for (const Figure& figure : group_of(report, Cut::kDay, "2026-11-22").metrics) {
    EXPECT_EQ(figure.previous, std::nullopt);
  }
}

TEST(Report, GroupsStandInTheOrderAskedForThenByKeyWithNoneLast) {
  Talk nobody = talk_before(0, 10, "");
  const Report report =
      report_of({talk_before(0, 10, "z"), nobody, talk_before(0, 10, "a"), talk_before(0, 1, "o")},
                request_of({Cut::kHour, Cut::kAgent, Cut::kAgent}));

  std::vector<std::string> keys;
  for (const ReportGroup& group : report.breakdown) {
    keys.push_back(std::string{to_string(group.by)} + ":" + group.key);
  }
  EXPECT_EQ(keys,
            (std::vector<std::string>{"hour:10", "agent:a", "agent:o", "agent:z", "agent:none"}));
}

TEST(Report, WhatNobodyClassifiedIsTheLastOfTheIntents) {
  std::vector<Talk> talks{talk_before(0, 1), talk_before(0, 2)};
  talks[1].wants("物流/催促");
  const Report report = report_of(talks, request_of({Cut::kIntent1}));

  ASSERT_EQ(report.breakdown.size(), 2u);
  EXPECT_EQ(report.breakdown[0].key, "物流");
  EXPECT_EQ(report.breakdown[1].key, "unclassified");
}

TEST(Report, GroupsAreCalledByTheirNamesWhereKnown) {
  ReportBuilder builder{Profile::douyin(), request_of({Cut::kAgent})};
  builder.set_name(Cut::kAgent, "a_1", "小王");
  builder.add(talk_before(0, 10, "a_1"));
  builder.add(talk_before(0, 10, "a_2"));
  const Report report = builder.report();

  EXPECT_EQ(group_of(report, Cut::kAgent, "a_1").name, "小王");
  EXPECT_EQ(group_of(report, Cut::kAgent, "a_2").name, "a_2");
}

/// Mean response of the day before, of the three whole days and of the day itself.
bool gets_worse(double today, double previous, std::vector<double> days) {
  ReportRequest request = request_of();
  request.period = {that_day().from - seconds(86'400) * 2, that_day().to};
  request.previous = Period{request.period.from - seconds(86'400) * 3, request.period.from};
  std::vector<Talk> talks{talk_before(5, previous), talk_before(4, previous)};
  talks.push_back(talk_before(3, previous));
  for (std::size_t i = 0; i < days.size(); ++i) {
    talks.push_back(talk_before(static_cast<int>(i), days[i]));
  }
  for (int i = 0; i < 100; ++i) {
    talks.push_back(talk_before(0, today));
  }
  return report_of(talks, request).figure(M::kMeanResponse).getting_worse;
}

TEST(Report, AFigureGetsWorseWhenItIsWorseOverallAndOnEachOfThreeDays) {
  EXPECT_TRUE(gets_worse(60, 50, {60, 51, 51}));
  EXPECT_FALSE(gets_worse(60, 50, {60, 51, 50}));  // one day no worse
  EXPECT_FALSE(gets_worse(60, 50, {60, 51}));      // one day without any
  EXPECT_FALSE(gets_worse(52, 50, {52, 52, 52}));  // not by more than 5 %
}

/// One unanswered talk on each of the last days (so many of them), `before` a day before that.
bool abandons_get_worse(int a_day, int before) {
  ReportRequest request = request_of();
  request.period = {that_day().from - seconds(86'400) * 2, that_day().to};
  request.previous = Period{request.period.from - seconds(86'400) * 7, request.period.from};
  std::vector<Talk> talks;
  const auto leave = [&talks](int day) {
    Talk talk{"c_" + std::to_string(talks.size())};
    const Time began = on("10:00:00") - seconds(86'400) * day;
    talk.queued(began).closed(began + seconds(60));
    talks.push_back(talk);
  };
  for (int day = 0; day < 3; ++day) {
    for (int i = 0; i < a_day; ++i) {
      leave(day);
    }
  }
  for (int day = 3; day < 10; ++day) {
    for (int i = 0; i < before; ++i) {
      leave(day);
    }
  }
  return report_of(talks, request).figure(M::kAbandoned).getting_worse;
}

TEST(Report, CountsOfPeriodsOfDifferentLengthAreComparedByTheDay) {
  EXPECT_TRUE(abandons_get_worse(3, 2));   // 9 in three days, 14 in seven before
  EXPECT_FALSE(abandons_get_worse(2, 2));  // as many a day
}

TEST(Report, NothingGetsWorseThanWhenNobodyCame) {
  EXPECT_FALSE(abandons_get_worse(3, 0));
}

TEST(Report, CutsByShopAndByTheWayToPeople) {
  Talk bot{"c_1"};
  bot.facts().origin = Origin::kBot;
  bot.facts().first_at = on("09:00:00");
  Talk direct{"c_2"};
  direct.phase(on("10:00:00"), "a_1").answered(on("10:00:00"), seconds(20));
  direct.facts().key.shop = "another";
  direct.facts().first_at = on("10:00:00");
  ReportRequest request = request_of();
  request.cuts = {Cut::kShop, Cut::kSource};
  const Report report = report_of({bot, direct}, request);
  EXPECT_EQ(group_of(report, Cut::kShop, "another")
                .metrics[static_cast<std::size_t>(M::kHandedOver)]
                .numerator,
            1);
  EXPECT_EQ(group_of(report, Cut::kSource, "bot")
                .metrics[static_cast<std::size_t>(M::kConversations)]
                .numerator,
            1);
  EXPECT_EQ(group_of(report, Cut::kSource, "human")
                .metrics[static_cast<std::size_t>(M::kHandedOver)]
                .numerator,
            1);
}

TEST(Report, WithoutCustomersTheirFiguresAreLeftOutAndAllOthersStay) {
  std::vector<Talk> talks{talk_before(0, 30, "a_1"), talk_before(0, 200, "a_2"),
                          talk_before(1, 40, "a_1")};
  talks[0].ordered(on("10:05:00"), 990);
  ReportRequest request = request_of({Cut::kAgent});
  const Report whole = report_of(talks, request);
  request.with_customers = false;
  const Report report = report_of(talks, request);

  EXPECT_FALSE(report.has_customers);
  EXPECT_EQ(report.loyalty, Loyalty{});
  ASSERT_EQ(report.breakdown.size(), whole.breakdown.size());
  for (const Figure& figure : whole.metrics) {
    const Figure& kept = report.figure(figure.metric);
    switch (figure.metric) {
      case M::kThreeMinuteCustomerRate:
      case M::kCustomers:
      case M::kResolutionRate:
      case M::kRepeatContactRate:
      case M::kSales:
      case M::kConversionRate:
        EXPECT_TRUE(kept.is_left_out) << figure.key();
        EXPECT_EQ(kept.value, std::nullopt) << figure.key();
        EXPECT_EQ(kept.denominator, std::nullopt) << figure.key();
        EXPECT_TRUE(group_of(report, Cut::kAgent, "a_2")
                        .metrics[static_cast<std::size_t>(figure.metric)]
                        .is_left_out);
        break;
      default:
        EXPECT_EQ(kept, figure) << figure.key();
    }
  }
}

TEST(Report, SumsAreAskedForNoContributionWithoutCustomers) {
  ReportRequest request = request_of();
  EXPECT_TRUE(ReportBuilder(Profile::douyin(), request).rollups()->contributions_since);
  request.with_customers = false;
  EXPECT_FALSE(ReportBuilder(Profile::douyin(), request).rollups()->contributions_since);
}

TEST(Report, OpenRoundsAreToldApart) {
  Talk talk;
  talk.phase(on("10:00:00")).round(RoundState::kOpen, on("10:00:00"));

  EXPECT_EQ(report_of({talk}, request_of()).open_rounds, 1);
}

TEST(Report, AGapInsideThePeriodMakesItIncomplete) {
  const auto gap = [](Time from, Time to) {
    ReportBuilder builder{Profile::douyin(), request_of()};
    builder.add_gap({"shop", "desk", from, to, "cursor_expired"});
    return builder.report();
  };

  const Report touched = gap(that_day().from - seconds(10), that_day().from + seconds(1));
  EXPECT_TRUE(touched.is_incomplete);
  EXPECT_EQ(touched.gaps.size(), 1u);
  EXPECT_TRUE(gap(on("10:00:00"), on("10:00:00")).is_incomplete);
  EXPECT_FALSE(gap(that_day().from - seconds(10), that_day().from).is_incomplete);
  EXPECT_FALSE(gap(that_day().to, that_day().to + seconds(10)).is_incomplete);
}

TEST(Report, WhatItSaysOfItselfIsWhatItWasTold) {
  Profile profile = Profile::taobao();
  profile.version = 4;
  ReportRequest request = request_of();
  request.generated_at = on("12:34:56");
  const Report report = ReportBuilder{profile, request}.report();

  EXPECT_EQ(report.profile, "taobao");
  EXPECT_EQ(report.profile_version, 4);
  EXPECT_EQ(report.zone, "Asia/Shanghai");
  EXPECT_EQ(report.period, that_day());
  EXPECT_EQ(report.generated_at, on("12:34:56"));
}

TEST(Report, ItReadsFromTheEarliestSpanItNeeds) {
  const ReportBuilder compared{Profile::douyin(), request_of()};
  ReportRequest alone = request_of();
  alone.previous.reset();

  EXPECT_EQ(compared.reads().from, that_day().from - seconds(86'400) * 2 - kRepeatSpan);
  EXPECT_EQ((ReportBuilder{Profile::douyin(), alone}.reads().from), that_day().from - kRepeatSpan);
}

TEST(Report, TheSameConversationsInAnyOrderGiveTheSameReport) {
  std::vector<Talk> talks;
  for (int i = 0; i < 40; ++i) {
    talks.push_back(talk_before(i % 5, 3.7 * i, "a_" + std::to_string(i % 3)));
    talks.back().customer("u_" + std::to_string(i % 11)).closed(on("12:00:00"));
    talks.back().ordered(on("11:00:00") - seconds(86'400) * (i % 5), 100 + i,
                         "o_" + std::to_string(i));
  }
  const ReportRequest request = request_of({Cut::kAgent, Cut::kDay});
  const Report forward = report_of(talks, request);
  std::reverse(talks.begin(), talks.end());
  const Report backward = report_of(talks, request);

  EXPECT_EQ(forward.metrics, backward.metrics);
  EXPECT_EQ(forward.breakdown, backward.breakdown);
}

}  // namespace
}  // namespace qa
