#include "qa/surge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/support/event_builder.h"

namespace qa {
namespace {

using support::shanghai;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kSunday = "2026-11-22";
constexpr std::int32_t kWeek = 7;

class SurgeTest : public testing::Test {
 protected:
  LocalHour hour(const char* clock) const { return local_hour(shanghai(kSunday, clock), local_); }

  void begin(LocalHour hour, std::int64_t conversations, const char* intent = "",
             const char* shop = "s") {
    Rollup row{shop, {Split::kIntent, hour, intent, ""}, {}};
    row.sums.conversations = conversations;
    counts_->add(row);
  }

  /// The hour of the weeks before, the last week first.
  void usual(const char* clock, const std::vector<std::int64_t>& weeks, const char* intent = "",
             const char* shop = "s") {
    LocalHour then = hour(clock);
    for (const std::int64_t conversations : weeks) {
      then.day -= kWeek;
      begin(then, conversations, intent, shop);
    }
  }

  std::vector<Surge> at(const char* clock, const std::vector<Surge>& known = {}) const {
    return surges_at(*counts_, known, shanghai(kSunday, clock), local_);
  }

  /// Whether so many by `clock` are a surge where the hour sees `each` every week.
  bool is_surge_of(std::int64_t conversations, std::int64_t each, const char* clock) {
    counts_.emplace(local_);
    usual("10:00:00", {each, each, each, each});
    begin(hour("10:00:00"), conversations);
    return !at(clock).empty();
  }

