#include "plugin/report/insight_words.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "plugin/report/diagnosis_words.h"
#include "plugin/report/figure_text.h"
#include "plugin/report/report_table.h"
#include "plugin/report/report_words.h"
#include "qa/complaint_risk.h"

namespace plugin::report {
namespace {

/// Conversations named under a sentence of the text report; the rest are in the JSON.
constexpr std::size_t kNamedInText = 3;
constexpr std::size_t kIdColumns = 40;

/// What-ifs that would move the mean by less than this share are not worth a word.
constexpr double kNotableChange = 0.01;

std::string share(double ratio, Language language) {
  return in_unit(ratio, qa::Unit::kRatio, language);
}

std::string seconds(double ms, Language language) {
  return in_unit(ms, qa::Unit::kMs, language);
}

std::string rules_of(const qa::ReasonEvidence& reason, Language language) {
  std::string names;
  for (const qa::RuleEvidence& rule : reason.rules) {
    names += (names.empty()                    ? ""
              : language == Language::kChinese ? "、"
                                               : ", ") +
             shown(rule.rule, kIdColumns);
  }
  return names;
}

constexpr std::string_view kSemicolon = "；";

std::string reason_in_chinese(const qa::ReasonEvidence& reason, std::int64_t limit_s) {
  constexpr Language kZh = Language::kChinese;
  std::string text = fmt::format("差评原因为“{}”的 {} 个会话中，",
                                 name_of_reason(reason.reason, kZh), reason.ratings);
  if (reason.without_evidence == reason.ratings) {
    return text + "都没有佐证：没有超时或无人回复的轮次，也没有质检命中。";
  }
  if (reason.with_slow > 0) {
    text += fmt::format("{} 个有超过 {} 秒或无人回复的轮次（共 {} 轮，最长等待 {}）；",
                        reason.with_slow, limit_s, reason.slow_rounds,
                        seconds(static_cast<double>(reason.longest_wait.count()), kZh));
  }
  if (reason.with_findings > 0) {
    text += fmt::format("{} 个有质检命中（共 {} 处：{}）；", reason.with_findings, reason.findings,
                        rules_of(reason, kZh));
  }
  if (reason.without_evidence > 0) {
    return text + fmt::format("{} 个没有佐证。", reason.without_evidence);
  }
  text.resize(text.size() - kSemicolon.size());
  return text + "。";
}

std::string reason_in_english(const qa::ReasonEvidence& reason, std::int64_t limit_s) {
  constexpr Language kEn = Language::kEnglish;
  std::string text =
      fmt::format("Of {} rated “{}”, ", counted(reason.ratings, "conversation", "conversations"),
                  name_of_reason(reason.reason, kEn));
  if (reason.without_evidence == reason.ratings) {
    return text + "none shows why: no round over the limit or left unanswered, no finding.";
  }
  if (reason.with_slow > 0) {
    text += fmt::format("{} {} rounds over {} s or never answered ({}, longest wait {}); ",
                        reason.with_slow, reason.with_slow == 1 ? "has" : "have", limit_s,
                        counted(reason.slow_rounds, "round", "rounds"),
                        seconds(static_cast<double>(reason.longest_wait.count()), kEn));
  }
  if (reason.with_findings > 0) {
    text += fmt::format("{} {} findings of rules ({}: {}); ", reason.with_findings,
                        reason.with_findings == 1 ? "has" : "have",
                        counted(reason.findings, "finding", "findings"), rules_of(reason, kEn));
  }
  if (reason.without_evidence > 0) {
    return text + fmt::format("{} {} neither.", reason.without_evidence,
                              reason.without_evidence == 1 ? "shows" : "show");
  }
  text.resize(text.size() - 2);  // "; "
  return text + ".";
}

/// Said only where the interval leaves no doubt which way it goes.
std::string satisfaction_text(const qa::WaitAndSatisfaction& found, Language language) {
  if (!found.correlation || !found.interval ||
      (found.interval->low <= 0 && found.interval->high >= 0)) {
    return {};
  }
  const bool is_usual = *found.correlation < 0;
  if (language == Language::kChinese) {
    return fmt::format(
        "等待越久，评分{}：{} 个有评价的会话里，平均等待与评分的秩相关系数为 {:.2f}"
        "（95% 区间 {:.2f} 至 {:.2f}）。",
        is_usual ? "越低" : "反而越高", found.sessions, *found.correlation, found.interval->low,
        found.interval->high);
  }
  return fmt::format(
      "The longer the wait, the {} stars: over {} the rank correlation of mean wait and stars is "
      "{:.2f} (95% interval {:.2f} to {:.2f}).",
      is_usual ? "fewer" : "more", counted(found.sessions, "rated session", "rated sessions"),
      *found.correlation, found.interval->low, found.interval->high);
}

std::string what_if_text(const qa::WhatIf& what_if, std::int64_t limit_s, Language language) {
  const auto& before = what_if.mean_response_ms;
  const auto& after = what_if.new_mean_response_ms;
  if (!before || !after || !what_if.round_rate || !what_if.new_round_rate ||
      std::abs(*after - *before) < kNotableChange * *before) {
    return {};
  }
  const bool is_slowest = what_if.supposition == qa::Supposition::kSlowestInTime;
  if (language == Language::kChinese) {
    return fmt::format(
        "若{} {} 轮都在第 {} 秒得到回复，平均响应时长会是 {}（现为 {}），三分钟回复率（按轮次）"
        "会是 {}（现为 {}）。",
        is_slowest ? "最慢的" : "无人回复的", what_if.rounds, limit_s, seconds(*after, language),
        seconds(*before, language), share(*what_if.new_round_rate, language),
        share(*what_if.round_rate, language));
  }
  return fmt::format(
      "Had the {} been answered at {} s, the mean response would be {} (it is {}) and {} of rounds "
      "within the limit (it is {}).",
      counted(what_if.rounds, is_slowest ? "slowest round" : "unserved round",
              is_slowest ? "slowest rounds" : "unserved rounds"),
      limit_s, seconds(*after, language), seconds(*before, language),
      share(*what_if.new_round_rate, language), share(*what_if.round_rate, language));
}

std::string_view name_of(qa::Stage stage, Language language) {
  constexpr std::array<std::string_view, qa::kStages> kChinese{"请留意", "即将超时", "回复已超时",
                                                               "长时间未回复"};
  return language == Language::kChinese ? kChinese[static_cast<std::size_t>(stage)]
                                        : to_string(stage);
}

std::string interval_text(const qa::Share& of, Language language) {
  return of.interval ? fmt::format("{} – {}", share(of.interval->low, language),
                                   share(of.interval->high, language))
                     : std::string{kNoValue};
}

std::string nudge_text(const qa::NudgeEffect& effect, Language language) {
  const auto within_s = effect.within.count() / 1000;
  if (language == Language::kChinese) {
    return fmt::format(
        "“{}”提醒后 {} 秒内，{} 轮中有 {} 轮得到回复（95% 区间 {}）；同一阶段未发出提醒的 {} "
        "轮中有 "
        "{} 轮（{}）。",
        name_of(effect.stage, language), within_s, effect.shown.rounds, effect.shown.answered,
        interval_text(effect.shown, language), effect.suppressed.rounds, effect.suppressed.answered,
        interval_text(effect.suppressed, language));
  }
  return fmt::format(
      "Within {} s of nudge {}, {} of {} got a reply (95% interval {}); of {} whose nudge was "
      "suppressed at that stage, {} did ({}).",
      within_s, name_of(effect.stage, language), effect.shown.answered,
      counted(effect.shown.rounds, "round", "rounds"), interval_text(effect.shown, language),
      counted(effect.suppressed.rounds, "round", "rounds"), effect.suppressed.answered,
      interval_text(effect.suppressed, language));
}

std::string risks_text(const qa::Insight& insight, Language language) {
  return language == Language::kChinese
             ? fmt::format("{} 个会话的投诉风险分不低于 {} 分（满分 100，不是概率）。",
                           insight.conversations_at_risk, qa::kRiskNotable)
             : fmt::format("{} at {} risk points or more (of 100; no probability).",
                           counted(insight.conversations_at_risk, "conversation", "conversations"),
                           qa::kRiskNotable);
}

std::string risk_text(const qa::ComplaintRisk& risk, Language language) {
  const std::string id = shown(risk.conversation.id, kIdColumns);
  const std::string wait = risk.first_wait
                               ? seconds(static_cast<double>(risk.first_wait->count()), language)
                               : std::string{kNoValue};
  if (language == Language::kChinese) {
    return fmt::format(
        "{}：{} 分（首次等待 {}计 {} 分，客户消息 {} 条计 {} 分，重复提问 {} 次计 {} 分，无人回复 "
        "{} 轮计 {} "
        "分）。",
        id, risk.points, wait, risk.wait_points, risk.customer_messages, risk.message_points,
        risk.repeated_questions, risk.repetition_points, risk.unserved_rounds,
        risk.unserved_points);
  }
  return fmt::format(
      "{}: {} (first wait {}: {}; {}: {}; {}: {}; {}: {}).", id,
      counted(risk.points, "point", "points"), wait, risk.wait_points,
      counted(risk.customer_messages, "customer message", "customer messages"), risk.message_points,
      counted(risk.repeated_questions, "question repeated", "questions repeated"),
      risk.repetition_points, counted(risk.unserved_rounds, "unserved round", "unserved rounds"),
      risk.unserved_points);
}

std::string topic_text(const qa::Topic& topic, Language language) {
  const std::string intent = shown(topic.intent, kIdColumns);
  const bool is_chinese = language == Language::kChinese;
  std::string text =
      is_chinese ? fmt::format("{}：{} 个会话", intent, topic.conversations)
                 : fmt::format("{}: {}", intent,
                               counted(topic.conversations, "conversation", "conversations"));
  if (topic.previous) {
    text += fmt::format(fmt::runtime(is_chinese ? "，上期 {} 个（{:+}）" : ", {} before ({:+})"),
                        *topic.previous, topic.conversations - *topic.previous);
  }
  return text + (is_chinese ? "。" : ".");
}

void add(std::vector<Statement>& statements, InsightPart part, std::string text,
         const qa::ConversationsBehind* behind = nullptr, bool is_detail = false) {
  if (!text.empty()) {
    statements.push_back({part, is_detail, std::move(text), behind});
  }
}

std::string behind_text(const qa::ConversationsBehind& behind, Language language) {
  std::string ids;
  for (std::size_t i = 0; i < behind.worst.size() && i < kNamedInText; ++i) {
    ids += (ids.empty() ? "" : " ") + shown(behind.worst[i].id, kIdColumns);
  }
  const auto rest =
      behind.conversations - static_cast<std::int64_t>(std::min(behind.worst.size(), kNamedInText));
  if (rest > 0) {
    ids += language == Language::kChinese ? fmt::format(" 等 {} 个会话", behind.conversations)
                                          : fmt::format(" and {} more", rest);
  }
  return ids;
}

}  // namespace

std::string_view title_of(InsightPart part, rules::Language language) {
  constexpr std::array<std::array<std::string_view, 2>, 7> kTitles{
      {{"诊断", "Diagnosis"},
       {"不满意原因与佐证", "Reasons and evidence"},
       {"响应时长与满意度", "Response time and satisfaction"},
       {"假如", "What if"},
       {"提醒效果", "Effect of nudges"},
       {"投诉风险", "Complaint risk"},
       {"热门咨询", "Hot topics"}}};
  return kTitles[static_cast<std::size_t>(part)][language == Language::kChinese ? 0 : 1];
}

std::vector<Statement> statements_of(const qa::Report& report, rules::Language language) {
  std::vector<Statement> all;
  if (!report.insight) {
    return all;
  }
  const qa::Insight& insight = *report.insight;
  const std::int64_t limit_s = insight.reply_limit.count() / 1000;
  for (const qa::Diagnosis& diagnosis : insight.diagnosis) {
    add(all, InsightPart::kDiagnosis, diagnosis_text(diagnosis, report, language),
        &diagnosis.behind);
    for (const qa::Contributor& contributor : diagnosis.contributors) {
      add(all, InsightPart::kDiagnosis,
          contributor_text(diagnosis.figure, contributor, limit_s, language), &contributor.behind,
          true);
    }
  }
  for (const qa::ReasonEvidence& reason : insight.reasons) {
    add(all, InsightPart::kReasons,
        language == Language::kChinese ? reason_in_chinese(reason, limit_s)
                                       : reason_in_english(reason, limit_s),
        &reason.behind);
  }
  add(all, InsightPart::kSatisfaction, satisfaction_text(insight.satisfaction, language));
  for (const qa::WhatIf& what_if : insight.what_if) {
    add(all, InsightPart::kWhatIf, what_if_text(what_if, limit_s, language), &what_if.behind);
  }
  for (const qa::NudgeEffect& effect : insight.nudges) {
    add(all, InsightPart::kNudges, nudge_text(effect, language));
  }
  if (!insight.risks.empty()) {
    add(all, InsightPart::kRisks, risks_text(insight, language));
    for (const qa::ComplaintRisk& risk : insight.risks) {
      add(all, InsightPart::kRisks, risk_text(risk, language), nullptr, true);
    }
  }
  for (const qa::Topic& topic : insight.topics) {
    add(all, InsightPart::kTopics, topic_text(topic, language));
  }
  return all;
}

std::string insight_text(const qa::Report& report, rules::Language language) {
  std::string out;
  const Statement* before = nullptr;
  const std::vector<Statement> statements = statements_of(report, language);
  for (const Statement& statement : statements) {
    if (before == nullptr || before->part != statement.part) {
      out += fmt::format("\n{}\n", title_of(statement.part, language));
    }
    before = &statement;
    const std::string_view indent = statement.is_detail ? "    " : "  ";
    out += fmt::format("{}{}\n", indent, statement.text);
    if (statement.behind != nullptr && !statement.behind->worst.empty()) {
      out += fmt::format("{}  → {}\n", indent, behind_text(*statement.behind, language));
    }
  }
  return out;
}

}  // namespace plugin::report
