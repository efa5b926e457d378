#include "qa/metrics_tally.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace qa {
namespace {

std::int64_t number_of(const NumbersBy& scores) {
  return std::accumulate(scores.begin(), scores.end(), std::int64_t{0},
                         [](std::int64_t sum, const auto& entry) { return sum + entry.second; });
}

std::int64_t sum_of(const NumbersBy& scores) {
  return std::accumulate(
      scores.begin(), scores.end(), std::int64_t{0},
      [](std::int64_t sum, const auto& entry) { return sum + entry.first * entry.second; });
}

/// Makes the figures of one tally, one after the other.
class FigureList {
 public:
  explicit FigureList(const Profile& profile) : profile_(profile) { figures_.reserve(kMetrics); }

  Figure& quotient(Metric metric, std::int64_t numerator, std::int64_t denominator) {
    Figure& figure = begin(metric);
    figure.numerator = numerator;
    figure.denominator = denominator;
    if (denominator != 0) {
      figure.value = static_cast<double>(numerator) / static_cast<double>(denominator);
    }
    return judged(figure);
  }

  Figure& count(Metric metric, std::int64_t number) {
    Figure& figure = begin(metric);
    figure.numerator = number;
    figure.value = static_cast<double>(number);
    return judged(figure);
  }

  void share_of_ratings(Metric metric, std::int64_t numerator, std::int64_t ratings) {
    Figure& figure = quotient(metric, numerator, ratings);
    if (ratings > 0 && ratings < kSmallSample) {
      figure.interval = wilson_interval(numerator, ratings);
      figure.is_small_sample = true;
    }
  }

  void rank(Metric metric, const ResponseTimes& times, std::int64_t percent) {
    Figure& figure = begin(metric);
    figure.denominator = static_cast<std::int64_t>(times.size());
    if (!times.empty() && times.knows_ranks()) {
      figure.value = static_cast<double>(times.rank(percent));
    }
    judged(figure);
  }

  /// The lower median: that of nearest rank.
  void median_score(const NumbersBy& scores) {
    Figure& figure = begin(Metric::kMedianScore);
    const std::int64_t rated = number_of(scores);
    figure.denominator = rated;
    std::int64_t until = 0;
    for (const auto& [score, number] : scores) {
      until += number;
      if (2 * until >= rated) {
        figure.value = static_cast<double>(score);
        break;
      }
    }
    judged(figure);
  }

  void left_out(Metric metric) { judged(begin(metric)).is_left_out = true; }

  Figure& unknown(Metric metric) { return judged(begin(metric)); }

  std::vector<Figure> take() && { return std::move(figures_); }

 private:
  Figure& begin(Metric metric) {
    figures_.emplace_back();
    figures_.back().metric = metric;
    return figures_.back();
  }

  Figure& judged(Figure& figure) {
    const MetricDefinition& definition = definition_of(figure.metric);
    const auto threshold = profile_.thresholds.find(std::string{definition.key});
    if (threshold != profile_.thresholds.end()) {
      figure.threshold = threshold->second;
      figure.needs_work =
          figure.value && is_worse(definition, *figure.value, threshold->second, 0.0);
    }
    return figure;
  }

