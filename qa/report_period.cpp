#include "qa/report_period.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "qa/time.h"

namespace qa {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month_day;
using std::chrono::years;

constexpr std::array<std::string_view, 7> kPeriodNames{"today", "yesterday", "last7", "last30",
                                                       "week",  "month",     "custom"};
constexpr std::array<std::string_view, 3> kCompareNames{"previous", "year", "none"};

template <typename Enum, std::size_t kSize>
std::optional<Enum> named(const std::array<std::string_view, kSize>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    return std::nullopt;
  }
  return static_cast<Enum>(found - names.begin());
}

/// The local calendar day of an instant.
sys_days day_of(Time time, const LocalTime& local) {
  const std::string date = local.date(time);
  const auto part = [&date](std::size_t from, std::size_t size) {
    int value = 0;
    std::from_chars(date.data() + from, date.data() + from + size, value);
    return value;
  };
  return sys_days{year_month_day{std::chrono::year{part(0, 4)},
                                 std::chrono::month{static_cast<unsigned>(part(5, 2))},
                                 std::chrono::day{static_cast<unsigned>(part(8, 2))}}};
}

/// First instant of a local calendar day.
Time begin_of(sys_days day, const LocalTime& local) {
  const std::string text = format_time(Time{day.time_since_epoch()}).substr(0, 10);
  return local.parse_date(text).value();
}

Period days_before(const Period& period, days count, const LocalTime& local) {
  return {begin_of(day_of(period.from, local) - count, local),
          begin_of(day_of(period.to, local) - count, local)};
}

Period before(const Period& period, const LocalTime& local) {
  const bool is_whole_days =
      local.midnight(period.from) == period.from && local.midnight(period.to) == period.to;
  if (!is_whole_days) {
    return {period.from - (period.to - period.from), period.from};
  }
  return days_before(period, day_of(period.to, local) - day_of(period.from, local), local);
}

/// The same local date a year earlier, at the same time after its midnight.
Time year_before(Time time, bool is_end, const LocalTime& local) {
  const year_month_day date = year_month_day{day_of(time, local)} - years{1};
  const sys_days day = date.ok() ? sys_days{date}
                       : is_end  ? sys_days{date.year() / std::chrono::March / 1}
                                 : sys_days{date.year() / std::chrono::February / 28};
  return begin_of(day, local) + (time - local.midnight(time));
}

}  // namespace

std::string_view to_string(PeriodName name) {
  return kPeriodNames[static_cast<std::size_t>(name)];
}

std::optional<PeriodName> period_named(std::string_view name) {
  return named<PeriodName>(kPeriodNames, name);
}

std::string_view to_string(Compare compare) {
  return kCompareNames[static_cast<std::size_t>(compare)];
}

std::optional<Compare> compare_named(std::string_view name) {
  return named<Compare>(kCompareNames, name);
}

Period resolve(const PeriodSpec& spec, Time now, const LocalTime& local) {
  const sys_days today = day_of(now, local);
  const auto span = [&local](sys_days from, sys_days to) {
    return Period{begin_of(from, local), begin_of(to, local)};
  };
  switch (spec.name) {
    case PeriodName::kToday:
      return span(today, today + days{1});
    case PeriodName::kYesterday:
      return span(today - days{1}, today);
    case PeriodName::kLast7:
      return span(today - days{7}, today);
    case PeriodName::kLast30:
      return span(today - days{30}, today);
    case PeriodName::kWeek: {
      const sys_days monday = today - (std::chrono::weekday{today} - std::chrono::Monday);
      return span(monday, monday + days{7});
    }
    case PeriodName::kMonth: {
      const year_month_day date{today};
      const sys_days first{date.year() / date.month() / 1};
      return span(first, sys_days{date.year() / date.month() / 1 + months{1}});
    }
    case PeriodName::kCustom:
      return spec.custom;
  }
  return spec.custom;
}

std::optional<Period> compared_with(const PeriodSpec& spec, const Period& period, Compare compare,
                                    const LocalTime& local) {
  if (compare == Compare::kNone) {
    return std::nullopt;
  }
  if (compare == Compare::kYear) {
    return Period{year_before(period.from, false, local), year_before(period.to, true, local)};
  }
  if (spec.name == PeriodName::kMonth) {
    const year_month_day first{day_of(period.from, local)};
    return Period{begin_of(sys_days{first - months{1}}, local), period.from};
  }
  return before(period, local);
}

std::optional<Time> parse_bound(std::string_view text, const LocalTime& local) {
  const auto date = local.parse_date(text);
  return date ? date : parse_time(text);
}

Time report_instant(std::optional<Time> at, Time now, const Period& period,
                    std::optional<Time> last_event) {
  if (at) {
    return *at;
  }
  const Time instant = std::min(now, period.to);
  return last_event ? std::max(instant, *last_event) : instant;
}

}  // namespace qa
