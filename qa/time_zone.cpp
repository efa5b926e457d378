#include "qa/time_zone.h"

#include <date/tz.h>

#include <algorithm>
#include <stdexcept>

namespace qa {

const void* find_time_zone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    throw std::runtime_error("time zone '" + name +
                             "': the system's time zone database has no such zone");
  }
}

Time representable(std::chrono::sys_seconds instant) {
  constexpr std::chrono::sys_seconds kFirst{std::chrono::seconds{-10'000'000'000}};  // 1653
  constexpr std::chrono::sys_seconds kLast{std::chrono::seconds{10'000'000'000}};    // 2286
  return std::clamp(instant, kFirst, kLast);
}

}  // namespace qa