  const Profile& profile_;
  std::vector<Figure> figures_;
};

void add_speed(FigureList& list, const Tally& tally) {
  const auto missed = std::count_if(tally.has_missed.begin(), tally.has_missed.end(),
                                    [](const auto& entry) { return entry.second; });
  const auto customers = static_cast<std::int64_t>(tally.has_missed.size());
  const auto answered_or_unserved = static_cast<std::int64_t>(tally.counted_ms.size());
  list.quotient(Metric::kThreeMinuteReplyRate, tally.asks_in_time, tally.asks);
  list.quotient(Metric::kThreeMinuteRoundRate, tally.rounds_in_time, tally.rounds);
  if (tally.keeps_customers) {
    list.quotient(Metric::kThreeMinuteCustomerRate, customers - missed, customers);
  } else {
    list.left_out(Metric::kThreeMinuteCustomerRate);
  }
  list.quotient(Metric::kMeanResponse, tally.counted_ms_sum, answered_or_unserved);
  list.quotient(Metric::kTrueMeanWait, tally.wait_ms_sum, answered_or_unserved);
  list.rank(Metric::kMedianResponse, tally.counted_ms, 50);
  list.rank(Metric::kP90Response, tally.counted_ms, 90);
  list.quotient(Metric::kMeanFirstResponse, tally.first_counted_ms_sum, tally.first_rounds);
}

void add_sessions(FigureList& list, const Tally& tally) {
  list.count(Metric::kUnservedConversations, tally.unserved_conversations);
  list.count(Metric::kHandedOver, tally.handed_over);
  list.count(Metric::kAccepted, tally.accepted);
  list.quotient(Metric::kPickupRate, tally.accepted, tally.handed_over);
  list.quotient(Metric::kMeanQueue, tally.queue_ms_sum, tally.accepted);
  list.count(Metric::kAbandoned, tally.abandoned);
}

void add_ratings(FigureList& list, const Tally& tally) {
  const std::int64_t rated = number_of(tally.scores);
  list.count(Metric::kRated, rated);
  list.share_of_ratings(Metric::kSatisfactionRate, tally.good, rated);
  list.share_of_ratings(Metric::kDissatisfactionRate, tally.bad, rated);
  list.quotient(Metric::kMeanScore, sum_of(tally.scores), rated);
  list.median_score(tally.scores);
  Figure& reasons = list.count(Metric::kDissatisfactionReasons, tally.bad);
  for (std::size_t i = 0; i < kReasons.size(); ++i) {
    reasons.parts[std::string{kReasons[i]}] = tally.reasons[i];
  }
}

void add_volumes(FigureList& list, const Tally& tally) {
  list.count(Metric::kConversations, tally.conversations);
  if (tally.keeps_customers) {
    list.count(Metric::kCustomers, static_cast<std::int64_t>(tally.customers.size()));
  } else {
    list.left_out(Metric::kCustomers);
  }
  list.count(Metric::kCustomerMessages, tally.customer_messages);
  list.count(Metric::kAgentMessages, tally.agent_messages);
  list.count(Metric::kBotMessages, tally.bot_messages);
}

void add_contacts(FigureList& list, const ContactTally* contacts) {
  if (contacts == nullptr) {
    list.unknown(Metric::kResolutionRate);
    list.unknown(Metric::kRepeatContactRate);
    return;
  }
  list.quotient(Metric::kResolutionRate, contacts->resolved, contacts->closed);
  list.quotient(Metric::kRepeatContactRate, contacts->repeated, contacts->customers);
}

/// Amounts of several currencies do not add up: then only the parts are told.
void add_sales(FigureList& list, const SalesTally* sales) {
  if (sales == nullptr) {
    list.unknown(Metric::kSales);
    list.unknown(Metric::kConversionRate);
    return;
  }
  if (sales->amount_minor.size() > 1) {
    list.unknown(Metric::kSales).parts = sales->amount_minor;
  } else {
    const auto only = sales->amount_minor.begin();
    const std::int64_t amount = only == sales->amount_minor.end() ? 0 : only->second;
    list.count(Metric::kSales, amount).parts = sales->amount_minor;
  }
  list.quotient(Metric::kConversionRate, sales->customers_ordered, sales->customers_served);
}

}  // namespace

void Tally::merge(const Tally& other) {
  asks += other.asks;
  asks_in_time += other.asks_in_time;
  rounds += other.rounds;
  rounds_in_time += other.rounds_in_time;
  waits.merge(other.waits);
  for (const auto& [customer, missed] : other.has_missed) {
    bool& mine = has_missed[customer];
    mine = mine || missed;
  }
  counted_ms.merge(other.counted_ms);
  counted_ms_sum += other.counted_ms_sum;
  wait_ms_sum += other.wait_ms_sum;
  first_rounds += other.first_rounds;
  first_counted_ms_sum += other.first_counted_ms_sum;
  handed_over += other.handed_over;
  accepted += other.accepted;
  queue_ms_sum += other.queue_ms_sum;
  abandoned += other.abandoned;
  unserved_conversations += other.unserved_conversations;
  scores.merge(other.scores);
  good += other.good;
  bad += other.bad;
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    reasons[i] += other.reasons[i];
  }
  conversations += other.conversations;
  customers.insert(other.customers.begin(), other.customers.end());
  customer_messages += other.customer_messages;
  agent_messages += other.agent_messages;
  bot_messages += other.bot_messages;
  open_rounds += other.open_rounds;
}

std::vector<Figure> figures_of(const Tally& tally, const SalesTally* sales,
                               const ContactTally* contacts, const Profile& profile) {
  FigureList list{profile};
  add_speed(list, tally);
  add_sessions(list, tally);
  add_ratings(list, tally);
  add_volumes(list, tally);
  if (tally.keeps_customers) {
    add_contacts(list, contacts);
    add_sales(list, sales);
  } else {
    for (const Metric metric : {Metric::kResolutionRate, Metric::kRepeatContactRate, Metric::kSales,
                                Metric::kConversionRate}) {
      list.left_out(metric);
    }
  }
  return std::move(list).take();
}

}  // namespace qa
