#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "qa/time.h"

namespace qa {

/// What the clocks of one zone show, the other way round than LocalTime: which instant it is when
/// they show something. Any thread, one instance a thread (it keeps the offset it used last).
class WallClock {
 public:
  struct Instant {
    Time at{};
    bool is_twice = false;  ///< the clocks were set back over it: `at` is the earlier one
  };

  /// @param zone  IANA name. @throws std::runtime_error naming a zone the system does not know.
  explicit WallClock(const std::string& zone);

  /// The instant at which the clocks show `ms_of_day` (0 to 86'399'999) of a day, counted from
  /// 1970-01-01; nullopt: they never do, for they are set forward over it.
  std::optional<Instant> at(std::int64_t day, std::int64_t ms_of_day) const;

 private:
  const void* zone_;  // date::time_zone, kept out of the header
  mutable Time known_from_{};
  mutable Time known_to_{};
  mutable Duration known_offset_{};
};

}  // namespace qa
