#include "plugin/config_reports.h"

#include <gmock/gmock.h>

#include "tests/plugin/config/config_fixture.h"

namespace plugin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ConfigReports : public ConfigTest {};

TEST_F(ConfigReports, AreReadAndPrintedAndReadAgain) {
  const Config config =
      parse(
          "reports:\n  folder: out\n  daily: \"06:30\"\n  weekly: monday 07:00\n"
          "  formats: [html, xlsx]\n  language: en\n  by: [agent, \"intent:1\"]\n")
          .config;

  EXPECT_EQ(config.reports.folder, folder_ / "out");
  EXPECT_EQ(config.reports.daily, MinuteOfDay{390});
  EXPECT_EQ(config.reports.weekly, (WeeklyTurn{0, MinuteOfDay{420}}));
  EXPECT_THAT(config.reports.formats, ElementsAre(report::Format::kHtml, report::Format::kXlsx));
  EXPECT_THAT(config.reports.cuts, ElementsAre(qa::Cut::kAgent, qa::Cut::kIntent1));
  EXPECT_EQ(parse(print_config(config)).config.reports, config.reports);
}

TEST_F(ConfigReports, WithoutThemNothingIsWritten) {
  EXPECT_TRUE(parse("").config.reports.folder.empty());
  EXPECT_THAT(print_config(parse("").config), testing::Not(HasSubstr("reports")));
}

TEST_F(ConfigReports, EveryMistakeIsSaidAtItsPlace) {
  EXPECT_THAT(problems("reports:\n  daily: 6:30 am\n  weekly: sometimes\n  formats: [pdf]\n"
                       "  by: [customer]\n"),
              ElementsAre("2:3: reports has no folder to write into; add folder: reports",
                          "2:10: reports.daily: '6:30 am' is no time of day; write \"06:30\" with "
                          "the quotes",
                          "3:11: reports.weekly: 'sometimes' is no weekday with a time; write "
                          "\"monday 06:30\"",
                          "4:13: reports.formats: 'pdf' is none of text, json, csv, xlsx, html",
                          "5:8: reports.by: 'customer' is none of agent, product, hour, day, "
                          "channel, shop, source, intent, intent:1, intent:2, intent:3"));
  EXPECT_THAT(problems("reports:\n  folder: out\n"),
              ElementsAre("2:3: reports says no time; add daily: \"06:30\" or weekly: \"monday "
                          "06:30\""));
}

}  // namespace
}  // namespace plugin
