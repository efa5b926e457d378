#include "plugin/report_schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/support/event_builder.h"

namespace plugin {
namespace {

using support::shanghai;
using testing::ElementsAre;
using testing::IsEmpty;

class Schedule : public testing::Test {
 protected:
  Schedule() {
    schedule_.folder = "reports";
    schedule_.daily = MinuteOfDay{6 * 60 + 30};
  }

  /// The files due at a local time of Shanghai.
  std::vector<std::string> due(const char* date, const char* time) const {
    std::vector<std::string> files;
    const qa::LocalTime local{qa::Profile::douyin()};
    for (const DueReport& report :
         due_reports(schedule_, shanghai(date, time), local,
                     [this](const std::string& file) { return written_.count(file) != 0; })) {
      files.insert(files.end(), report.files.begin(), report.files.end());
    }
    return files;
  }

  ReportSchedule schedule_;
  std::set<std::string> written_;
};

TEST_F(Schedule, TheDayBeforeIsDueFromItsMinuteOn) {
  EXPECT_THAT(due("2026-11-22", "06:29:59"), ElementsAre("daily-2026-11-20.html"));
  EXPECT_THAT(due("2026-11-22", "06:30:00"), ElementsAre("daily-2026-11-21.html"));
  EXPECT_THAT(due("2026-11-22", "23:59:59"), ElementsAre("daily-2026-11-21.html"));
}

TEST_F(Schedule, WhatIsWrittenIsDueNoMore) {
  written_ = {"daily-2026-11-21.html"};
  EXPECT_THAT(due("2026-11-22", "07:00:00"), IsEmpty());
  schedule_.formats = {report::Format::kHtml, report::Format::kXlsx};
  EXPECT_THAT(due("2026-11-22", "07:00:00"), ElementsAre("daily-2026-11-21.xlsx"));
}

TEST_F(Schedule, OfThoseMissedTheLatestIsMadeUp) {
  written_ = {"daily-2026-11-10.html"};
  EXPECT_THAT(due("2026-11-22", "07:00:00"), ElementsAre("daily-2026-11-21.html"));
}

TEST_F(Schedule, TheWeekBeforeIsDueAtItsTurn) {
  schedule_.daily.reset();
  schedule_.weekly = WeeklyTurn{0, MinuteOfDay{6 * 60}};  // 23 November 2026 is a Monday
  EXPECT_THAT(due("2026-11-23", "05:59:59"), ElementsAre("weekly-2026-W46.html"));
  EXPECT_THAT(due("2026-11-23", "06:00:00"), ElementsAre("weekly-2026-W47.html"));
  EXPECT_THAT(due("2026-11-29", "23:00:00"), ElementsAre("weekly-2026-W47.html"));
  schedule_.weekly = WeeklyTurn{2, MinuteOfDay{6 * 60}};
  EXPECT_THAT(due("2026-11-24", "23:00:00"), ElementsAre("weekly-2026-W46.html"));
  EXPECT_THAT(due("2026-11-25", "06:00:00"), ElementsAre("weekly-2026-W47.html"));
}

TEST_F(Schedule, WeeksAreNamedByTheYearOfTheirThursday) {
  schedule_.daily.reset();
  schedule_.weekly = WeeklyTurn{0, MinuteOfDay{0}};
  EXPECT_THAT(due("2027-01-04", "00:00:00"), ElementsAre("weekly-2026-W53.html"));
  EXPECT_THAT(due("2025-01-06", "00:00:00"), ElementsAre("weekly-2025-W01.html"));
}

TEST_F(Schedule, TheClockOnTheWallTellsTheTurn) {
  qa::Profile profile = qa::Profile::douyin();
  profile.zone = "America/New_York";
  const qa::LocalTime local{profile};
  const auto days_due = [&](const char* instant) {
    return due_reports(schedule_, qa::parse_time(instant).value(), local,
                       [](const std::string&) { return false; })
        .at(0)
        .name;
  };
  // The day of 23 hours, then the one of 25.
  EXPECT_EQ(days_due("2026-03-08T10:29:00Z"), "daily-2026-03-06") << "06:29";
  EXPECT_EQ(days_due("2026-03-08T10:30:00Z"), "daily-2026-03-07") << "06:30";
  EXPECT_EQ(days_due("2026-11-01T11:29:00Z"), "daily-2026-10-30") << "06:29";
  EXPECT_EQ(days_due("2026-11-01T11:30:00Z"), "daily-2026-10-31") << "06:30";
}

TEST_F(Schedule, ALeapDayHasItsReport) {
  EXPECT_THAT(due("2028-03-01", "07:00:00"), ElementsAre("daily-2028-02-29.html"));
}

TEST_F(Schedule, ThePeriodIsTheOneItsNameSays) {
  schedule_.weekly = WeeklyTurn{0, MinuteOfDay{0}};
  const qa::LocalTime local{qa::Profile::douyin()};
  const qa::Time now = shanghai("2026-11-24", "12:00:00");
  const auto reports = due_reports(schedule_, now, local, [](const std::string&) { return false; });
  ASSERT_EQ(reports.size(), 2U);
  EXPECT_EQ(qa::resolve(reports[0].period, now, local),
            (qa::Period{shanghai("2026-11-23", "00:00:00"), shanghai("2026-11-24", "00:00:00")}));
  EXPECT_EQ(qa::resolve(reports[1].period, now, local),
            (qa::Period{shanghai("2026-11-16", "00:00:00"), shanghai("2026-11-23", "00:00:00")}));
}

TEST(ReportTurn, ReadsTimesAsTheyArePrinted) {
  EXPECT_EQ(to_text(minute_of_day("06:05").value()), "06:05");
  EXPECT_EQ(to_text(weekly_turn("sunday 23:59").value()), "sunday 23:59");
  for (const char* const text : {"", "6:30", "24:00", "06:60", "06-30", "0a:00", "006:3"}) {
    EXPECT_FALSE(minute_of_day(text)) << text;
  }
  for (const char* const text : {"monday", "06:30", "Monday 06:30", "monday  06:30", "day 06:30"}) {
    EXPECT_FALSE(weekly_turn(text)) << text;
  }
}

}  // namespace
}  // namespace plugin
