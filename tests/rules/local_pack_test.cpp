#include "rules/local_pack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rules/score.h"
#include "rules/vocabulary.h"
#include "tests/rules/talks.h"

namespace rules {
namespace {

using rules::testing::agent_says;
using rules::testing::hits_of;
using rules::testing::TalkOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Source kBase{"base.yaml",
                   "version: 1\n"
                   "pack: base\n"
                   "words: {微信: [微信, vx]}\n"
                   "rules:\n"
                   "- id: wechat\n"
                   "  level: critical\n"
                   "  has: '加{微信}'\n"
                   "  do: confirm\n"
                   "  tests: {bad: [加微信], ok: [您好]}\n"
                   "- id: plain\n"
                   "  has: 随便\n"
                   "  except: 随便看看\n"};

Source local(const std::string& rules) {
  return {"local.yaml", "version: 1\npack: local\nrules:\n" + rules};
}

Compiled with_local(const std::string& rules) {
  return compile({kBase, local(rules)});
}

/// The first lines of all problems.
std::vector<std::string> said_of(const Compiled& compiled, Language language = Language::kEnglish) {
  std::vector<std::string> out;
  for (const Diagnostic& diagnostic : compiled.diagnostics) {
    const std::string text = to_text(diagnostic, language);
    out.push_back(text.substr(0, text.find('\n')));
  }
  return out;
}

const RuleInfo& info_of(const Compiled& compiled, const std::string& id) {
  for (std::uint32_t i = 0; i < compiled.pack->size(); ++i) {
    if (compiled.pack->info(i).id == id) {
      return compiled.pack->info(i);
    }
  }
  throw std::out_of_range(id);
}

TEST(LocalPack, ReplacesWhatIsSaidAndDoneAboutARule) {
  const Compiled compiled = with_local(
      "- override: wechat\n  level: minor\n  do: hint\n  tell: 请留在这里\n  status: trial\n");
  ASSERT_NE(compiled.pack, nullptr);
  const RuleInfo& info = info_of(compiled, "wechat");
  EXPECT_EQ(info.level, Level::kMinor);
  EXPECT_EQ(info.action, Action::kHint);
  EXPECT_EQ(info.tell, "请留在这里");
  EXPECT_TRUE(info.is_shadow);
  EXPECT_EQ(info.pack, "base") << "the pack that defines the rule";
  EXPECT_THAT(hits_of(*compiled.pack, agent_says("加vx")), ElementsAre("wechat"));
}

TEST(LocalPack, ChineseKeysAndARetiredRule) {
  const Compiled compiled = with_local("- 覆盖: wechat\n  状态: 停用\n");
  ASSERT_NE(compiled.pack, nullptr);
  EXPECT_THAT(hits_of(*compiled.pack, agent_says("加vx")), IsEmpty());
}

TEST(LocalPack, ReplacesWhatIsSaidInstead) {
  const Compiled compiled = with_local("- override: wechat\n  suggest: 咱们在这里聊\n");
  ASSERT_NE(compiled.pack, nullptr);
  EXPECT_EQ(info_of(compiled, "wechat").suggest, "咱们在这里聊");
  EXPECT_EQ(info_of(compiled, "wechat").level, Level::kCritical) << "nothing else changes";
}

TEST(LocalPack, ADraftIsCheckedAndNotUsed) {
  const Compiled compiled = with_local("- override: wechat\n  status: draft\n");
  ASSERT_NE(compiled.pack, nullptr);
  EXPECT_THAT(hits_of(*compiled.pack, agent_says("加vx")), IsEmpty());
  EXPECT_EQ(compiled.tests.size(), 2U);
}

TEST(LocalPack, ReplacesThePointsOfARule) {
  const Source scored{"base.yaml",
                      "version: 1\npack: base\nrules:\n"
                      "- {id: once, has: 甲, score: -10}\n"
                      "- {id: each, has: 乙, score_each: -5, max: -20}\n"};
  const Compiled compiled =
      compile({scored, local("- override: once\n  score: -3\n"
                             "- override: each\n  score_each: -2\n  max: -6\n")});
  ASSERT_NE(compiled.pack, nullptr);
  EXPECT_EQ(info_of(compiled, "once").scoring.once, 3);
  EXPECT_EQ(info_of(compiled, "each").scoring.each, 2);
  EXPECT_EQ(info_of(compiled, "each").scoring.most, 6);
  TalkOf talk(compiled.pack);
  talk.agent(0, "甲").agent(10, "乙").agent(20, "乙").agent(30, "乙").agent(40, "乙").close(50);
  EXPECT_EQ(score_of(*compiled.pack, talk.talk(), talk.judge(60'000)).points, 100 - 3 - 6);
}

TEST(LocalPack, ReplacesWhereARuleApplies) {
  const Source base{"base.yaml",
                    "version: 1\npack: base\nrules:\n"
                    "- {id: here, has: 在}\n"
                    "- {id: there, has: 在, applies: {shop: 甲店, hours: 00:00-00:01}}\n"};
  const Compiled compiled = compile({base, local("- override: here\n  applies: {shop: 乙店}\n"
                                                 "- 覆盖: there\n  适用: {shop: 乙店}\n")});
  ASSERT_NE(compiled.pack, nullptr);
  for (const std::string_view shop : {"甲店", "乙店"}) {
    TalkOf talk(compiled.pack);
    talk.agent(600, "在");
    talk.talk().shop = shop;
    EXPECT_EQ(talk.found().size(), shop == "乙店" ? 2U : 0U) << shop;
  }
}

TEST(LocalPack, EveryKeyThatMayBeOverriddenIsNamedWhereAnotherIsRefused) {
  const Compiled refused = with_local("- override: wechat\n  has: 别的\n");
  ASSERT_EQ(refused.diagnostics.size(), 1U);
  for (const Language language : {Language::kEnglish, Language::kChinese}) {
    const std::string text = help(refused.diagnostics[0], language);
    for (const KeyWord& word : key_words()) {
      const bool may_stand = (word.scopes & static_cast<unsigned>(Scope::kOverride)) != 0;
      if (may_stand && word.key != Key::kOverride) {
        EXPECT_THAT(text, ::testing::HasSubstr(std::string(word.english)));
      }
    }
  }
}

TEST(LocalPack, AddsExceptionsAndExamplesToThoseOfTheRule) {
  const Compiled compiled = with_local(
      "- override: wechat\n  except+: ['加{微信}支付']\n  tests+: {ok: [可以加微信支付]}\n"
      "- override: plain\n  except+: 随便挑\n"
      "- override: plain\n  except+: [随便选]\n");
  ASSERT_NE(compiled.pack, nullptr) << (said_of(compiled).empty() ? "" : said_of(compiled)[0]);
  EXPECT_EQ(compiled.tests.size(), 3U);
  EXPECT_THAT(hits_of(*compiled.pack, agent_says("加vx支付")), IsEmpty());
  EXPECT_THAT(hits_of(*compiled.pack, agent_says("加vx聊")), ElementsAre("wechat"));
  for (const char* harmless : {"随便看看", "随便挑", "随便选"}) {
    EXPECT_THAT(hits_of(*compiled.pack, agent_says(harmless)), IsEmpty()) << harmless;
  }
  EXPECT_THAT(hits_of(*compiled.pack, agent_says("随便")), ElementsAre("plain"));
}

TEST(LocalPack, OwnRulesStandBesideOverrides) {
  const Compiled compiled = with_local(
      "- id: own\n  has: 自己的\n- override: plain\n  level: note\n- id: other\n  has: 别的\n");
  ASSERT_NE(compiled.pack, nullptr);
  EXPECT_THAT(hits_of(*compiled.pack, agent_says("自己的别的随便")),
              ElementsAre("plain", "own", "other"));
}

TEST(LocalPack, AnExceptionThatShieldsABadExampleFailsThatExample) {
  const Compiled compiled = with_local("- override: wechat\n  except+: 加微信\n");
  EXPECT_EQ(compiled.pack, nullptr);
  EXPECT_THAT(said_of(compiled), ElementsAre("base.yaml:9:17: E030: test of rule 'wechat' fails: "
                                             "this 'bad' example is not caught"));
}

TEST(LocalPack, ProblemsOfWhatIsAddedStandInTheLocalFile) {
  const Compiled compiled = with_local(
      "- override: wechat\n  except+: ['/(/']\n  level: hevy\n  tests+:\n    ok: [加vx]\n");
  EXPECT_THAT(said_of(compiled),
              ElementsAre(::testing::StartsWith("local.yaml:5:15: E025: "),
                          ::testing::StartsWith("local.yaml:6:10: E014: 'hevy'")));
  const Compiled failing = with_local("- override: wechat\n  tests+:\n    ok: [加vx]\n");
  EXPECT_THAT(said_of(failing), ElementsAre("local.yaml:6:10: E030: test of rule 'wechat' fails: "
                                            "this 'ok' example is caught"));
}

TEST(LocalPack, ExplanationsNameTheLineThatShielded) {
  const Compiled compiled = with_local("- override: wechat\n  except+: [加微信支付]\n");
  const Explanation explanation = compiled.pack->explain(agent_says("加微信支付"), {});
  ASSERT_EQ(explanation.rules.size(), 1U);
  ASSERT_EQ(explanation.rules[0].hits.size(), 1U);
  EXPECT_TRUE(explanation.rules[0].hits[0].is_shielded);
  EXPECT_EQ(explanation.rules[0].hits[0].shield.file, "local.yaml");
  EXPECT_EQ(explanation.rules[0].hits[0].shield.line, 5U);
  EXPECT_EQ(explanation.rules[0].hits[0].matched.file, "base.yaml");
}

TEST(LocalPack, EveryMistakeHasItsPlaceAndItsWords) {
  EXPECT_THAT(said_of(with_local("- override: wechta\n  level: note\n")),
              ElementsAre("local.yaml:4:3: E050: no rule 'wechta' to override; did you mean "
                          "'wechat'?"));
  EXPECT_THAT(said_of(with_local("- override: wechta\n  level: note\n"), Language::kChinese),
              ElementsAre("local.yaml:4:3: E050: 没有编号为「wechta」的规则可以覆盖，是不是「"
                          "wechat」？"));
  EXPECT_THAT(said_of(with_local("- override: wechat\n  has: 别的\n")),
              ElementsAre("local.yaml:5:3: E051: 'has' of a rule cannot be overridden"));
  EXPECT_THAT(said_of(with_local("- override: wechat\n  has: 别的\n"), Language::kChinese),
              ElementsAre("local.yaml:5:3: E051: 规则的「has」不能覆盖"));
  EXPECT_THAT(said_of(with_local("- override: wechat\n  level: note\n- override: wechat\n"
                                 "  级别: major\n")),
              ElementsAre("local.yaml:7:3: E052: '级别' of rule 'wechat' is overridden twice "
                          "(first at line 5)"));
  EXPECT_THAT(said_of(with_local("- id: own\n  has: 词\n- override: own\n  level: note\n")),
              ElementsAre("local.yaml:6:3: E053: rule 'own' stands in this very pack"));
  EXPECT_THAT(said_of(with_local("- id: own\n  has: 词\n  except+: [词语]\n")),
              ElementsAre("local.yaml:6:3: E055: 'except+' adds to a rule of another pack"));
  const Source second{"z.yaml", "version: 1\npack: z\nrules:\n- override: plain\n  level: note\n"};
  EXPECT_THAT(said_of(compile({kBase, local("- override: wechat\n  level: note\n"), second})),
              ElementsAre("z.yaml:4:3: E054: another pack overrides already: local.yaml"));
}

TEST(LocalPack, BringsTheShippedPacksAlongUnlessTheyAreGiven) {
  EXPECT_EQ(with_shipped_packs({kBase}).size(), 1U);
  const std::size_t shipped = shipped_packs().size();
  EXPECT_EQ(with_shipped_packs({local("- id: own\n  has: 词\n")}).size(), 1 + shipped);
  const Source own_base{"d.yaml", "version: 1\npack: douyin-base\nrules:\n- {id: a, has: 词}\n"};
  EXPECT_EQ(with_shipped_packs({own_base, local("- override: a\n  level: note\n")}).size(),
            1 + shipped);
  EXPECT_NE(compile(with_shipped_packs({local("- override: div.wechat\n  level: major\n")})).pack,
            nullptr);
}

TEST(LocalPack, TheVersionIsThatOfAllSources) {
  EXPECT_NE(with_local("- override: plain\n  level: note\n").pack->version(),
            with_local("- override: plain\n  level: major\n").pack->version());
}

TEST(CompileOptions, LeaveOutRulesAndKeepTheVersion) {
  CompileOptions options;
  options.only = {"plain"};
  const Compiled part = compile({kBase}, options);
  ASSERT_NE(part.pack, nullptr);
  EXPECT_EQ(part.pack->size(), 1U);
  EXPECT_EQ(part.pack->info(0).id, "plain");
  EXPECT_EQ(part.pack->version(), compile({kBase}).pack->version());
}

TEST(CompileOptions, WhoeverSpeaksIsLookedAt) {
  const Source source{"s.yaml",
                      "version: 1\npack: s\nrules:\n- id: a\n  says: customer\n  auto: only\n"
                      "  kind: image\n  customer_said: 别的\n  has: 词\n"};
  CompileOptions options;
  options.whoever_speaks = true;
  EXPECT_THAT(hits_of(*compile({source}).pack, agent_says("词")), IsEmpty());
  EXPECT_THAT(hits_of(*compile({source}, options).pack, agent_says("词")), ElementsAre("a"));
}

}  // namespace
}  // namespace rules
