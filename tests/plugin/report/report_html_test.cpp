#include "plugin/report/report_html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/report/html_tables.h"
#include "plugin/report/insight_words.h"
#include "plugin/report/markup.h"
#include "plugin/report/report_words.h"
#include "tests/plugin/report/insight_sample.h"
#include "tests/plugin/report/report_sample.h"

namespace plugin::report {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Every element that is opened is closed, in order. Tags of the page are lower case and no text
/// has a bare <.
void expect_well_formed(const std::string& page) {
  const std::vector<std::string> kEmpty{"meta", "br", "!DOCTYPE"};
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const std::size_t end = page.find('>', at);
    ASSERT_NE(end, std::string::npos);
    const bool is_closing = page[at + 1] == '/';
    const std::size_t from = at + (is_closing ? 2 : 1);
    const std::string name = page.substr(from, page.find_first_of(" />", from) - from);
    if (is_closing) {
      ASSERT_FALSE(open.empty()) << name;
      ASSERT_EQ(open.back(), name) << page.substr(at, 60);
      open.pop_back();
    } else if (page[end - 1] != '/' &&
               std::find(kEmpty.begin(), kEmpty.end(), name) == kEmpty.end()) {
      open.push_back(name);
    }
  }
  EXPECT_TRUE(open.empty()) << open.back();
}

