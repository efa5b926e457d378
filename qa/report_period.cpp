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

constexpr std::array<std::string_view, 13> kPeriodNames{
    "today",     "yesterday", "last7",  "last30",  "week", "month", "lastweek",
    "lastmonth", "day",       "weekof", "monthof", "sale", "custom"};
/// Those a person can say without a date.
constexpr std::size_t kPlainNames = 8;
constexpr std::string_view kSalePrefix = "sale:";
constexpr std::array<std::string_view, 3> kCompareNames{"previous", "year", "none"};

template <typename Enum, std::size_t kSize>
std::optional<Enum> named(const std::array<std::string_view, kSize>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    return std::nullopt;
  }
  return static_cast<Enum>(found - names.begin());
}

/// The number written in exactly these characters; -1: anything else.
int number_in(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = error == std::errc{} && end == text.data() + text.size() && value >= 0;
  return is_number ? value : -1;
}

/// The local calendar day of an instant.
sys_days day_of(Time time, const LocalTime& local) {
  const std::string date = local.date(time);
  const std::string_view text = date;
  return sys_days{
      year_month_day{std::chrono::year{number_in(text.substr(0, 4))},
                     std::chrono::month{static_cast<unsigned>(number_in(text.substr(5, 2)))},
                     std::chrono::day{static_cast<unsigned>(number_in(text.substr(8, 2)))}}};
}

sys_days monday_of(sys_days day) {
  return day - (std::chrono::weekday{day} - std::chrono::Monday);
}

sys_days first_of_month(sys_days day) {
  const year_month_day date{day};
  return sys_days{date.year() / date.month() / 1};
}

sys_days month_after(sys_days first) {
  const year_month_day date{first};
  return sys_days{date.year() / date.month() / 1 + months{1}};
}

/// Monday of an ISO week; nullopt if the year has no such week.
std::optional<sys_days> iso_week(int year, int week) {
  const sys_days monday = monday_of(sys_days{std::chrono::year{year} / std::chrono::January / 4}) +
                          days{7} * (week - 1);
  const year_month_day thursday{monday + days{3}};
  const bool is_of_year = week >= 1 && static_cast<int>(thursday.year()) == year;
  return is_of_year ? std::optional(monday) : std::nullopt;
}

/// "2026-11-22", "2026-W47", "2026-11".
std::optional<PeriodSpec> dated(std::string_view text) {
  const int year = text.size() >= 7 && text[4] == '-' ? number_in(text.substr(0, 4)) : -1;
  if (year < 0) {
    return std::nullopt;
  }
  if (text.size() == 8 && text[5] == 'W') {
    const auto monday = iso_week(year, number_in(text.substr(6)));
    return monday ? std::optional(PeriodSpec{PeriodName::kWeekOf, {}, *monday, {}}) : std::nullopt;
  }
  const bool is_day = text.size() == 10 && text[7] == '-';
  const int month = number_in(text.substr(5, 2));
  const int day = is_day ? number_in(text.substr(8)) : 1;
  if ((!is_day && text.size() != 7) || month < 0 || day < 0) {
    return std::nullopt;
  }
  const year_month_day date{std::chrono::year{year},
                            std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  return date.ok()
             ? std::optional(PeriodSpec{
                   is_day ? PeriodName::kDayOf : PeriodName::kMonthOf, {}, sys_days{date}, {}})
             : std::nullopt;
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

std::optional<PeriodSpec> period_named(std::string_view name) {
  const auto plain = named<PeriodName>(kPeriodNames, name);
  if (plain && static_cast<std::size_t>(*plain) < kPlainNames) {
    return PeriodSpec{*plain, {}, {}, {}};
  }
  if (name.substr(0, kSalePrefix.size()) == kSalePrefix) {
    return PeriodSpec{PeriodName::kSale, {}, {}, std::string{name.substr(kSalePrefix.size())}};
  }
  return dated(name);
}

std::optional<PeriodSpec> with_dates(PeriodSpec spec, const Profile& profile,
                                     const LocalTime& local) {
  if (spec.name != PeriodName::kSale) {
    return spec;
  }
  const auto sale = profile.sales_periods.find(spec.sale);
  if (sale == profile.sales_periods.end()) {
    return std::nullopt;
  }
  const auto from = local.parse_date(sale->second.from);
  const auto to = local.parse_date(sale->second.to);
  if (!from || !to) {
    return std::nullopt;
  }
  spec.custom = {*from, *to};
  return spec;
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
    case PeriodName::kWeek:
      return span(monday_of(today), monday_of(today) + days{7});
    case PeriodName::kLastWeek:
      return span(monday_of(today) - days{7}, monday_of(today));
    case PeriodName::kWeekOf:
      return span(monday_of(spec.date), monday_of(spec.date) + days{7});
    case PeriodName::kMonth:
      return span(first_of_month(today), month_after(first_of_month(today)));
    case PeriodName::kLastMonth:
      return span(first_of_month(first_of_month(today) - days{1}), first_of_month(today));
    case PeriodName::kMonthOf:
      return span(first_of_month(spec.date), month_after(first_of_month(spec.date)));
    case PeriodName::kDayOf:
      return span(spec.date, spec.date + days{1});
    case PeriodName::kSale:
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
  if (spec.name == PeriodName::kMonth || spec.name == PeriodName::kLastMonth ||
      spec.name == PeriodName::kMonthOf) {
    return Period{begin_of(first_of_month(day_of(period.from, local) - days{1}), local),
                  period.from};
  }
  return before(period, local);
}

std::optional<Period> baseline_before(const Period& period, Time first_known,
                                      const LocalTime& local) {
  const sys_days end = day_of(period.from, local);
  const sys_days from = std::max(end - days{kBaselineDays}, day_of(first_known, local));
  if (end - from < days{kLeastBaselineDays}) {
    return std::nullopt;
  }
  return Period{begin_of(from, local), begin_of(end, local)};
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
