#include "qa/profile.h"

#include <gtest/gtest.h>

#include "qa/metrics_figure.h"

namespace qa {
namespace {

TEST(Profile, DouyinIsTheDefaultOfEverySetting) {
  const Profile profile = Profile::douyin();

  EXPECT_EQ(profile.name, "douyin");
  EXPECT_EQ(profile.zone, "Asia/Shanghai");
  for (const auto& day : profile.hours.weekdays) {
    EXPECT_EQ(day, (std::vector<DaySpan>{{480, 1380}}));
  }
  EXPECT_EQ(profile.reply_limit, Duration{180'000});
  EXPECT_EQ(profile.unserved, Duration{600'000});
  EXPECT_EQ(profile.cap, Duration{600'000});
  EXPECT_EQ(profile.transfer, TransferRule::kContinue);
  EXPECT_EQ(profile.midnight, MidnightRule::kKeepOpen);
}

TEST(Profile, TaobaoSplitsTransfersAndEndsRoundsAtMidnight) {
  const Profile taobao = Profile::taobao();

  EXPECT_EQ(taobao.name, "taobao");
  EXPECT_EQ(taobao.transfer, TransferRule::kSplit);
  EXPECT_EQ(taobao.midnight, MidnightRule::kEndUnserved);
  EXPECT_EQ(taobao.hours, Profile::douyin().hours);
}

TEST(Profile, OnlyKnownNamesGiveAProfile) {
  EXPECT_EQ(Profile::named("douyin"), Profile::douyin());
  EXPECT_EQ(Profile::named("taobao"), Profile::taobao());
  EXPECT_EQ(Profile::named("Douyin"), std::nullopt);
  EXPECT_EQ(Profile::named(""), std::nullopt);
}

TEST(Profile, CommonTagsHaveTheirReasons) {
  const auto reasons = Profile::douyin().reason_by_tag;

  EXPECT_EQ(reasons.at("态度差"), "attitude");
  EXPECT_EQ(reasons.at("敷衍"), "attitude");
  EXPECT_EQ(reasons.at("未解决问题"), "unsolved");
  EXPECT_EQ(reasons.at("回复慢"), "slow");
  EXPECT_EQ(reasons.at("让我重复描述"), "repeat");
  EXPECT_EQ(reasons.at("其他"), "other");
}

TEST(Profile, EveryDefaultThresholdIsOfAFigureThatHasABetterSide) {
  const auto thresholds = Profile::douyin().thresholds;

  EXPECT_EQ(thresholds.at("three_minute_reply_rate"), 0.9);
  EXPECT_EQ(thresholds.at("mean_response_ms"), 120'000);
  EXPECT_EQ(thresholds.at("pickup_rate"), 0.8);
  EXPECT_EQ(thresholds.at("mean_queue_ms"), 600'000);
  EXPECT_EQ(thresholds.at("satisfaction_rate"), 0.8);
  for (const auto& [key, threshold] : thresholds) {
    ASSERT_NE(find_metric(key), nullptr) << key;
    EXPECT_NE(find_metric(key)->better, Better::kNeither) << key;
    EXPECT_GT(threshold, 0) << key;
  }
}

TEST(Profile, StagesHaveNames) {
  EXPECT_EQ(to_string(Stage::kNotice), "notice");
  EXPECT_EQ(to_string(Stage::kUrgent), "urgent");
  EXPECT_EQ(to_string(Stage::kOverdue), "overdue");
  EXPECT_EQ(to_string(Stage::kUnserved), "unserved");
}

}  // namespace
}  // namespace qa
