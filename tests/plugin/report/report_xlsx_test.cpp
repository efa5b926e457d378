#include "plugin/report/report_xlsx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

#include "plugin/report/report_words.h"
#include "tests/plugin/report/insight_sample.h"
#include "tests/plugin/report/report_sample.h"
#include "tests/plugin/report/xlsx_reader.h"

namespace plugin::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Sheets of figures, trend, waits and hours come before.
constexpr std::size_t kFirstCut = 4;

/// Row of the cell in column `column` that says `text`; 0: none.
int row_of(const XlsxSheet& sheet, char column, std::string_view text) {
  for (const auto& [place, cell] : sheet) {
    if (place[0] == column && cell.text == text) {
      return std::atoi(place.c_str() + 1);
    }
  }
  return 0;
}

const XlsxCell& cell(const XlsxSheet& sheet, char column, int row) {
  static const XlsxCell kEmpty;
  const auto found = sheet.find(column + std::to_string(row));
  return found == sheet.end() ? kEmpty : found->second;
}

double number(const XlsxCell& cell) {
  EXPECT_TRUE(cell.is_number) << cell.text;
  return std::strtod(cell.text.c_str(), nullptr);
}

TEST(ReportXlsx, HasASheetOfFiguresAndOneACut) {
  const auto report = sample_report({qa::Cut::kAgent, qa::Cut::kIntent1});

  EXPECT_THAT(read_xlsx(report_xlsx(report, Language::kEnglish)).names,
              ElementsAre("Figures", "Trend", "Waits", "Hours", "Agent", "Intent, level 1"));
  EXPECT_THAT(
      read_xlsx(report_xlsx(report, Language::kChinese)).names,
      ElementsAre("指标", "趋势", "等待时长分布", "星期与时段", "客服", "咨询意图（一级）"));
}

TEST(ReportXlsx, HasASheetForEveryCutInBothLanguages) {
  std::vector<qa::Cut> cuts;
  for (std::size_t cut = 0; cut < qa::kCuts; ++cut) {
    cuts.push_back(static_cast<qa::Cut>(cut));
  }
  auto report = sample_report(cuts);
  report.insight = sample_insight();
  for (const Language language : {Language::kChinese, Language::kEnglish}) {
    EXPECT_EQ(read_xlsx(report_xlsx(report, language)).names.size(), kFirstCut + qa::kCuts + 1);
  }
}

TEST(ReportXlsx, SaysWhoseFiguresTheyAre) {
  auto report = sample_report();
  report.only = {{qa::Cut::kAgent, "a_2"}};
  report.only_names = {"小王"};
  const XlsxSheet sheet = read_xlsx(report_xlsx(report, Language::kChinese)).sheets[0];

  EXPECT_GT(row_of(sheet, 'A', "只看：客服 小王 (a_2)"), 0);
}

TEST(ReportXlsx, SaysFiguresAsNumbersWithAllTheirDigits) {
  const auto report = sample_report();
  const XlsxSheet sheet = read_xlsx(report_xlsx(report, Language::kChinese)).sheets[0];
  for (const qa::Figure& figure : report.metrics) {
    const int row = row_of(sheet, 'B', figure.key());
    ASSERT_GT(row, 0) << figure.key();
    EXPECT_EQ(cell(sheet, 'A', row).text, name_of(figure.metric, Language::kChinese));
    EXPECT_EQ(cell(sheet, 'C', row).is_number, figure.value.has_value()) << figure.key();
    if (figure.value) {
      EXPECT_DOUBLE_EQ(number(cell(sheet, 'C', row)), *figure.value) << figure.key();
    }
    EXPECT_EQ(cell(sheet, 'E', row).is_number, figure.denominator.has_value());
    if (figure.previous && figure.previous->value) {
      EXPECT_DOUBLE_EQ(number(cell(sheet, 'H', row)), *figure.previous->value);
    }
  }
  const int slow = row_of(sheet, 'B', "dissatisfaction_reasons.slow");
  EXPECT_EQ(number(cell(sheet, 'C', slow)), 1);
  EXPECT_EQ(cell(sheet, 'P', row_of(sheet, 'B', "mean_response_ms")).text, "急需优化");
}

TEST(ReportXlsx, ACutHasALineAGroupWithItsImpact) {
  const auto report = sample_report();
  const XlsxSheet sheet = read_xlsx(report_xlsx(report, Language::kEnglish)).sheets[kFirstCut];

  ASSERT_GE(report.breakdown.size(), 2U);
  for (const qa::ReportGroup& group : report.breakdown) {
    const int row = row_of(sheet, 'B', group.key);
    ASSERT_GT(row, 1);
    EXPECT_DOUBLE_EQ(number(cell(sheet, 'D', row)), *group.impact_ms);
    // Five columns come before the figures.
    const auto mean = static_cast<int>(qa::Metric::kMeanResponse);
    EXPECT_EQ(cell(sheet, static_cast<char>('F' + mean), 1).text, "Mean response (ms)");
    const XlsxCell& value = cell(sheet, static_cast<char>('F' + mean), row);
    const auto& expected = group.metrics[static_cast<std::size_t>(mean)].value;
    ASSERT_EQ(value.is_number, expected.has_value());
    EXPECT_EQ(expected ? number(value) : 0, expected.value_or(0));
  }
}

