#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rules/collector.h"
#include "tests/rules/plain_talk_judge.h"
#include "tests/rules/talks.h"

namespace rules {
namespace {

using rules::testing::pack_with;
using rules::testing::PlainTalkJudge;
using rules::testing::rules_of;
using rules::testing::TalkOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr const char* kSoothe =
    "- id: a\n"
    "  after: {says: customer, has: 骗子}\n"
    "  expect: {says: agent, has: 抱歉, within: 2 messages}\n";

TEST(Expect, IsDecidedAtTheLastMessageItMayComeIn) {
  const auto pack = rules_of(kSoothe);
  EXPECT_THAT(TalkOf(pack).customer(0, "骗子").agent(20, "订单号").agent(40, "哦").found(),
              ElementsAre("a@0 40"));
  EXPECT_THAT(TalkOf(pack).customer(0, "骗子").agent(20, "订单号").agent(40, "抱歉").found(),
              IsEmpty());
  EXPECT_THAT(TalkOf(pack).customer(0, "骗子").agent(20, "订单号").found(), IsEmpty());
}

TEST(Expect, IsDecidedAtTheClose) {
  EXPECT_THAT(TalkOf(rules_of(kSoothe)).customer(0, "骗子").agent(20, "哦").close(30).found(),
              ElementsAre("a@0 30"));
}

TEST(Expect, IncludesTheLastMomentOfItsTime) {
  const auto pack = rules_of("- {id: a, has: 稍等, expect: {says: agent, within: 180s}}\n");
  EXPECT_THAT(TalkOf(pack).agent(0, "稍等").agent(180, "查到了").found(), IsEmpty());
  EXPECT_THAT(TalkOf(pack).agent(0, "稍等").agent(181, "查到了").found(),
              ElementsAre("a@0 180.001"));
  EXPECT_THAT(TalkOf(pack).agent(0, "稍等").found(180), IsEmpty());
  EXPECT_EQ(TalkOf(pack).agent(0, "稍等").judge(0).next_ms, 180'001);
}

TEST(Expect, SeveralThatWaitForTheSameMakeOneFinding) {
  EXPECT_THAT(TalkOf(rules_of(kSoothe))
                  .customer(0, "骗子")
                  .customer(5, "骗子骗子")
                  .agent(20, "订单号")
                  .agent(40, "哦")
                  .customer(50, "骗子")
                  .agent(60, "哦")
                  .agent(70, "哦")
                  .found(),
              ElementsAre("a@0 40", "a@4 70"));
}

TEST(Expect, MayWaitForTheNextRound) {
  const auto pack = rules_of("- {id: a, has: 稍等, expect: {has: 好了, within: 1 round}}\n");
  EXPECT_THAT(TalkOf(pack)
                  .customer(0, "在")
                  .agent(5, "稍等")
                  .customer(60, "人呢")
                  .agent(70, "好了")
                  .found(),
              ElementsAre("a@1 60"));
  EXPECT_THAT(TalkOf(pack).customer(0, "在").agent(5, "稍等").agent(9, "好了").found(), IsEmpty());
}

TEST(After, LooksBackWithinItsBound) {
  const auto pack = rules_of(
      "- {id: m, has: 自己看, after: {says: customer, has: 怎么, within: 1 message}}\n"
      "- {id: s, has: 自己看, after: {says: customer, has: 怎么, within: 30s}}\n"
      "- {id: p, has: 自己看, after: {says: customer, has: 怎么}}\n");
  EXPECT_THAT(TalkOf(pack).customer(0, "怎么用").agent(30, "自己看").found(),
              ElementsAre("m@1 30", "s@1 30", "p@1 30"));
  EXPECT_THAT(TalkOf(pack).customer(0, "怎么用").customer(1, "在吗").agent(31, "自己看").found(),
              ElementsAre("p@2 31"));
  EXPECT_THAT(TalkOf(pack).agent(0, "自己看").customer(30, "怎么用").found(), IsEmpty());
}

TEST(Before, IsDecidedWhenTheOtherComes) {
  const auto pack =
      rules_of("- {id: a, has: 转接, before: {says: customer, has: 又是谁, within: 60s}}\n");
  EXPECT_THAT(TalkOf(pack).agent(0, "转接").customer(60, "又是谁").found(), ElementsAre("a@0 60"));
  EXPECT_THAT(TalkOf(pack).agent(0, "转接").customer(61, "又是谁").found(), IsEmpty());
}

TEST(Reach, ARoundEndsWhereTheNextIsOpened) {
  const auto pack =
      rules_of("- {id: a, has: 自己看, after: {says: customer, has: 怎么}, in: round}\n");
  EXPECT_THAT(TalkOf(pack).customer(0, "怎么用").agent(1, "看说明").agent(2, "自己看").found(),
              ElementsAre("a@2 2"));
  EXPECT_THAT(TalkOf(pack)
                  .customer(0, "怎么用")
                  .agent(1, "嗯")
                  .customer(2, "哦")
                  .agent(3, "自己看")
                  .found(),
              IsEmpty());
}

TEST(Position, CountsThePersonsOwnMessages) {
  const auto pack = rules_of("- {id: f, lacks: 您好, first: 1}\n- {id: n, has: 稍等, nth: 2}\n");
  EXPECT_THAT(TalkOf(pack)
                  .customer(0, "在吗")
                  .agent(1, "您好")
                  .agent(2, "稍等")
                  .agent(3, "啥事", "b")
                  .agent(4, "稍等", "b")
                  .found(),
              ElementsAre("n@2 2", "f@3 3", "n@4 4"));
}

TEST(Position, LastIsDecidedAtTheClose) {
  const auto pack = rules_of("- {id: a, lacks: 再见, last: 1}\n");
  EXPECT_THAT(TalkOf(pack).agent(0, "好").agent(5, "嗯").found(), IsEmpty());
  EXPECT_THAT(TalkOf(pack).agent(0, "好").agent(5, "嗯").close(60).found(), ElementsAre("a@1 60"));
  EXPECT_THAT(TalkOf(pack).agent(0, "好").agent(5, "再见").close(60).found(), IsEmpty());
}

TEST(Steps, AreCompleteAtTheLast) {
  const auto pack = rules_of(
      "- id: a\n"
      "  steps:\n"
      "  - {says: customer, has: 退款}\n"
      "  - {says: agent, has: 订单号}\n"
      "  - {says: agent, has: 取消, within: 2 messages}\n");
  EXPECT_THAT(
      TalkOf(pack).customer(0, "退款").agent(1, "订单号").agent(2, "在").agent(3, "取消吧").found(),
      ElementsAre("a@3 3"));
  EXPECT_THAT(TalkOf(pack).agent(1, "订单号").customer(2, "退款").agent(3, "取消吧").found(),
              IsEmpty());
  EXPECT_THAT(TalkOf(pack)
                  .customer(0, "退款")
                  .agent(1, "订单号")
                  .agent(2, "在")
                  .agent(3, "在")
                  .agent(4, "取消")
                  .found(),
              IsEmpty());
}

TEST(Count, FiresAtTheMessageThatReachesItAndBeginsAnew) {
  const auto pack =
      rules_of("- {id: a, has: 在吗, says: customer, count: {at_least: 2, within: 60s}}\n");
  TalkOf talk(pack);
  talk.customer(0, "在吗").customer(70, "在吗").customer(130, "在吗").customer(131, "在吗");
  EXPECT_THAT(talk.found(), ElementsAre("a@2 130"));
}

TEST(ReplyWithin, IsAboutTheMessageThatOpensTheRound) {
  const auto pack = rules_of("- {id: a, reply_within: 60s}\n");
  EXPECT_THAT(TalkOf(pack).customer(0, "在吗").customer(50, "人呢").agent(61, "在").found(),
              ElementsAre("a@0 60.001"));
  EXPECT_THAT(TalkOf(pack).customer(0, "在吗").agent(60, "在").found(), IsEmpty());
  EXPECT_THAT(TalkOf(pack).customer(0, "在吗").close(30).found(), ElementsAre("a@0 30"));
}

TEST(ReplyWithin, TakesTheRoundsOfTheCaller) {
  const auto pack = rules_of("- {id: a, reply_within: 60s}\n");
  TalkOf talk(pack);
  talk.customer(0, "在吗").agent(100, "在");
  talk.talk().rounds.push_back({1, 50'000, 100'000, true, std::nullopt});
  EXPECT_THAT(talk.found(), IsEmpty());
  talk.talk().rounds[0].opened_at_ms = 30'000;
  EXPECT_THAT(talk.found(), ElementsAre("a@0 90.001"));
  talk.talk().rounds[0].is_counted = false;
  EXPECT_THAT(talk.found(), IsEmpty());
}

TEST(ReplyWithin, MayBeAboutCertainMessages) {
  const auto pack = rules_of("- {id: a, has: 急, reply_within: 30s}\n");
  EXPECT_THAT(TalkOf(pack).customer(0, "在吗").customer(50, "急").agent(90, "在").found(),
              ElementsAre("a@1 80.001"));
}

TEST(Silence, IsBrokenByAnyoneAndByTheEnd) {
  const auto pack = rules_of("- {id: a, has: 稍等, silence: 120s}\n");
  EXPECT_THAT(TalkOf(pack).agent(0, "稍等").found(), ElementsAre("a@0 120.001"));
  EXPECT_THAT(TalkOf(pack).agent(0, "稍等").customer(120, "好").found(), IsEmpty());
  EXPECT_THAT(TalkOf(pack).agent(0, "稍等").close(100).found(), IsEmpty());
}

TEST(RepeatOf, ComparesDigitsExactly) {
  const auto pack = rules_of("- {id: a, repeat: {alike: 80%, min_chars: 6}}\n");
  EXPECT_THAT(TalkOf(pack).agent(0, "亲，帮您查一下物流哦").agent(9, "亲 帮您查一下物流").found(),
              ElementsAre("a@1 9"));
  EXPECT_THAT(TalkOf(pack).agent(0, "您的订单号是10086呢").agent(9, "您的订单号是10087呢").found(),
              IsEmpty());
  EXPECT_THAT(TalkOf(pack).agent(0, "帮您查一下物流哦").agent(9, "帮您查一下物流哦", "b").found(),
              IsEmpty());
}

TEST(Attributes, AreThoseOfTheMoment) {
  const auto pack = rules_of("- {id: a, has: 退, attrs: {order_status: [已签收, 已完成]}}\n");
  TalkOf talk(pack);
  talk.agent(0, "不能退").agent(10, "不能退");
  talk.talk().attributes = {{5'000, "order_status", "已签收"}, {20'000, "order_status", "x"}};
  EXPECT_THAT(talk.found(), ElementsAre("a@1 10"));
}

TEST(Intents, AreSetByRulesAndAskedForByKind) {
  const auto pack = rules_of(
      "- {id: int, says: customer, has: 快递, classify: 物流问题/催发货}\n"
      "- {id: a, has: 不知道, intent: 物流问题}\n- {id: b, has: 不知道, intent: 物流}\n");
  EXPECT_EQ(pack->info(0).classify, "物流问题/催发货");
  EXPECT_THAT(TalkOf(pack).customer(0, "快递呢").agent(5, "不知道").found(),
              ElementsAre("int@0 0", "a@1 5"));
  EXPECT_THAT(TalkOf(pack).agent(0, "不知道").customer(5, "快递呢").found(),
              ElementsAre("int@1 5"));
}

TEST(Intents, OfARuleOnTrialAreSeenByRulesOnTrialOnly) {
  const auto pack = rules_of(
      "- {id: in, says: customer, has: 快递, classify: 物流, status: trial}\n"
      "- {id: active, has: 嗯, intent: 物流}\n"
      "- {id: trial, has: 嗯, intent: 物流, status: trial}\n");
  EXPECT_THAT(TalkOf(pack).customer(0, "快递呢").agent(5, "嗯").found(),
              ElementsAre("in@0 0", "trial@1 5"));
}

TEST(AppliesTo, ShopsHoursAndDates) {
  const auto pack = rules_of(
      "- {id: s, has: 在, applies: {shop: [甲店]}}\n"
      "- {id: h, has: 在, applies: {hours: 22:00-02:00}}\n"
      "- {id: d, has: 在, from: 1970-01-02, to: 1970-01-02}\n");
  TalkOf talk(pack);
  talk.agent(0, "在").agent(2 * 3600, "在").agent(24 * 3600, "在").agent(48 * 3600 - 1, "在");
  talk.talk().shop = "甲店";
  EXPECT_THAT(talk.found(), ElementsAre("s@0 0", "h@0 0", "s@1 7200", "s@2 86400", "h@2 86400",
                                        "d@2 86400", "s@3 172799", "h@3 172799", "d@3 172799"));
  talk.talk().shop = "乙店";
  EXPECT_EQ(talk.found().size(), 5U);
}

TEST(AppliesTo, TheGroupThatTheConversationHasThen) {
  const auto pack = rules_of("- {id: g, has: 在, applies: {group: [售后组, 投诉组]}}\n");
  TalkOf talk(pack);
  talk.agent(0, "在").agent(10, "在").agent(20, "在");
  talk.talk().attributes = {{5'000, "group", "售后组"}, {15'000, "group", "售前组"}};
  EXPECT_THAT(talk.found(), ElementsAre("g@1 10"));
}

TEST(CustomerSaidInATalk, IsTheLastUnbrokenRun) {
  const auto pack = rules_of("- {id: a, has: 运费, customer_said: 坏}\n");
  EXPECT_THAT(
      TalkOf(pack).customer(0, "坏的").customer(1, "在吗").agent(2, "亲").agent(3, "运费").found(),
      ElementsAre("a@3 3"));
  EXPECT_THAT(
      TalkOf(pack).customer(0, "坏的").agent(1, "亲").customer(2, "嗯").agent(3, "运费").found(),
      IsEmpty());
}

TEST(Counting, LeavesOutPrivateNotesAndAutomaticTexts) {
  const auto pack = rules_of(kSoothe);
  TalkOf talk(pack);
  talk.customer(0, "骗子").agent(1, "抱歉").agent(2, "您好").agent(3, "哦").agent(4, "哦");
  talk.talk().messages[1].is_counted = false;  // a private note
  talk.talk().messages[2].is_counted = false;
  talk.talk().messages[2].is_automatic = true;
  EXPECT_THAT(talk.found(), ElementsAre("a@0 4"));
}

TEST(Phases, EndWhatWaitsInThem) {
  const auto pack = rules_of(kSoothe);
  TalkOf talk(pack);
  talk.customer(0, "骗子").agent(10, "哦").customer(50, "在吗").agent(60, "抱歉");
  talk.talk().messages[2].phase = talk.talk().messages[3].phase = 2;
  talk.talk().phase_ends = {{1, 20'000}};
  EXPECT_THAT(talk.found(), ElementsAre("a@0 20"));
}

/// Rules that wait, count and look back in every way, on a small alphabet.
std::string every_kind_of_rule_text() {
  return "- {id: simple, has: 甲}\n"
         "- {id: said, has: 乙, customer_said: 甲}\n"
         "- {id: em, after: {says: customer, has: 甲}, expect: {has: 乙, within: 2 messages}}\n"
         "- {id: et, has: 丙, expect: {says: any, has: 乙, within: 20s}}\n"
         "- {id: er, has: 丙, expect: {says: customer, has: 乙, within: 2 rounds}}\n"
         "- {id: ea, has: 丙, expect: {has: 甲}, in: round}\n"
         "- {id: ec, has: 丙, expect: {has: 甲}}\n"
         "- {id: am, has: 乙, after: {says: any, has: 甲, within: 3 messages}}\n"
         "- {id: at, has: 乙, after: {says: customer, has: 甲, within: 15s}, first: 3}\n"
         "- {id: b, has: 甲, before: {says: customer, has: 丙, within: 2 messages}}\n"
         "- {id: bt, says: any, has: 甲, before: {says: any, has: 丙, within: 10s}, in: round}\n"
         "- {id: l, lacks: 甲, last: 2}\n"
         "- {id: lr, lacks: 甲, last: 1, in: round}\n"
         "- {id: n, nth: 2, in: round}\n"
         "- {id: st, steps: [{says: customer, has: 甲}, {has: 乙}, {has: 丙, within: 2 "
         "messages}]}\n"
         "- {id: c, has: 甲, count: {at_least: 2, within: 30s}}\n"
         "- {id: cm, says: any, has: 甲, count: {at_least: 2, within: 3 messages}, in: round}\n"
         "- {id: rw, reply_within: 12s}\n"
         "- {id: rt, has: 甲, reply_within: 7s}\n"
         "- {id: si, has: 甲, silence: 9s}\n"
         "- {id: sb, has: 乙, silence: 5s, before: {says: any, has: 甲}}\n"
         "- {id: rp, repeat: {alike: 60%, min_chars: 2, look_back: 3}}\n"
         "- {id: ra, repeat: {of: any, min_chars: 1, times: 3, look_back: 6}}\n"
         "- {id: in, says: customer, has: 丙, classify: 物流/催}\n"
         "- {id: it, has: 甲, intent: 物流}\n"
         "- {id: at2, has: 乙, attrs: {s: x}}\n"
         "- {id: ho, has: 乙, applies: {hours: 00:00-00:01}}\n";
}

std::shared_ptr<const RulePack> every_kind_of_rule() {
  return rules_of(every_kind_of_rule_text());
}

/// "rule@message decided", in order.
std::vector<std::string> lines_of(const RulePack& pack, const Judgement& judgement) {
  std::vector<std::string> out;
  for (const TalkFinding& finding : judgement.findings) {
    out.push_back(pack.info(finding.rule).id + "@" + std::to_string(finding.message) + " " +
                  std::to_string(finding.decided_at_ms));
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// The same rules, each question answered by reading the whole talk.
class PlainJudgement {
 public:
  explicit PlainJudgement(const std::vector<Source>& sources) {
    std::vector<Diagnostic> ignored;
    ClauseId clauses = 0;
    for (Rule& rule : collect(sources, ignored).rules) {
      rule.conditions.move_clauses(clauses);
      clauses += static_cast<ClauseId>(rule.clauses.size());
      rules_.push_back(std::move(rule));
    }
  }

  std::vector<std::string> found(const Talk& talk, std::int64_t now_ms) const {
    PlainTalkJudge judge(talk);
    std::vector<TalkFinding> findings;
    for (const bool sets_intents : {true, false}) {
      for (std::uint32_t i = 0; i < rules_.size(); ++i) {
        const Conditions& conditions = rules_[i].conditions;
        const std::size_t before = findings.size();
        if (conditions.classify.empty() != sets_intents) {
          judge.judge(i, conditions, findings);
        }
        for (std::size_t f = before; sets_intents && f < findings.size(); ++f) {
          judge.add_intent(findings[f].decided_at_ms, conditions.classify);
        }
      }
    }
    std::vector<std::string> out;
    for (const TalkFinding& finding : findings) {
      if (finding.decided_at_ms <= now_ms) {
        out.push_back(rules_[finding.rule].id + "@" + std::to_string(finding.message) + " " +
                      std::to_string(finding.decided_at_ms));
      }
    }
    std::sort(out.begin(), out.end());
    return out;
  }

 private:
  std::vector<Rule> rules_;
};

/// What a conversation looks like after its first messages and events up to `now_ms`.
Talk up_to(const Talk& talk, std::size_t messages, std::int64_t now_ms) {
  Talk out = talk;
  out.messages.resize(messages);
  std::erase_if(out.attributes, [&](const TalkAttribute& a) { return a.at_ms > now_ms; });
  std::erase_if(out.phase_ends, [&](const TalkPhaseEnd& end) { return end.at_ms > now_ms; });
  std::erase_if(out.rounds, [&](const TalkRound& round) { return round.opened_at_ms > now_ms; });
  for (TalkRound& round : out.rounds) {
    if (round.answered_at_ms && *round.answered_at_ms > now_ms) {
      round.answered_at_ms.reset();
    }
  }
  if (out.closed_at_ms && *out.closed_at_ms > now_ms) {
    out.closed_at_ms.reset();
  }
  return out;
}

using Found = std::set<std::pair<std::uint32_t, std::size_t>>;

Found found_by(const Judgement& judgement, std::int64_t now_ms) {
  Found out;
  for (const TalkFinding& finding : judgement.findings) {
    if (finding.decided_at_ms <= now_ms) {
      out.emplace(finding.rule, finding.message);
    }
  }
  return out;
}

/// Some begin with the bot, some come back to it after a close; people take over at some message,
/// which then need not be the first of its round.
void split_into_phases(Talk& talk, std::mt19937& random) {
  std::int32_t last = 0;
  std::int32_t phase = random() % 3 == 0 ? 0 : ++last;
  std::optional<std::size_t> asked;
  std::int32_t round = 0;
  for (std::size_t i = 0; i < talk.messages.size(); ++i) {
    TalkMessage& message = talk.messages[i];
    const std::int64_t before = i > 0 ? talk.messages[i - 1].at_ms : message.at_ms;
    const auto gap = static_cast<std::uint64_t>(message.at_ms - before + 1);
    const std::int64_t between = before + static_cast<std::int64_t>(random() % gap);
    message.round = message.round != 0 ? ++round : 0;
    if (phase == 0 && (message.speaker == Speaker::kAgent || random() % 3 == 0)) {
      phase = ++last;
      if (asked) {
        talk.rounds.push_back({++round, between, std::nullopt, true, asked});
        message.round = round;
      }
    } else if (phase != 0 && i > 0 && random() % 9 == 0) {
      talk.phase_ends.push_back({phase, between});
      asked.reset();
      phase = random() % 2 == 0 ? 0 : ++last;
    }
    message.phase = phase;
    if (message.speaker == Speaker::kCustomer && message.is_counted) {
      asked = i;
    }
  }
}

void fill_at_random(TalkOf& of, std::mt19937& random) {
  static const char* const kTexts[] = {"甲", "乙", "丙", "甲乙丙", "好的呢", "甲乙丙丁", "好的哦"};
  int second = 0;
  for (auto n = random() % 14; n > 0; --n) {
    second += static_cast<int>(random() % 4 == 0 ? random() % 40 : random() % 6);
    const bool is_customer = random() % 2 == 0;
    const char* const text = kTexts[random() % std::size(kTexts)];
    is_customer ? of.customer(second, text)
                : of.agent(second, text, random() % 5 == 0 ? "other" : "");
    TalkMessage& message = of.talk().messages.back();
    message.is_automatic = !is_customer && random() % 8 == 0;
    message.is_counted = !message.is_automatic && random() % 10 != 0;
  }
  split_into_phases(of.talk(), random);
  Talk& talk = of.talk();
  if (random() % 2 == 0) {
    talk.closed_at_ms = (second + static_cast<int>(random() % 20)) * 1000LL;
  }
  talk.attributes.push_back({static_cast<std::int64_t>(random() % 30'000), "s", "x"});
}

/// For whoever has to find out why two judgements differ.
std::string describe(const Talk& talk) {
  std::string out = "\n";
  for (std::size_t i = 0; i < talk.messages.size(); ++i) {
    const TalkMessage& message = talk.messages[i];
    out += std::to_string(i) + ": " + std::to_string(message.at_ms) + " " +
           (message.speaker == Speaker::kCustomer ? "customer " : "agent ") +
           std::string(message.text) + (message.is_counted ? "" : " uncounted") + " phase " +
           std::to_string(message.phase) + " round " + std::to_string(message.round) + "\n";
  }
  for (const TalkPhaseEnd& end : talk.phase_ends) {
    out += "phase " + std::to_string(end.phase) + " ends " + std::to_string(end.at_ms) + "\n";
  }
  for (const TalkRound& round : talk.rounds) {
    out += "round " + std::to_string(round.round) + " handed over " +
           std::to_string(round.opened_at_ms) + "\n";
  }
  return out + "closed " + std::to_string(talk.closed_at_ms.value_or(-1));
}

/// What was found event by event as time went, the caller waking up whenever asked to.
Found found_live(const RulePack& pack, const Talk& talk, std::int64_t until_ms) {
  std::set<std::int64_t> moments{until_ms};
  for (const TalkMessage& message : talk.messages) {
    moments.insert(message.at_ms);
  }
  for (const TalkPhaseEnd& end : talk.phase_ends) {
    moments.insert(end.at_ms);
  }
  if (talk.closed_at_ms) {
    moments.insert(*talk.closed_at_ms);
  }
  Found out;
  while (!moments.empty()) {
    const std::int64_t now_ms = *moments.begin();
    moments.erase(moments.begin());
    const auto heard = static_cast<std::size_t>(
        std::count_if(talk.messages.begin(), talk.messages.end(),
                      [now_ms](const TalkMessage& m) { return m.at_ms <= now_ms; }));
    const Judgement judgement = pack.judge(up_to(talk, heard, now_ms), now_ms);
    const Found now = found_by(judgement, now_ms);
    for (const auto& known : out) {
      EXPECT_TRUE(now.contains(known))
          << pack.info(known.first).id << " taken back at " << now_ms << describe(talk);
    }
    out.insert(now.begin(), now.end());
    if (judgement.next_ms && *judgement.next_ms < until_ms) {
      moments.insert(*judgement.next_ms);
    }
  }
  return out;
}

TEST(Judging, FindsTheSameLiveAndOverTheWholeConversation) {
  const auto pack = every_kind_of_rule();
  ASSERT_NE(pack, nullptr);
  std::mt19937 random(20261122);
  std::set<std::uint32_t> fired;
  for (int i = 0; i < 1000; ++i) {
    TalkOf of(pack);
    fill_at_random(of, random);
    of.inspect();
    const std::int64_t until_ms = 10'000'000;
    const Judgement whole = pack->judge(of.talk(), until_ms);
    const Found live = found_live(*pack, of.talk(), until_ms);
    ASSERT_EQ(live, found_by(whole, until_ms)) << "talk " << i;
    const auto half = static_cast<std::int64_t>(random() % 100'000);
    const auto heard = static_cast<std::size_t>(
        std::count_if(of.talk().messages.begin(), of.talk().messages.end(),
                      [half](const TalkMessage& m) { return m.at_ms <= half; }));
    ASSERT_EQ(found_by(pack->judge(up_to(of.talk(), heard, half), half), half),
              found_by(whole, half))
        << "talk " << i << " cut at " << half;
    const Judgement later = pack->judge_talk(of.talk(), half);
    Judgement rest = pack->judge(of.talk(), half);
    std::erase_if(rest.findings, [&pack](const TalkFinding& finding) {
      return !pack->info(finding.rule).needs_talk || !pack->info(finding.rule).classify.empty();
    });
    ASSERT_EQ(found_by(later, half), found_by(rest, half)) << "talk " << i << " cut at " << half;
    for (const TalkFinding& finding : whole.findings) {
      fired.insert(finding.rule);
    }
  }
  EXPECT_EQ(fired.size(), pack->size()) << "some rule never found anything";
}

TEST(Judging, AgreesWithReadingTheWholeTalkForEveryQuestion) {
  const std::string body = every_kind_of_rule_text();
  const auto pack = rules_of(body);
  const PlainJudgement plain(pack_with("rules:\n" + body));
  std::mt19937 random(4711);
  for (int i = 0; i < 3000; ++i) {
    TalkOf of(pack);
    fill_at_random(of, random);
    of.inspect();
    const std::int64_t until_ms =
        random() % 2 == 0 ? 10'000'000 : static_cast<int>(random() % 60'000);
    ASSERT_EQ(plain.found(of.talk(), until_ms), lines_of(*pack, pack->judge(of.talk(), until_ms)))
        << "talk " << i;
  }
}

TEST(Judging, LooksAThousandMessagesFarAndNoFarther) {
  const auto pack = rules_of(
      "- {id: after, has: 丙, after: {says: any, has: 甲}}\n"
      "- {id: expect, says: any, has: 甲, expect: {has: 丙}}\n"
      "- {id: before, says: any, has: 甲, before: {has: 丙}}\n"
      "- {id: steps, steps: [{says: any, has: 甲}, {has: 丙}]}\n"
      "- {id: said, has: 丙, customer_said: 甲, applies: {hours: 00:00-24:00}}\n"
      "- {id: count, says: any, has: [甲, 丙], count: {at_least: 2, within: 2h}}\n");
  for (const bool is_near : {true, false}) {
    TalkOf talk(pack);
    talk.customer(0, "甲");
    for (int i = 1; i < (is_near ? 1000 : 1001); ++i) {
      talk.agent(i, "嗯");
    }
    talk.agent(2000, "丙").close(3000);
    std::vector<std::string> rules;
    for (const std::string& line : talk.found()) {
      rules.push_back(line.substr(0, line.find('@')));
    }
    if (is_near) {
      EXPECT_THAT(rules, UnorderedElementsAre("after", "before", "steps", "said", "count"));
    } else {
      EXPECT_THAT(rules, IsEmpty());
    }
  }
}

TEST(Phases, WhatIsSaidToTheBotWaitsForNobody) {
  const auto pack = rules_of(
      "- {id: soothe, after: {says: customer, has: 骗子}, expect: {has: 抱歉, within: 2 "
      "messages}}\n"
      "- {id: hello, lacks: 您好, first: 1}\n");
  TalkOf talk(pack);
  talk.customer(0, "骗子").agent(10, "您好").agent(20, "嗯").close(30);
  EXPECT_THAT(talk.found(), ElementsAre("soothe@0 20"));
  talk.talk().messages[0].phase = 0;
  EXPECT_THAT(talk.found(), IsEmpty());
}

TEST(ReplyWithin, AHandOverIsAboutWhatTheCustomerAskedBeforeIt) {
  const auto pack = rules_of("- {id: a, reply_within: 60s}\n");
  TalkOf talk(pack);
  talk.customer(0, "什么时候发货").customer(5, "急").close(500);
  for (TalkMessage& message : talk.talk().messages) {
    message.phase = message.round = 0;
  }
  talk.talk().rounds.push_back({1, 10'000, std::nullopt, true, 1});
  EXPECT_THAT(talk.found(), ElementsAre("a@1 70.001"));
  talk.talk().closed_at_ms = 40'000;
  EXPECT_THAT(talk.found(), ElementsAre("a@1 40"));
  talk.talk().rounds[0].answered_at_ms = 70'000;
  EXPECT_THAT(talk.found(), IsEmpty());
}

}  // namespace
}  // namespace rules
