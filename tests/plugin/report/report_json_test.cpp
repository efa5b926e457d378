#include "plugin/report/report_json.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/plugin/report/report_sample.h"

namespace plugin::report {
namespace {

using simdjson::dom::element;

class ReportJson : public testing::Test {
 protected:
  element read(const qa::Report& report) {
    text_ = report_json(report);
    return parser_.parse(text_);
  }

  static std::vector<std::string> keys_of(const element& value) {
    std::vector<std::string> keys;
    for (const auto& field : value.get_object()) {
      keys.emplace_back(field.key);
    }
    return keys;
  }

  simdjson::dom::parser parser_;
  std::string text_;
};

TEST_F(ReportJson, ACutByIntentSaysItsLevel) {
  const element whole = read(sample_report({qa::Cut::kIntent}));
  EXPECT_EQ(keys_of(whole["breakdown"].at(0))[1], "key");
  EXPECT_EQ(std::string_view(whole["breakdown"].at(0)["key"]), "unclassified");

  const element level = read(sample_report({qa::Cut::kIntent2}));
  EXPECT_EQ(std::string_view(level["breakdown"].at(0)["by"]), "intent");
  EXPECT_EQ(std::int64_t(level["breakdown"].at(0)["level"]), 2);
}

TEST_F(ReportJson, HasWhatChartsAreDrawnFrom) {
  const element json = read(sample_report());

  EXPECT_EQ(std::string_view(json["trend"]["unit"]), "hour");
  EXPECT_EQ(json["trend"]["steps"].get_array().size(), 24U);
  EXPECT_EQ(json["trend"]["previous"].get_array().size(), 24U);
  const element ten = json["trend"]["steps"].at(10);
  EXPECT_EQ(std::string_view(ten["from"]), "2026-11-22T02:00:00.000Z");
  EXPECT_EQ(double(ten["metrics"]["mean_response_ms"]["value"]), 20'000);
  EXPECT_EQ(std::int64_t(ten["metrics"]["mean_response_ms"]["denominator"]), 1);
  EXPECT_TRUE(json["trend"]["steps"].at(3)["metrics"]["pickup_rate"]["value"].is_null());
  const element last = json["waits"].at(json["waits"].get_array().size() - 1);
  EXPECT_EQ(keys_of(last),
            (std::vector<std::string>{"above_ms", "up_to_ms", "answered", "unserved"}));
  EXPECT_TRUE(last["up_to_ms"].is_null());
  ASSERT_EQ(json["heat"].get_array().size(), 2U);
  EXPECT_EQ(simdjson::minify(json["heat"].at(0)),
            R"({"weekday":7,"hour":10,"rounds":1,"mean_response_ms":20000})");
}

TEST_F(ReportJson, TheShapeAndTheOrderOfKeysAreFixed) {
  const element json = read(sample_report());

  EXPECT_EQ(keys_of(json),
            (std::vector<std::string>{"period", "profile", "profile_version", "generated_at",
                                      "incomplete", "gaps", "metrics", "open_rounds", "breakdown",
                                      "loyalty", "trend", "waits", "heat"}));
  EXPECT_EQ(keys_of(json["period"]), (std::vector<std::string>{"from", "to", "zone"}));
  EXPECT_EQ(keys_of(json["metrics"]["mean_response_ms"])[0], "value");
  EXPECT_EQ(
      keys_of(json["breakdown"].at(0)),
      (std::vector<std::string>{"by", "key", "name", "metrics", "impact_ms", "impact_on_mean_ms"}));
  std::vector<std::string> metrics;
  for (const qa::MetricDefinition& definition : qa::metric_definitions()) {
    metrics.emplace_back(definition.key);
  }
  EXPECT_EQ(keys_of(json["metrics"]), metrics);
  EXPECT_EQ(text_.find("{\"period\":{\"from\":\"2026-11-21T16:00:00.000Z\",\"to\":"
                       "\"2026-11-22T16:00:00.000Z\",\"zone\":\"Asia/Shanghai\"},"
                       "\"profile\":\"douyin\",\"profile_version\":0,"
                       "\"generated_at\":\"2026-11-22T16:01:00.000Z\",\"incomplete\":false,"
                       "\"gaps\":[],\"metrics\":{\"three_minute_reply_rate\":{\"value\":0.5,"
                       "\"numerator\":1,\"denominator\":2,\"unit\":\"ratio\",\"threshold\":0.9,"
                       "\"previous\":{\"from\":\"2026-11-20T16:00:00.000Z\",\"to\":"
                       "\"2026-11-21T16:00:00.000Z\",\"value\":null,\"numerator\":0,"
                       "\"denominator\":0},\"needs_work\":true}"),
            0u)
      << text_.substr(0, 600);
}

TEST_F(ReportJson, LoyaltyIsSharesWithTheCustomersTheyAreMadeOf) {
  qa::Report report = sample_report();
  report.loyalty = {4, 1, 10, 5};
  read(report);
  EXPECT_NE(text_.find("\"loyalty\":{\"repeat_purchase_rate\":{\"value\":0.25,\"numerator\":1,"
                       "\"denominator\":4,\"unit\":\"ratio\"},\"retention_rate\":{\"value\":0.5,"
                       "\"numerator\":5,\"denominator\":10,\"unit\":\"ratio\"}}"),
            std::string::npos);

  report.loyalty = {};
  read(report);
  EXPECT_NE(text_.find("\"loyalty\":{\"repeat_purchase_rate\":{\"value\":null,\"numerator\":0,"
                       "\"denominator\":0,\"unit\":\"ratio\"},\"retention_rate\":null}"),
            std::string::npos);
}

TEST_F(ReportJson, WhatIsLeftOutIsNullAndSaysSo) {
  qa::Report report = sample_report();
  report.has_customers = false;
  report.metrics[static_cast<std::size_t>(qa::Metric::kCustomers)] = {};
  report.metrics[static_cast<std::size_t>(qa::Metric::kCustomers)].metric = qa::Metric::kCustomers;
  report.metrics[static_cast<std::size_t>(qa::Metric::kCustomers)].is_left_out = true;
  report.insight_limit = 100'000;
  const element json = read(report);

  EXPECT_TRUE(json["loyalty"].is_null());
  EXPECT_TRUE(json["metrics"]["customers"]["value"].is_null());
  EXPECT_TRUE(bool(json["metrics"]["customers"]["left_out"]));
  EXPECT_EQ(int64_t(json["insight_limit"]), 100'000);
  EXPECT_EQ(json["metrics"]["rated"]["left_out"].error(), simdjson::NO_SUCH_FIELD);
}

TEST_F(ReportJson, EveryFigureSaysItsSixKeysFirst) {
  const element json = read(sample_report());

  for (const auto& field : json["metrics"].get_object()) {
    const auto keys = keys_of(field.value);
    ASSERT_GE(keys.size(), 6u) << field.key;
    EXPECT_EQ((std::vector<std::string>{keys.begin(), keys.begin() + 6}),
              (std::vector<std::string>{"value", "numerator", "denominator", "unit", "threshold",
                                        "previous"}))
        << field.key;
  }
}

TEST_F(ReportJson, NumbersAreTheSameDoubles) {
  const qa::Report report = sample_report();
  const element json = read(report);

  for (const qa::Figure& figure : report.metrics) {
    const element written = json["metrics"][figure.key()];
    if (figure.value) {
      EXPECT_EQ(double{written["value"]}, *figure.value) << figure.key();
    } else {
      EXPECT_TRUE(written["value"].is_null()) << figure.key();
    }
    if (figure.numerator) {
      EXPECT_EQ(std::int64_t{written["numerator"]}, *figure.numerator) << figure.key();
    }
  }
  EXPECT_NE(text_.find("\"mean_response_ms\":{\"value\":207000.33333333334,\"numerator\":621001,"
                       "\"denominator\":3"),
            std::string::npos);
}

TEST_F(ReportJson, ReasonsCurrenciesAndIntervalsStandBesideTheirFigures) {
  const element json = read(sample_report());

  EXPECT_EQ(std::int64_t{json["metrics"]["dissatisfaction_reasons"]["reasons"]["slow"]}, 1);
  EXPECT_EQ(std::int64_t{json["metrics"]["dissatisfaction_reasons"]["reasons"]["repeat"]}, 0);
  EXPECT_EQ(std::int64_t{json["metrics"]["sales_minor"]["currencies"]["CNY"]}, 12'345);
  EXPECT_TRUE(bool{json["metrics"]["satisfaction_rate"]["small_sample"]});
  EXPECT_GT(double{json["metrics"]["satisfaction_rate"]["interval"]["high"]}, 0.5);
}

TEST_F(ReportJson, HostileNamesAreEscaped) {
  read(sample_report());

  EXPECT_NE(text_.find("\"name\":\"小王\\u001b[2J\""), std::string::npos);
  EXPECT_EQ(text_.find('\x1b'), std::string::npos);
}

TEST_F(ReportJson, AReportOfNothingHasNullsAndNoNaN) {
  const qa::ReportBuilder nothing{qa::Profile::douyin(),
                                  {qa::that_day(), {}, {qa::Cut::kAgent}, {}, {}}};
  const element json = read(nothing.report());

  EXPECT_TRUE(json["metrics"]["mean_response_ms"]["value"].is_null());
  EXPECT_TRUE(json["metrics"]["mean_response_ms"]["previous"].is_null());
  EXPECT_EQ(std::int64_t{json["metrics"]["mean_response_ms"]["denominator"]}, 0);
  EXPECT_EQ(simdjson::dom::array{json["breakdown"]}.size(), 0u);
  EXPECT_EQ(text_.find("nan"), std::string::npos);
}

TEST_F(ReportJson, GapsAreListed) {
  qa::Report report = sample_report();
  report.is_incomplete = true;
  report.gaps = {{"shop", "desk", qa::on("10:00:00"), qa::on("10:00:05"), "cursor_expired"}};
  read(report);

  EXPECT_NE(text_.find("\"incomplete\":true,\"gaps\":[{\"shop\":\"shop\",\"source\":\"desk\","
                       "\"from\":\"2026-11-22T02:00:00.000Z\",\"to\":\"2026-11-22T02:00:05.000Z\","
                       "\"reason\":\"cursor_expired\"}]"),
            std::string::npos);
}

}  // namespace
}  // namespace plugin::report
