#include "plugin/feedback.h"

#include <gtest/gtest.h>

#include <set>

#include "rules/compiler.h"

namespace plugin {
namespace {

using rules::Action;
using rules::Language;
using std::chrono::seconds;

constexpr qa::Time kOpened = qa::from_ms(1'795'312'800'000);

qa::NudgeRecord nudge_at(qa::Stage stage, qa::Duration waited) {
  qa::NudgeRecord nudge;
  nudge.conversation = {"shop_1", "desk", "c_1"};
  nudge.opened_by = "m_1";
  nudge.stage = stage;
  nudge.opened_at = kOpened;
  nudge.at = kOpened + waited;
  nudge.due_at = kOpened + seconds(180);
  nudge.agent = "a_1";
  return nudge;
}

TEST(NudgeText, SaysHowLongAndHowMuchIsLeftInChinese) {
  const NudgeText text = nudge_text(nudge_at(qa::Stage::kUrgent, seconds(150)), Language::kChinese);
  EXPECT_EQ(text.title, "即将超时");
  EXPECT_EQ(text.text, "顾客已等待 2 分 30 秒，请在 30 秒内回复。");
  EXPECT_EQ(nudge_text(nudge_at(qa::Stage::kOverdue, seconds(180)), Language::kChinese).text,
            "顾客已等待 3 分钟，请立即回复。");
  EXPECT_EQ(nudge_text(nudge_at(qa::Stage::kUnserved, seconds(600)), Language::kChinese).text,
            "顾客已等待 10 分钟，将计为未服务，请尽快处理。");
}

TEST(NudgeText, SaysTheSameInEnglish) {
  EXPECT_EQ(nudge_text(nudge_at(qa::Stage::kNotice, seconds(100)), Language::kEnglish).text,
            "The customer has waited 1 min 40 s; 1 min 20 s left to reply.");
  EXPECT_EQ(nudge_text(nudge_at(qa::Stage::kOverdue, seconds(185)), Language::kEnglish).title,
            "Reply overdue");
  EXPECT_EQ(nudge_text(nudge_at(qa::Stage::kUnserved, seconds(600)), Language::kEnglish).title,
            "Still no reply");
}

TEST(NudgeLevel, OneScaleForStagesAndActions) {
  EXPECT_EQ(nudge_level(qa::Stage::kNotice), "info");
  EXPECT_EQ(nudge_level(qa::Stage::kUrgent), "warn");
  EXPECT_EQ(nudge_level(qa::Stage::kOverdue), "warn");
  EXPECT_EQ(nudge_level(Action::kLog), "");
  EXPECT_EQ(nudge_level(Action::kHint), "info");
  EXPECT_EQ(nudge_level(Action::kConfirm), "warn");
  EXPECT_EQ(nudge_level(Action::kBlock), "block");
}

TEST(MakeNudge, IdsAreTheSameAfterARestartAndDifferForEachStageAndShop) {
  const qa::Cause cause{"e_1", kOpened, "s_1", 7};
  const auto id = [&](qa::NudgeRecord nudge) {
    return make_nudge(nudge, cause, Language::kChinese).id;
  };
  const qa::NudgeRecord notice = nudge_at(qa::Stage::kNotice, seconds(100));
  EXPECT_EQ(id(notice), id(nudge_at(qa::Stage::kNotice, seconds(130))))
      << "when it was made is no part";
  qa::NudgeRecord elsewhere = notice;
  elsewhere.conversation.shop = "shop_2";
  qa::NudgeRecord next = notice;
  next.opened_by = "m_2";
  const std::set<std::string> ids{id(notice), id(nudge_at(qa::Stage::kUrgent, seconds(150))),
                                  id(elsewhere), id(next)};
  EXPECT_EQ(ids.size(), 4U);
  EXPECT_LE(id(notice).size(), 128U);
}

TEST(MakeNudge, LivesLongerThanItsStage) {
  const qa::Cause cause{"e_1", kOpened, "s_1", 7};
  const workstation::Nudge nudge =
      make_nudge(nudge_at(qa::Stage::kUnserved, seconds(600)), cause, Language::kChinese);
  EXPECT_GT(nudge.ttl, seconds(600));
  EXPECT_EQ(nudge.because_event, "e_1");
  EXPECT_EQ(nudge.because_seq, 7);
}

std::shared_ptr<const rules::RulePack> pack() {
  return rules::compile({{"t.yaml", R"(version: 1
pack: t
locale: zh-CN
rules:
- id: t.hint
  name: 提示
  level: minor
  has: [甲甲]
  do: hint
  tell: 说甲
  suggest: 改甲
  tests: {bad: [甲甲], ok: [好]}
- id: t.block
  name: 拦截
  level: critical
  has: [乙乙]
  do: block
  tell: 说乙
  suggest: 改乙
  tests: {bad: [乙乙], ok: [好]}
- id: t.log
  name: 记录
  level: note
  has: [丙丙]
  do: log
  tell: 说丙
  tests: {bad: [丙丙], ok: [好]}
)"}}).pack;
}

std::vector<rules::Hit> hits_in(const rules::RulePack& rules, std::string_view text) {
  rules::Scratch scratch;
  std::vector<rules::Hit> hits;
  rules.match({rules::Speaker::kAgent, "text", false, text}, {}, scratch, hits);
  return hits;
}

TEST(MakeAnswer, TheStrongestRuleDecidesAndAllAreNamed) {
  const auto rules = pack();
  ASSERT_TRUE(rules);
  workstation::DraftCheck draft;
  draft.id = "d_1";
  draft.revision = 4;
  const auto answer = make_answer(draft, hits_in(*rules, "甲甲乙乙丙丙"), *rules);
  EXPECT_EQ(answer.id, "d_1");
  EXPECT_EQ(answer.revision, 4);
  EXPECT_EQ(answer.action, Action::kBlock);
  EXPECT_EQ(answer.rewrite, "改乙");
  ASSERT_EQ(answer.reasons.size(), 2U) << "a rule that only logs has no say";
  EXPECT_EQ(answer.reasons[1].spans, (std::vector<rules::Span>{{2, 2}}));
}

TEST(MakeAnswer, ACleanDraftIsAllowed) {
  const auto rules = pack();
  ASSERT_TRUE(rules);
  const auto answer = make_answer({}, hits_in(*rules, "丙丙"), *rules);
  EXPECT_EQ(answer.action, Action::kLog);
  EXPECT_TRUE(answer.reasons.empty());
}

TEST(MakeVerdict, NamesMessageRulesAndCause) {
  const auto rules = pack();
  ASSERT_TRUE(rules);
  qa::FindingRecord finding;
  finding.conversation = {"shop_1", "desk", "c_1"};
  finding.message = "m_1";
  finding.rule = "t.block";
  finding.rule_set = rules->version();
  finding.action = Action::kBlock;
  finding.spans = {{0, 2}};
  const auto verdict = make_verdict({finding}, *rules, {"e_1", kOpened, "s_1", 9});
  EXPECT_EQ(verdict.label, "violation");
  EXPECT_EQ(verdict.message, "m_1");
  EXPECT_EQ(verdict.because_seq, 9);
  ASSERT_EQ(verdict.reasons.size(), 1U);
  EXPECT_EQ(verdict.reasons[0].text, "说乙");
  qa::FindingRecord edited = finding;
  edited.message_revision = 1;
  EXPECT_NE(make_verdict({edited}, *rules, {}).id, verdict.id);
}

}  // namespace
}  // namespace plugin
