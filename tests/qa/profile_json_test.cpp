#include "qa/profile_json.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace qa {
namespace {

Profile changed(std::string_view key, std::string_view text) {
  const ReadProfile read = set_in_profile(Profile::douyin(), key, text);
  EXPECT_TRUE(read.profile.has_value())
      << key << " " << text << ": "
      << (read.problems.empty() ? "" : to_string(read.problems.front()));
  return read.profile.value_or(Profile{});
}

std::string refusal(std::string_view key, std::string_view text) {
  const ReadProfile read = set_in_profile(Profile::douyin(), key, text);
  EXPECT_FALSE(read.profile.has_value()) << key << " " << text;
  return read.problems.size() == 1 ? to_string(read.problems.front()) : "not one problem";
}

TEST(ProfileJson, WhatIsWrittenReadsBackTheSame) {
  Profile profile = Profile::taobao();
  profile.version = 7;
  profile.hours.weekdays[0] = {{1080, 1560}, {0, 60}};
  profile.hours.weekdays[1] = {{1080, 2520}};
  profile.hours.weekdays[2] = {};
  profile.hours.dates["2026-11-11"] = {{0, 1440}};
  profile.hours.dates["2026-10-01"] = {};
  profile.quiet = {{720, 780}, {1380, 1920}};
  profile.ladder[0] = Duration{100'500};
  profile.reason_by_tag["a \"quoted\" tag\n"] = "other";
  profile.thresholds = {{"mean_response_ms", 90'000.5}, {"pickup_rate", 0.1}};
  profile.sales_periods = {{"双11", {"2026-10-31", "2026-11-12"}},
                           {"6.18", {"2026-06-01", "2026-06-21"}}};
  profile.nudges_enabled = false;
  profile.retention_days = 180;

  const ReadProfile read = read_profile(profile_json(profile), Profile{});

  ASSERT_TRUE(read.profile.has_value()) << to_string(read.problems.front());
  EXPECT_EQ(*read.profile, profile);
}

TEST(ProfileJson, SettingsAreWrittenByTheirNames) {
  const std::string json = profile_json(Profile::douyin());

  EXPECT_EQ(json.find("{\"name\":\"douyin\",\"version\":0,\"zone\":\"Asia/Shanghai\",\"hours\":"
                      "{\"monday\":[\"08:00-23:00\"]"),
            0u);
  EXPECT_NE(json.find("\"ladder_s\":{\"notice\":100,\"urgent\":150,\"overdue\":180,"
                      "\"unserved\":600}"),
            std::string::npos);
  EXPECT_NE(json.find("\"reply_limit_ms\":180000,\"unserved_ms\":600000,\"cap_ms\":600000,"
                      "\"assisted_counts\":true,\"transfer\":\"continue\","
                      "\"midnight\":\"keep_open\",\"bad_stars\":[1,2,3],\"good_stars\":[4,5]"),
            std::string::npos);
}

TEST(ProfileJson, WhatIsLeftOutKeepsTheValueOfTheBase) {
  const ReadProfile read =
      read_profile(R"({"reply_limit_ms":120000,"hours":{"sunday":[]}})", Profile::taobao());

  ASSERT_TRUE(read.profile.has_value());
  Profile expected = Profile::taobao();
  expected.reply_limit = Duration{120'000};
  expected.hours.weekdays[0] = {};
  EXPECT_EQ(*read.profile, expected);
}

TEST(ProfileJson, AllProblemsAreToldAtOnceEachNamingItsKey) {
  const ReadProfile read = read_profile(
      R"({"reply_limit":1,"zone":"Mars/Base","cap_ms":"long","hours":{"monday":["8-9"],"funday":[]},)"
      R"("zone":"UTC","ladder_s":{"notice":0},"thresholds":{"customers":1,"pickup_rate":80}})");

  EXPECT_FALSE(read.profile.has_value());
  std::vector<std::string> keys;
  for (const auto& problem : read.problems) {
    keys.push_back(problem.key);
  }
  EXPECT_EQ(keys, (std::vector<std::string>{"reply_limit", "zone", "cap_ms", "hours.monday",
                                            "hours.funday", "zone", "ladder_s.notice",
                                            "thresholds.customers", "thresholds.pickup_rate"}));
  EXPECT_EQ(to_string(read.problems[2]),
            "cap_ms: expected a whole number of milliseconds from 1 to 604800000");
}

TEST(ProfileJson, BrokenDocumentsAreProblemsNotExceptions) {
  for (const std::string_view broken : {"", "[]", "7", "{", "{\"zone\":}", "\xff",
                                        "{\"zone\":\"\xff\"}", "{} {}", "{\"zone\":\"\\ud800\"}"}) {
    const ReadProfile read = read_profile(broken);
    EXPECT_FALSE(read.profile.has_value()) << broken;
    ASSERT_EQ(read.problems.size(), 1u) << broken;
    EXPECT_EQ(to_string(read.problems[0]), "profile: expected one JSON object in UTF-8");
  }
}

TEST(ProfileJson, StagesMustRiseAndStarsBeOnOneSide) {
  EXPECT_EQ(refusal("ladder_s.urgent", "90"),
            "ladder_s.urgent: expected more seconds than the stage before it");
  EXPECT_EQ(refusal("good_stars", "3,4,5"),
            "good_stars: expected no star that is also in bad_stars (3)");
}

TEST(ProfileJson, OneSettingIsChangedFromText) {
  EXPECT_EQ(changed("reply_limit_ms", "120000").reply_limit, Duration{120'000});
  EXPECT_EQ(changed("zone", "Europe/London").zone, "Europe/London");
  EXPECT_EQ(changed("name", "2026").name, "2026");
  EXPECT_EQ(changed("assisted_counts", "false").assisted_counts, false);
  EXPECT_EQ(changed("transfer", "split").transfer, TransferRule::kSplit);
  EXPECT_EQ(changed("midnight", "end_unserved").midnight, MidnightRule::kEndUnserved);
  EXPECT_EQ(changed("bad_stars", "2,1").bad_stars, (std::vector<std::int32_t>{1, 2}));
  EXPECT_EQ(changed("bad_stars", "1").bad_stars, (std::vector<std::int32_t>{1}));
  EXPECT_EQ(changed("ladder_s.notice", "60").ladder[0], Duration{60'000});
  EXPECT_EQ(changed("retention_days", "90").retention_days, 90);
  EXPECT_EQ(changed("quiet", "12:00-13:00, 22:00-08:00").quiet,
            (std::vector<DaySpan>{{720, 780}, {1320, 1920}}));
}

TEST(ProfileJson, HoursAreChangedForEveryDayOneDayOrOneDate) {
  const std::vector<DaySpan> split{{480, 720}, {780, 1440}};

  EXPECT_EQ(changed("hours", "08:00-12:00,13:00-24:00").hours.weekdays[3], split);
  EXPECT_EQ(changed("hours", R"(["08:00-12:00","13:00-24:00"])").hours.weekdays[3], split);
  EXPECT_TRUE(changed("hours.sunday", "").hours.weekdays[0].empty());
  EXPECT_FALSE(changed("hours.sunday", "").hours.weekdays[1].empty());
  EXPECT_EQ(changed("hours.dates.2026-11-11", "00:00-24:00").hours.dates.at("2026-11-11"),
            (std::vector<DaySpan>{{0, 1440}}));
  EXPECT_EQ(changed("hours", "18:00-02:00").hours.weekdays[0],
            (std::vector<DaySpan>{{1080, 1560}}));
}

TEST(ProfileJson, AnEntryIsAddedChangedAndRemovedByItself) {
  const Profile tagged = changed("reason_by_tag.等了半天", "slow");
  EXPECT_EQ(tagged.reason_by_tag.at("等了半天"), "slow");
  EXPECT_EQ(tagged.reason_by_tag.at("态度差"), "attitude");

  EXPECT_EQ(changed("thresholds.mean_response_ms", "90000").thresholds.at("mean_response_ms"),
            90'000);
  EXPECT_EQ(changed("thresholds.mean_response_ms", "null").thresholds.count("mean_response_ms"),
            0u);
}

TEST(ProfileJson, ASaleIsNamedWithItsFirstDayAndTheDayAfterItsLast) {
  const char* const dates = R"(["2026-06-01","2026-06-21"])";
  const Profile profile = changed("sales_periods.6.18", dates);

  EXPECT_EQ(profile.sales_periods.at("6.18"), (DateSpan{"2026-06-01", "2026-06-21"}));
  EXPECT_TRUE(set_in_profile(profile, "sales_periods.6.18", "null").profile->sales_periods.empty());
  for (const char* const wrong :
       {"2026-06-01", R"(["2026-06-01"])", R"(["2026-06-21","2026-06-01"])",
        R"(["2026-06-01","2026-06-01"])", R"(["2026-06-01","2026-06-31"])", "[1,2]",
        R"(["2026-06-01","2026-06-21","2026-06-22"])"}) {
    EXPECT_EQ(refusal("sales_periods.6.18", wrong),
              "sales_periods.6.18: expected first day and the day after the last, like "
              "[\"2026-11-01\", \"2026-11-12\"]")
        << wrong;
  }
}

TEST(ProfileJson, WrongTextIsRefusedWithWhatWouldBeRight) {
  EXPECT_EQ(refusal("reply_limit_ms", "3min"),
            "reply_limit_ms: expected a whole number of milliseconds from 1 to 604800000");
  EXPECT_EQ(refusal("reply_limit_ms", "0"),
            "reply_limit_ms: expected a whole number of milliseconds from 1 to 604800000");
  EXPECT_EQ(refusal("reply_limit_ms", "180000.5"),
            "reply_limit_ms: expected a whole number of milliseconds from 1 to 604800000");
  EXPECT_EQ(refusal("transfer", "share"), "transfer: expected continue or split");
  EXPECT_EQ(refusal("assisted_counts", "yes"), "assisted_counts: expected true or false");
  EXPECT_EQ(refusal("hours.dates.2026-02-30", ""),
            "hours.dates.2026-02-30: expected a date like 2026-11-11");
  EXPECT_EQ(refusal("reason_by_tag.慢", "lazy"),
            "reason_by_tag.慢: expected attitude, unsolved, slow, repeat or other");
  EXPECT_EQ(refusal("colour", "red"),
            "colour: expected a setting of a profile (name, zone, hours, reply_limit_ms …), not "
            "this key");
}

TEST(ProfileJson, SpansThatMeanNothingAreRefused) {
  for (const std::string_view wrong :
       {"08:00", "08:00-08:00", "24:00-24:30", "08:60-09:00", "8-9", "08:00-49:00", "-1:00-02:00",
        "08:00-23:00-24:00", "a:00-b:00", "18:00-42:01"}) {
    EXPECT_NE(refusal("hours", wrong).find("hours: expected spans of a day"), std::string::npos)
        << wrong;
  }
}

}  // namespace
}  // namespace qa
