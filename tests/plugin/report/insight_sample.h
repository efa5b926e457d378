#pragma once

#include <optional>
#include <string>

#include "qa/insight.h"
#include "tests/qa/metrics_talk.h"

namespace plugin::report {

/// One of everything there is to say, with a name that no writer may let through as it is.
inline qa::Insight sample_insight() {
  using qa::seconds;
  const qa::ConversationsBehind two{2, {{"shop", "desk", "c_2"}, {"shop", "desk", "c_1"}}};
  const qa::ConversationsBehind one{1, {{"shop", "desk", "c_2"}}};
  qa::Insight insight;
  qa::Diagnosis mean{qa::Metric::kMeanResponse, true, true, 30'000.5, {}, two};
  mean.contributors.push_back(
      {{qa::Cut::kAgent, "a_2"}, "小王\x1b[2J", 12, 9, 600'000, 25'000, 8, 1, two});
  mean.contributors.push_back({{qa::Cut::kIntent2, "物流问题/催促发货"},
                               "物流问题/催促发货",
                               6,
                               1,
                               60'000,
                               2'500,
                               1,
                               0,
                               one});
  insight.diagnosis.push_back(mean);
  insight.diagnosis.push_back({qa::Metric::kPickupRate, true, false, std::nullopt, {}, one});
  insight.reasons.push_back(
      {"slow", 38, 31, 64, seconds(700), 2, 3, 5, {{"tone.rude", 2, 3}}, two});
  insight.satisfaction.sessions = 40;
  insight.satisfaction.correlation = -0.5;
  insight.satisfaction.interval = qa::Interval{-0.75, -0.25};
  insight.satisfaction.buckets = {{seconds(0), seconds(180), 30, 27, 3, 135},
                                  {seconds(180), std::nullopt, 10, 4, 6, 27}};
  insight.what_if.push_back(
      {qa::Supposition::kSlowestInTime, 20, 150'000.0, 100'000.0, 0.75, 0.875, two});
  insight.what_if.push_back(
      {qa::Supposition::kUnservedInTime, 1, 150'000.0, 140'000.0, 0.75, 0.8, one});
  insight.nudges.push_back({qa::Stage::kUrgent,
                            seconds(60),
                            {8, 10, qa::Interval{0.5, 0.9}},
                            {1, 4, qa::Interval{0.05, 0.7}}});
  insight.risks.push_back({{"shop", "desk", "c_2"},
                           qa::on("10:00:00"),
                           "a_2",
                           75,
                           35,
                           0,
                           20,
                           20,
                           seconds(700),
                           6,
                           1,
                           1});
  insight.conversations_at_risk = 3;
  insight.topics.push_back({"物流问题/催促发货", 40, 55, 20});
  insight.topics.push_back({"售后问题/退款", 7, 8, std::nullopt});
  return insight;
}

}  // namespace plugin::report
