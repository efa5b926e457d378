#include "plugin/report/insight_words.h"

#include <gtest/gtest.h>

#include <string>

#include "plugin/report/diagnosis_words.h"
#include "plugin/report/report_text.h"
#include "tests/plugin/report/insight_sample.h"
#include "tests/plugin/report/report_sample.h"

namespace plugin::report {
namespace {

using rules::Language;

qa::Report report_with(qa::Insight insight) {
  qa::Report report = sample_report();
  report.insight = std::move(insight);
  return report;
}

/// A line a statement.
std::string texts(const qa::Report& report, Language language) {
  std::string texts;
  for (const Statement& statement : statements_of(report, language)) {
    texts += statement.text + "\n";
  }
  return texts;
}

TEST(InsightWords, SayItInChinese) {
  EXPECT_EQ(texts(report_with(sample_insight()), Language::kChinese),
            R"(平均响应时长 207.00 秒，超过达标线 120.00 秒，比上期增加 30.00 秒，持续变差。
客服“小王\u{1b}[2J”：12 轮中有 9 轮慢于均值；8 轮超过 180 秒或无人回复（无人回复 1 轮），使平均响应时长增加 25.00 秒。
咨询意图“物流问题/催促发货”：6 轮中有 1 轮慢于均值；1 轮超过 180 秒或无人回复（无人回复 0 轮），使平均响应时长增加 2.50 秒。
接起率 100.00%，低于达标线 80.00%。没有哪个客服、意图、商品或时段特别突出。
差评原因为“回复慢”的 38 个会话中，31 个有超过 180 秒或无人回复的轮次（共 64 轮，最长等待 700.00 秒）；2 个有质检命中（共 3 处：tone.rude）；5 个没有佐证。
等待越久，评分越低：40 个有评价的会话里，平均等待与评分的秩相关系数为 -0.50（95% 区间 -0.75 至 -0.25）。
若最慢的 20 轮都在第 180 秒得到回复，平均响应时长会是 100.00 秒（现为 150.00 秒），三分钟回复率（按轮次）会是 87.50%（现为 75.00%）。
若无人回复的 1 轮都在第 180 秒得到回复，平均响应时长会是 140.00 秒（现为 150.00 秒），三分钟回复率（按轮次）会是 80.00%（现为 75.00%）。
“即将超时”提醒后 60 秒内，10 轮中有 8 轮得到回复（95% 区间 50.00% – 90.00%）；同一阶段未发出提醒的 4 轮中有 1 轮（5.00% – 70.00%）。
3 个会话的投诉风险分不低于 40 分（满分 100，不是概率）。
c_2：75 分（首次等待 700.00 秒计 35 分，客户消息 6 条计 0 分，重复提问 1 次计 20 分，无人回复 1 轮计 20 分）。
物流问题/催促发货：40 个会话，上期 20 个（+20）。
售后问题/退款：7 个会话。
)");
}

TEST(InsightWords, SayItInEnglish) {
  EXPECT_EQ(
      texts(report_with(sample_insight()), Language::kEnglish),
      R"(Mean response: 207.00 s, above the threshold of 120.00 s, 30.00 s more than in the previous period and getting worse.
Agent 小王\u{1b}[2J: 9 of 12 rounds slower than the mean; 8 over 180 s or never answered (1 never); this raises the figure by 25.00 s.
Intent 物流问题/催促发货: 1 of 6 rounds slower than the mean; 1 over 180 s or never answered (0 never); this raises the figure by 2.50 s.
Pick-up rate: 100.00%, below the threshold of 80.00%. No agent, intent, product or hour stands out.
Of 38 conversations rated “slow replies”, 31 have rounds over 180 s or never answered (64 rounds, longest wait 700.00 s); 2 have findings of rules (3 findings: tone.rude); 5 show neither.
The longer the wait, the fewer stars: over 40 rated sessions the rank correlation of mean wait and stars is -0.50 (95% interval -0.75 to -0.25).
Had the 20 slowest rounds been answered at 180 s, the mean response would be 100.00 s (it is 150.00 s) and 87.50% of rounds within the limit (it is 75.00%).
Had the 1 unserved round been answered at 180 s, the mean response would be 140.00 s (it is 150.00 s) and 80.00% of rounds within the limit (it is 75.00%).
Within 60 s of nudge urgent, 8 of 10 rounds got a reply (95% interval 50.00% – 90.00%); of 4 rounds whose nudge was suppressed at that stage, 1 did (5.00% – 70.00%).
3 conversations at 40 risk points or more (of 100; no probability).
c_2: 75 points (first wait 700.00 s: 35; 6 customer messages: 0; 1 question repeated: 20; 1 unserved round: 20).
物流问题/催促发货: 40 conversations, 20 before (+20).
售后问题/退款: 7 conversations.
)");
}

TEST(InsightWords, OneIsSingular) {
  qa::Insight insight;
  insight.reasons.push_back(
      {"attitude", 1, 0, 0, qa::Duration{0}, 1, 1, 0, {{"tone.rude", 1, 1}}, {}});
  insight.topics.push_back({"售后问题", 1, 1, 0});

  EXPECT_EQ(texts(report_with(insight), Language::kEnglish),
            "Of 1 conversation rated “attitude”, 1 has findings of rules (1 finding: tone.rude).\n"
            "售后问题: 1 conversation, 0 before (+1).\n");
}

TEST(InsightWords, OfReasonsWithoutEvidenceItIsSaid) {
  qa::Insight insight;
  insight.reasons.push_back({"slow", 3, 0, 0, qa::Duration{0}, 0, 0, 3, {}, {}});

  EXPECT_EQ(
      texts(report_with(insight), Language::kChinese),
      "差评原因为“回复慢”的 3 个会话中，都没有佐证：没有超时或无人回复的轮次，也没有质检命中。\n");
}

TEST(InsightWords, WhereNothingIsNotableNothingIsSaid) {
  qa::Insight insight;
  insight.satisfaction.sessions = 40;
  insight.satisfaction.correlation = -0.1;
  insight.satisfaction.interval = qa::Interval{-0.4, 0.2};  // either way
  insight.what_if.push_back(
      {qa::Supposition::kSlowestInTime, 20, 100'000.0, 99'500.0, 0.9, 0.95, {}});

  EXPECT_TRUE(statements_of(report_with(insight), Language::kChinese).empty());
  EXPECT_TRUE(statements_of(sample_report(), Language::kChinese).empty());
  EXPECT_EQ(report_text(report_with({}), Language::kEnglish),
            report_text(sample_report(), Language::kEnglish));
}

TEST(InsightWords, NamesCannotSteerATerminal) {
  const std::string text = report_text(report_with(sample_insight()), Language::kEnglish);

  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find("小王\\u{1b}[2J: 9 of 12 rounds"), std::string::npos);
}

TEST(InsightWords, TheTextNamesConversationsUnderWhatTheyShow) {
  qa::Insight insight = sample_insight();
  insight.diagnosis[1].behind.conversations = 9;
  const std::string text = insight_text(report_with(insight), Language::kEnglish);

  EXPECT_EQ(text.rfind("\nDiagnosis\n  Mean response: ", 0), 0u) << text;
  EXPECT_NE(text.find("\n    → c_2 c_1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\n    → c_2 and 8 more\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace plugin::report
