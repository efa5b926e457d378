#include "plugin/config_profile.h"

#include <gmock/gmock.h>

#include "plugin/config.h"

namespace plugin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> problems(std::string_view text) {
  std::vector<std::string> texts;
  for (const ConfigProblem& problem : parse_profile(text).problems) {
    texts.push_back(to_text("f", problem).substr(2));
  }
  return texts;
}

qa::Profile profile_of(std::string_view text) {
  const ProfileReading reading = parse_profile(text);
  EXPECT_THAT(problems(text), IsEmpty());
  return reading.profile;
}

TEST(ConfigProfile, EmptyMapIsDouyin) {
  EXPECT_EQ(profile_of(""), qa::Profile::douyin());
}

TEST(ConfigProfile, BaseGivesWhatIsLeftOut) {
  qa::Profile expected = qa::Profile::taobao();
  expected.cap = qa::Duration{300'000};
  EXPECT_EQ(profile_of("cap_ms: 300000\nzone:\nbase: taobao\n"), expected);
}

TEST(ConfigProfile, UnknownBaseIsRefused) {
  EXPECT_THAT(problems("base: jd"),
              ElementsAre("1:7: base must be one of douyin, taobao, not 'jd'"));
}

TEST(ConfigProfile, SettingsAreTakenInYamlForm) {
  const qa::Profile profile = profile_of(
      "name: 双十一\n"
      "zone: Europe/Berlin\n"
      "hours:\n"
      "  sunday: []\n"
      "  monday: [08:00-12:00, '18:00-02:00']\n"
      "  dates:\n"
      "    2026-11-11: 00:00-24:00\n"
      "    2026-02-17:\n"
      "assisted_counts: false\n"
      "ladder_s: {notice: 60}\n"
      "reason_by_tag: {回复慢: slow}\n");
  EXPECT_EQ(profile.name, "双十一");
  EXPECT_EQ(profile.zone, "Europe/Berlin");
  EXPECT_THAT(profile.hours.weekdays[0], IsEmpty());
  EXPECT_THAT(profile.hours.weekdays[1],
              ElementsAre(qa::DaySpan{480, 720}, qa::DaySpan{1080, 1560}));
  EXPECT_EQ(profile.hours.weekdays[2], qa::Profile::douyin().hours.weekdays[2]);
  EXPECT_THAT(profile.hours.dates.at("2026-11-11"), ElementsAre(qa::DaySpan{0, 1440}));
  EXPECT_THAT(profile.hours.dates.at("2026-02-17"), IsEmpty());
  EXPECT_FALSE(profile.assisted_counts);
  EXPECT_EQ(profile.ladder[0], qa::Duration{60'000});
  EXPECT_EQ(profile.reason_by_tag.at("回复慢"), "slow");
}

TEST(ConfigProfile, ProblemsStandWhereTheValueIs) {
  EXPECT_THAT(
      problems("cap_ms: 1s\nladder_s:\n  urgent: soon\nbad_stars: [0]\n"),
      ElementsAre("1:9: cap_ms: expected a whole number of milliseconds from 1 to 604800000",
                  "3:11: ladder_s.urgent: expected seconds after the opening, from 0.001 "
                  "to 604800",
                  "4:12: bad_stars: expected a list of different whole numbers from 1 to "
                  "5"));
}

TEST(ConfigProfile, QuotedNumberIsNoNumber) {
  EXPECT_THAT(problems("cap_ms: '1000'"),
              ElementsAre("1:9: cap_ms: expected a whole number of milliseconds from 1 to "
                          "604800000"));
}

TEST(ConfigProfile, UnknownSettingIsRefused) {
  EXPECT_THAT(problems("reply_limit: 5"),
              ElementsAre("1:14: reply_limit: expected a setting of a profile (name, zone, hours, "
                          "reply_limit_ms …), not this key"));
}

TEST(ConfigProfile, SettingGivenTwiceNamesTheFirstPlace) {
  EXPECT_THAT(problems("hours: {sunday: [], sunday: []}\ncap_ms: 1\ncap_ms: 2\n"),
              ElementsAre("1:21: key 'sunday' is given twice (first at 1:9); keep one",
                          "3:1: key 'cap_ms' is given twice (first at 2:1); keep one"));
}

TEST(ConfigProfile, VersionIsNotForFiles) {
  EXPECT_THAT(problems("version: 3"),
              ElementsAre("1:10: version is given by the database; leave it out"));
}

TEST(ConfigProfile, PrintedProfileReadsBackTheSame) {
  const qa::Profile profile = profile_of(
      "base: taobao\n"
      "name: '\"双十一\"\\'\n"
      "hours: {monday: [], dates: {2026-11-11: []}}\n"
      "bad_stars: [1]\n"
      "good_stars: [5]\n"
      "ladder_s: {notice: 30, urgent: 60.5}\n"
      "nudge_budget: 3\n"
      "quiet: 12:00-13:00\n"
      "reason_by_tag: {回复慢: slow, 态度差: attitude}\n"
      "sales_periods: {双11: [2026-11-01, 2026-11-12], '6.18': [2026-06-01, 2026-06-21]}\n"
      "retention_days: 180\n");
  ASSERT_EQ(profile.sales_periods.size(), 2u);
  EXPECT_EQ(profile_of(print_profile(profile, 0)), profile) << print_profile(profile, 0);
}

}  // namespace
}  // namespace plugin
