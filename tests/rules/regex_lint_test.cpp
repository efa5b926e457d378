#include "rules/regex_lint.h"

#include <gtest/gtest.h>

namespace rules {
namespace {

TEST(LiteralPrefix, IsWhatEveryMatchBeginsWith) {
  EXPECT_EQ(literal_prefix("加微信"), "加微信");
  EXPECT_EQ(literal_prefix("加.{0,4}微信"), "加");
  EXPECT_EQ(literal_prefix("加(?:我|他)微信"), "加");
  EXPECT_EQ(literal_prefix("\\+86"), "+86");
  EXPECT_EQ(literal_prefix("a[bc]"), "a");
}

TEST(LiteralPrefix, LeavesOutWhatNeedNotBeThere) {
  EXPECT_EQ(literal_prefix("加我?微信"), "加");
  EXPECT_EQ(literal_prefix("加我*"), "加");
  EXPECT_EQ(literal_prefix("加我{0,3}"), "加");
  EXPECT_EQ(literal_prefix("加我+"), "加我");
}

TEST(LiteralPrefix, IsUnknownWhereMatchesBeginInSeveralWays) {
  EXPECT_EQ(literal_prefix("微信|支付宝"), "");
  EXPECT_EQ(literal_prefix("微(?:信|博)|支付宝"), "");
  EXPECT_EQ(literal_prefix("微(?i)x|支付宝"), "");
  EXPECT_EQ(literal_prefix("(?i)vx"), "");
  EXPECT_EQ(literal_prefix("^好"), "");
  EXPECT_EQ(literal_prefix("[^|]好|差"), "");
  EXPECT_EQ(literal_prefix(""), "");
}

TEST(LiteralPrefix, TakesABarInAClassOrEscapedForACharacter) {
  EXPECT_EQ(literal_prefix("好[|]差"), "好");
  EXPECT_EQ(literal_prefix("好\\|差"), "好|差");
}

}  // namespace
}  // namespace rules
