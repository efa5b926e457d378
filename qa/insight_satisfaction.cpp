#include "qa/insight_satisfaction.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace qa {
namespace {

/// Rank of each value from 1, those that are equal at the mean of their places.
std::vector<double> ranks_of(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&values](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t from = 0; from < order.size();) {
    std::size_t to = from;
    while (to < order.size() && values[order[to]] == values[order[from]]) {
      ++to;
    }
    const double rank = static_cast<double>(from + 1 + to) / 2;
    for (; from < to; ++from) {
      ranks[order[from]] = rank;
    }
  }
  return ranks;
}

}  // namespace

SatisfactionBuilder::SatisfactionBuilder(Duration limit) {
  // Half a minute and a minute are what customers praise, ten minutes what the platforms count as
  // never; the limit itself is always an edge.
  std::vector<Duration> edges{Duration{30'000},  Duration{60'000},  Duration{120'000},
                              Duration{180'000}, Duration{300'000}, Duration{600'000}};
  edges.push_back(limit);
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  Duration from{0};
  for (const Duration to : edges) {
    buckets_.push_back({from, to, 0, 0, 0, 0});
    from = to;
  }
  buckets_.push_back({from, std::nullopt, 0, 0, 0, 0});
}

void SatisfactionBuilder::add(const Counted& rating, const ConversationFacts& facts) {
  std::int64_t wait_ms = 0;
  std::int64_t rounds = 0;
  for (const RoundRecord& round : facts.rounds) {
    const bool is_final =
        round.state == RoundState::kAnswered || round.state == RoundState::kUnserved;
    if (rating.phase != nullptr && round.phase == rating.phase->ordinal && is_final && round.wait) {
      wait_ms += round.wait->count();
      ++rounds;
    }
  }
  if (rounds == 0) {
    return;
  }
  const double mean = static_cast<double>(wait_ms) / static_cast<double>(rounds);
  pairs_.push_back({mean, rating.score});
  for (WaitBucket& bucket : buckets_) {
    if (!bucket.to || mean <= static_cast<double>(bucket.to->count())) {
      ++bucket.rated;
      bucket.good += rating.is_good ? 1 : 0;
      bucket.bad += rating.is_bad ? 1 : 0;
      bucket.score_sum += rating.score;
      return;
    }
  }
}

WaitAndSatisfaction SatisfactionBuilder::result() const {
  WaitAndSatisfaction made;
  made.sessions = static_cast<std::int64_t>(pairs_.size());
  made.buckets = buckets_;
  if (made.sessions < kFewestCorrelated) {
    return made;
  }
  std::vector<double> waits;
  std::vector<double> scores;
  for (const Pair& pair : pairs_) {
    waits.push_back(pair.wait_ms);
    scores.push_back(pair.score);
  }
  made.correlation = rank_correlation(waits, scores);
  if (made.correlation) {
    made.interval = correlation_interval(*made.correlation, made.sessions);
  }
  return made;
}

std::optional<double> rank_correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const std::vector<double> a = ranks_of(x);
  const std::vector<double> b = ranks_of(y);
  const double middle = (static_cast<double>(a.size()) + 1) / 2;  // ties keep the mean rank
  double products = 0;
  double squares_a = 0;
  double squares_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    products += (a[i] - middle) * (b[i] - middle);
    squares_a += (a[i] - middle) * (a[i] - middle);
    squares_b += (b[i] - middle) * (b[i] - middle);
  }
  if (squares_a <= 0 || squares_b <= 0) {
    return std::nullopt;
  }
  return std::clamp(products / std::sqrt(squares_a * squares_b), -1.0, 1.0);
}

Interval correlation_interval(double correlation, std::int64_t number) {
  constexpr double kZ = 1.959963984540054;  // 97.5 % quantile of the normal distribution
  const double z = std::atanh(correlation);
  const double error =
      std::sqrt((1 + correlation * correlation / 2) / static_cast<double>(number - 3));
  return {std::tanh(z - kZ * error), std::tanh(z + kZ * error)};
}

}  // namespace qa
