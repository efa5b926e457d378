#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "qa/profile.h"
#include "qa/time.h"

namespace qa {
namespace {

Time at(std::string_view text) {
  return parse_time(text).value();
}

/// Every day the same spans, minutes from midnight.
Profile open_daily(std::string zone, std::vector<DaySpan> spans) {
  Profile profile = Profile::douyin();
  profile.zone = std::move(zone);
  profile.hours = Hours{};
  profile.hours.weekdays.fill(spans);
  return profile;
}

TEST(LocalTime, TheDefaultWindowIsHalfOpenFromEightToElevenAtNight) {
  const LocalTime local{Profile::douyin()};

  EXPECT_FALSE(local.in_window(at("2026-11-22T07:59:59.999+08:00")));
  EXPECT_TRUE(local.in_window(at("2026-11-22T08:00:00.000+08:00")));
  EXPECT_TRUE(local.in_window(at("2026-11-22T22:59:59.500+08:00")));
  EXPECT_TRUE(local.in_window(at("2026-11-22T22:59:59.999+08:00")));
  EXPECT_FALSE(local.in_window(at("2026-11-22T23:00:00.000+08:00")));
}

TEST(LocalTime, EdgeCase26AnInstantBelongsToItsOwnLocalDayAndMonth) {
  const LocalTime local{Profile::douyin()};

  EXPECT_EQ(local.date(at("2026-11-30T15:59:59.999Z")), "2026-11-30");
  EXPECT_EQ(local.date(at("2026-11-30T16:00:00.000Z")), "2026-12-01");
  EXPECT_EQ(local.hour(at("2026-11-30T15:59:59.999Z")), 23);
  EXPECT_EQ(local.hour(at("2026-11-30T16:00:00.000Z")), 0);
  EXPECT_EQ(local.next_midnight(at("2026-11-30T15:59:59.999Z")), at("2026-11-30T16:00:00Z"));
}

TEST(LocalTime, EdgeCase27TwentyFourOClockIsTheEndOfTheDay) {
  const LocalTime whole_day{open_daily("Asia/Shanghai", {{0, 24 * 60}})};
  const LocalTime one_minute_less{open_daily("Asia/Shanghai", {{0, 23 * 60 + 59}})};

  EXPECT_TRUE(whole_day.in_window(at("2026-11-22T23:59:59.999+08:00")));
  EXPECT_TRUE(whole_day.in_window(at("2026-11-23T00:00:00.000+08:00")));
  EXPECT_FALSE(one_minute_less.in_window(at("2026-11-22T23:59:30.000+08:00")));
}

TEST(LocalTime, EdgeCase28AShiftOverMidnightBelongsToTheWeekdayItBeginsOn) {
  Profile profile = open_daily("Asia/Shanghai", {});
  profile.hours.weekdays[6] = {{18 * 60, 26 * 60}};  // Saturday 18:00–02:00
  const LocalTime local{profile};

  EXPECT_TRUE(local.in_window(at("2026-11-21T18:00:00+08:00")));      // Saturday
  EXPECT_TRUE(local.in_window(at("2026-11-22T01:59:59.999+08:00")));  // into Sunday
  EXPECT_FALSE(local.in_window(at("2026-11-22T02:00:00+08:00")));
  EXPECT_FALSE(local.in_window(at("2026-11-21T01:00:00+08:00")));  // Friday's night: none
  EXPECT_FALSE(local.in_window(at("2026-11-22T18:00:00+08:00")));
}

TEST(LocalTime, EdgeCase28ALunchBreakIsOutOfTheWindow) {
  const LocalTime local{open_daily("Asia/Shanghai", {{9 * 60, 12 * 60}, {13 * 60, 18 * 60}})};

  EXPECT_TRUE(local.in_window(at("2026-11-22T11:59:59.999+08:00")));
  EXPECT_FALSE(local.in_window(at("2026-11-22T12:30:00+08:00")));
  EXPECT_TRUE(local.in_window(at("2026-11-22T13:00:00+08:00")));
}

TEST(LocalTime, EdgeCase28ADatedExceptionOverridesItsDayOnly) {
  Profile profile = open_daily("Asia/Shanghai", {{9 * 60, 18 * 60}});
  profile.hours.dates["2026-11-11"] = {{0, 24 * 60}};
  profile.hours.dates["2026-10-01"] = {};
  const LocalTime local{profile};

  EXPECT_TRUE(local.in_window(at("2026-11-11T03:00:00+08:00")));
  EXPECT_FALSE(local.in_window(at("2026-11-12T03:00:00+08:00")));
  EXPECT_FALSE(local.in_window(at("2026-10-01T10:00:00+08:00")));
  EXPECT_TRUE(local.in_window(at("2026-10-02T10:00:00+08:00")));
}

TEST(LocalTime, ANightShiftRunsOnIntoAHolidayThatFollows) {
  Profile profile = open_daily("Asia/Shanghai", {{18 * 60, 26 * 60}});
  profile.hours.dates["2026-10-01"] = {};
  const LocalTime local{profile};

  EXPECT_TRUE(local.in_window(at("2026-10-01T01:00:00+08:00")));
  EXPECT_FALSE(local.in_window(at("2026-10-01T19:00:00+08:00")));
  EXPECT_FALSE(local.in_window(at("2026-10-02T01:00:00+08:00")));
}

TEST(LocalTime, NewYorkSpringsForwardAndTheWindowFollowsTheWallClock) {
  const LocalTime local{open_daily("America/New_York", {{8 * 60, 23 * 60}})};

  EXPECT_FALSE(local.in_window(at("2026-03-07T12:59:59.999Z")));  // 07:59 EST
  EXPECT_TRUE(local.in_window(at("2026-03-07T13:00:00Z")));
  EXPECT_FALSE(local.in_window(at("2026-03-08T11:59:59.999Z")));  // 07:59 EDT
  EXPECT_TRUE(local.in_window(at("2026-03-08T12:00:00Z")));
  EXPECT_EQ(local.hour(at("2026-03-08T06:59:59Z")), 1);
  EXPECT_EQ(local.hour(at("2026-03-08T07:00:00Z")), 3);
  EXPECT_EQ(
      local.next_midnight(at("2026-03-08T10:00:00Z")) - local.midnight(at("2026-03-08T10:00:00Z")),
      std::chrono::hours{23});
}

TEST(LocalTime, LondonFallsBackAndTheDayHasTwentyFiveHours) {
  const LocalTime local{open_daily("Europe/London", {{60, 120}})};

  EXPECT_TRUE(local.in_window(at("2026-10-25T00:30:00Z")));  // 01:30 BST
  EXPECT_TRUE(local.in_window(at("2026-10-25T01:30:00Z")));  // 01:30 GMT
  EXPECT_FALSE(local.in_window(at("2026-10-25T02:00:00Z")));
  EXPECT_EQ(local.midnight(at("2026-10-25T12:00:00Z")), at("2026-10-24T23:00:00Z"));
  EXPECT_EQ(local.next_midnight(at("2026-10-25T12:00:00Z")), at("2026-10-26T00:00:00Z"));
}

TEST(LocalTime, ADayWhoseMidnightDoesNotExistBeginsWhereTheClockJumpsTo) {
  const LocalTime local{open_daily("America/Sao_Paulo", {{0, 24 * 60}})};

  const Time first = local.parse_date("2018-11-04").value();

  EXPECT_EQ(first, at("2018-11-04T03:00:00Z"));
  EXPECT_EQ(local.hour(first), 1);
  EXPECT_EQ(local.midnight(at("2018-11-04T12:00:00Z")), first);
}

TEST(LocalTime, TheNextMidnightIsLaterEvenWhereClocksGoBackOverMidnight) {
  const LocalTime local{open_daily("America/St_Johns", {})};

  for (Time time = at("2010-11-07T00:00:00Z"); time < at("2010-11-07T06:00:00Z");
       time += std::chrono::minutes{1}) {
    ASSERT_GT(local.next_midnight(time), time) << format_time(time);
    ASSERT_LE(local.midnight(time), time) << format_time(time);
  }
}

TEST(LocalTime, ADateIsReadStrictly) {
  const LocalTime local{Profile::douyin()};

  EXPECT_EQ(local.parse_date("2026-11-22"), at("2026-11-21T16:00:00Z"));
  EXPECT_EQ(local.parse_date("2024-02-29"), at("2024-02-28T16:00:00Z"));
  for (const std::string_view wrong :
       {"", "2026-02-29", "2026-13-01", "2026-1-1", "20261122", "2026-11-22T", "+026-11-22"}) {
    EXPECT_EQ(local.parse_date(wrong), std::nullopt) << wrong;
  }
}

TEST(LocalTime, QuietSpansHoldEveryDayAndMayPassMidnight) {
  Profile profile = Profile::douyin();
  profile.quiet = {{12 * 60, 13 * 60}, {23 * 60, 32 * 60}};
  const LocalTime local{profile};

  EXPECT_TRUE(local.is_quiet(at("2026-11-22T12:00:00+08:00")));
  EXPECT_FALSE(local.is_quiet(at("2026-11-22T13:00:00+08:00")));
  EXPECT_TRUE(local.is_quiet(at("2026-11-22T07:59:59+08:00")));
  EXPECT_FALSE(local.is_quiet(at("2026-11-22T08:00:00+08:00")));
}

TEST(LocalTime, LookupsInAnyOrderAgreeAcrossAChangeOfOffset) {
  const Profile profile = open_daily("Europe/London", {{8 * 60, 23 * 60}});
  const LocalTime cached{profile};

  for (int i = 0; i < 400; ++i) {
    const Time time = at("2026-01-01T00:00:00Z") + std::chrono::hours{(i * 7919) % 8760};
    const LocalTime fresh{profile};
    ASSERT_EQ(cached.in_window(time), fresh.in_window(time)) << format_time(time);
    ASSERT_EQ(cached.midnight(time), fresh.midnight(time)) << format_time(time);
  }
}

TEST(LocalTime, AnUnknownZoneIsNamedInTheError) {
  Profile profile = Profile::douyin();
  profile.zone = "Mars/Base";

  try {
    const LocalTime local{profile};
    FAIL() << "no such zone";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(),
                 "time zone 'Mars/Base': the system's time zone database has no such zone");
  }
}

}  // namespace
}  // namespace qa