  Profile profile_ = Profile::douyin();
  LocalTime local_{profile_};
  std::optional<Consultations> counts_{local_};
};

TEST_F(SurgeTest, IsToldAsItStandsWhenItBegins) {
  usual("10:00:00", {12, 9, 14, 11, 0});
  begin(hour("10:00:00"), 40);
  const Surge expected{"s", shanghai(kSunday, "10:30:00"), std::nullopt, 40, 11, 4, std::nullopt};
  EXPECT_THAT(at("10:30:00"), ElementsAre(expected));
}

TEST_F(SurgeTest, TakesTwiceTheUsualOfThePartOfTheHourThatHasPassed) {
  usual("10:00:00", {100, 100, 100, 100});
  begin(hour("10:00:00"), 150);
  EXPECT_THAT(at("10:45:01"), IsEmpty());
  EXPECT_THAT(at("10:45:00"), SizeIs(1));
}

TEST_F(SurgeTest, TakesTenMoreThanUsual) {
  EXPECT_FALSE(is_surge_of(11, 4, "10:30:00")) << "2 are expected";
  EXPECT_TRUE(is_surge_of(12, 4, "10:30:00"));
}

TEST_F(SurgeTest, ExpectsOfAYoungHourAsMuchAsOfItsFirstQuarter) {
  EXPECT_FALSE(is_surge_of(11, 12, "10:01:00")) << "3 are expected";
  EXPECT_TRUE(is_surge_of(14, 12, "10:01:00"));
}

TEST_F(SurgeTest, TakesMoreThanABusyWeekGivesByChance) {
  usual("10:00:00", {10, 10, 10, 10, 10, 40, 40, 40});
  begin(hour("10:00:00"), 60);
  EXPECT_THAT(at("10:59:59"), IsEmpty()) << "60 where a busy week has 40";
  begin(hour("10:00:00"), 12);
  EXPECT_THAT(at("10:59:59"), SizeIs(1));
}

TEST_F(SurgeTest, OneSaleAmongTheWeeksHidesNone) {
  usual("10:00:00", {10, 900, 10, 10, 10, 10});
  begin(hour("10:00:00"), 60);
  EXPECT_THAT(at("10:59:59"), SizeIs(1));
}

TEST_F(SurgeTest, NothingIsSaidOfFewerThanFourWeeks) {
  usual("10:00:00", {10, 10, 10});
  begin(hour("10:00:00"), 500);
  EXPECT_THAT(at("10:30:00"), IsEmpty());
}

TEST_F(SurgeTest, AWeekWhoseDayIsNotKnownIsNoHabit) {
  usual("10:00:00", {0, 0, 0, 0});
  begin(hour("10:00:00"), 500);
  EXPECT_THAT(at("10:30:00"), IsEmpty()) << "nobody was attached on those days";
  usual("21:00:00", {1, 1, 1, 1});
  EXPECT_THAT(at("10:30:00"), SizeIs(1)) << "a quiet hour of days that are known";
}

TEST_F(SurgeTest, AWeekWithAGapInTheHourIsNoHabit) {
  usual("10:00:00", {10, 10, 10, 10});
  begin(hour("10:00:00"), 500);
  counts_->add_gap({"s", "desk", shanghai("2026-11-15", "09:00:00"),
                    shanghai("2026-11-15", "10:00:00"), "cursor_expired"});
  EXPECT_THAT(at("10:30:00"), SizeIs(1)) << "the hour before it";
  counts_->add_gap({"s", "desk", shanghai("2026-11-15", "09:30:00"),
                    shanghai("2026-11-15", "10:00:01"), "cursor_expired"});
  EXPECT_THAT(at("10:30:00"), IsEmpty());
}

TEST_F(SurgeTest, IsToldOnceAndItsEnd) {
  usual("10:00:00", {12, 12, 12, 12});
  usual("11:00:00", {12, 12, 12, 12});
  begin(hour("10:00:00"), 40);
  const auto begun = at("10:30:00");
  ASSERT_THAT(begun, SizeIs(1));
  EXPECT_THAT(at("10:31:00", begun), IsEmpty());
  EXPECT_THAT(at("11:10:00", begun), IsEmpty()) << "too early in the hour to call it over";
  Surge over = begun[0];
  over.ended_at = shanghai(kSunday, "11:15:00");
  EXPECT_THAT(at("11:15:00", begun), ElementsAre(over));
}

TEST_F(SurgeTest, GoesOnBelowWhatItTakesToBegin) {
  usual("10:00:00", {40, 40, 40, 40});
  begin(hour("10:00:00"), 60);
  const std::vector<Surge> known{{"s", shanghai(kSunday, "10:20:00"), {}, 40, 40, 4, {}}};
  EXPECT_THAT(at("10:59:00"), IsEmpty());
  EXPECT_THAT(at("10:59:00", known), IsEmpty());
  begin(hour("10:00:00"), -3);
  EXPECT_THAT(at("10:59:59", known), SizeIs(1));
}

TEST_F(SurgeTest, OutsideTheServiceHoursNoneBeginsAndOneEnds) {
  usual("07:00:00", {1, 1, 1, 1});
  begin(hour("07:00:00"), 90);
  EXPECT_THAT(at("07:59:59"), IsEmpty());
  const std::vector<Surge> known{{"s", shanghai(kSunday, "07:20:00"), {}, 40, 1, 4, {}}};
  EXPECT_THAT(at("07:59:59", known), SizeIs(1));
}

TEST_F(SurgeTest, NamesTheIntentThatIsFarthestAboveItsUsual) {
  usual("10:00:00", {10, 10, 10, 10}, "物流问题/物流进度/到哪");
  usual("10:00:00", {2, 2, 2, 2}, "物流问题/催促发货");
  begin(hour("10:00:00"), 12, "物流问题/物流进度/到哪");
  begin(hour("10:00:00"), 20, "物流问题/催促发货/催仓库");
  begin(hour("10:00:00"), 9, "");
  const auto surges = at("10:59:59");
  ASSERT_THAT(surges, SizeIs(1));
  EXPECT_EQ(surges[0].conversations, 41);
  EXPECT_EQ(surges[0].leading, (LeadingIntent{"物流问题/催促发货", 20, 2}));
}

TEST_F(SurgeTest, NamesNoIntentWhereNoneIsAThirdOfIt) {
  usual("10:00:00", {4, 4, 4, 4});
  for (const char* intent : {"a", "b", "c", "d"}) {
    begin(hour("10:00:00"), 10, intent);
  }
  const auto surges = at("10:59:59");
  ASSERT_THAT(surges, SizeIs(1));
  EXPECT_EQ(surges[0].leading, std::nullopt);
}

TEST_F(SurgeTest, ShopsAreJudgedApart) {
  usual("10:00:00", {10, 10, 10, 10});
  usual("10:00:00", {50, 50, 50, 50}, "", "t");
  begin(hour("10:00:00"), 50);
  begin(hour("10:00:00"), 50, "", "t");
  const auto surges = at("10:59:59");
  ASSERT_THAT(surges, SizeIs(1));
  EXPECT_EQ(surges[0].shop, "s");
}

TEST_F(SurgeTest, HoursOfAPeriodAreJudgedAsAWhole) {
  usual("10:00:00", {10, 10, 10, 10});
  usual("11:00:00", {10, 10, 10, 10});
  usual("12:00:00", {10, 10, 10, 10});
  begin(hour("10:00:00"), 60);
  begin(hour("11:00:00"), 12);
  begin(hour("12:00:00"), 60);
  const auto hours = surging_hours(
      *counts_, {shanghai(kSunday, "00:00:00"), shanghai(kSunday, "12:30:00")}, local_);
  ASSERT_THAT(hours, SizeIs(2));
  EXPECT_EQ(hours[0].hour, hour("10:00:00"));
  EXPECT_EQ(hours[0].elapsed, Duration{3'600'000});
  EXPECT_EQ(hours[1].hour, hour("12:00:00"));
  EXPECT_EQ(hours[1].elapsed, Duration{1'800'000});
}

TEST_F(SurgeTest, AnHourThatComesTwiceExpectsTwiceAsMuch) {
  Profile profile;
  profile.zone = "America/New_York";
  profile.hours = Profile::taobao().hours;
  const LocalTime local(profile);
  Consultations counts(local);
  const Time second_half_past_one = *parse_time("2026-11-01T06:30:00Z");
  ASSERT_EQ(local_hour(second_half_past_one - Duration{3'600'000}, local),
            local_hour(second_half_past_one, local));
  const LocalHour twice = local_hour(second_half_past_one, local);
  for (int week = 0; week <= 4; ++week) {
    Rollup row{"s", {Split::kIntent, {twice.day - week * kWeek, twice.hour}, "", ""}, {}};
    row.sums.conversations = week == 0 ? 29 : 10;
    counts.add(row);
  }
  const auto load = counts.load("s", second_half_past_one);
  ASSERT_TRUE(load);
  EXPECT_EQ(load->elapsed, Duration{90 * 60'000});
  EXPECT_FALSE(is_surge(*load)) << "15 are usual by then";
}

TEST_F(SurgeTest, ReadsTheDaysOfThePeriodAndTheSameOfEightWeeksBefore) {
  const Period day{shanghai(kSunday, "00:00:00"), shanghai("2026-11-23", "00:00:00")};
  const auto days = Consultations::days_for(day, local_);
  const std::int32_t today = hour("00:00:00").day;
  ASSERT_THAT(days, SizeIs(9));
  EXPECT_EQ(days.front(), (LocalDays{today - 8 * kWeek, today - 8 * kWeek + 1}));
  EXPECT_EQ(days.back(), (LocalDays{today, today + 1}));
  const Period week{shanghai("2026-11-16", "00:00:00"), shanghai("2026-11-23", "00:00:00")};
  EXPECT_THAT(Consultations::days_for(week, local_),
              ElementsAre(LocalDays{today - 9 * kWeek + 1, today + 1}));
}

}  // namespace
}  // namespace qa
