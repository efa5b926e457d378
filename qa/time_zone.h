#pragma once

#include <chrono>
#include <string>

#include "qa/time.h"

/// The system's time zones, for LocalTime and WallClock. Any thread.
namespace qa {

/// A date::time_zone, kept out of headers; it lives as long as the process.
/// @param name  IANA name
/// @throws std::runtime_error naming a zone the system does not know
const void* find_time_zone(const std::string& name);

/// When an offset begins or ends to hold. A zone without a past or a future has the limits of the
/// type there: clamped to what Time can hold, far outside the times Sandglass takes.
Time representable(std::chrono::sys_seconds instant);

}  // namespace qa
