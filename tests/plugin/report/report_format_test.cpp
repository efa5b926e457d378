#include "plugin/report/report_format.h"

#include <gtest/gtest.h>

namespace plugin::report {
namespace {

TEST(ReportFormat, IsFoundByItsNameAndByTheEndingOfAFile) {
  for (const std::string_view name : {"text", "json", "csv", "xlsx", "html"}) {
    const auto format = format_named(name);
    ASSERT_TRUE(format) << name;
    EXPECT_EQ(format_of_file("reports/2026-W47" + std::string(ending_of(*format))), format) << name;
    EXPECT_NE(format_names().find(name), std::string::npos);
  }
  EXPECT_EQ(format_of_file("A.XLSX"), Format::kXlsx);
  EXPECT_FALSE(format_named("xls"));
  EXPECT_FALSE(format_of_file("report"));
  EXPECT_FALSE(format_of_file(".csv"));  // a hidden file without an ending
  EXPECT_FALSE(format_of_file("report.csv/x"));
}

TEST(ReportFormat, OnlyAWorkbookIsNotForATerminal) {
  EXPECT_TRUE(is_binary(Format::kXlsx));
  EXPECT_FALSE(is_binary(Format::kText));
  EXPECT_FALSE(is_binary(Format::kCsv));
}

}  // namespace
}  // namespace plugin::report
