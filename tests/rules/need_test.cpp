#include "rules/need.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "rules/pattern.h"
#include "rules/text.h"
#include "rules/utf8.h"

namespace rules {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::int64_t kMemory = 1 << 20;

Need need_of(const std::string& regex, View view = View::kClean) {
  return need_of_regex(regex, view, kMemory);
}

using Groups = std::vector<Need::Group>;

Groups groups_of(const std::string& regex, View view = View::kClean) {
  return need_of(regex, view).one_of_each;
}

TEST(Need, OfAlternativesIsOneOfThem) {
  EXPECT_THAT(groups_of("加(?:微信|薇信)"), ElementsAre(UnorderedElementsAre("加微信", "加薇信")));
}

TEST(Need, OfPartsIsEachOfThem) {
  EXPECT_THAT(groups_of("请.{0,6}加.?微信"),
              UnorderedElementsAre(ElementsAre("请"), ElementsAre("加"), ElementsAre("微信")));
}

TEST(Need, OfPartsWithAlternativesIsOneOfEach) {
  EXPECT_THAT(groups_of("(?:加|点).*(?:微信|支付宝).*号"),
              UnorderedElementsAre(ElementsAre("号"), UnorderedElementsAre("加", "点"),
                                   UnorderedElementsAre("微信", "支付宝")));
}

TEST(Need, HasNoTextThatCanBeDoneWithout) {
  EXPECT_THAT(groups_of("加(?:微信|vx号?)"),
              UnorderedElementsAre(ElementsAre("加"), UnorderedElementsAre("微信", "vx")));
  EXPECT_THAT(groups_of("好?.*微信"), ElementsAre(ElementsAre("微信")));
}

TEST(Need, IsUnknownWhereNothingIsInEveryMatch) {
  EXPECT_FALSE(need_of("\\p{Han}{3}").is_known());
  EXPECT_FALSE(need_of("微信|\\p{Han}+").is_known());
  EXPECT_FALSE(need_of("(").is_known());
}

TEST(Need, IsUnknownWhereALetterHasTwoSpellings) {
  EXPECT_FALSE(need_of("ς").is_known());
  EXPECT_FALSE(need_of("(?i)σ").is_known());
  EXPECT_FALSE(need_of("Vx", View::kRaw).is_known());
  EXPECT_THAT(groups_of("(?i)VX"), ElementsAre(ElementsAre("vx")));
  EXPECT_THAT(groups_of("[Vv]微信", View::kRaw), IsEmpty());
  EXPECT_THAT(groups_of("[Vv].微信", View::kRaw), ElementsAre(ElementsAre("微信")));
}

TEST(Need, OfOneCharacterIsNeverAnotherCharacter) {
  std::size_t known = 0;
  // All letters with case stand outside the long stretches of Han, Hangul and private use.
  const auto is_uniform = [](char32_t c) {
    return (c >= 0x3400 && c < 0xA000) || (c >= 0xAC00 && c < 0xF900) ||
           (c >= 0x17000 && c < 0x1D000);
  };
  for (char32_t c = 0x20; c < 0x20000; c += is_uniform(c) ? 61U : 1U) {
    if (c >= 0xD800 && c <= 0xDFFF) {
      continue;
    }
    const std::string text = utf8::encode(std::u32string(1, c));
    const Need raw = need_of(regex_escaped(text), View::kRaw);
    ASSERT_TRUE(!raw.is_known() || raw.one_of_each[0][0] == text) << text;
    const Need norm = need_of(regex_escaped(text), View::kNorm);
    const bool is_in_norm = view_of(View::kNorm, text) == text;
    ASSERT_TRUE(!norm.is_known() || !is_in_norm || norm.one_of_each[0][0] == text) << text;
    known += norm.is_known() ? 1U : 0U;
  }
  EXPECT_GT(known, 5'000U);
}

}  // namespace
}  // namespace rules
