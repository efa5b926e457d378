#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "qa/metrics_figure.h"
#include "qa/profile.h"

/// Periods of a report and what they are compared with. Days, weeks and months are those of the
/// profile's zone.
namespace qa {

enum class PeriodName : std::uint8_t {
  kToday,
  kYesterday,
  kLast7,   ///< the seven whole days before today
  kLast30,  ///< the thirty whole days before today
  kWeek,    ///< this week, Monday to Sunday
  kMonth,   ///< this calendar month
  kLastWeek,
  kLastMonth,
  kDayOf,  ///< the day, week or month with a certain local date in it
  kWeekOf,
  kMonthOf,
  kSale,  ///< a sale the profile names
  kCustom,
};
std::string_view to_string(PeriodName name);  // "today", "yesterday", "last7" … "custom"

struct PeriodSpec {
  PeriodName name = PeriodName::kToday;
  Period custom;                 ///< of kCustom, and of kSale once it has its dates
  std::chrono::sys_days date{};  ///< of kDayOf, kWeekOf, kMonthOf: a local day in it
  std::string sale{};            ///< of kSale: its name in Profile::sales_periods

  bool operator==(const PeriodSpec&) const = default;
};

/// A period as a person names it: "today" … "lastmonth", a day "2026-11-22", an ISO week "2026-W47"
/// (Monday to Sunday, week 1 has the year's first Thursday), a month "2026-11", a sale "sale:双11"
/// (whether the profile knows it is for with_dates() to say). nullopt for anything else, such as
/// week 53 of a year of 52.
std::optional<PeriodSpec> period_named(std::string_view name);

/// A sale with the dates the profile gives it; every other period as it is. nullopt: the profile
/// names no such sale.
std::optional<PeriodSpec> with_dates(PeriodSpec spec, const Profile& profile,
                                     const LocalTime& local);

enum class Compare : std::uint8_t { kPrevious, kYear, kNone };
std::string_view to_string(Compare compare);  // "previous", "year", "none"
std::optional<Compare> compare_named(std::string_view name);

/// The period a name means at `now`. Whole units, also where they lie partly ahead of `now`.
Period resolve(const PeriodSpec& spec, Time now, const LocalTime& local);

/// What it is compared with; nullopt for kNone.
/// kPrevious: the day, week or month before of a day, a week and a month; else as many whole
/// local days before, where both ends are local midnights; else the span of equal length before.
/// kYear: the same local dates a year earlier; 29 February begins at 28 February and ends (as an
/// exclusive end) at 1 March.
std::optional<Period> compared_with(const PeriodSpec& spec, const Period& period, Compare compare,
                                    const LocalTime& local);

/// What a shop's usual figures are made of: the kBaselineDays whole local days before the day the
/// period begins on, as far as anything is known; nullopt where fewer than kLeastBaselineDays are.
/// Four weeks hold every weekday equally often; one week holds each once.
inline constexpr int kBaselineDays = 28;
inline constexpr int kLeastBaselineDays = 7;
std::optional<Period> baseline_before(const Period& period, Time first_known,
                                      const LocalTime& local);

/// A bound as a person gives it: a local date ("2026-11-22", its first instant) or an instant
/// (RFC 3339). nullopt for anything else.
std::optional<Time> parse_bound(std::string_view text, const LocalTime& local);

/// The instant a report speaks of: `at` where given, else the earlier of now and the period's end,
/// but not before the last stored event.
Time report_instant(std::optional<Time> at, Time now, const Period& period,
                    std::optional<Time> last_event);

}  // namespace qa
