#include "plugin/report/report_text.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <string_view>

#include "plugin/report/figure_text.h"
#include "plugin/report/report_words.h"
#include "tests/plugin/report/report_sample.h"

namespace plugin::report {
namespace {

/// The line that begins with `head`.
std::string line_of(const std::string& text, std::string_view head) {
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(head, 0) == 0) {
      return line;
    }
  }
  return {};
}

TEST(ReportText, SaysWhatItIsInChinese) {
  const std::string text = report_text(sample_report(), Language::kChinese);

  EXPECT_EQ(text.substr(0, text.find("\n\n")),
            "客服报表  2026-11-22 00:00 至 2026-11-23 00:00  Asia/Shanghai\n"
            "对比 2026-11-21 00:00 至 2026-11-22 00:00\n"
            "口径 douyin  生成于 2026-11-23 00:01");
  EXPECT_EQ(line_of(text, "平均响应时长"),
            "平均响应时长             207.00 秒  621001/3  ≤ 120.00 秒  40.00 秒       +167.00 秒  "
            "急需优化");
  EXPECT_NE(text.find("\n  回复慢"), std::string::npos);
}

TEST(ReportText, SaysWhatItIsInEnglish) {
  const std::string text = report_text(sample_report(), Language::kEnglish);

  EXPECT_EQ(line_of(text, "Service report"),
            "Service report  2026-11-22 00:00 to 2026-11-23 00:00  Asia/Shanghai");
  EXPECT_NE(line_of(text, "Satisfied").find("50.00%"), std::string::npos);
  EXPECT_NE(line_of(text, "Satisfied").find("small sample (9.5%–90.5%)"), std::string::npos);
  EXPECT_NE(line_of(text, "Sales after service").find("123.45 CNY"), std::string::npos);
  EXPECT_NE(line_of(text, "Sales after service").find("+123.45 CNY"), std::string::npos);
  EXPECT_NE(line_of(text, "Resolved").find("—"), std::string::npos);
}

TEST(ReportText, EveryFigureHasItsLineWithTheNumbersOfTheReport) {
  const qa::Report report = sample_report();
  for (const Language language : {Language::kChinese, Language::kEnglish}) {
    const std::string text = report_text(report, language);
    for (const qa::Figure& figure : report.metrics) {
      const std::string line = line_of(text, std::string{name_of(figure.metric, language)} + "  ");
      ASSERT_FALSE(line.empty()) << figure.key();
      EXPECT_NE(line.find("  " + value_text(figure, language)), std::string::npos) << line;
      if (figure.numerator && figure.denominator) {
        EXPECT_NE(line.find(fmt::format("  {}/{}", *figure.numerator, *figure.denominator)),
                  std::string::npos)
            << line;
      }
    }
  }
}

TEST(ReportText, ABreakdownHasALineAGroup) {
  const std::string text =
      report_text(sample_report({qa::Cut::kAgent, qa::Cut::kProduct}), Language::kEnglish);

  EXPECT_NE(line_of(text, "a_1").find("20.00 s"), std::string::npos);
  EXPECT_NE(line_of(text, "a_1").find("-62.33 s"), std::string::npos);
  EXPECT_NE(line_of(text, "Product"), "");
  EXPECT_NE(line_of(text, "p_1").find("20.00 s"), std::string::npos);
  EXPECT_NE(line_of(text.substr(text.find("\nProduct")), "none").find("300.50 s!"),
            std::string::npos);
}

TEST(ReportText, TwoAgentsOfOneNameAreToldApart) {
  qa::Report report = sample_report();
  for (qa::ReportGroup& group : report.breakdown) {
    group.name = "小王";
  }
  const std::string text = report_text(report, Language::kChinese);

  EXPECT_FALSE(line_of(text, "小王 (a_1)  ").empty());
  EXPECT_FALSE(line_of(text, "小王 (a_2)  ").empty());
}

TEST(ReportText, NamesCannotSteerTheTerminal) {
  const std::string text = report_text(sample_report(), Language::kChinese);

  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_FALSE(line_of(text, "小王\\u{1b}[2J").empty());
}

