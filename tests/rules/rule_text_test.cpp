#include "rules/rule_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rules {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Source pack(const std::string& rules, const std::string& head = "") {
  return {"p.yaml", "version: 1\npack: p\n" + head + "rules:\n" + rules};
}

std::vector<ChangedRule> changes(const std::string& before, const std::string& after) {
  return changed_rules({pack(before)}, {pack(after)});
}

TEST(RuleText, TheSameInOtherWordsOfYamlIsNoChange) {
  EXPECT_THAT(changes("- {id: a, has: [甲, 乙], tests: {bad: [甲]}}\n",
                      "- 编号: a\n  样例:\n    违规:\n    - 甲\n  包含:\n  - '甲'\n  - \"乙\"\n"),
              IsEmpty());
}

TEST(RuleText, SaysWhichRulesCameAndWent) {
  const auto list = changes("- {id: a, has: 甲}\n- {id: b, has: 乙}\n",
                            "- {id: b, has: 乙}\n- {id: c, name: 丙, has: 丙}\n");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].id, "a");
  EXPECT_EQ(list[0].kind, ChangedRule::Kind::kRemoved);
  EXPECT_EQ(list[1].id, "c");
  EXPECT_EQ(list[1].kind, ChangedRule::Kind::kAdded);
  EXPECT_EQ(list[1].name, "丙");
  EXPECT_TRUE(list[0].may_find_others && list[1].may_find_others);
}

TEST(RuleText, SaysKeyByKeyWhatChanged) {
  const auto list =
      changes("- {id: a, level: minor, has: [甲, 乙, 甲], tests: {bad: [甲]}}\n",
              "- {id: a, level: major, has: [乙, 丙, 甲], tests: {bad: [甲], ok: [丁]}}\n");
  ASSERT_EQ(list.size(), 1U);
  EXPECT_THAT(list[0].keys, ElementsAre(ChangedKey{"has", {"甲"}, {"丙"}},
                                        ChangedKey{"level", {"minor"}, {"major"}},
                                        ChangedKey{"tests.ok", {}, {"丁"}}));
  EXPECT_TRUE(list[0].may_find_others);
}

TEST(RuleText, WhatIsSaidAboutAFindingFindsNoOthers) {
  const auto list =
      changes("- {id: a, has: 甲, do: log, tell: x, level: minor}\n",
              "- {id: a, has: 甲, do: hint, tell: y, level: major, tests: {ok: [乙]}, why: z}\n");
  ASSERT_EQ(list.size(), 1U);
  EXPECT_FALSE(list[0].may_find_others);
  EXPECT_EQ(list[0].keys.size(), 5U);
}

TEST(RuleText, AWordListChangesTheRulesThatNameItAndNoOther) {
  const std::string rules = "- {id: a, has: '加{微信}'}\n- {id: b, has: 甲}\n";
  const auto list = changed_rules({pack(rules, "words: {微信: [微信]}\n")},
                                  {pack(rules, "words: {微信: [微信, vx]}\n")});
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].id, "a");
  EXPECT_THAT(list[0].keys, ElementsAre(ChangedKey{"words.微信", {}, {"vx"}}));
  EXPECT_TRUE(list[0].may_find_others);
}

TEST(RuleText, AnotherOrderOfTextsIsAChange) {
  const auto list = changes("- {id: a, steps: [甲, 乙]}\n", "- {id: a, steps: [乙, 甲]}\n");
  ASSERT_EQ(list.size(), 1U);
  EXPECT_TRUE(list[0].may_find_others);
}

TEST(RuleText, OverridesChangeTheRuleTheyName) {
  const Source local{"local.yaml",
                     "version: 1\npack: local\nrules:\n- override: a\n  except+: [甲乙]\n"};
  const auto list =
      changed_rules({pack("- {id: a, has: 甲}\n")}, {pack("- {id: a, has: 甲}\n"), local});
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].id, "a");
  EXPECT_THAT(list[0].keys, ElementsAre(ChangedKey{"except", {}, {"甲乙"}}));
}

TEST(RuleText, BrokenFilesAreReadAsFarAsTheyGo) {
  EXPECT_THAT(changed_rules({{"x", "- ["}}, {{"y", "rules: 7"}, {"z", ""}}), IsEmpty());
  EXPECT_EQ(pack_name({"x", "- ["}), "");
  EXPECT_EQ(pack_name(pack("")), "p");
}

}  // namespace
}  // namespace rules
