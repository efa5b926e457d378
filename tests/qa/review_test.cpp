#include "qa/review.h"

#include <gtest/gtest.h>

#include <string>

namespace qa {
namespace {

FindingIdentity finding(int number) {
  return {{"shop", "desk", "c_" + std::to_string(number / 7)},
          "m_" + std::to_string(number),
          0,
          "div.wechat"};
}

int chosen(std::uint32_t percent) {
  int count = 0;
  for (int i = 0; i < 20'000; ++i) {
    count += is_for_review(finding(i), percent) ? 1 : 0;
  }
  return count;
}

TEST(Review, ASampleIsAboutItsShareAndTheEndsAreExact) {
  EXPECT_EQ(chosen(0), 0);
  EXPECT_EQ(chosen(100), 20'000);
  EXPECT_NEAR(chosen(10), 2'000, 200);  // 4.7 standard deviations
  EXPECT_NEAR(chosen(50), 10'000, 330);
}

TEST(Review, ALargerSampleHoldsTheSmallerOne) {
  for (int i = 0; i < 2'000; ++i) {
    EXPECT_TRUE(!is_for_review(finding(i), 10) || is_for_review(finding(i), 25));
  }
}

TEST(Review, TheSampleDoesNotDependOnShopOrAccount) {
  for (int i = 0; i < 2'000; ++i) {
    FindingIdentity replayed = finding(i);
    replayed.conversation.shop = "default";
    replayed.conversation.source = "replay";
    EXPECT_EQ(is_for_review(finding(i), 30), is_for_review(replayed, 30));
  }
}

TEST(Review, EveryPartOfTheIdentityCounts) {
  int rule = 0;
  int revision = 0;
  for (int i = 0; i < 500; ++i) {
    FindingIdentity other = finding(i);
    other.rule = "div.qq";
    rule += is_for_review(finding(i), 50) != is_for_review(other, 50) ? 1 : 0;
    other = finding(i);
    other.message_revision = 1;
    revision += is_for_review(finding(i), 50) != is_for_review(other, 50) ? 1 : 0;
  }
  EXPECT_GT(rule, 150);
  EXPECT_GT(revision, 150);
}

TEST(Review, PrecisionLeavesTheUnsureOut) {
  Precision precision;
  EXPECT_EQ(precision.share(), std::nullopt);
  EXPECT_EQ(precision.interval(), std::nullopt);
  for (const Verdict verdict : {Verdict::kRight, Verdict::kRight, Verdict::kRight, Verdict::kWrong,
                                Verdict::kUnsure, Verdict::kUnsure}) {
    precision.add(verdict);
  }
  EXPECT_DOUBLE_EQ(*precision.share(), 0.75);
  // Wilson score by hand: n = 4, p = 3/4, z = 1.96.
  EXPECT_NEAR(precision.interval()->low, 0.3006, 1e-4);
  EXPECT_NEAR(precision.interval()->high, 0.9544, 1e-4);
}

TEST(Review, VerdictsAreNamedBothWays) {
  for (const Verdict verdict : {Verdict::kRight, Verdict::kWrong, Verdict::kUnsure}) {
    EXPECT_EQ(verdict_named(to_string(verdict)), verdict);
  }
  EXPECT_EQ(verdict_named("Right"), std::nullopt);
}

}  // namespace
}  // namespace qa
