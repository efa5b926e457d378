#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "rules/compiler.h"

namespace rules {
namespace {

/// Packs whose rules name what customers say; all others inspect what agents write.
bool is_inspection(const std::string& pack) {
  static const std::set<std::string> kAboutCustomers = {"intent-ecommerce", "sentiment-zh"};
  return !kAboutCustomers.contains(pack);
}

/// The inspection rules of the shipped packs.
class InspectionRules : public ::testing::Test {
 protected:
  void SetUp() override {
    compiled_ = compile(shipped_packs());
    ASSERT_NE(compiled_.pack, nullptr);
    for (std::uint32_t i = 0; i < compiled_.pack->size(); ++i) {
      const RuleInfo& info = compiled_.pack->info(i);
      if (is_inspection(info.pack)) {
        rules_.push_back(info);
      }
    }
  }

  /// Rule -> how many examples of that kind it has.
  std::map<std::string, int> examples(TestResult::Kind kind) const {
    std::map<std::string, int> out;
    for (const TestResult& test : compiled_.tests) {
      out[test.rule] += test.kind == kind ? 1 : 0;
    }
    return out;
  }

  Compiled compiled_;
  std::vector<RuleInfo> rules_;
};

TEST(ShippedPacks, CompileWithoutAWordOfComplaint) {
  const Compiled compiled = compile(shipped_packs());
  for (const Diagnostic& diagnostic : compiled.diagnostics) {
    ADD_FAILURE() << to_text(diagnostic, Language::kEnglish);
  }
  ASSERT_NE(compiled.pack, nullptr);
  EXPECT_EQ(compiled.pack->version().size(), 64U);
}

TEST_F(InspectionRules, AreAtLeastEighty) {
  EXPECT_GE(rules_.size(), 80U);
}

TEST_F(InspectionRules, SayWhyAndWhatToDo) {
  for (const RuleInfo& info : rules_) {
    EXPECT_FALSE(info.name.empty()) << info.id;
    EXPECT_FALSE(info.why.empty()) << info.id;
    EXPECT_FALSE(info.tell.empty()) << info.id;
    if (info.action != Action::kLog) {
      EXPECT_FALSE(info.suggest.empty()) << info.id;
    }
  }
}

TEST_F(InspectionRules, HaveThreeExamplesOfEachKind) {
  std::map<std::string, int> bad = examples(TestResult::Kind::kBad);
  std::map<std::string, int> ok = examples(TestResult::Kind::kOk);
  for (const RuleInfo& info : rules_) {
    EXPECT_GE(bad[info.id], 3) << info.id;
    EXPECT_GE(ok[info.id], 3) << info.id;
  }
}

/// A supervisor who reads a suggestion out must not break another rule with it.
TEST_F(InspectionRules, SuggestNothingThatARuleFlags) {
  Scratch scratch;
  std::vector<Hit> hits;
  for (const RuleInfo& info : rules_) {
    Utterance utterance;
    utterance.text = info.suggest;
    compiled_.pack->match(utterance, {}, scratch, hits);
    for (const Hit& hit : hits) {
      ADD_FAILURE() << info.id << " suggests what " << compiled_.pack->info(hit.rule).id
                    << " flags: " << info.suggest;
    }
  }
}

/// Nor may what one rule calls right be a block or a confirmation of another.
TEST_F(InspectionRules, CallNothingRightThatAnotherRuleHoldsBack) {
  Scratch scratch;
  std::vector<Hit> hits;
  for (const TestResult& test : compiled_.tests) {
    const bool is_agents = std::any_of(rules_.begin(), rules_.end(),
                                       [&](const RuleInfo& info) { return info.id == test.rule; });
    if (!is_agents || test.kind != TestResult::Kind::kOk ||
        test.text.find('\n') != std::string::npos) {
      continue;
    }
    Utterance utterance;
    utterance.text = test.text;
    compiled_.pack->match(utterance, {}, scratch, hits);
    for (const Hit& hit : hits) {
      const RuleInfo& info = compiled_.pack->info(hit.rule);
      if (info.action >= Action::kConfirm) {
        ADD_FAILURE() << info.id << " holds back what " << test.rule
                      << " calls right: " << test.text;
      }
    }
  }
}

}  // namespace
}  // namespace rules