TEST(ReportText, WhatIsUsualIsAColumnWhereAsked) {
  qa::Report report = sample_report();
  const std::string without = report_text(report, Language::kChinese);
  EXPECT_EQ(line_of(without, "指标").find("平时"), std::string::npos);

  report.metrics[static_cast<std::size_t>(qa::Metric::kMeanResponse)].baseline = 61'250;
  const std::string text = report_text(report, Language::kChinese);
  EXPECT_NE(line_of(text, "指标").find("平时"), std::string::npos);
  EXPECT_NE(line_of(text, "平均响应时长").find("61.25 秒"), std::string::npos);
}

TEST(ReportText, LoyaltyIsToldWhereThereIsAnything) {
  qa::Report report = sample_report();
  report.loyalty = {4, 1, 10, 5};
  EXPECT_EQ(line_of(report_text(report, Language::kChinese), "服务客户复购率"),
            "服务客户复购率 25.00% (1 / 4)");
  EXPECT_EQ(line_of(report_text(report, Language::kEnglish), "Served customers who came"),
            "Served customers who came back 50.00% (5 / 10)");

  report.loyalty = {0, 0, 0, 0};
  EXPECT_EQ(line_of(report_text(report, Language::kEnglish), "Served customers"), "");
}

TEST(ReportText, SaysWhoseFiguresTheyAreAndWhichAreNot) {
  qa::Report report = sample_report();
  report.only = {{qa::Cut::kAgent, "a_2"}, {qa::Cut::kProduct, "p_1"}};
  report.only_names = {"小王\x1b[2J", "p_1"};
  report.loyalty = {4, 1, 10, 5};
  const std::string text = report_text(report, Language::kChinese);
  EXPECT_EQ(line_of(text, "只看"), "只看：客服 小王\\u{1b}[2J (a_2) · 商品 p_1");
  EXPECT_EQ(line_of(text, "服务客户复购率"), "服务客户复购率（全店） 25.00% (1 / 4)");
  EXPECT_EQ(line_of(report_text(report, Language::kEnglish), "Only"),
            "Only: Agent 小王\\u{1b}[2J (a_2) · Product p_1");
  EXPECT_EQ(line_of(report_text(sample_report(), Language::kChinese), "只看"), "");
}

TEST(ReportText, GapsAreToldBeforeTheFigures) {
  qa::Report report = sample_report();
  report.is_incomplete = true;
  report.gaps = {{"shop", "desk", qa::on("10:00:00"), qa::on("10:30:00"), "cursor_expired"}};
  const std::string text = report_text(report, Language::kChinese);

  EXPECT_NE(text.find("数据不完整，以下时段连接中断且未能补齐：\n"
                      "  2026-11-22 10:00 至 2026-11-22 10:30  desk  cursor_expired\n"),
            std::string::npos);
}

TEST(ReportText, EveryFigureAndCutHasItsNameInBothLanguages) {
  for (const Language language : {Language::kChinese, Language::kEnglish}) {
    for (std::size_t i = 0; i < qa::kCuts; ++i) {
      const auto cut = static_cast<qa::Cut>(i);
      EXPECT_FALSE(name_of(cut, language).empty()) << qa::to_string(cut);
      EXPECT_FALSE(qa::to_string(cut).empty()) << i;
    }
    for (std::size_t i = 0; i < qa::kMetrics; ++i) {
      EXPECT_FALSE(name_of(static_cast<qa::Metric>(i), language).empty()) << i;
    }
  }
}

TEST(ReportText, AReportOfNothingHasDashesAndZeros) {
  const qa::ReportBuilder nothing{qa::Profile::douyin(), {qa::that_day(), {}, {}, {}, {}}};
  const std::string text = report_text(nothing.report(), Language::kEnglish);

  EXPECT_NE(line_of(text, "Mean response").find("—"), std::string::npos);
  EXPECT_NE(line_of(text, "Handed over").find("  0"), std::string::npos);
  EXPECT_EQ(text.find("nan"), std::string::npos);
}

}  // namespace
}  // namespace plugin::report
