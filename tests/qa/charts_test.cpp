#include "qa/charts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "qa/report.h"
#include "qa/report_period.h"
#include "tests/qa/metrics_talk.h"

namespace qa {
namespace {

LocalTime local_of(std::string zone) {
  Profile profile = Profile::douyin();
  profile.zone = std::move(zone);
  return LocalTime{profile};
}

std::vector<Period> steps_between(std::string_view from, std::string_view to,
                                  const std::string& zone = "Asia/Shanghai") {
  const LocalTime local = local_of(zone);
  const Period period{parse_bound(from, local).value(), parse_bound(to, local).value()};
  const auto steps = steps_of(period, trend_unit_of(period), local);
  EXPECT_EQ(steps.front().from, period.from);
  EXPECT_EQ(steps.back().to, period.to);
  for (std::size_t i = 1; i < steps.size(); ++i) {
    EXPECT_EQ(steps[i].from, steps[i - 1].to);
  }
  return steps;
}

Report report_of(const std::vector<Talk>& talks, Period period = that_day()) {
  ReportBuilder builder{
      Profile::douyin(),
      {period, Period{period.from - seconds(86'400), period.from}, {}, period.to, period.to}};
  for (const Talk& talk : talks) {
    builder.add(talk);
  }
  return builder.report();
}

const Figure& of(const TrendStep& step, Metric metric) {
  const auto found = std::find_if(step.metrics.begin(), step.metrics.end(),
                                  [metric](const Figure& f) { return f.metric == metric; });
  EXPECT_NE(found, step.metrics.end());
  return *found;
}

const WaitRange& bucket_up_to(const Report& report, std::optional<Duration> up_to) {
  const auto& waits = report.charts.waits;
  const auto found = std::find_if(waits.begin(), waits.end(),
                                  [&](const WaitRange& bucket) { return bucket.up_to == up_to; });
  EXPECT_NE(found, waits.end());
  return *found;
}

TEST(Charts, ADayIsCutAtItsHoursAWeekAtItsDaysYearsAtTheirMonths) {
  EXPECT_EQ(steps_between("2026-11-22", "2026-11-23").size(), 24U);
  EXPECT_EQ(steps_between("2026-11-16", "2026-11-23").size(), 7U);
  EXPECT_EQ(steps_between("2026-01-01", "2027-01-01").size(), 365U);
  EXPECT_EQ(steps_between("2024-01-01", "2027-01-01").size(), 36U);
  EXPECT_EQ(steps_between("2024-02-01", "2024-03-01").size(), 29U);
}

TEST(Charts, WhereClocksChangeADayHas23HoursOrOneThatIsTwoLong) {
  EXPECT_EQ(steps_between("2026-03-08", "2026-03-09", "America/New_York").size(), 23U);
  EXPECT_EQ(steps_between("2026-11-01", "2026-11-02", "America/New_York").size(), 24U);
  EXPECT_EQ(steps_between("2026-11-01", "2026-11-02", "America/New_York")[1].to -
                steps_between("2026-11-01", "2026-11-02", "America/New_York")[1].from,
            seconds(7200));
  EXPECT_EQ(steps_between("2026-10-26", "2026-11-03", "America/New_York").size(), 8U);
}

TEST(Charts, FirstAndLastStepMayBeShorter) {
  const auto steps = steps_between("2026-11-22T02:30:00Z", "2026-11-22T05:15:00Z");
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_EQ(steps[0].to - steps[0].from, seconds(1800));
  EXPECT_EQ(steps[3].to - steps[3].from, seconds(900));
}

TEST(Charts, EachStepHasTheFiguresOfItsOwnRounds) {
  Talk early{"c_1"};
  early.phase(on("09:59:59")).answered(on("09:59:59"), seconds(10)).rated(1);
  Talk late{"c_2"};
  late.phase(on("10:00:00")).answered(on("10:00:00"), seconds(30));
  late.answered(on("10:30:00"), seconds(50));
  const Report report = report_of({early, late});

  ASSERT_EQ(report.charts.unit, TrendUnit::kHour);
  ASSERT_EQ(report.charts.trend.size(), 24U);
  ASSERT_EQ(report.charts.previous.size(), 24U);
  EXPECT_EQ(of(report.charts.trend[9], Metric::kMeanResponse).value, 10'000);
  EXPECT_EQ(of(report.charts.trend[9], Metric::kDissatisfactionRate).value, 1);
  EXPECT_EQ(of(report.charts.trend[10], Metric::kMeanResponse).numerator, 80'000);
  EXPECT_EQ(of(report.charts.trend[10], Metric::kMeanResponse).denominator, 2);
  EXPECT_EQ(of(report.charts.trend[11], Metric::kMeanResponse).value, std::nullopt);
  EXPECT_EQ(of(report.charts.previous[10], Metric::kHandedOver).value, 0);
}

TEST(Charts, ThePreviousPeriodHasATrendOfItsOwn) {
  Talk before{"c_1"};
  before.phase(on("10:00:00") - seconds(86'400));
  before.answered(on("10:00:00") - seconds(86'400), seconds(40));
  const Report report = report_of({before});

  EXPECT_EQ(of(report.charts.previous[10], Metric::kMeanResponse).value, 40'000);
  EXPECT_EQ(of(report.charts.trend[10], Metric::kMeanResponse).value, std::nullopt);
}

TEST(Charts, StepsAddUpToTheFiguresOfThePeriod) {
  std::vector<Talk> talks;
  for (int i = 0; i < 200; ++i) {
    Talk talk{"c_" + std::to_string(i)};
    const Time at = on("07:30:00") + seconds(i * 301.5);
    talk.phase(at).answered(at, seconds(i * 2)).ask(at, at + seconds(i * 2));
    if (i % 3 == 0) {
      talk.unserved(at + seconds(900), seconds(4000)).rated(1 + i % 5);
    }
    talks.push_back(talk);
  }
  const Report report = report_of(talks);

  for (const Metric metric : trend_metrics()) {
    std::int64_t numerator = 0;
    std::int64_t denominator = 0;
    for (const TrendStep& step : report.charts.trend) {
      numerator += of(step, metric).numerator.value_or(0);
      denominator += of(step, metric).denominator.value_or(0);
    }
    EXPECT_EQ(numerator, report.figure(metric).numerator) << report.figure(metric).key();
    EXPECT_EQ(denominator, report.figure(metric).denominator.value_or(0));
  }
  std::int64_t rounds = 0;
  std::int64_t in_time = 0;
  for (const WaitRange& bucket : report.charts.waits) {
    rounds += bucket.answered + bucket.unserved;
    in_time += bucket.up_to && *bucket.up_to <= seconds(180) ? bucket.answered : 0;
  }
  EXPECT_EQ(rounds, report.figure(Metric::kThreeMinuteRoundRate).denominator);
  EXPECT_EQ(in_time, report.figure(Metric::kThreeMinuteRoundRate).numerator);
  HeatCell heat;
  for (const auto& day : report.charts.heat) {
    for (const HeatCell& cell : day) {
      heat.rounds += cell.rounds;
      heat.counted_ms_sum += cell.counted_ms_sum;
    }
  }
  EXPECT_EQ(heat.rounds, report.figure(Metric::kMeanResponse).denominator);
  EXPECT_EQ(heat.counted_ms_sum, report.figure(Metric::kMeanResponse).numerator);
}

TEST(Charts, AWaitOfExactlyTheLimitIsInTheLastBucketInTime) {
  Talk talk;
  talk.phase(on("10:00:00"));
  talk.answered(on("10:00:00"), seconds(0)).answered(on("10:01:00"), seconds(180));
  talk.answered(on("10:10:00"), seconds(180.001)).unserved(on("10:20:00"), seconds(90'000));
  const Report report = report_of({talk});

  EXPECT_EQ(bucket_up_to(report, seconds(15)).answered, 1);
  EXPECT_EQ(bucket_up_to(report, seconds(180)).answered, 1);
  EXPECT_EQ(bucket_up_to(report, seconds(240)).answered, 1);
  EXPECT_EQ(bucket_up_to(report, std::nullopt).unserved, 1) << "no wait is capped";
}

TEST(Charts, AnotherLimitIsABoundToo) {
  const auto waits = empty_waits(seconds(100));
  const auto at = std::find_if(waits.begin(), waits.end(),
                               [](const WaitRange& b) { return b.up_to == seconds(100); });
  ASSERT_NE(at, waits.end());
  EXPECT_EQ(at->above, seconds(90));
  EXPECT_EQ((at + 1)->above, seconds(100));
  EXPECT_EQ(empty_waits(seconds(180)).size(), waits.size() - 1);
  for (const double wait : {0.0, 15.0, 15.001, 100.0, 100.001, 120.0, 5000.0}) {
    Tally tally;
    tally.waits[wait_place(seconds(wait), true, seconds(100))] = 7;
    for (const WaitRange& bucket : waits_of(tally, seconds(100))) {
      const bool is_its =
          (wait == 0 ? bucket.above == Duration{0} : bucket.above < seconds(wait)) &&
          (!bucket.up_to || seconds(wait) <= *bucket.up_to);
      EXPECT_EQ(bucket.unserved, is_its ? 7 : 0) << wait;
      EXPECT_EQ(bucket.answered, 0);
    }
  }
}

TEST(Charts, TheHeatMapKnowsTheWeekday) {
  Talk sunday;  // 22 November 2026
  sunday.phase(on("21:00:00")).answered(on("21:00:00"), seconds(10));
  sunday.answered(on("22:59:00"), seconds(30));  // by the start of its phase
  const Report report = report_of({sunday});

  EXPECT_EQ(report.charts.heat[6][21], (HeatCell{2, 40'000}));
  EXPECT_EQ(report.charts.heat[6][21].mean_ms(), 20'000);
  EXPECT_EQ(report.charts.heat[6][22].mean_ms(), std::nullopt);
}

}  // namespace
}  // namespace qa
