#include <date/tz.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "qa/profile.h"
#include "qa/time_zone.h"

namespace qa {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kMinuteMs = 60'000;

const date::time_zone& zone_at(const void* zone) {
  return *static_cast<const date::time_zone*>(zone);
}

/// Days since 1970-01-01 of "2026-11-22"; nullopt for anything else, 2026-02-30 included.
std::optional<std::int64_t> day_of(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return std::nullopt;
  }
  std::array<unsigned, 3> parts{};
  constexpr std::array<std::array<std::size_t, 2>, 3> kFields{{{0, 4}, {5, 2}, {8, 2}}};
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    const std::string_view digits = text.substr(kFields[i][0], kFields[i][1]);
    if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) {
      return std::nullopt;
    }
    std::from_chars(digits.data(), digits.data() + digits.size(), parts[i]);
  }
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(parts[0])},
                                         std::chrono::month{parts[1]}, std::chrono::day{parts[2]}};
  if (!date.ok()) {
    return std::nullopt;
  }
  return std::chrono::sys_days{date}.time_since_epoch().count();
}

bool covers(const std::vector<DaySpan>& spans, std::int64_t ms_of_day) {
  return std::any_of(spans.begin(), spans.end(), [ms_of_day](const DaySpan& span) {
    return ms_of_day >= span.from_minute * kMinuteMs && ms_of_day < span.to_minute * kMinuteMs;
  });
}

void append_padded(std::string& out, unsigned value, std::size_t width) {
  const std::string digits = std::to_string(value);
  out.append(digits.size() < width ? width - digits.size() : 0, '0');
  out += digits;
}

}  // namespace

LocalTime::LocalTime(const Profile& profile)
    : zone_(find_time_zone(profile.zone)), hours_(profile.hours), quiet_(profile.quiet) {
  for (const auto& [date, spans] : hours_.dates) {
    if (const auto day = day_of(date)) {
      dates_[*day] = spans;
    }
  }
}

Duration LocalTime::offset(Time time) const {
  if (time < cached_from_ || time >= cached_to_) {
    const auto info = zone_at(zone_).get_info(std::chrono::floor<std::chrono::seconds>(time));
    cached_from_ = representable(info.begin);
    cached_to_ = representable(info.end);
    cached_offset_ = info.offset;
  }
  return cached_offset_;
}

LocalTime::Local LocalTime::local(Time time) const {
  const std::int64_t shifted = local_ms(time);
  std::int64_t day = shifted / kDayMs;
  std::int64_t ms = shifted % kDayMs;
  if (ms < 0) {
    ms += kDayMs;
    --day;
  }
  const std::chrono::weekday weekday{
      std::chrono::sys_days{std::chrono::days{static_cast<int>(day)}}};
  return Local{day, ms, weekday.c_encoding()};
}

Time LocalTime::from_local_midnight(std::int64_t day) const {
  const date::local_seconds midnight{std::chrono::seconds{day * (kDayMs / 1000)}};
  const auto info = zone_at(zone_).get_info(midnight);
  if (info.result == date::local_info::nonexistent) {
    return Time{info.first.end.time_since_epoch()};  // the clock jumps over midnight
  }
  return Time{midnight.time_since_epoch() - info.first.offset};  // ambiguous: the earlier one
}

const std::vector<DaySpan>& LocalTime::spans_of(std::int64_t day) const {
  if (!dates_.empty()) {
    if (const auto found = dates_.find(day); found != dates_.end()) {
      return found->second;
    }
  }
  const std::chrono::weekday weekday{
      std::chrono::sys_days{std::chrono::days{static_cast<int>(day)}}};
  return hours_.weekdays[weekday.c_encoding()];
}

std::int64_t LocalTime::local_ms(Time time) const {
  return (time + offset(time)).time_since_epoch().count();
}

bool LocalTime::in_window(Time time) const {
  const Local at = local(time);
  return covers(spans_of(at.day), at.ms) || covers(spans_of(at.day - 1), at.ms + kDayMs);
}

bool LocalTime::is_quiet(Time time) const {
  const Local at = local(time);
  return covers(quiet_, at.ms) || covers(quiet_, at.ms + kDayMs);
}

Time LocalTime::next_midnight(Time time) const {
  const std::int64_t day = local(time).day;
  const Time next = from_local_midnight(day + 1);
  // Clocks set back just after midnight enter one day twice (St. John's did at 00:01 until 2011).
  return next > time ? next : from_local_midnight(day + 2);
}

Time LocalTime::midnight(Time time) const {
  return from_local_midnight(local(time).day);
}

int LocalTime::hour(Time time) const {
  return static_cast<int>(local(time).ms / (60 * kMinuteMs));
}

std::string LocalTime::date(Time time) const {
  return date_of_day(local(time).day);
}

std::string date_of_day(std::int64_t day) {
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{static_cast<int>(day)}}};
  std::string out;
  append_padded(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.day()), 2);
  return out;
}

std::optional<Time> LocalTime::parse_date(std::string_view date) const {
  const auto day = day_of(date);
  if (!day) {
    return std::nullopt;
  }
  return from_local_midnight(*day);
}

}  // namespace qa
