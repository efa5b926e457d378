#include "plugin/classifying_rules.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace plugin {
namespace {

TEST(ClassifyingRules, OfTheShippedPacksOnlyThoseThatSetAnIntentAreLeft) {
  const rules::Compiled compiled = compile_classifying(rules::shipped_packs());
  ASSERT_TRUE(compiled.pack);
  EXPECT_GT(compiled.pack->size(), 60U);
  EXPECT_FALSE(compiled.pack->needs_talk());
  for (std::uint32_t i = 0; i < compiled.pack->size(); ++i) {
    EXPECT_FALSE(compiled.pack->info(i).classify.empty()) << compiled.pack->info(i).id;
  }
}

TEST(ClassifyingRules, TheVersionIsThatOfTheWholeSet) {
  const auto sources = rules::shipped_packs();
  EXPECT_EQ(compile_classifying(sources).pack->version(), rules::compile(sources).pack->version());
}

TEST(ClassifyingRules, APackWithoutThemHasNoRules) {
  const rules::Compiled compiled = compile_classifying({{"test.yaml", R"(version: 1
pack: test
locale: zh-CN
rules:
- {id: div.wechat, has: [微信]}
)"}});
  ASSERT_TRUE(compiled.pack);
  EXPECT_EQ(compiled.pack->size(), 0U);
}

TEST(ClassifyingRules, ErrorsOfOtherRulesAreErrors) {
  const rules::Compiled compiled = compile_classifying({{"test.yaml", "version: 1\nrules: 7\n"}});
  EXPECT_FALSE(compiled.pack);
  EXPECT_FALSE(compiled.diagnostics.empty());
}

}  // namespace
}  // namespace plugin
