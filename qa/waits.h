#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "qa/metrics_tally.h"
#include "qa/time.h"

/// How long customers waited: the rounds of three_minute_round_rate by their real waits, nothing
/// capped.
namespace qa {

/// Waits above `above` up to and with `up_to`.
struct WaitRange {
  Duration above{};               ///< of the first bucket 0, which has the waits of 0 too
  std::optional<Duration> up_to;  ///< nullopt: the last one, however long
  std::int64_t answered = 0;
  std::int64_t unserved = 0;

  bool operator==(const WaitRange&) const = default;
};

/// Bounds common to all limits, and `limit` among them: so the waits in time are whole buckets.
std::vector<WaitRange> empty_waits(Duration limit);

/// Where a round is counted in Tally::waits.
std::int32_t wait_place(Duration wait, bool is_unserved, Duration limit);

/// What was counted there with the same limit.
std::vector<WaitRange> waits_of(const Tally& tally, Duration limit);

}  // namespace qa
