#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "qa/counted.h"
#include "qa/metrics_figure.h"
#include "qa/metrics_tally.h"
#include "qa/profile.h"
#include "qa/waits.h"

/// What charts are drawn from: the figures step by step, how long customers waited, and at which
/// hours of the week. Sums of the very things the figures count, so every chart adds up to a figure
/// beside it.
namespace qa {

/// Figures of a trend: those of the dashboard and the volumes they stand on. Distinct customers and
/// ranks are not among them, since they would keep every customer of every step.
std::span<const Metric> trend_metrics();

enum class TrendUnit : std::uint8_t { kHour, kDay, kMonth };
std::string_view to_string(TrendUnit unit);  // "hour", "day", "month"

/// Hours for up to two days, local days for up to 400, else months: few enough to be looked at.
TrendUnit trend_unit_of(const Period& period);

/// The period cut at every local hour, midnight or first of a month; the first and the last piece
/// may be shorter. Never empty, in order, without a gap. Where clocks change, a day has 23 hours,
/// or one of 24 that is two hours long.
std::vector<Period> steps_of(const Period& period, TrendUnit unit, const LocalTime& local);

struct TrendStep {
  Period span;
  std::vector<Figure> metrics;  ///< trend_metrics(), in that order, without `previous`

  bool operator==(const TrendStep&) const = default;
};

/// One local hour of the week, of the rounds of mean_response_ms by the start of their human phase.
struct HeatCell {
  std::int64_t rounds = 0;
  std::int64_t counted_ms_sum = 0;

  std::optional<double> mean_ms() const {
    return rounds == 0
               ? std::nullopt
               : std::optional(static_cast<double>(counted_ms_sum) / static_cast<double>(rounds));
  }

  bool operator==(const HeatCell&) const = default;
};

/// Monday first, hour 0–23.
using HeatMap = std::array<std::array<HeatCell, 24>, 7>;

/// 0: Monday … 6: Sunday. @param day  since 1970-01-01, as in LocalHour
std::size_t weekday_of(std::int32_t day);

/// What a report has to draw.
struct Charts {
  TrendUnit unit = TrendUnit::kDay;
  std::vector<TrendStep> trend;     ///< the period, all of it, also what is still to come
  std::vector<TrendStep> previous;  ///< in the same unit; empty where nothing is compared
  Duration reply_limit{};           ///< the bound of `waits` up to which an answer is in time
  std::vector<WaitRange> waits;
  HeatMap heat{};

  bool operator==(const Charts&) const = default;
};

/// Sums a trend and a heat map are made of.
class ChartSums {
 public:
  /// @param steps  of steps_of()
  ChartSums(std::vector<Period> steps, const LocalTime& local);

  /// @param counted  of the period the steps make up
  void add(const Counted& counted, const LocalTime& local);
  /// Stored sums of one hour of that period.
  void add(const Tally& sums, const LocalHour& when);

  std::vector<TrendStep> trend(const Profile& profile) const;

  const HeatMap& heat() const { return heat_; }

 private:
  Tally& step_of(const LocalHour& when);
  void add_heat(const LocalHour& when, std::int64_t rounds, std::int64_t counted_ms);

  std::vector<Period> steps_;
  std::vector<LocalHour> begins_;  ///< of steps_
  std::vector<Tally> tallies_;     ///< of steps_
  HeatMap heat_{};
};

}  // namespace qa
