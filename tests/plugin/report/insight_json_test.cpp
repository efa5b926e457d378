#include "plugin/report/insight_json.h"

#include <gtest/gtest.h>

#include <string>

#include "plugin/report/report_json.h"
#include "tests/plugin/report/insight_sample.h"
#include "tests/plugin/report/report_sample.h"

namespace plugin::report {
namespace {

std::string json_of(const qa::Insight& insight) {
  std::string json;
  JsonWriter out{json};
  out.open('{');
  write_insight(out, insight);
  out.close('}');
  return json;
}

TEST(InsightJson, TellsEveryValue) {
  EXPECT_EQ(
      json_of(sample_insight()),
      R"({"insight":{"reply_limit_ms":180000,"diagnosis":[{"figure":"mean_response_ms","needs_work":true,"getting_worse":true,)"
      R"("change":30000.5,"contributors":[{"by":"agent","key":"a_2","name":"小王\u001b[2J","counted":12,)"
      R"("bad":9,"impact_ms":600000,"impact_on_mean_ms":25000,"over_limit":8,"unserved":1,)"
      R"("conversations":2,"worst":[{"shop":"shop","source":"desk","conversation":"c_2"},)"
      R"({"shop":"shop","source":"desk","conversation":"c_1"}]},{"by":"intent","level":2,)"
      R"("key":"物流问题/催促发货","name":"物流问题/催促发货","counted":6,"bad":1,"impact_ms":60000,)"
      R"("impact_on_mean_ms":2500,"over_limit":1,"unserved":0,"conversations":1,"worst":)"
      R"([{"shop":"shop","source":"desk","conversation":"c_2"}]}],"conversations":2,"worst":)"
      R"([{"shop":"shop","source":"desk","conversation":"c_2"},{"shop":"shop","source":"desk",)"
      R"("conversation":"c_1"}]},{"figure":"pickup_rate","needs_work":true,"getting_worse":false,)"
      R"("change":null,"contributors":[],"conversations":1,"worst":[{"shop":"shop","source":"desk",)"
      R"("conversation":"c_2"}]}],"reasons":[{"reason":"slow","ratings":38,"with_slow":31,)"
      R"("slow_rounds":64,"longest_wait_ms":700000,"with_findings":2,"findings":3,)"
      R"("without_evidence":5,"rules":[{"rule":"tone.rude","conversations":2,"findings":3}],)"
      R"("conversations":2,"worst":[{"shop":"shop","source":"desk","conversation":"c_2"},)"
      R"({"shop":"shop","source":"desk","conversation":"c_1"}]}],"satisfaction":{"sessions":40,)"
      R"("correlation":-0.5,"interval":{"low":-0.75,"high":-0.25},"buckets":[{"over_ms":0,)"
      R"("up_to_ms":180000,"rated":30,"good":27,"bad":3,"score_sum":135},{"over_ms":180000,)"
      R"("up_to_ms":null,"rated":10,"good":4,"bad":6,"score_sum":27}]},"what_if":[{"supposition":)"
      R"("slowest_in_time","rounds":20,"mean_response_ms":150000,"new_mean_response_ms":100000,)"
      R"("three_minute_round_rate":0.75,"new_three_minute_round_rate":0.875,"conversations":2,)"
      R"("worst":[{"shop":"shop","source":"desk","conversation":"c_2"},{"shop":"shop","source":"desk",)"
      R"("conversation":"c_1"}]},{"supposition":"unserved_in_time","rounds":1,"mean_response_ms":)"
      R"(150000,"new_mean_response_ms":140000,"three_minute_round_rate":0.75,)"
      R"("new_three_minute_round_rate":0.8,"conversations":1,"worst":[{"shop":"shop","source":"desk",)"
      R"("conversation":"c_2"}]}],"nudges":[{"stage":"urgent","within_ms":60000,"shown":{"answered":8,)"
      R"("rounds":10,"interval":{"low":0.5,"high":0.9}},"suppressed":{"answered":1,"rounds":4,)"
      R"("interval":{"low":0.05,"high":0.7}}}],"conversations_at_risk":3,"risks":[{"shop":"shop",)"
      R"("source":"desk","conversation":"c_2","at":"2026-11-22T02:00:00.000Z","agent":"a_2","points":75,)"
      R"("parts":{"first_wait":35,"messages":0,"repetition":20,"unserved":20},"first_wait_ms":700000,)"
      R"("customer_messages":6,"repeated_questions":1,"unserved_rounds":1}],"topics":[{"intent":)"
      R"("物流问题/催促发货","conversations":40,"messages":55,"previous":20},{"intent":"售后问题/退款",)"
      R"("conversations":7,"messages":8,"previous":null}]}})");
}

TEST(InsightJson, OfARateTheSurplusIsTold) {
  qa::Insight insight;
  insight.diagnosis.push_back({qa::Metric::kPickupRate, true, false, std::nullopt, {}, {}});
  insight.diagnosis[0].contributors.push_back(
      {{qa::Cut::kHour, "09"}, "09", 10, 8, 4.5, 0.125, 0, 0, {}});

  const std::string json = json_of(insight);
  EXPECT_NE(json.find(R"("surplus":4.5,"impact_on_rate":0.125)"), std::string::npos) << json;
  EXPECT_EQ(json.find("impact_ms"), std::string::npos);
}

TEST(InsightJson, StandsInTheReportThatHasOne) {
  qa::Report report = sample_report();
  EXPECT_EQ(report_json(report).find("\"insight\""), std::string::npos);

  report.insight = sample_insight();
  const std::string json = json_of(*report.insight);
  EXPECT_NE(report_json(report).find(json.substr(1, json.size() - 2)), std::string::npos);
}

}  // namespace
}  // namespace plugin::report
