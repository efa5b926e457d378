#include "plugin/report/svg_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/plugin/report/report_sample.h"

namespace plugin::report {
namespace {

using testing::HasSubstr;
using testing::Not;

LineChart seconds(std::vector<std::optional<double>> values) {
  LineChart chart;
  chart.label = "Mean";
  chart.unit = 1000;
  chart.steps.assign(values.size(), "day");
  chart.now = std::move(values);
  return chart;
}

TEST(SvgChart, LinesBreakWhereThereIsNoValueAndALoneOneIsADot) {
  const std::string svg = line_chart(seconds({1000, 2000, {}, 3000, {}, 1000, 1000}));

  EXPECT_THAT(svg, HasSubstr(R"(<path class="now" d="M)"));
  const std::size_t from = svg.find(R"(<path class="now")");
  const std::string path = svg.substr(from, svg.find("/>", from) - from);
  EXPECT_EQ(count_of(path, "M"), 2U);
  EXPECT_EQ(count_of(path, "L"), 2U);
  EXPECT_EQ(count_of(svg, R"(class="now-dot")"), 1U);
}

TEST(SvgChart, TheAxisReachesOverEveryValueAndTheThreshold) {
  LineChart chart = seconds({61'000, 75'000});
  chart.threshold = 120'000;
  const std::string svg = line_chart(chart);

  EXPECT_THAT(svg, HasSubstr(">0</text>"));
  EXPECT_THAT(svg, HasSubstr(">150</text>"));
  EXPECT_EQ(count_of(svg, R"(class="threshold")"), 1U);
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(SvgChart, SharesHaveAWholeAxis) {
  LineChart chart = seconds({0.93, 0.97});
  chart.is_share = true;
  EXPECT_THAT(line_chart(chart), HasSubstr(">100%</text>"));
}

TEST(SvgChart, ZerosAndNothingAreDrawnToo) {
  for (const auto& values : std::vector<std::vector<std::optional<double>>>{{0, 0}, {}, {{}}}) {
    const std::string svg = line_chart(seconds(values));
    EXPECT_THAT(svg, HasSubstr("</svg>"));
    EXPECT_THAT(svg, Not(HasSubstr("nan")));
    EXPECT_THAT(svg, Not(HasSubstr("inf")));
  }
}

TEST(SvgChart, TheMarkedValueIsNamedAndEscaped) {
  LineChart chart = seconds({1000, 5000});
  chart.marked = 1;
  chart.said = [](double value) { return "<b>" + std::to_string(static_cast<int>(value)); };
  EXPECT_THAT(line_chart(chart), HasSubstr(">&lt;b&gt;5000</text>"));
}

TEST(SvgChart, AValleyIsNamedBelowItAPeakAbove) {
  LineChart chart = seconds({90'000, 50'000, 90'000});
  chart.marked = 1;
  chart.said = [](double) { return std::string("here"); };
  const auto height_of = [](const std::string& svg, std::string_view name) {
    const std::size_t element = svg.find(name);
    const std::size_t at = svg.find("y=\"", element) + 3;
    return std::stod(svg.substr(at));
  };
  const std::string valley = line_chart(chart);
  EXPECT_GT(height_of(valley, "class=\"marked\""), height_of(valley, "class=\"mark\""));

  chart.marked = 0;
  const std::string peak = line_chart(chart);
  EXPECT_LT(height_of(peak, "class=\"marked\""), height_of(peak, "class=\"mark\""));
}

TEST(SvgChart, ASparklineNeedsTwoValues) {
  EXPECT_EQ(sparkline({}, false), "");
  EXPECT_EQ(sparkline({{}, 3, {}}, false), "");
  EXPECT_EQ(count_of(sparkline({1, {}, 3}, true), ","), 2U);
  EXPECT_THAT(sparkline({2, 2}, false), Not(HasSubstr("nan")));
}

TEST(SvgChart, ImpactGoesRightWhereItSlowsAndLeftWhereItSpeedsUp) {
  EXPECT_THAT(impact_bar(1), HasSubstr(R"(class="slow" x="1.0" y="3" width="98.0")"));
  EXPECT_THAT(impact_bar(-0.5), HasSubstr(R"(class="fast" x="-50.0" y="3" width="49.0")"));
  EXPECT_THAT(impact_bar(0), HasSubstr(R"(width="0.0")"));
}

TEST(SvgChart, WaitsOverTheLimitAreTheColumnsBehindTheMark) {
  WaitChart chart;
  chart.waits = qa::empty_waits(qa::Duration{180'000});
  chart.waits[0].answered = 3;
  chart.waits.back().unserved = 1;
  chart.limit = qa::Duration{180'000};
  chart.limit_text = "limit";
  chart.said = [](const qa::WaitRange&) { return std::string("x"); };
  const std::string svg = wait_chart(chart);

  EXPECT_EQ(count_of(svg, R"(class="in-time")"), 7U);
  EXPECT_EQ(count_of(svg, R"(class="late")"), chart.waits.size() - 7);
  EXPECT_THAT(svg, HasSubstr(">75.0%</text>"));
  EXPECT_THAT(svg, HasSubstr(">25.0%</text>"));
  const std::size_t mark = svg.find(R"(<path class="limit")");
  EXPECT_LT(svg.rfind(R"(class="in-time")"), mark);
  EXPECT_GT(svg.find(R"(class="late")"), mark);
}

TEST(SvgChart, TheHeatMapOutlinesWhatIsOverTheThreshold) {
  HeatChart chart;
  chart.heat[0][9] = {2, 100'000};
  chart.heat[6][23] = {1, 130'000};
  chart.threshold_ms = 120'000;
  chart.weekday = [](std::size_t day) { return "day " + std::to_string(day); };
  chart.said = [](std::size_t, std::size_t hour, const qa::HeatCell&) {
    return "at " + std::to_string(hour);
  };
  const std::string svg = heat_chart(chart);

  EXPECT_EQ(count_of(svg, R"(<g class="none">)"), 7U * 24 - 2);
  EXPECT_EQ(count_of(svg, R"(<g class="over">)"), 1U);
  EXPECT_THAT(svg, HasSubstr(">50</text><title>at 9</title>"));
  EXPECT_THAT(svg, HasSubstr(">130</text><title>at 23</title>"));
}

}  // namespace
}  // namespace plugin::report
