#include "rules/entity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rules/alike.h"
#include "tests/rules/talks.h"

namespace rules {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// What is found in a message, as it reads in the entity's view.
std::vector<std::string> found(Entity entity, std::string_view message) {
  const std::string text = view_of(view_of(entity), message);
  std::vector<std::string> out;
  for (const EntityPlace& place : find_entities(entity, text)) {
    out.push_back(text.substr(place.begin, place.end - place.begin));
  }
  return out;
}

TEST(Phone, IsAMobileOrAFixedLineHoweverItIsWritten) {
  EXPECT_THAT(found(Entity::kPhone, "打 一三八-0013 ８０００"), ElementsAre("13800138000"));
  EXPECT_THAT(found(Entity::kPhone, "+86 138 0013 8000"), ElementsAre("13800138000"));
  EXPECT_THAT(found(Entity::kPhone, "座机 010-62345678"), ElementsAre("01062345678"));
}

TEST(Phone, IsNoPartOfALongerNumber) {
  EXPECT_THAT(found(Entity::kPhone, "订单 6901380013800012"), IsEmpty());
  EXPECT_THAT(found(Entity::kPhone, "客服热线 400-823-8233，95588"), IsEmpty());
  EXPECT_THAT(found(Entity::kPhone, "12800138000"), IsEmpty());
}

TEST(IdCard, NeedsItsCheckDigitAndADate) {
  EXPECT_THAT(found(Entity::kIdCard, "身份证11010519491231002X"),
              ElementsAre("11010519491231002x"));
  EXPECT_THAT(found(Entity::kIdCard, "身份证110105194912310021"), IsEmpty());
  EXPECT_THAT(found(Entity::kIdCard, "11010519491331002X"), IsEmpty());
}

TEST(BankCard, NeedsItsCheckDigitAndAScheme) {
  EXPECT_THAT(found(Entity::kBankCard, "卡号 4111 1111 1111 1111"),
              ElementsAre("4111111111111111"));
  EXPECT_THAT(found(Entity::kBankCard, "卡号 4111 1111 1111 1112"), IsEmpty());
  EXPECT_THAT(found(Entity::kBankCard, "单号 1111111111111117"), IsEmpty());
}

TEST(Url, HasASchemeOrACommonEnding) {
  EXPECT_THAT(found(Entity::kUrl, "看 https://a.example/x?y=1 哦"),
              ElementsAre("https://a.example/x?y=1"));
  EXPECT_THAT(found(Entity::kUrl, "上WWW.shop.example看"), ElementsAre("www.shop.example"));
  EXPECT_THAT(found(Entity::kUrl, "去shop.com买"), ElementsAre("shop.com"));
  EXPECT_THAT(found(Entity::kUrl, "尺寸是3.5，重1.2kg，a@shop.com"), IsEmpty());
}

TEST(Email, HasANameAndADomain) {
  EXPECT_THAT(found(Entity::kEmail, "发到 Zhang.San@Shop.com 吧"),
              ElementsAre("zhang.san@shop.com"));
  EXPECT_THAT(found(Entity::kEmail, "@客服小王"), IsEmpty());
}

TEST(Qq, NeedsAWordBeforeTheNumber) {
  EXPECT_THAT(found(Entity::kQq, "加QQ：1234567"), ElementsAre("1234567"));
  EXPECT_THAT(found(Entity::kQq, "扣扣号 10086000"), ElementsAre("10086000"));
  EXPECT_THAT(found(Entity::kQq, "订单1234567"), IsEmpty());
}

TEST(WechatId, NeedsAWordOrItsOwnForm) {
  EXPECT_THAT(found(Entity::kWechatId, "wxid_a1b2c3d4e5"), ElementsAre("wxid_a1b2c3d4e5"));
  EXPECT_THAT(found(Entity::kWechatId, "微信号：Abc_12345"), ElementsAre("abc_12345"));
  EXPECT_THAT(found(Entity::kWechatId, "加v 13800138000"), ElementsAre("13800138000"));
  EXPECT_THAT(found(Entity::kWechatId, "型号是abc_12345"), IsEmpty());
}

TEST(WechatId, OfLettersAloneNeedsMoreThanTheWord) {
  EXPECT_THAT(found(Entity::kWechatId, "微信号 xiaowang"), ElementsAre("xiaowang"));
  EXPECT_THAT(found(Entity::kWechatId, "微信：xiaowang"), ElementsAre("xiaowang"));
  EXPECT_THAT(found(Entity::kWechatId, "我微信是xiaowang"), ElementsAre("xiaowang"));
  EXPECT_THAT(found(Entity::kWechatId, "wechat support is closed"), IsEmpty());
  EXPECT_THAT(found(Entity::kWechatId, "微信 payment 支持，微信号 shop_88"),
              ElementsAre("shop_88"));
}

TEST(EntityInARule, IsShieldedByAnExceptionThatOverlapsIt) {
  const auto pack = rules::testing::rules_of(
      "- {id: a, entity: [url, phone], except: ['/shop\\.com/'], view: norm}\n");
  EXPECT_THAT(rules::testing::hits_of(*pack, rules::testing::agent_says("看 www.shop.com")),
              IsEmpty());
  EXPECT_THAT(rules::testing::hits_of(*pack, rules::testing::agent_says("看 www.shop.net")),
              ElementsAre("a"));
}

TEST(Alike, IsTheShareOfPairsInCommon) {
  // 甲乙 乙丙 | 甲乙 乙丁: one pair of two in common, 2·1 of 4.
  EXPECT_TRUE(is_alike(bigrams_of("甲乙丙"), bigrams_of("甲乙丁"), 50));
  EXPECT_FALSE(is_alike(bigrams_of("甲乙丙"), bigrams_of("甲乙丁"), 51));
  // 哈哈 four times against once: a multiset, not a set.
  EXPECT_FALSE(is_alike(bigrams_of("哈哈哈哈哈"), bigrams_of("哈哈"), 50));
  EXPECT_TRUE(is_alike(bigrams_of("甲 ~"), bigrams_of("甲"), 100));
  EXPECT_FALSE(is_alike(bigrams_of("甲"), bigrams_of("乙"), 1));
}

}  // namespace
}  // namespace rules