TEST(ReportXlsx, HasWhatChartsAreDrawnFrom) {
  const auto report = sample_report();
  const Xlsx book = read_xlsx(report_xlsx(report, Language::kEnglish));

  EXPECT_EQ(cell(book.sheets[1], 'B', 12).text, "2026-11-22 10:00");  // a head, then hour 0
  EXPECT_EQ(number(cell(book.sheets[1], 'F', 12)), 20'000);
  EXPECT_EQ(cell(book.sheets[1], 'A', 26).text, "Previous period");
  EXPECT_EQ(number(cell(book.sheets[2], 'B', 3)), 30'000);
  EXPECT_EQ(number(cell(book.sheets[2], 'C', 3)), 1);  // the one of 20 s
  EXPECT_EQ(cell(book.sheets[3], 'A', 2).text, "Sunday");
  EXPECT_EQ(number(cell(book.sheets[3], 'B', 2)), 10);
}

TEST(ReportXlsx, TheLastSheetSaysWhatLiesBehind) {
  qa::Report report = sample_report();
  report.insight = sample_insight();
  const Xlsx book = read_xlsx(report_xlsx(report, Language::kEnglish));

  ASSERT_EQ(book.names.back(), "Causes");
  EXPECT_THAT(cell(book.sheets.back(), 'B', 2).text, HasSubstr("Mean response: 207.00 s"));
  EXPECT_EQ(number(cell(book.sheets.back(), 'C', 2)), 2);
  EXPECT_EQ(cell(book.sheets.back(), 'D', 2).text, "c_2 c_1");
}

TEST(ReportXlsx, NamesAreStringsWhateverTheyLookLike) {
  qa::Report report = sample_report();
  const std::string zero("a\0b", 3);
  const std::vector<std::string> hostile{"=cmd()", "-1+1",   "<script>&\"",           "\u202Eabc",
                                         zero,     "\uFFFF", std::string(40'000, 'x')};
  const qa::ReportGroup group = report.breakdown.front();
  for (const std::string& name : hostile) {
    report.breakdown.push_back(group);
    report.breakdown.back().key = report.breakdown.back().name = name;
  }
  const XlsxSheet sheet = read_xlsx(report_xlsx(report, Language::kEnglish)).sheets[kFirstCut];
  for (const auto& [place, cell] : sheet) {
    EXPECT_FALSE(cell.is_formula) << place;
    EXPECT_EQ(cell.text.find_first_of(zero[1]), std::string::npos);
    EXPECT_THAT(cell.text, testing::Not(HasSubstr("\u202E")));
    EXPECT_LE(cell.text.size(), 32'767U);
  }
  EXPECT_GT(row_of(sheet, 'A', "=cmd()"), 0);
  EXPECT_GT(row_of(sheet, 'A', "-1+1"), 0);
  EXPECT_GT(row_of(sheet, 'A', "<script>&\""), 0);
  EXPECT_GT(row_of(sheet, 'A', "\\u{202e}abc"), 0);
  EXPECT_GT(row_of(sheet, 'A', "a\\u{0}b"), 0);
  EXPECT_GT(row_of(sheet, 'A', "\\u{ffff}"), 0);
}

TEST(ReportXlsx, TellsTheGapsOfAnIncompleteReport) {
  qa::Report report = sample_report();
  report.is_incomplete = true;
  report.gaps.push_back({"shop", "desk_7", qa::on("10:00:00"), qa::on("10:05:00"), "restart"});
  const XlsxSheet sheet = read_xlsx(report_xlsx(report, Language::kEnglish)).sheets[0];

  EXPECT_EQ(row_of(sheet, 'B', "desk_7"),
            row_of(sheet, 'A', "2026-11-22 10:00 to 2026-11-22 10:05"));
}

TEST(ReportXlsx, MoreGroupsThanASheetHasRowsAreRefused) {
  qa::Report report = sample_report({});
  report.breakdown.resize(kSheetRows);
  try {
    report_xlsx(report, Language::kEnglish);
    FAIL() << "no sheet has room for them";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(),
                 "the cut by agent has 1048576 groups, and a sheet of an xlsx file has room for "
                 "1048575: choose csv or json, or a coarser cut");
  }
}

TEST(ReportXlsx, TheSameReportIsTheSameBytes) {
  EXPECT_EQ(report_xlsx(sample_report(), Language::kEnglish),
            report_xlsx(sample_report(), Language::kEnglish));
}

}  // namespace
}  // namespace plugin::report
