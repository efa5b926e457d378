#include "qa/waits.h"

#include <algorithm>
#include <array>

namespace qa {
namespace {

/// Seconds: fine where people still wait patiently, then the stages of a complaint.
constexpr std::array<std::int64_t, 13> kWaitBounds{15,  30,  60,  90,  120,  150, 180,
                                                   240, 300, 600, 900, 1800, 3600};

}  // namespace

std::vector<WaitRange> empty_waits(Duration limit) {
  std::vector<Duration> bounds{limit};
  for (const std::int64_t bound : kWaitBounds) {
    bounds.emplace_back(bound * 1000);
  }
  std::sort(bounds.begin(), bounds.end());
  bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
  std::vector<WaitRange> waits;
  Duration above{0};
  for (const Duration bound : bounds) {
    waits.push_back({above, bound});
    above = bound;
  }
  waits.push_back({above, std::nullopt});
  return waits;
}

std::int32_t wait_place(Duration wait, bool is_unserved, Duration limit) {
  std::int32_t bucket = wait > limit ? 1 : 0;
  for (const std::int64_t bound : kWaitBounds) {
    const Duration each{bound * 1000};
    bucket += each != limit && wait > each ? 1 : 0;
  }
  return 2 * bucket + (is_unserved ? 1 : 0);
}

std::vector<WaitRange> waits_of(const Tally& tally, Duration limit) {
  std::vector<WaitRange> waits = empty_waits(limit);
  for (const auto& [place, number] : tally.waits) {
    const auto bucket = static_cast<std::size_t>(place / 2);
    if (place >= 0 && bucket < waits.size()) {
      (place % 2 == 0 ? waits[bucket].answered : waits[bucket].unserved) += number;
    }
  }
  return waits;
}

}  // namespace qa
