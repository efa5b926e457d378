#include "rules/shadowing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rules/compiler.h"

namespace rules {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> shadowed(const std::string& rules, const std::string& head = "") {
  const Compiled compiled =
      compile({{"r.yaml", "version: 1\npack: shop\n" + head +
                              "words: {微信: [微信, vx]}\nrules:\n" + rules}});
  EXPECT_NE(compiled.pack, nullptr);
  std::vector<std::string> out;
  for (const Diagnostic& diagnostic : compiled.diagnostics) {
    if (diagnostic.code == Code::kShadowed) {
      out.push_back(diagnostic.arguments.at(0) + " by " + diagnostic.arguments.at(1));
    } else if (diagnostic.code != Code::kUnusedWords) {
      ADD_FAILURE() << to_text(diagnostic, Language::kEnglish);
    }
  }
  return out;
}

constexpr char kWide[] = "- {id: wide, has: '{微信}', do: hint}\n";

std::vector<std::string> with_wide(const std::string& narrow) {
  return shadowed(kWide + ("- {id: narrow, " + narrow + "}\n"));
}

TEST(Shadowing, ATextWithinEachTextOfARuleMakesTheRuleNeedless) {
  EXPECT_THAT(with_wide("has: [加微信, vx号], do: hint"), ElementsAre("narrow by wide"));
  EXPECT_THAT(with_wide("has: '加[我你]{微信}'"), ElementsAre("narrow by wide"));
  EXPECT_THAT(with_wide("has: '/加.{0,4}微信/'"), ElementsAre("narrow by wide"));
  EXPECT_THAT(with_wide("has: [加微信, 加我]"), IsEmpty());
  EXPECT_THAT(with_wide("has: '/加.{0,4}(?:微信|扣扣)/'"), IsEmpty());
  EXPECT_THAT(with_wide("has: 微, unless: 信"), IsEmpty());
}

TEST(Shadowing, WhateverElseTheNeedlessRuleAsksFor) {
  for (const char* narrow :
       {"has: 加我, has_all: [微信], length: <20", "whole: 微信", "starts: 微信", "ends: vx",
        "near: {words: [加我, 微信], gap: 5}", "at_least: {n: 2, of: [加微信, vx号, 微信号]}",
        "has: 微信, unless: 支付", "has: 微信, except: 微信支付", "has: 微信, customer_said: 加",
        "has: 微信, applies: {shop: 甲店}", "has: 微信, first: 2",
        "has: 微信, any_of: [{has: 甲}, {lacks: 乙}]"}) {
    EXPECT_THAT(with_wide(narrow), ElementsAre("narrow by wide")) << narrow;
  }
  EXPECT_THAT(with_wide("lacks: 微信"), IsEmpty());
  EXPECT_THAT(with_wide("at_least: {n: 1, of: [微信, 扣扣]}"), IsEmpty());
}

TEST(Shadowing, NotWhereTheOtherAsksForMore) {
  for (const char* more :
       {"length: <20", "unless: 支付", "except: 微信支付", "has_all: [加]", "lacks: 支付",
        "customer_said: 加", "applies: {shop: 甲店}", "status: trial", "status: draft", "nth: 1",
        "from: 2026-01-01", "starts: 加", "kind: text", "says: customer", "auto: only",
        "view: squash", "classify: 导流/微信", "any_of: [{has: 甲}, {lacks: 乙}]"}) {
    EXPECT_THAT(shadowed("- {id: wide, has: 微信, " + std::string(more) +
                         "}\n- {id: narrow, has: 加微信}\n"),
                IsEmpty())
        << more;
  }
}

TEST(Shadowing, NotWhereTheOtherDoesLess) {
  for (const char* stricter :
       {"do: confirm", "level: major", "review: always", "says: customer", "says: any",
        "auto: include", "kind: card", "view: norm", "classify: 导流/微信", "status: trial",
        "score: -2", "fatal: true", "bonus: 1"}) {
    const bool is_kind = std::string(stricter).starts_with("kind");
    EXPECT_THAT(with_wide("has: 加微信, " + std::string(stricter)),
                ::testing::SizeIs(is_kind ? 1 : 0))
        << stricter;
  }
  EXPECT_THAT(shadowed("- {id: a, has: 微信, cooldown: 5m}\n- {id: b, has: 加微信}\n"), IsEmpty());
  EXPECT_THAT(shadowed("- {id: a, has: 微信, says: any, auto: include}\n"
                       "- {id: b, has: 加微信, says: customer, auto: only}\n"),
              ElementsAre("b by a"));
}

TEST(Shadowing, NotWhereTheRuleIsAboutWhatComesBeforeOrAfter) {
  for (const char* around :
       {"expect: {says: agent, has: 抱歉, within: 60s}", "after: {says: customer, has: 加}",
        "count: {at_least: 2}", "repeat: {look_back: 5, alike: 90%}", "silence: 60s"}) {
    EXPECT_THAT(with_wide("has: 加微信, " + std::string(around)), IsEmpty()) << around;
  }
}

TEST(Shadowing, OfTwoThatFindTheSameTheLaterIsTold) {
  EXPECT_THAT(shadowed("- {id: a, has: [微信, vx]}\n- {id: b, has: [vx, 微信]}\n"),
              ElementsAre("b by a"));
  EXPECT_THAT(shadowed("- {id: narrow, has: 加微信}\n- {id: wide, has: 微信}\n"),
              ElementsAre("narrow by wide"));
}

TEST(Shadowing, TheSameExceptionsShieldTheSame) {
  const std::string wide = "- {id: wide, has: 微信, except: [微信支付]}\n";
  EXPECT_THAT(shadowed(wide + "- {id: narrow, has: 加微信, except: [微信支付, 不加微信]}\n"),
              ElementsAre("narrow by wide"));
  EXPECT_THAT(shadowed(wide + "- {id: narrow, has: 加微信, except: 微信支付}\n"),
              ElementsAre("narrow by wide"));
  EXPECT_THAT(shadowed(wide + "- {id: narrow, has: 加微信}\n"), IsEmpty());
  EXPECT_THAT(shadowed(wide + "- {id: narrow, whole: 加微信, except: 微信支付}\n"), IsEmpty());
  // 哈哈 stands over itself: in 哈哈哈 the first place may be shielded and the second skipped.
  EXPECT_THAT(shadowed("- {id: wide, has: 哈哈, except: 好哈}\n"
                       "- {id: narrow, has: 哈哈呀, except: 好哈}\n"),
              IsEmpty());
}

TEST(Shadowing, WordsOfAnEnglishPackKeepTheirBoundaries) {
  const std::string wide = "- {id: wide, has: fund}\n";
  EXPECT_THAT(shadowed(wide + "- {id: narrow, has: refund}\n", "locale: en\n"), IsEmpty());
  EXPECT_THAT(shadowed(wide + "- {id: narrow, has: my fund}\n", "locale: en\n"),
              ElementsAre("narrow by wide"));
  EXPECT_THAT(shadowed(wide + "- {id: narrow, has: '/my fund/'}\n", "locale: en\n"), IsEmpty());
}

TEST(Shadowing, TenThousandRulesOfOneWordAreToldWithoutComparingThemAll) {
  std::string rules;
  for (int i = 0; i < 10'000; ++i) {
    rules += "- {id: r" + std::to_string(i) + ", has: [微信号, 词" + std::to_string(i) + "号]}\n";
  }
  EXPECT_THAT(shadowed(rules), IsEmpty());
}

TEST(Shadowing, NoShippedRuleIsNeedless) {
  const Compiled compiled = compile(shipped_packs());
  EXPECT_THAT(compiled.diagnostics, IsEmpty());
}

}  // namespace
}  // namespace rules
