#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "qa/time.h"
#include "qa/wall_clock.h"

/// Times and durations as exports of platforms and spreadsheets spell them.
namespace plugin::exchange {

/// Which of 3/4/2026 is the day.
enum class DateOrder : std::uint8_t { kUnknown, kDayFirst, kMonthFirst };

/// How a time was written.
enum class TimeForm : std::uint8_t {
  kDashes,        ///< 2026-11-22 12:34:23, seconds and .611 as you like, T or a blank between
  kSlashes,       ///< 2026/11/22 12:34
  kChinese,       ///< 2026年11月22日 12:34:23, 12时34分23秒
  kCompact,       ///< 20261122123423
  kYearLast,      ///< 22/11/2026 12:34:23, see DateOrder
  kOffset,        ///< any with +08:00, +0800, +08 or Z behind its time of day: needs no zone
  kSeconds,       ///< 1795322063 since 1970
  kMilliseconds,  ///< 1795322063611 since 1970
};
inline constexpr std::size_t kTimeForms = 8;
std::string_view to_string(TimeForm form);  // "2026-11-22 12:34:23" …: an example

struct ToldTime {
  std::optional<qa::Time> at;
  TimeForm form = TimeForm::kDashes;  ///< of a time that was read
  bool is_twice = false;     ///< the clocks show it twice that night: the earlier one is taken
  std::string_view problem;  ///< where `at` is nullopt: why; a fixed text
};

/// Reads times on the clocks of one zone. One thread an instance.
class TimeReader {
 public:
  /// @throws std::runtime_error naming a zone that the system does not know
  TimeReader(const std::string& zone, DateOrder order);

  /// A date alone is its midnight. Within the years 2000 to 2099 only.
  ToldTime read(std::string_view text) const;

 private:
  ToldTime on_wall(std::string_view text, std::optional<std::int64_t> offset_ms) const;

  qa::WallClock clock_;
  DateOrder order_;
};

/// "35", "35.5", "00:01:20", "1:20", "1分20秒", "2小时", "1m20s", "350ms": rounded to milliseconds.
/// @param unit  of a bare number
/// @returns nullopt for anything else, and for what is negative or longer than a year
std::optional<qa::Duration> read_duration(std::string_view text, qa::Duration unit);

}  // namespace plugin::exchange
