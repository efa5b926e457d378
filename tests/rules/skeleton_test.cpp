#include "rules/skeleton.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "rules/compiler.h"

namespace rules {
namespace {

using ::testing::HasSubstr;

constexpr RuleForm kAllForms[] = {RuleForm::kHas, RuleForm::kSequence, RuleForm::kAbsence,
                                  RuleForm::kTime, RuleForm::kRepeat};

Compiled compiled(const RuleSkeleton& skeleton) {
  return compile({{"new.yaml", pack_header("shop", skeleton) + rule_text(skeleton, "")}});
}

/// What is wrong with the text, for people; empty if it compiles and its examples pass.
std::string problems_of(const RuleSkeleton& skeleton) {
  const Compiled result = compiled(skeleton);
  std::string out = result.tests.size() < 2 ? "too few examples\n" : "";
  for (const Diagnostic& diagnostic : result.diagnostics) {
    out += to_text(diagnostic, Language::kEnglish);
  }
  return out;
}

TEST(Skeleton, EveryFormCompilesWithoutAWarningAndItsExamplesPass) {
  for (const RuleForm form : kAllForms) {
    for (const Language language : {Language::kEnglish, Language::kChinese}) {
      RuleSkeleton skeleton;
      skeleton.id = "shop.new";
      skeleton.form = form;
      skeleton.language = language;
      EXPECT_EQ(problems_of(skeleton), "");
      skeleton.name = "it's: a [name]";
      skeleton.has = {"加[我您]微信", "it's {微信}", "/v[0-9]{5}/"};
      skeleton.has.erase(skeleton.has.begin() + 1);  // there is no such word list
      skeleton.after = {"太贵了", "便宜点: 行吗"};
      EXPECT_EQ(problems_of(skeleton), "");
      std::swap(skeleton.has.front(), skeleton.has.back());
      EXPECT_EQ(problems_of(skeleton), "");
      skeleton.has = {"有货", "我看一下"};
      EXPECT_EQ(problems_of(skeleton), "");
    }
  }
}

TEST(Skeleton, IsADraftAndFindsNothingUntilSomebodySaysSo) {
  RuleSkeleton skeleton;
  skeleton.id = "shop.new";
  skeleton.has = {"竞品"};
  const Compiled result = compiled(skeleton);
  ASSERT_NE(result.pack, nullptr);
  EXPECT_EQ(result.pack->size(), 0U);
  EXPECT_EQ(result.tests.size(), 2U);
}

TEST(Skeleton, TheExamplesGivenAreThoseOfTheRule) {
  RuleSkeleton skeleton;
  skeleton.id = "shop.new";
  skeleton.has = {"/v[0-9]+/"};
  skeleton.bad = {"加v123"};
  skeleton.ok = {"it's v"};
  const Compiled result = compiled(skeleton);
  ASSERT_EQ(result.tests.size(), 2U);
  EXPECT_EQ(result.tests[0].text, "加v123");
  EXPECT_TRUE(result.tests[0].is_caught);
  EXPECT_EQ(result.tests[1].text, "it's v");
}

TEST(Skeleton, WhatIsAskedForIsWrittenSoThatYamlReadsItBack) {
  RuleSkeleton skeleton;
  skeleton.id = "shop.new";
  skeleton.name = "don't: #1\nnext";
  skeleton.has = {"a, b] 'c'"};
  EXPECT_THAT(rule_text(skeleton, "  "), HasSubstr("    name: 'don''t: #1 next'\n"));
  EXPECT_THAT(rule_text(skeleton, "  "), HasSubstr("    has: ['a, b] ''c''']\n"));
  EXPECT_EQ(problems_of(skeleton), "");
}

TEST(Skeleton, AnIdThatIsNoneIsSaidByTheCheck) {
  RuleSkeleton skeleton;
  skeleton.id = "a: b";
  EXPECT_THAT(problems_of(skeleton), HasSubstr("E019"));
}

TEST(Skeleton, ReadsAsASupervisorWouldWriteIt) {
  RuleSkeleton skeleton;
  skeleton.id = "shop.brand";
  skeleton.name = "提到竞品";
  skeleton.has = {"隔壁那家"};
  skeleton.language = Language::kChinese;
  EXPECT_EQ(
      pack_header("local", skeleton) + rule_text(skeleton, ""),
      "version: 1\n"
      "pack: local\n"
      "locale: zh-CN\n"
      "about: 本店自己的规则\n"
      "\n"
      "rules:\n"
      "- id: shop.brand\n"
      "  name: '提到竞品'\n"
      "  # draft 草稿：只检查、跑样例，不生效；trial 试用：只有主管看到；满意后改为 active 启用\n"
      "  status: draft\n"
      "  level: minor            # note 提醒 | minor 一般 | major 重要 | critical 严重\n"
      "  # 每项一个词或一句话；[..] 表示其中任一个字或没有，/../ 是正则。\n"
      "  has: ['隔壁那家']\n"
      "  # except: [...]         # 上面的词在这些说法里没有问题\n"
      "  do: log                 # log 记录 | hint 提示 | confirm 发送前确认 | block 拦截\n"
      "  # 命中时客服看到的提示，以及可以改说什么：\n"
      "  tell: 一句话说明哪里不妥\n"
      "  suggest: 建议改说的话\n"
      "  # 为什么要有这条规则：复核的人据此判断对错。\n"
      "  why: 写下设这条规则的理由\n"
      "  # bad：必须抓到的话；ok：不能误抓的话。请换成真实聊天里的例子。\n"
      "  tests:\n"
      "    bad: ['隔壁那家']\n"
      "    ok: ['我看一下']\n");
}

}  // namespace
}  // namespace rules
