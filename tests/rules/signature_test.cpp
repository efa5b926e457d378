#include "rules/signature.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rules {
namespace {

bool may_be_met(const std::vector<Need::Group>& groups, std::string_view text) {
  Signature signature;
  signature.set(text);
  return Requirement(Need{groups}).may_be_met(signature);
}

TEST(Requirement, AsksForOneOfEachGroup) {
  const std::vector<Need::Group> groups = {{"加", "点"}, {"微信", "支付宝"}, {"号"}};
  EXPECT_TRUE(may_be_met(groups, "请加我微信号"));
  EXPECT_TRUE(may_be_met(groups, "点支付宝的号"));
  EXPECT_FALSE(may_be_met(groups, "我微信号"));
  EXPECT_FALSE(may_be_met(groups, "请加我好友号"));
  EXPECT_FALSE(may_be_met(groups, "请加我微信"));
}

TEST(Requirement, OfOneGroupAsksForAnyOfIt) {
  EXPECT_TRUE(may_be_met({{"微信", "支付宝"}}, "有支付宝吗"));
  EXPECT_TRUE(may_be_met({{"微信", "支付宝"}}, "微信"));
  EXPECT_FALSE(may_be_met({{"微信", "支付宝"}}, "有吗"));
}

TEST(Requirement, AsksForNothingWhereNothingIsKnown) {
  EXPECT_TRUE(Requirement(Need{}).is_empty());
  EXPECT_TRUE(may_be_met({}, ""));
  EXPECT_FALSE(Requirement(Need{{{"微信"}}}).is_empty());
}

TEST(Requirement, TellsNeighboursFromCharactersApart) {
  EXPECT_FALSE(may_be_met({{"微信"}}, "微博和信"));
  EXPECT_FALSE(may_be_met({{"加微信"}}, "加好友，看微信"));
}

}  // namespace
}  // namespace rules
