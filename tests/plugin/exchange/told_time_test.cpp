#include "plugin/exchange/told_time.h"

#include <gtest/gtest.h>

namespace plugin::exchange {
namespace {

std::string read(std::string_view text, const std::string& zone = "Asia/Shanghai",
                 DateOrder order = DateOrder::kUnknown) {
  const ToldTime told = TimeReader(zone, order).read(text);
  if (!told.at) {
    return std::string(told.problem);
  }
  return qa::format_time(*told.at) + (told.is_twice ? " twice" : "");
}

TEST(ToldTime, EveryUsualSpellingOfOneInstantIsReadAlike) {
  for (const std::string_view text :
       {"2026-11-22 12:34:23", "2026-11-22T12:34:23", "2026/11/22 12:34:23", "2026.11.22 12:34:23",
        "2026年11月22日 12:34:23", "2026年11月22日12时34分23秒", "20261122123423",
        "22/11/2026 12:34:23", "2026-11-22T12:34:23+08:00", "2026-11-22T04:34:23Z", "1795322063",
        "1795322063000"}) {
    EXPECT_EQ(read(text), "2026-11-22T04:34:23.000Z") << text;
  }
  EXPECT_EQ(read("2026/1/2 3:04"), "2026-01-01T19:04:00.000Z");
  EXPECT_EQ(read("2026-11-22 12:34:23.6119"), "2026-11-22T04:34:23.611Z");
  EXPECT_EQ(read("2026-11-22"), "2026-11-21T16:00:00.000Z");
}

TEST(ToldTime, AnOffsetIsReadBehindEveryWayToWriteATime) {
  for (const std::string_view text :
       {"2026/11/22 12:34:23+08:00", "2026年11月22日 12:34:23+08:00",
        "2026年11月22日12时34分23秒+08:00", "2026-11-22 12:34:23+0800", "2026-11-22 12:34:23 +0800",
        "2026-11-22 12:34:23 +08:00", "2026-11-22 12:34:23+08", "22/11/2026 12:34:23 +08:00",
        "2026-11-21 20:34:23 -08:00", "2026/11/22 04:34:23Z", "2026-11-22T04:34:23 Z",
        "20261122123423+0800"}) {
    EXPECT_EQ(read(text, "UTC"), "2026-11-22T04:34:23.000Z") << text;
  }
  EXPECT_EQ(read("2026-11-22 12:34+08:00"), "2026-11-22T04:34:00.000Z");
  EXPECT_EQ(read("2026-11-22 12:34 +0530"), "2026-11-22T07:04:00.000Z");
  EXPECT_EQ(read("22-11-2026"), "2026-11-21T16:00:00.000Z");  // no offset of 20 hours
  for (const std::string_view text :
       {"2026-11-22 12:34+15:00", "2026-11-22 12:34+08:60", "2026-11-22 12:34+8",
        "2026-11-22 12:34+08:00:00", "Z", "+08:00", "2026-11-22 Z Z"}) {
    EXPECT_EQ(read(text), "is no time") << text;
  }
  EXPECT_EQ(read("2026-13-22 12:34+08:00"), "there is no such date or time of day");
}

TEST(ToldTime, The29thOfFebruaryIsADayInLeapYearsOnly) {
  EXPECT_EQ(read("2024-02-29 08:00"), "2024-02-29T00:00:00.000Z");
  EXPECT_EQ(read("2026-02-29 08:00"), "there is no such date or time of day");
  EXPECT_EQ(read("2026-11-22 24:00"), "there is no such date or time of day");
}

TEST(ToldTime, ADateThatMayBeReadTwoWaysIsRefusedUnlessTheOrderIsSaid) {
  EXPECT_EQ(read("3/4/2026 10:00"),
            "may be day or month first; say so in the mapping (date_order)");
  EXPECT_EQ(read("3/4/2026 10:00", "UTC", DateOrder::kDayFirst), "2026-04-03T10:00:00.000Z");
  EXPECT_EQ(read("3/4/2026 10:00", "UTC", DateOrder::kMonthFirst), "2026-03-04T10:00:00.000Z");
  EXPECT_EQ(read("11/22/2026 10:00", "UTC"), "2026-11-22T10:00:00.000Z");
}

TEST(ToldTime, TimesTheClocksPassOverAreRefusedAndThoseShownTwiceAreTheEarlier) {
  const std::string zone = "Europe/Berlin";
  EXPECT_EQ(read("2026-03-29 02:30", zone), "the clocks pass over it that night");
  EXPECT_EQ(read("2026-03-29 03:00", zone), "2026-03-29T01:00:00.000Z");
  EXPECT_EQ(read("2026-10-25 02:30", zone), "2026-10-25T00:30:00.000Z twice");
  EXPECT_EQ(read("2026-10-25 03:00", zone), "2026-10-25T02:00:00.000Z");
}

TEST(ToldTime, TheOffsetOfAnEarlierTimeIsNotKeptBeyondItsSeason) {
  const TimeReader reader("Europe/Berlin", DateOrder::kUnknown);
  EXPECT_EQ(qa::format_time(*reader.read("2026-07-01 12:00").at), "2026-07-01T10:00:00.000Z");
  EXPECT_EQ(qa::format_time(*reader.read("2026-07-02 12:00").at), "2026-07-02T10:00:00.000Z");
  EXPECT_EQ(qa::format_time(*reader.read("2026-12-01 12:00").at), "2026-12-01T11:00:00.000Z");
}

TEST(ToldTime, WhatIsNoTimeIsRefused) {
  for (const std::string_view text : {"", "soon", "12:00", "2026-11", "2026-11-22 12", "=cmd()",
                                      "2026-11-22 12:34:23 PM", "99999999999999999999"}) {
    EXPECT_EQ(read(text), "is no time") << text;
  }
  EXPECT_EQ(read("1970-01-01 08:00"), "is outside the years 2000 to 2099");
}

TEST(ToldTime, DurationsAreReadInTheirUnits) {
  const auto ms = [](std::string_view text, qa::Duration unit = qa::Duration{1'000}) {
    const auto read = read_duration(text, unit);
    return read ? read->count() : -1;
  };
  EXPECT_EQ(ms("35"), 35'000);
  EXPECT_EQ(ms("35.5"), 35'500);
  EXPECT_EQ(ms("2", qa::Duration{60'000}), 120'000);
  EXPECT_EQ(ms("00:01:20"), 80'000);
  EXPECT_EQ(ms("1:20"), 80'000);
  EXPECT_EQ(ms("1分20秒"), 80'000);
  EXPECT_EQ(ms("1小时2分钟"), 3'720'000);
  EXPECT_EQ(ms("350ms"), 350);
  EXPECT_EQ(ms("-3"), -1);
  EXPECT_EQ(ms("soon"), -1);
  EXPECT_EQ(ms("1:2:3:4"), -1);
  EXPECT_EQ(ms("1e9"), -1);
}

}  // namespace
}  // namespace plugin::exchange
