#include "qa/report_period.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "qa/time.h"

namespace qa {
namespace {

Time at(std::string_view text) {
  return parse_time(text).value();
}

LocalTime shanghai() {
  return LocalTime{Profile::douyin()};
}

LocalTime in_zone(std::string zone) {
  Profile profile = Profile::douyin();
  profile.zone = std::move(zone);
  return LocalTime{profile};
}

/// "2026-11-22..2026-11-23" in local dates.
std::string dates(const Period& period, const LocalTime& local) {
  EXPECT_EQ(local.midnight(period.from), period.from);
  EXPECT_EQ(local.midnight(period.to), period.to);
  return local.date(period.from) + ".." + local.date(period.to);
}

std::string named(PeriodName name, std::string_view now) {
  const LocalTime local = shanghai();
  return dates(resolve({name, {}}, at(now), local), local);
}

std::string compared(PeriodName name, std::string_view now, Compare compare) {
  const LocalTime local = shanghai();
  const PeriodSpec spec{name, {}};
  return dates(compared_with(spec, resolve(spec, at(now), local), compare, local).value(), local);
}

std::string custom(std::string_view from, std::string_view to, Compare compare) {
  const LocalTime local = shanghai();
  const Period period{*local.parse_date(from), *local.parse_date(to)};
  return dates(compared_with({PeriodName::kCustom, period}, period, compare, local).value(), local);
}

constexpr std::string_view kSunday = "2026-11-22T00:30:00+08:00";  // still Saturday in UTC

TEST(ReportPeriod, NamesMeanLocalDaysWeeksAndMonths) {
  EXPECT_EQ(named(PeriodName::kToday, kSunday), "2026-11-22..2026-11-23");
  EXPECT_EQ(named(PeriodName::kYesterday, kSunday), "2026-11-21..2026-11-22");
  EXPECT_EQ(named(PeriodName::kLast7, kSunday), "2026-11-15..2026-11-22");
  EXPECT_EQ(named(PeriodName::kLast30, kSunday), "2026-10-23..2026-11-22");
  EXPECT_EQ(named(PeriodName::kWeek, kSunday), "2026-11-16..2026-11-23");
  EXPECT_EQ(named(PeriodName::kMonth, kSunday), "2026-11-01..2026-12-01");
}

TEST(ReportPeriod, AWeekBeginsOnMonday) {
  EXPECT_EQ(named(PeriodName::kWeek, "2026-11-23T00:00:00+08:00"), "2026-11-23..2026-11-30");
  EXPECT_EQ(named(PeriodName::kWeek, "2027-01-01T12:00:00+08:00"), "2026-12-28..2027-01-04");
}

TEST(ReportPeriod, CalendarPeriodsCompareWithTheUnitBefore) {
  EXPECT_EQ(compared(PeriodName::kToday, kSunday, Compare::kPrevious), "2026-11-21..2026-11-22");
  EXPECT_EQ(compared(PeriodName::kYesterday, kSunday, Compare::kPrevious),
            "2026-11-20..2026-11-21");
  EXPECT_EQ(compared(PeriodName::kWeek, kSunday, Compare::kPrevious), "2026-11-09..2026-11-16");
  EXPECT_EQ(compared(PeriodName::kMonth, kSunday, Compare::kPrevious), "2026-10-01..2026-11-01");
  EXPECT_EQ(compared(PeriodName::kMonth, "2024-03-15T12:00:00+08:00", Compare::kPrevious),
            "2024-02-01..2024-03-01");
  EXPECT_EQ(compared(PeriodName::kMonth, "2026-01-31T12:00:00+08:00", Compare::kPrevious),
            "2025-12-01..2026-01-01");
}

TEST(ReportPeriod, OtherPeriodsCompareWithEqualLengthBefore) {
  EXPECT_EQ(compared(PeriodName::kLast7, kSunday, Compare::kPrevious), "2026-11-08..2026-11-15");
  EXPECT_EQ(compared(PeriodName::kLast30, kSunday, Compare::kPrevious), "2026-09-23..2026-10-23");
  EXPECT_EQ(custom("2026-03-01", "2026-04-01", Compare::kPrevious), "2026-01-29..2026-03-01");
}

TEST(ReportPeriod, ACustomSpanOfInstantsComparesWithTheSpanBeforeIt) {
  const LocalTime local = shanghai();
  const Period period{at("2026-11-22T10:00:00Z"), at("2026-11-22T11:30:00Z")};

  const auto previous =
      compared_with({PeriodName::kCustom, period}, period, Compare::kPrevious, local);

  EXPECT_EQ(previous, (Period{at("2026-11-22T08:30:00Z"), at("2026-11-22T10:00:00Z")}));
}

TEST(ReportPeriod, WholeDaysBeforeAreDaysEvenWhereAnHourIsMissing) {
  const LocalTime local = in_zone("America/New_York");
  const Period period{*local.parse_date("2026-03-09"), *local.parse_date("2026-03-16")};

  const auto previous =
      compared_with({PeriodName::kCustom, period}, period, Compare::kPrevious, local);

  EXPECT_EQ(dates(*previous, local), "2026-03-02..2026-03-09");
  EXPECT_EQ(previous->to - previous->from, std::chrono::hours{7 * 24 - 1});
}

TEST(ReportPeriod, AYearEarlierAreTheSameLocalDates) {
  EXPECT_EQ(compared(PeriodName::kMonth, kSunday, Compare::kYear), "2025-11-01..2025-12-01");
  EXPECT_EQ(custom("2026-11-11", "2026-11-12", Compare::kYear), "2025-11-11..2025-11-12");
}

TEST(ReportPeriod, TheTwentyNinthOfFebruaryHasADayToCompareWith) {
  EXPECT_EQ(custom("2024-02-29", "2024-03-01", Compare::kYear), "2023-02-28..2023-03-01");
  EXPECT_EQ(custom("2024-02-28", "2024-02-29", Compare::kYear), "2023-02-28..2023-03-01");
  EXPECT_EQ(custom("2024-02-01", "2024-03-01", Compare::kYear), "2023-02-01..2023-03-01");
  EXPECT_EQ(custom("2025-02-28", "2025-03-01", Compare::kYear), "2024-02-28..2024-03-01");
}

TEST(ReportPeriod, ComparingWithNothingGivesNothing) {
  const LocalTime local = shanghai();
  const Period period{*local.parse_date("2026-11-22"), *local.parse_date("2026-11-23")};

  EXPECT_EQ(compared_with({PeriodName::kToday, {}}, period, Compare::kNone, local), std::nullopt);
}

TEST(ReportPeriod, BoundsAreLocalDatesOrInstants) {
  const LocalTime local = shanghai();

  EXPECT_EQ(parse_bound("2026-11-22", local), at("2026-11-21T16:00:00Z"));
  EXPECT_EQ(parse_bound("2026-11-22T10:00:00Z", local), at("2026-11-22T10:00:00Z"));
  EXPECT_EQ(parse_bound("2026-02-30", local), std::nullopt);
  EXPECT_EQ(parse_bound("yesterday", local), std::nullopt);
}

TEST(ReportPeriod, TheInstantIsGivenOrNowOrTheEndButNotBeforeTheLastEvent) {
  const Period period{at("2026-11-22T00:00:00Z"), at("2026-11-23T00:00:00Z")};
  const Time early = at("2026-11-22T10:00:00Z");
  const Time late = at("2026-11-24T10:00:00Z");

  EXPECT_EQ(report_instant(early, late, period, late), early);
  EXPECT_EQ(report_instant({}, early, period, {}), early);
  EXPECT_EQ(report_instant({}, late, period, {}), period.to);
  EXPECT_EQ(report_instant({}, early, period, late), late);
}

TEST(ReportPeriod, NamesReadBack) {
  for (const PeriodName name :
       {PeriodName::kToday, PeriodName::kYesterday, PeriodName::kLast7, PeriodName::kLast30,
        PeriodName::kWeek, PeriodName::kMonth, PeriodName::kLastWeek, PeriodName::kLastMonth}) {
    EXPECT_EQ(period_named(to_string(name)), (PeriodSpec{name, {}, {}}));
  }
  for (const char* const name : {"fortnight", "custom", "day", "weekof", "monthof", ""}) {
    EXPECT_EQ(period_named(name), std::nullopt) << name;
  }
  EXPECT_EQ(compare_named("year"), Compare::kYear);
  EXPECT_EQ(compare_named("years"), std::nullopt);
}

/// "the period|the one before it", of a period named with its date.
std::string of_date(std::string_view name) {
  const auto spec = period_named(name);
  if (!spec) {
    return "?";
  }
  const LocalTime local = shanghai();
  const Period period = resolve(*spec, at(kSunday), local);
  return dates(period, local) + "|" +
         dates(compared_with(*spec, period, Compare::kPrevious, local).value(), local);
}

TEST(ReportPeriod, TheWeekAndTheMonthBeforeAreWhole) {
  EXPECT_EQ(of_date("lastweek"), "2026-11-09..2026-11-16|2026-11-02..2026-11-09");
  EXPECT_EQ(of_date("lastmonth"), "2026-10-01..2026-11-01|2026-09-01..2026-10-01");
}

TEST(ReportPeriod, DaysWeeksAndMonthsCanBeNamedByDate) {
  EXPECT_EQ(of_date("2026-03-01"), "2026-03-01..2026-03-02|2026-02-28..2026-03-01");
  EXPECT_EQ(of_date("2026-W47"), "2026-11-16..2026-11-23|2026-11-09..2026-11-16");
  EXPECT_EQ(of_date("2026-03"), "2026-03-01..2026-04-01|2026-02-01..2026-03-01");
  EXPECT_EQ(of_date("2028-02-29"), "2028-02-29..2028-03-01|2028-02-28..2028-02-29");
  // ISO 8601: the week of the year's first Thursday is week 1.
  EXPECT_EQ(of_date("2026-W01"), "2025-12-29..2026-01-05|2025-12-22..2025-12-29");
  EXPECT_EQ(of_date("2026-W53"), "2026-12-28..2027-01-04|2026-12-21..2026-12-28");
}

TEST(ReportPeriod, ASaleHasTheDatesOfTheProfileAndIsComparedWithAsManyDaysBefore) {
  Profile profile = Profile::douyin();
  profile.sales_periods = {{"双11", {"2026-11-01", "2026-11-12"}}};
  const LocalTime local{profile};
  const auto named = period_named("sale:双11");
  ASSERT_TRUE(named.has_value());

  const auto spec = with_dates(*named, profile, local);
  ASSERT_TRUE(spec.has_value());
  const Period period = resolve(*spec, at(kSunday), local);
  EXPECT_EQ(dates(period, local), "2026-11-01..2026-11-12");
  EXPECT_EQ(dates(compared_with(*spec, period, Compare::kPrevious, local).value(), local),
            "2026-10-21..2026-11-01");
  EXPECT_EQ(dates(compared_with(*spec, period, Compare::kYear, local).value(), local),
            "2025-11-01..2025-11-12");
  EXPECT_EQ(with_dates(period_named("sale:618").value(), profile, local), std::nullopt);
  EXPECT_EQ(with_dates(period_named("today").value(), profile, local), period_named("today"));
}

TEST(ReportPeriod, WhatIsUsualIsFourWeeksOrWhatThereIsOfThem) {
  const LocalTime local = shanghai();
  const Period day = resolve(period_named("2026-11-22").value(), at(kSunday), local);
  const auto before = [&](const char* first) {
    return baseline_before(day, local.parse_date(first).value() + Duration{36'000'000}, local);
  };

  EXPECT_EQ(dates(before("2026-01-01").value(), local), "2026-10-25..2026-11-22");
  EXPECT_EQ(dates(before("2026-11-15").value(), local), "2026-11-15..2026-11-22");
  EXPECT_EQ(before("2026-11-16"), std::nullopt);
}

TEST(ReportPeriod, DatesThatAreNoneAreRefused) {
  for (const char* const name :
       {"2026-02-29", "2026-13", "2026-00", "2026-W00", "2027-W53", "2026-W54", "2026-w47",
        "2026-W4", "26-W47", "2026-11-2", "2026/11/22", "2026-11-222", "2026-1x", "-026-11"}) {
    EXPECT_EQ(period_named(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace qa
