#include "qa/metrics_figure.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace qa {
namespace {

constexpr std::array<MetricDefinition, kMetrics> kDefinitions{{
    {Metric::kThreeMinuteReplyRate, "three_minute_reply_rate", Unit::kRatio, Better::kHigher},
    {Metric::kThreeMinuteRoundRate, "three_minute_round_rate", Unit::kRatio, Better::kHigher},
    {Metric::kThreeMinuteCustomerRate, "three_minute_customer_rate", Unit::kRatio, Better::kHigher},
    {Metric::kMeanResponse, "mean_response_ms", Unit::kMs, Better::kLower},
    {Metric::kTrueMeanWait, "true_mean_wait_ms", Unit::kMs, Better::kLower},
    {Metric::kMedianResponse, "median_response_ms", Unit::kMs, Better::kLower},
    {Metric::kP90Response, "p90_response_ms", Unit::kMs, Better::kLower},
    {Metric::kMeanFirstResponse, "mean_first_response_ms", Unit::kMs, Better::kLower},
    {Metric::kUnservedConversations, "unserved_conversations", Unit::kCount, Better::kLower},
    {Metric::kHandedOver, "handed_over", Unit::kCount, Better::kNeither},
    {Metric::kAccepted, "accepted", Unit::kCount, Better::kNeither},
    {Metric::kPickupRate, "pickup_rate", Unit::kRatio, Better::kHigher},
    {Metric::kMeanQueue, "mean_queue_ms", Unit::kMs, Better::kLower},
    {Metric::kAbandoned, "abandoned", Unit::kCount, Better::kLower},
    {Metric::kRated, "rated", Unit::kCount, Better::kNeither},
    {Metric::kSatisfactionRate, "satisfaction_rate", Unit::kRatio, Better::kHigher},
    {Metric::kDissatisfactionRate, "dissatisfaction_rate", Unit::kRatio, Better::kLower},
    {Metric::kMeanScore, "mean_score", Unit::kStars, Better::kHigher},
    {Metric::kMedianScore, "median_score", Unit::kStars, Better::kHigher},
    {Metric::kDissatisfactionReasons, "dissatisfaction_reasons", Unit::kCount, Better::kLower},
    {Metric::kConversations, "conversations", Unit::kCount, Better::kNeither},
    {Metric::kCustomers, "customers", Unit::kCount, Better::kNeither},
    {Metric::kCustomerMessages, "customer_messages", Unit::kCount, Better::kNeither},
    {Metric::kAgentMessages, "agent_messages", Unit::kCount, Better::kNeither},
    {Metric::kBotMessages, "bot_messages", Unit::kCount, Better::kNeither},
    {Metric::kResolutionRate, "resolution_rate", Unit::kRatio, Better::kHigher},
    {Metric::kRepeatContactRate, "repeat_contact_rate", Unit::kRatio, Better::kLower},
    {Metric::kSales, "sales_minor", Unit::kMinor, Better::kNeither},
    {Metric::kConversionRate, "conversion_rate", Unit::kRatio, Better::kHigher},
}};

}  // namespace

std::string_view to_string(Unit unit) {
  switch (unit) {
    case Unit::kRatio:
      return "ratio";
    case Unit::kMs:
      return "ms";
    case Unit::kCount:
      return "count";
    case Unit::kStars:
      return "stars";
    case Unit::kMinor:
      return "minor";
  }
  return "";
}

std::span<const MetricDefinition> metric_definitions() {
  return kDefinitions;
}

const MetricDefinition& definition_of(Metric metric) {
  return kDefinitions[static_cast<std::size_t>(metric)];
}

const MetricDefinition* find_metric(std::string_view key) {
  const auto found = std::find_if(kDefinitions.begin(), kDefinitions.end(),
                                  [key](const MetricDefinition& d) { return d.key == key; });
  return found == kDefinitions.end() ? nullptr : &*found;
}

bool is_worse(const MetricDefinition& definition, double value, double reference, double share) {
  switch (definition.better) {
    case Better::kHigher:
      return value < reference * (1.0 - share);
    case Better::kLower:
      return value > reference * (1.0 + share);
    case Better::kNeither:
      return false;
  }
  return false;
}

Interval wilson_interval(std::int64_t positives, std::int64_t total) {
  constexpr double kZ = 1.959963984540054;  // 97.5 % quantile of the normal distribution
  const auto n = static_cast<double>(total);
  const double share = static_cast<double>(positives) / n;
  const double spread = kZ * kZ / n;
  const double middle = (share + spread / 2) / (1 + spread);
  const double half = kZ / (1 + spread) * std::sqrt(share * (1 - share) / n + spread / (4 * n));
  // The ends are exact in theory, not in doubles.
  return Interval{positives == 0 ? 0.0 : middle - half, positives == total ? 1.0 : middle + half};
}

}  // namespace qa