void expect_self_contained(const std::string& page) {
  for (const char* const part : {"<script", "http:", "https:", "src=", "href=", "url(", "@import",
                                 "javascript:", " on", "style=\""}) {
    const std::size_t at = page.find(part);
    if (std::string_view(part) == " on") {  // an event handler; the word stands in sentences
      EXPECT_THAT(page, Not(testing::ContainsRegex(" on[a-z]+=")));
    } else {
      EXPECT_EQ(at, std::string::npos) << page.substr(at == std::string::npos ? 0 : at, 80);
    }
  }
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(ReportHtml, SaysWhoseFiguresTheyAreAndWhatServedCustomersDid) {
  qa::Report report = sample_report();
  report.only = {{qa::Cut::kAgent, "a_2"}};
  report.only_names = {"<b>小王"};
  report.loyalty = {4, 1, 10, 5};
  const std::string page = report_html(report, Language::kChinese);
  expect_well_formed(page);
  EXPECT_THAT(page, HasSubstr("只看：客服 &lt;b&gt;小王 (a_2)"));
  EXPECT_THAT(page,
              HasSubstr(R"(<tr data-key="retention_rate"><th scope="row">服务客户回访率（全店）)"
                        R"(</th><td><data value="0.5">50.00%</data></td>)"));
}

TEST(ReportHtml, IsWholeAndAsksForNothingOutsideItself) {
  for (const Language language : {Language::kChinese, Language::kEnglish}) {
    const std::string page =
        report_html(sample_report({qa::Cut::kAgent, qa::Cut::kHour}), language);
    expect_well_formed(page);
    expect_self_contained(page);
    EXPECT_EQ(count_of(page, "role=\"img\""), 4U);
  }
}

TEST(ReportHtml, SaysWhatNeedsWork) {
  const std::string page = report_html(sample_report(), Language::kChinese);

  EXPECT_THAT(page, HasSubstr("<html lang=\"zh-CN\">"));
  EXPECT_THAT(page, HasSubstr("⚠ 急需优化"));
  EXPECT_THAT(page, HasSubstr("未达 ≤ 120 秒"));
  EXPECT_THAT(page, HasSubstr("样本少"));
  EXPECT_THAT(page, HasSubstr("2026-11-22 00:00 至 2026-11-23 00:00"));
  EXPECT_THAT(page, HasSubstr("1 个差评会话"));
}

TEST(ReportHtml, NamesAreOnlyEverText) {
  qa::Report report = sample_report();
  const std::vector<std::string> hostile{
      "<script>alert(1)</script>", "\" onload=\"x",          "\u202Eevil",
      std::string("a\0b", 3),      std::string(40'000, 'x'), "</style><img src=x>"};
  const qa::ReportGroup group = report.breakdown.front();
  for (const std::string& name : hostile) {
    report.breakdown.push_back(group);
    report.breakdown.back().key = report.breakdown.back().name = name;
  }
  report.profile = "<b>";
  report.is_incomplete = true;
  report.gaps.push_back({"s", "<i>", qa::on("10:00:00"), qa::on("10:05:00"), "</ul>"});
  const std::string page = report_html(report, Language::kEnglish);

  expect_well_formed(page);
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("\u202E")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_THAT(page, HasSubstr("\\u{202e}evil"));
  EXPECT_THAT(page, HasSubstr("profile &lt;b&gt;"));
  EXPECT_THAT(page, HasSubstr("2026-11-22 10:00 to 2026-11-22 10:05 <bdi>&lt;i&gt;</bdi>"));
  EXPECT_LT(page.size(), 200'000U);
}

TEST(ReportHtml, OfManyGroupsThoseOfMostImpactAreShown) {
  qa::Report report = sample_report({});
  const qa::ReportGroup group = sample_report().breakdown.front();
  for (int i = 0; i < 1000; ++i) {
    report.breakdown.push_back(group);
    report.breakdown.back().key = report.breakdown.back().name = "agent " + std::to_string(i);
    report.breakdown.back().impact_on_mean_ms = i % 2 == 0 ? i : -i;
  }
  const std::string page = report_html(report, Language::kEnglish);

  EXPECT_EQ(count_of(page, "<tr data-key=\"agent "), kMostGroups);
  EXPECT_THAT(page, HasSubstr("<bdi>agent 998</bdi>"));
  EXPECT_THAT(page, HasSubstr("<bdi>agent 999</bdi>"));
  EXPECT_THAT(page, Not(HasSubstr("<bdi>agent 949</bdi>")));
  EXPECT_LT(page.find("<bdi>agent 998</bdi>"), page.find("<bdi>agent 999</bdi>"));
  EXPECT_THAT(page, HasSubstr("950 more are not listed"));
}

TEST(ReportHtml, APeriodInWhichNobodyCameSaysSo) {
  const qa::Period february{qa::instant("2028-02-29T00:00:00+08:00"),
                            qa::instant("2028-03-01T00:00:00+08:00")};
  const qa::ReportBuilder builder{
      qa::Profile::douyin(), {february, std::nullopt, {qa::Cut::kAgent}, february.to, february.to}};
  const std::string page = report_html(builder.report(), Language::kChinese);

  expect_well_formed(page);
  EXPECT_EQ(count_of(page, "这段时间没有数据"), 5U);
  EXPECT_THAT(page, Not(HasSubstr("nan")));
  EXPECT_THAT(page, HasSubstr("2028-02-29 00:00"));
}

TEST(ReportHtml, OneConversationIsADot) {
  qa::ReportBuilder builder{
      qa::Profile::douyin(),
      {qa::that_day(), std::nullopt, {}, qa::that_day().to, qa::that_day().to}};
  qa::Talk talk;
  talk.phase(qa::on("10:00:00")).answered(qa::on("10:00:00"), qa::seconds(30));
  builder.add(talk);
  const std::string page = report_html(builder.report(), Language::kEnglish);

  expect_well_formed(page);
  EXPECT_THAT(page, HasSubstr("class=\"now-dot\""));
  EXPECT_THAT(page, Not(HasSubstr("key before")));
}

TEST(ReportHtml, SaysWhatLiesBehindWithTheConversations) {
  qa::Report report = sample_report();
  report.insight = sample_insight();
  report.insight->diagnosis[0].behind.worst[0].id = "<i>c";
  for (const Language language : {Language::kChinese, Language::kEnglish}) {
    const std::string page = report_html(report, language);
    expect_well_formed(page);
    expect_self_contained(page);
    EXPECT_EQ(count_of(page, "card insight diagnosis"), 1U);
    for (const Statement& statement : statements_of(report, language)) {
      EXPECT_THAT(page, HasSubstr("<p>" + markup(statement.text, 2000) + "</p>"));
    }
    EXPECT_THAT(page, HasSubstr("<li><bdi>&lt;i&gt;c</bdi></li>"));
  }
  EXPECT_THAT(report_html(report, Language::kChinese), HasSubstr("看这 2 个会话"));
  report.insight.reset();
  EXPECT_THAT(report_html(report, Language::kChinese), Not(HasSubstr("card insight")));
}

TEST(ReportHtml, SaysThatCausesWereLeftOutAndHowToGetThem) {
  qa::Report report = sample_report();
  report.insight_limit = 100'000;
  const std::string chinese = report_html(report, Language::kChinese);
  expect_well_formed(chinese);
  EXPECT_THAT(chinese, HasSubstr("超过 100000 个会话"));
  const std::string english = report_html(report, Language::kEnglish);
  EXPECT_THAT(english, HasSubstr("more than 100000 conversations would have to be read; ask with "
                                 "--causes"));
}

TEST(ReportHtml, TheSameReportIsTheSameBytes) {
  EXPECT_EQ(report_html(sample_report(), Language::kEnglish),
            report_html(sample_report(), Language::kEnglish));
}

}  // namespace
}  // namespace plugin::report
