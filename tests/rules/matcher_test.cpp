#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/rules/rule_files.h"

namespace rules {
namespace {

using rules::testing::agent_says;
using rules::testing::hits_of;
using rules::testing::pack_with;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::shared_ptr<const RulePack> pack_of(const std::string& body,
                                        const std::string& locale = "zh-CN") {
  Compiled compiled = compile(pack_with(body, locale));
  for (const Diagnostic& diagnostic : compiled.diagnostics) {
    if (severity_of(diagnostic.code) == Severity::kError) {
      ADD_FAILURE() << to_text(diagnostic, Language::kEnglish);
    }
  }
  return compiled.pack;
}

std::vector<Span> spans_of(const RulePack& pack, std::string_view text) {
  Scratch scratch;
  std::vector<Hit> hits;
  pack.match(agent_says(text), {}, scratch, hits);
  return hits.empty() ? std::vector<Span>{} : hits[0].spans;
}

TEST(Has, FindsALiteralThroughTheCleanView) {
  const auto pack = pack_of("rules:\n- {id: a, has: 加微信}\n");
  EXPECT_THAT(spans_of(*pack, "亲 加 微😀信 吧"), ElementsAre(Span{2, 5}));
  EXPECT_THAT(spans_of(*pack, "加微博"), IsEmpty());
}

TEST(Has, BracketsMeanAnyOfTheseOrNone) {
  const auto pack = pack_of("rules:\n- id: a\n  has: '加[我您]微信'\n");
  EXPECT_THAT(spans_of(*pack, "加微信"), ElementsAre(Span{0, 3}));
  EXPECT_THAT(spans_of(*pack, "加您微信"), ElementsAre(Span{0, 4}));
  EXPECT_THAT(spans_of(*pack, "加他微信"), IsEmpty());
}

TEST(Has, WordsStandForAnyOfTheirTexts) {
  const auto pack = pack_of("words:\n  微信: [微信, vx]\nrules:\n- id: a\n  has: '{微信}号'\n");
  EXPECT_THAT(spans_of(*pack, "我的ＶＸ号"), ElementsAre(Span{2, 3}));
}

TEST(Has, ReportsEveryHitAndJoinsOverlaps) {
  const auto pack = pack_of("rules:\n- id: a\n  has: [加微信, 微信号, 红包]\n");
  EXPECT_THAT(spans_of(*pack, "加微信号领红包"), ElementsAre(Span{0, 4}, Span{5, 2}));
}

TEST(Has, FindsRegularExpressionsByWhatTheyBeginWith) {
  const auto pack = pack_of("rules:\n- id: a\n  has: ['/加.{0,2}信/', '/码(?:x|$)/', '/^哦.*/']\n");
  EXPECT_THAT(spans_of(*pack, "加一加微信加x"), ElementsAre(Span{2, 3}));
  EXPECT_THAT(spans_of(*pack, "加加加加加加加加加加加加信加微信"),
              ElementsAre(Span{9, 4}, Span{13, 3}));
  EXPECT_THAT(spans_of(*pack, "码码xx码"), ElementsAre(Span{1, 2}, Span{4, 1}));
  EXPECT_THAT(spans_of(*pack, "好哦好"), IsEmpty());
  EXPECT_THAT(spans_of(*pack, "哦好"), ElementsAre(Span{0, 2}));
}

TEST(Has, ReadsWordBoundariesWhereTheyStand) {
  const auto pack = pack_of("rules:\n- id: a\n  has: '/(?:\\b|好)微/'\n");
  EXPECT_THAT(spans_of(*pack, "a微"), ElementsAre(Span{1, 1}));
  EXPECT_THAT(spans_of(*pack, "的微"), IsEmpty());
}

TEST(Except, ShieldsOnlyTheHitItOverlaps) {
  const auto pack = pack_of("rules:\n- id: a\n  has: 微信\n  except: 不能加微信\n");
  EXPECT_THAT(spans_of(*pack, "不能加微信"), IsEmpty());
  EXPECT_THAT(spans_of(*pack, "不能加微信，私下加微信"), ElementsAre(Span{9, 2}));
}

TEST(Except, ThatTouchesWithoutOverlapShieldsNothing) {
  const auto pack = pack_of("rules:\n- id: a\n  has: 微信\n  except: 不能加\n");
  EXPECT_THAT(spans_of(*pack, "不能加微信"), ElementsAre(Span{3, 2}));
}

TEST(Except, MayOverlapItself) {
  const auto pack = pack_of("rules:\n- id: a\n  has: 哈好\n  except: 哈哈\n");
  EXPECT_THAT(spans_of(*pack, "哈哈哈好"), IsEmpty());
}

TEST(Except, OfAWordListShieldsByEachOfItsWords) {
  for (const std::string list : {"[不能, 不能加微信]", "[不能, '/不能.{0,2}加微信/']",
                                 "[一, 二, 三, 四, 五, 六, 七, 八, 不能, 不能加微信]"}) {
    const auto pack =
        pack_of("words:\n  例: " + list + "\nrules:\n- id: a\n  has: 加微信\n  except: '{例}'\n");
    EXPECT_THAT(spans_of(*pack, "不能加微信"), IsEmpty()) << list;
    EXPECT_THAT(spans_of(*pack, "不能这样私下加微信"), ElementsAre(Span{6, 3})) << list;
  }
}

TEST(Except, OfAWordListShieldsByEachOfItsWordsInEnglish) {
  const auto pack = pack_of(
      "words:\n  ok: [never, never call]\nrules:\n- id: a\n  has: call me\n  except: '{ok}'\n",
      "en");
  EXPECT_THAT(spans_of(*pack, "never call me"), IsEmpty());
  EXPECT_THAT(spans_of(*pack, "never, call me"), ElementsAre(Span{7, 7}));
}

TEST(Except, WithoutALimitIsLookedForBehindItsEnd) {
  const auto pack = pack_of("rules:\n- id: a\n  has: 好\n  except: ['/我[^,]*他/', '/不.{2}/']\n");
  EXPECT_THAT(spans_of(*pack, "我好他我好他好，我好"), ElementsAre(Span{6, 1}, Span{9, 1}));
  EXPECT_THAT(spans_of(*pack, "不不不好好好"), ElementsAre(Span{5, 1}));
}

TEST(Unless, VetoesTheWholeMessage) {
  const auto pack = pack_of("rules:\n- id: a\n  has: 不知道\n  unless: 帮您\n");
  EXPECT_THAT(spans_of(*pack, "不知道"), ElementsAre(Span{0, 3}));
  EXPECT_THAT(spans_of(*pack, "我帮您看看，我也不知道"), IsEmpty());
}

TEST(Whole, IsTheWholeMessageInItsView) {
  const auto pack = pack_of("rules:\n- id: a\n  view: squash\n  whole: [哦, '/嗯{1,5}/']\n");
  EXPECT_THAT(spans_of(*pack, "哦~！"), ElementsAre(Span{0, 1}));
  EXPECT_THAT(spans_of(*pack, "嗯 嗯"), ElementsAre(Span{0, 3}));
  EXPECT_THAT(spans_of(*pack, "哦，好的"), IsEmpty());
}

TEST(Lacks, FiresWithoutASpan) {
  const auto pack = pack_of("rules:\n- id: a\n  lacks: [您好, 亲]\n");
  EXPECT_THAT(hits_of(*pack, agent_says("啥事")), ElementsAre("a"));
  EXPECT_THAT(spans_of(*pack, "啥事"), IsEmpty());
  EXPECT_THAT(hits_of(*pack, agent_says("亲，在的")), IsEmpty());
}

TEST(Length, CountsCodePointsOfTheView) {
  const auto pack = pack_of("rules:\n- {id: a, length: '<4'}\n");
  EXPECT_THAT(hits_of(*pack, agent_says("好 的 呢 😀")), ElementsAre("a"));
  EXPECT_THAT(hits_of(*pack, agent_says("好的呢亲")), IsEmpty());
  EXPECT_THAT(spans_of(*pack, "好 的"), ElementsAre(Span{0, 3}));
}

TEST(Says, DefaultsToWhatAPersonAtTheShopWrote) {
  const auto pack = pack_of("rules:\n- {id: a, has: 微信}\n");
  Utterance utterance = agent_says("微信");
  EXPECT_THAT(hits_of(*pack, utterance), ElementsAre("a"));
  utterance.is_automatic = true;
  EXPECT_THAT(hits_of(*pack, utterance), IsEmpty());
  utterance.is_automatic = false;
  for (const Speaker other : {Speaker::kBot, Speaker::kCustomer, Speaker::kSystem}) {
    utterance.speaker = other;
    EXPECT_THAT(hits_of(*pack, utterance), IsEmpty());
  }
}

TEST(Says, AnyIsBothSidesAndNeverTheSystem) {
  const auto pack = pack_of("rules:\n- {id: a, has: 微信, says: 任何, auto: 包括}\n");
  Utterance utterance = agent_says("微信");
  for (const Speaker speaker : {Speaker::kAgent, Speaker::kBot, Speaker::kCustomer}) {
    utterance.speaker = speaker;
    EXPECT_THAT(hits_of(*pack, utterance), ElementsAre("a"));
  }
  utterance.speaker = Speaker::kSystem;
  EXPECT_THAT(hits_of(*pack, utterance), IsEmpty());
}

TEST(Auto, OnlyIsTheBotAndAutomaticTexts) {
  const auto pack = pack_of("rules:\n- {id: a, has: 微信, auto: only}\n");
  Utterance utterance = agent_says("微信");
  EXPECT_THAT(hits_of(*pack, utterance), IsEmpty());
  utterance.speaker = Speaker::kBot;
  EXPECT_THAT(hits_of(*pack, utterance), ElementsAre("a"));
}

TEST(Kind, LimitsTheRuleToKindsOfMessages) {
  const auto pack = pack_of("rules:\n- {id: a, has: 微信, kind: [image, card]}\n");
  Utterance utterance = agent_says("微信");
  EXPECT_THAT(hits_of(*pack, utterance), IsEmpty());
  utterance.kind = "card";
  EXPECT_THAT(hits_of(*pack, utterance), ElementsAre("a"));
}

TEST(CustomerSaid, NeedsOneOfItsTextsInTheCustomersTurn) {
  const auto pack = pack_of("rules:\n- {id: a, has: 运费, customer_said: [坏, 发错]}\n");
  EXPECT_TRUE(pack->needs_context());
  const std::vector<std::string_view> said = {"你好", "收到是坏的"};
  EXPECT_THAT(hits_of(*pack, agent_says("运费您出"), Context{said}), ElementsAre("a"));
  EXPECT_THAT(hits_of(*pack, agent_says("运费您出")), IsEmpty());
}

TEST(CustomerSaid, IsReadInThePacksOwnView) {
  const auto pack = pack_of("rules:\n- {id: a, view: squash, whole: 哦, customer_said: '?'}\n");
  const std::vector<std::string_view> said = {"能退吗？"};
  EXPECT_THAT(hits_of(*pack, agent_says("哦。"), Context{said}), ElementsAre("a"));
}

TEST(EnglishPack, MatchesOnWordBoundaries) {
  const auto pack = pack_of("rules:\n- {id: a, has: [refund, 'call [us]']}\n", "en");
  EXPECT_THAT(spans_of(*pack, "No REFUND!"), ElementsAre(Span{3, 6}));
  EXPECT_THAT(spans_of(*pack, "refunds"), IsEmpty());
  EXPECT_THAT(spans_of(*pack, "要refund吗"), ElementsAre(Span{1, 6}));
}

TEST(EnglishPack, PrefersTheWayOfReadingThatEndsOnABoundary) {
  const auto pack =
      pack_of("words:\n  r: [refund, refunds]\nrules:\n- id: a\n  has: '{r}'\n", "en");
  EXPECT_THAT(spans_of(*pack, "no refunds"), ElementsAre(Span{3, 7}));
}

TEST(View, DigitsReadsNumeralsOfEveryKind) {
  const auto pack = pack_of("rules:\n- {id: a, view: digits, has: '13800138000'}\n");
  EXPECT_THAT(spans_of(*pack, "打 一三八-0013 ８０００"), ElementsAre(Span{2, 13}));
}

TEST(View, RawKeepsCase) {
  const auto pack = pack_of("rules:\n- {id: a, view: raw, has: ['/V[Xx]/', Ab]}\n");
  EXPECT_THAT(spans_of(*pack, "VX"), ElementsAre(Span{0, 2}));
  EXPECT_THAT(spans_of(*pack, "vx ab"), IsEmpty());
}

TEST(Status, TrialIsAShadowAndDraftAndRetiredAreOut) {
  const auto pack = pack_of(
      "rules:\n- {id: a, has: 微信, status: trial}\n- {id: b, has: 微信, status: draft}\n"
      "- {id: c, has: 微信, status: 停用}\n- {id: d, has: 微信}\n");
  EXPECT_THAT(hits_of(*pack, agent_says("微信")), ElementsAre("a", "d"));
  EXPECT_TRUE(pack->info(0).is_shadow);
  EXPECT_FALSE(pack->info(1).is_shadow);
}

TEST(Defaults, AreTheOnesTheLanguagePromises) {
  const auto pack =
      pack_of("rules:\n- {id: a, has: 微信}\n- {id: b, has: 微信, level: critical}\n");
  const RuleInfo& info = pack->info(0);
  EXPECT_EQ(info.level, Level::kMinor);
  EXPECT_EQ(info.action, Action::kLog);
  EXPECT_EQ(info.name, "a");
  EXPECT_EQ(info.review_percent, 10U);
  EXPECT_EQ(pack->info(1).review_percent, 100U);
}

TEST(ChineseKeys, MeanTheSameAsTheEnglishOnes) {
  const std::vector<Source> sources = {
      {"r.yaml",
       "版本: 1\n规则包: 店铺\n语言: zh-CN\n说明: 试\n词表:\n  微信: [微信]\n"
       "规则:\n- 编号: a\n  名称: 导流\n  级别: 严重\n  谁说: 客服\n"
       "  包含: '加{微信}'\n  例外: 不能加微信\n  除非: 抱歉\n"
       "  处理: 拦截\n  提示语: 别加\n  建议话术: 站内聊\n  计分: -5\n"
       "  状态: 启用\n  负责人: 王\n  理由: 平台规则\n  复核: 抽检 20%\n"
       "  样例:\n    违规: [加微信]\n    合规: [不能加微信]\n"
       "    暂漏: [加薇信]\n"}};
  const Compiled compiled = compile(sources);
  ASSERT_NE(compiled.pack, nullptr);
  const RuleInfo& info = compiled.pack->info(0);
  EXPECT_EQ(info.name, "导流");
  EXPECT_EQ(info.level, Level::kCritical);
  EXPECT_EQ(info.action, Action::kBlock);
  EXPECT_EQ(info.scoring.once, 5);
  EXPECT_EQ(info.review_percent, 20U);
  EXPECT_EQ(info.owner, "王");
  EXPECT_EQ(compiled.tests.size(), 3U);
}

TEST(Match, KeepsNothingFromOneMessageToTheNext) {
  const auto pack = pack_of("rules:\n- {id: a, has: 运费, customer_said: 坏}\n");
  Scratch scratch;
  std::vector<Hit> hits;
  const std::vector<std::string_view> said = {"坏"};
  pack->match(agent_says("运费"), Context{said}, scratch, hits);
  EXPECT_EQ(hits.size(), 1U);
  pack->match(agent_says("运费"), {}, scratch, hits);
  EXPECT_THAT(hits, IsEmpty());
}

TEST(Explain, NamesTheLineThatFiredAndTheExceptionThatShielded) {
  const auto pack =
      pack_of("rules:\n- id: a\n  has:\n  - 红包\n  - 微信\n  except:\n  - 不能加微信\n");
  const Explanation explained = pack->explain(agent_says("不能加微信，发红包"), {});
  ASSERT_EQ(explained.views.size(), 5U);
  ASSERT_EQ(explained.rules.size(), 1U);
  const ExplainedRule& rule = explained.rules[0];
  EXPECT_TRUE(rule.is_hit);
  ASSERT_EQ(rule.hits.size(), 2U);
  EXPECT_EQ(rule.hits[0].matched.line, 7U);
  EXPECT_FALSE(rule.hits[0].is_shielded);
  EXPECT_EQ(rule.hits[1].matched.line, 8U);
  EXPECT_TRUE(rule.hits[1].is_shielded);
  EXPECT_EQ(rule.hits[1].shield.file, "rules.yaml");
  EXPECT_EQ(rule.hits[1].shield.line, 10U);
  EXPECT_EQ(rule.hits[1].shield.span, (Span{0, 5}));
}

TEST(Explain, SaysWhyThereIsNoFinding) {
  const auto pack = pack_of(
      "rules:\n- {id: a, has: 微信, except: 微信支付}\n- {id: b, has: 微信, unless: 支付}\n"
      "- {id: c, has: 微信, customer_said: 坏}\n- {id: d, has: 微信, length: '<2'}\n");
  const Explanation explained = pack->explain(agent_says("微信支付"), {});
  std::vector<std::string> reasons;
  for (const ExplainedRule& rule : explained.rules) {
    reasons.push_back(rule.reason);
  }
  EXPECT_THAT(reasons, ElementsAre("shielded", "unless", "customer_said", "length"));
}

}  // namespace
}  // namespace rules
