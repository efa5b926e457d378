#include "qa/charts.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "qa/report_period.h"

namespace qa {
namespace {

constexpr std::array kTrendMetrics{Metric::kThreeMinuteReplyRate,
                                   Metric::kThreeMinuteRoundRate,
                                   Metric::kMeanResponse,
                                   Metric::kPickupRate,
                                   Metric::kMeanQueue,
                                   Metric::kSatisfactionRate,
                                   Metric::kDissatisfactionRate,
                                   Metric::kHandedOver,
                                   Metric::kConversations,
                                   Metric::kCustomerMessages};

constexpr Duration kHour{3'600'000};
constexpr Duration kDay = 24 * kHour;
/// Two days by the hour are 48 points (50 where clocks change), 400 days more than a year.
constexpr Duration kLongestByHour = 2 * kDay + 2 * kHour;
constexpr Duration kLongestByDay = 400 * kDay + 2 * kHour;

Time next_month(Time time, const LocalTime& local) {
  const auto day = std::chrono::days{local.local_ms(time) / kDay.count()};
  return resolve({PeriodName::kMonthOf, {}, std::chrono::sys_days{day}}, time, local).to;
}

Time next_step(Time time, TrendUnit unit, const LocalTime& local) {
  switch (unit) {
    case TrendUnit::kHour: {
      const Duration since = time - local.midnight(time);
      return time + kHour - since % kHour;
    }
    case TrendUnit::kDay:
      return local.next_midnight(time);
    case TrendUnit::kMonth:
      return next_month(time, local);
  }
  return time + kHour;
}

}  // namespace

std::span<const Metric> trend_metrics() {
  return kTrendMetrics;
}

std::string_view to_string(TrendUnit unit) {
  switch (unit) {
    case TrendUnit::kHour:
      return "hour";
    case TrendUnit::kDay:
      return "day";
    case TrendUnit::kMonth:
      return "month";
  }
  return "";
}

TrendUnit trend_unit_of(const Period& period) {
  const Duration length = period.to - period.from;
  return length <= kLongestByHour  ? TrendUnit::kHour
         : length <= kLongestByDay ? TrendUnit::kDay
                                   : TrendUnit::kMonth;
}

std::vector<Period> steps_of(const Period& period, TrendUnit unit, const LocalTime& local) {
  std::vector<Period> steps;
  for (Time from = period.from; from < period.to || steps.empty();) {
    const Time to = std::max(from, std::min(period.to, next_step(from, unit, local)));
    if (!steps.empty() && local_hour(steps.back().from, local) == local_hour(from, local)) {
      steps.back().to = to;  // the hour that comes twice
    } else {
      steps.push_back({from, to});
    }
    from = to;
  }
  return steps;
}

std::size_t weekday_of(std::int32_t day) {
  // 1 January 1970 was a Thursday, three days after a Monday.
  return static_cast<std::size_t>(((day + 3) % 7 + 7) % 7);
}

ChartSums::ChartSums(std::vector<Period> steps, const LocalTime& local)
    : steps_(std::move(steps)), tallies_(steps_.size()) {
  for (const Period& step : steps_) {
    begins_.push_back(local_hour(step.from, local));
  }
  for (Tally& tally : tallies_) {
    tally.keeps_customers = false;
    tally.counted_ms = ResponseTimes::number_only();
  }
}

Tally& ChartSums::step_of(const LocalHour& when) {
  const auto after = std::upper_bound(begins_.begin() + 1, begins_.end(), when);
  return tallies_[static_cast<std::size_t>(after - begins_.begin()) - 1];
}

void ChartSums::add(const Counted& counted, const LocalTime& local) {
  const LocalHour when = local_hour(counted.attribution.anchor, local);
  add_to(step_of(when), counted);
  if (counted.kind == CountedKind::kResponse) {
    add_heat(when, 1, counted.counted_ms);
  }
}

void ChartSums::add(const Tally& sums, const LocalHour& when) {
  step_of(when).merge(sums);
  add_heat(when, static_cast<std::int64_t>(sums.counted_ms.size()), sums.counted_ms_sum);
}

void ChartSums::add_heat(const LocalHour& when, std::int64_t rounds, std::int64_t counted_ms) {
  HeatCell& cell = heat_[weekday_of(when.day)][static_cast<std::size_t>(when.hour)];
  cell.rounds += rounds;
  cell.counted_ms_sum += counted_ms;
}

std::vector<TrendStep> ChartSums::trend(const Profile& profile) const {
  std::vector<TrendStep> trend;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const std::vector<Figure> all = figures_of(tallies_[i], nullptr, nullptr, profile);
    TrendStep step{steps_[i], {}};
    for (const Metric metric : kTrendMetrics) {
      step.metrics.push_back(all[static_cast<std::size_t>(metric)]);
    }
    trend.push_back(std::move(step));
  }
  return trend;
}

}  // namespace qa
