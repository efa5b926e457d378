#include <gtest/gtest.h>

#include <string>

#include "rules/compiler.h"

namespace rules {
namespace {

TEST(ShippedPacks, CompileWithoutAWordOfComplaint) {
  const Compiled compiled = compile(shipped_packs());
  for (const Diagnostic& diagnostic : compiled.diagnostics) {
    ADD_FAILURE() << to_text(diagnostic, Language::kEnglish);
  }
  ASSERT_NE(compiled.pack, nullptr);
  EXPECT_GE(compiled.pack->size(), 24U);
  EXPECT_EQ(compiled.pack->version().size(), 64U);
}

TEST(ShippedPacks, EveryRuleSaysWhyAndWhatToDo) {
  const Compiled compiled = compile(shipped_packs());
  ASSERT_NE(compiled.pack, nullptr);
  for (std::uint32_t i = 0; i < compiled.pack->size(); ++i) {
    const RuleInfo& info = compiled.pack->info(i);
    EXPECT_FALSE(info.why.empty()) << info.id;
    EXPECT_FALSE(info.tell.empty()) << info.id;
    EXPECT_FALSE(info.suggest.empty()) << info.id;
  }
}

TEST(ShippedPacks, EveryRuleHasTwoExamplesOfEachKind) {
  const Compiled compiled = compile(shipped_packs());
  ASSERT_NE(compiled.pack, nullptr);
  for (std::uint32_t i = 0; i < compiled.pack->size(); ++i) {
    int bad = 0;
    int ok = 0;
    for (const TestResult& test : compiled.tests) {
      if (test.rule == compiled.pack->info(i).id) {
        bad += test.kind == TestResult::Kind::kBad ? 1 : 0;
        ok += test.kind == TestResult::Kind::kOk ? 1 : 0;
      }
    }
    EXPECT_GE(bad, 2) << compiled.pack->info(i).id;
    EXPECT_GE(ok, 2) << compiled.pack->info(i).id;
  }
}

}  // namespace
}  // namespace rules
