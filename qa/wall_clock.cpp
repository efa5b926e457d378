#include "qa/wall_clock.h"

#include <date/tz.h>

#include <chrono>

#include "qa/time_zone.h"

namespace qa {
namespace {

constexpr Duration kDay{86'400'000};

}  // namespace

WallClock::WallClock(const std::string& zone) : zone_(find_time_zone(zone)) {}

std::optional<WallClock::Instant> WallClock::at(std::int64_t day, std::int64_t ms_of_day) const {
  const Duration shown = day * kDay + Duration{ms_of_day};
  // No zone moves its clocks by more than a day: so far from a change there is nothing to ask.
  const Time guess{shown - known_offset_};
  if (guess - kDay >= known_from_ && guess + kDay < known_to_) {
    return Instant{guess, false};
  }
  const auto& zone = *static_cast<const date::time_zone*>(zone_);
  const date::local_time<Duration> wall{shown};
  const auto info = zone.get_info(date::floor<std::chrono::seconds>(wall));
  if (info.result == date::local_info::nonexistent) {
    return std::nullopt;
  }
  known_from_ = representable(info.first.begin);
  known_to_ = representable(info.first.end);
  known_offset_ = info.first.offset;
  return Instant{Time{shown - info.first.offset}, info.result == date::local_info::ambiguous};
}

}  // namespace qa
