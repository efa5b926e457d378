#include "plugin/exchange/benchmark_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "qa/time.h"

namespace plugin::exchange {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

BenchmarkReading read(std::string_view text) {
  bool is_read = false;
  return read_benchmarks(
      [&]() -> std::string_view {
        if (is_read) {
          return {};
        }
        is_read = true;
        return text;
      },
      Encoding::kAuto);
}

/// What is wrong with one row, "LINE: MESSAGE"; the columns are figure,of,value,unit,name,from,to.
std::string problem_of(const std::string& row) {
  const BenchmarkReading reading = read("figure,of,value,unit,name,from,to\n" + row + "\n");
  EXPECT_THAT(reading.problems, SizeIs(1)) << row;
  EXPECT_THAT(reading.benchmarks, IsEmpty()) << row;
  return reading.problems.empty()
             ? ""
             : std::to_string(reading.problems[0].line) + ": " + reading.problems[0].message;
}

TEST(BenchmarkFile, UnitsBecomeThoseOfTheFigure) {
  const BenchmarkReading reading = read(
      "figure,of,value,unit,name,from,to\r\n"
      "three_minute_reply_rate,,85,%,行业均值 2026Q3,2026-07-01,2026-10-01\r\n"
      "mean_response_ms,intent:1=物流问题,1.5,min,协会报告,,\r\n"
      "mean_score,,4.6,stars,协会报告,,\r\n");
  ASSERT_TRUE(reading.is_good()) << reading.problems[0].message;
  constexpr std::int32_t kJuly = 20'635;
  EXPECT_THAT(reading.benchmarks,
              ElementsAre(qa::Benchmark{qa::Metric::kThreeMinuteReplyRate, std::nullopt, 0.85,
                                        "行业均值 2026Q3", kJuly, kJuly + 92},
                          qa::Benchmark{qa::Metric::kMeanResponse,
                                        qa::GroupId{qa::Cut::kIntent1, "物流问题"}, 90'000,
                                        "协会报告", std::nullopt, std::nullopt},
                          qa::Benchmark{qa::Metric::kMeanScore, std::nullopt, 4.6, "协会报告",
                                        std::nullopt, std::nullopt}));
}

TEST(BenchmarkFile, ChineseHeadersAndGb18030AreRead) {
  // 指标,数值,单位,来源 / mean_response_ms,45,秒,行业
  const BenchmarkReading reading = read(
      "\xd6\xb8\xb1\xea,\xca\xfd\xd6\xb5,\xb5\xa5\xce\xbb,\xc0\xb4\xd4\xb4\n"
      "mean_response_ms,45,\xc3\xeb,\xd0\xd0\xd2\xb5\n");
  ASSERT_TRUE(reading.is_good()) << reading.problems[0].message;
  ASSERT_THAT(reading.benchmarks, SizeIs(1));
  EXPECT_EQ(reading.benchmarks[0].value, 45'000);
  EXPECT_EQ(reading.benchmarks[0].name, "行业");
}

TEST(BenchmarkFile, MistakesAreToldWithTheirPlace) {
  EXPECT_THAT(problem_of("mean_reply,,1,s,x,,"),
              HasSubstr("2: figure: \"mean_reply\" is none of three_minute_reply_rate, "));
  EXPECT_THAT(problem_of("conversations,,1,s,x,,"),
              HasSubstr("2: figure: conversations is a count, which says nothing about another"));
  EXPECT_EQ(problem_of("mean_response_ms,,45,%,x,,"),
            "2: unit: \"%\" is no unit of mean_response_ms, which is a time: ms, s or min, not "
            "negative");
  EXPECT_EQ(problem_of("pickup_rate,,80,,x,,"),
            "2: unit: \"\" is no unit of pickup_rate, which is a share: % (0 to 100) or ratio (0 "
            "to 1)");
  EXPECT_EQ(problem_of("pickup_rate,,185,%,x,,"),
            "2: value: 185 % cannot be: pickup_rate is a share: % (0 to 100) or ratio (0 to 1)");
  EXPECT_EQ(problem_of("pickup_rate,,80%,%,x,,"),
            "2: value: \"80%\" is no plain number, such as 85 or 0.85");
  EXPECT_THAT(problem_of("mean_response_ms,,-1,s,x,,"), HasSubstr("value: -1 s cannot be"));
  EXPECT_THAT(problem_of("mean_score,,0.5,stars,x,,"), HasSubstr("value: 0.5 stars cannot be"));
  EXPECT_THAT(problem_of("mean_response_ms,,nan,s,x,,"), HasSubstr("no plain number"));
  EXPECT_THAT(problem_of("pickup_rate,store=1,80,%,x,,"),
              HasSubstr("2: of: \"store=1\" is not CUT=KEY"));
  EXPECT_EQ(problem_of("pickup_rate,,80,%,,,"),
            "2: name: is missing: say where the number comes from");
  EXPECT_EQ(problem_of("pickup_rate,,80,%,x,2026-13-01,"),
            "2: from: \"2026-13-01\" is no date, such as 2026-11-01");
  EXPECT_THAT(problem_of("pickup_rate,,80,%,x,2026-11-01,2026-11-01"),
              HasSubstr("2: to: is not later than from"));
  EXPECT_EQ(problem_of("pickup_rate,,80,%,x"), "2: 5 cells where the first line has 7");
}

TEST(BenchmarkFile, TwoForTheSameDaysContradictEachOther) {
  const BenchmarkReading reading = read(
      "figure,of,value,unit,name,from,to\n"
      "pickup_rate,,80,%,a,2026-01-01,2026-04-01\n"
      "pickup_rate,,81,%,b,2026-04-01,\n"
      "pickup_rate,channel=im,82,%,c,,\n"
      "pickup_rate,,83,%,d,,2026-01-02\n");
  ASSERT_THAT(reading.problems, SizeIs(1));
  EXPECT_EQ(reading.problems[0].line, 5);
  EXPECT_EQ(reading.problems[0].message, "line 2 has this figure for the same days already");
}

TEST(BenchmarkFile, ColumnsAreNamedByTheFirstLine) {
  EXPECT_THAT(read("").problems.at(0).message, HasSubstr("the file is empty"));
  const BenchmarkReading reading = read("figure,value,value,average,name\npickup_rate,1,2,3,4\n");
  ASSERT_THAT(reading.problems, SizeIs(3)) << "rows below are not looked at";
  EXPECT_EQ(reading.problems[0].message, "the column value is there twice");
  EXPECT_THAT(reading.problems[1].message, HasSubstr("\"average\" is no column of benchmarks"));
  EXPECT_THAT(reading.problems[2].message, HasSubstr("the column unit is missing"));
  EXPECT_TRUE(read("figure,value,unit,name\n").is_good()) << "none";
}

}  // namespace
}  // namespace plugin::exchange
