#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "qa/time.h"

/// What a figure is: its name, its unit, its value with what it was made of (docs/metrics.md).
namespace qa {

/// Half-open [from, to).
struct Period {
  Time from{};
  Time to{};

  constexpr bool contains(Time time) const { return from <= time && time < to; }

  bool operator==(const Period&) const = default;
};

enum class Unit : std::uint8_t {
  kRatio,  ///< fraction, 0.9 is 90 %
  kMs,     ///< milliseconds, a double, never rounded
  kCount,
  kStars,  ///< of a rating, 1–5
  kMinor,  ///< minor units of a currency (fen, cents)
};
std::string_view to_string(Unit unit);  // "ratio", "ms", "count", "stars", "minor"

enum class Better : std::uint8_t { kHigher, kLower, kNeither };

/// Index into metric_definitions(), and the order of every report.
enum class Metric : std::uint8_t {
  kThreeMinuteReplyRate,
  kThreeMinuteRoundRate,
  kThreeMinuteCustomerRate,
  kMeanResponse,
  kTrueMeanWait,
  kMedianResponse,
  kP90Response,
  kMeanFirstResponse,
  kUnservedConversations,
  kHandedOver,
  kAccepted,
  kPickupRate,
  kMeanQueue,
  kAbandoned,
  kRated,
  kSatisfactionRate,
  kDissatisfactionRate,
  kMeanScore,
  kMedianScore,
  kDissatisfactionReasons,
  kConversations,
  kCustomers,
  kCustomerMessages,
  kAgentMessages,
  kBotMessages,
  kResolutionRate,
  kRepeatContactRate,
  kSales,
  kConversionRate,
};
inline constexpr std::size_t kMetrics = 29;

struct MetricDefinition {
  Metric metric = Metric::kThreeMinuteReplyRate;
  std::string_view key;  ///< as in the JSON of `sandglass report`
  Unit unit = Unit::kCount;
  Better better = Better::kNeither;
};

/// Every figure there is, in the order of `Metric`.
std::span<const MetricDefinition> metric_definitions();
const MetricDefinition& definition_of(Metric metric);
/// nullptr for a key nobody knows.
const MetricDefinition* find_metric(std::string_view key);

/// The same figure of the period it is compared with.
struct PreviousFigure {
  Period period;
  std::optional<double> value;
  std::optional<std::int64_t> numerator;
  std::optional<std::int64_t> denominator;

  bool operator==(const PreviousFigure&) const = default;
};

/// 95 % interval of a share, Wilson score.
struct Interval {
  double low = 0;
  double high = 0;

  bool operator==(const Interval&) const = default;
};

/// Ratings below which a share of them is called a small sample.
inline constexpr std::int64_t kSmallSample = 30;

/// A measure from outside that somebody has imported (qa/benchmark.h): to look at beside the value.
struct FigureBenchmark {
  double value = 0;  ///< in the figure's unit
  std::string name;

  bool operator==(const FigureBenchmark&) const = default;
};

struct Figure {
  Metric metric = Metric::kThreeMinuteReplyRate;
  /// Ratios and means: numerator / denominator, nullopt where the denominator is 0. Medians and
  /// percentiles have no numerator, the denominator says of how many. Counts have
  /// value = numerator and no denominator.
  std::optional<double> value;
  std::optional<std::int64_t> numerator;
  std::optional<std::int64_t> denominator;
  std::optional<double> threshold;
  std::optional<PreviousFigure> previous;
  /// What is usual here: the same figure over ReportRequest::baseline, a count scaled to the length
  /// of the report's period. nullopt: not asked for, not known long enough, or nothing to divide.
  std::optional<double> baseline{};
  std::optional<FigureBenchmark> benchmark{};
  std::optional<Interval> interval;  ///< shares of fewer than kSmallSample ratings
  bool is_small_sample = false;
  /// Nobody looked: the report does without what tells customers apart.
  bool is_left_out = false;
  bool needs_work = false;     ///< 急需优化: worse than its threshold
  bool getting_worse = false;  ///< 持续变差: see qa/report.h
  /// dissatisfaction_reasons: by reason, all five always; sales_minor: by currency.
  std::map<std::string, std::int64_t> parts;

  std::string_view key() const { return definition_of(metric).key; }

  Unit unit() const { return definition_of(metric).unit; }

  bool operator==(const Figure&) const = default;
};

/// True where `value` is worse than `reference` by more than `share` of it (0: at all). Never for a
/// figure of which neither direction is better.
bool is_worse(const MetricDefinition& definition, double value, double reference, double share);

/// @param positives  0 ≤ positives ≤ total, total > 0
Interval wilson_interval(std::int64_t positives, std::int64_t total);

}  // namespace qa
