#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qa {

/// A span of time, whole milliseconds. The wire, the store and every limit of the profile count in
/// these.
using Duration = std::chrono::milliseconds;

/// An instant, UTC, whole milliseconds since 1970-01-01. Never a local time; never read from a
/// clock inside this room (callers pass `now`).
using Time = std::chrono::time_point<std::chrono::system_clock, Duration>;

/// The instants a workstation may stamp. Anything outside [2000-01-01, 2100-01-01) is a broken
/// clock, not a conversation; such events are anomalies and are not applied (docs/edge-cases.md).
inline constexpr Time kEarliestTime{Duration{946'684'800'000}};
inline constexpr Time kLatestTime{Duration{4'102'444'800'000}};

constexpr std::int64_t to_ms(Time time) {
  return time.time_since_epoch().count();
}

constexpr Time from_ms(std::int64_t ms) {
  return Time{Duration{ms}};
}

/// Reads RFC 3339 with a `Z` or a numeric offset ("2026-11-22T04:34:23.611Z", "…+08:00"), at most
/// nine fraction digits, cut to milliseconds. nullopt for anything else, an impossible date
/// included.
std::optional<Time> parse_time(std::string_view text);

/// "2026-11-22T04:34:23.611Z": UTC, always three fraction digits.
std::string format_time(Time time);

/// The same, appended to `out` without an allocation of its own.
void append_time(std::string& out, Time time);

}  // namespace qa
