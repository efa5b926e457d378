#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "qa/counted.h"
#include "qa/insight.h"

namespace qa {

/// Rated sessions below which no correlation is told: the interval would span nearly everything.
inline constexpr std::int64_t kFewestCorrelated = 10;

/// Response time against satisfaction: one pair a rated session, the mean wait (as it was, not
/// capped) of its answered and unserved rounds beside the stars.
class SatisfactionBuilder {
 public:
  /// @param limit  of a reply in time: an edge of the buckets
  explicit SatisfactionBuilder(Duration limit);

  /// @param rating  a counted rating of these facts
  void add(const Counted& rating, const ConversationFacts& facts);

  WaitAndSatisfaction result() const;

 private:
  struct Pair {
    double wait_ms = 0;
    std::int32_t score = 0;
  };

  std::vector<WaitBucket> buckets_;
  std::vector<Pair> pairs_;
};

/// Spearman's rank correlation of pairs (x[i], y[i]), ties at their mean rank; nullopt where all of
/// one side are equal. Of fewer than two pairs too.
std::optional<double> rank_correlation(const std::vector<double>& x, const std::vector<double>& y);

/// 95 % interval of a rank correlation of `number` pairs: Fisher's z with the standard error
/// √((1 + r²/2) / (n − 3)) of Bonett and Wright (2000), made for ranks. @param number  > 3
Interval correlation_interval(double correlation, std::int64_t number);

}  // namespace qa
