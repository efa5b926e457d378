#include "plugin/feedback.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "qa/finding_record.h"

namespace plugin {
namespace {

using rules::Action;
using rules::Language;

/// FNV-1a, 64 bits: ids must be the same after a restart and on every machine, and short; nothing
/// secret.
std::uint64_t stable_hash(std::string_view text, std::uint64_t seed = 0xcbf29ce484222325ULL) {
  for (const char c : text) {
    seed ^= static_cast<unsigned char>(c);
    seed *= 0x100000001b3ULL;
  }
  return seed;
}

/// Twenty-four hexadecimal digits: two hashes of different seeds, so that shops with millions of
/// rounds meet no collision.
std::string stable_id(std::string_view prefix, std::string_view about) {
  return fmt::format("{}{:016x}{:08x}", prefix, stable_hash(about),
                     static_cast<std::uint32_t>(stable_hash(about, 0x9e3779b97f4a7c15ULL)));
}

std::string about(const qa::ConversationKey& key, std::string_view what) {
  return fmt::format("{}\x1f{}\x1f{}\x1f{}", key.shop, key.source, key.id, what);
}

std::string span_text(qa::Duration span, Language language) {
  const auto seconds =
      std::max<std::int64_t>(0, std::chrono::round<std::chrono::seconds>(span).count());
  const auto minutes = seconds / 60;
  const auto rest = seconds % 60;
  if (language == Language::kEnglish) {
    return minutes == 0 ? fmt::format("{} s", rest)
           : rest == 0  ? fmt::format("{} min", minutes)
                        : fmt::format("{} min {} s", minutes, rest);
  }
  return minutes == 0 ? fmt::format("{} 秒", rest)
         : rest == 0  ? fmt::format("{} 分钟", minutes)
                      : fmt::format("{} 分 {} 秒", minutes, rest);
}

std::vector<workstation::Reason> reasons_of(const std::vector<qa::FindingRecord>& findings,
                                            const rules::RulePack& rules) {
  std::vector<workstation::Reason> reasons;
  for (const qa::FindingRecord& finding : findings) {
    const rules::RuleInfo* rule = qa::find_rule(rules, finding.rule);
    reasons.push_back({finding.rule, rule == nullptr ? std::string() : rule->tell, finding.message,
                       finding.spans});
  }
  return reasons;
}

const qa::FindingRecord& strongest(const std::vector<qa::FindingRecord>& findings) {
  return *std::max_element(findings.begin(), findings.end(),
                           [](const auto& a, const auto& b) { return a.action < b.action; });
}

void name_cause(workstation::Nudge& nudge, const qa::Cause& cause) {
  nudge.because_event = cause.event;
  nudge.because_seq = cause.stream_seq;
  nudge.because_at = cause.at;
}

/// How long a nudge is worth showing after it was made.
constexpr qa::Duration kNudgeLives{600'000};

}  // namespace

std::string_view nudge_level(qa::Stage stage) {
  return stage == qa::Stage::kNotice ? "info" : "warn";
}

std::string_view nudge_level(Action action) {
  switch (action) {
    case Action::kLog:
      return "";
    case Action::kHint:
      return "info";
    case Action::kConfirm:
      return "warn";
    case Action::kBlock:
      return "block";
  }
  return "";
}

NudgeText nudge_text(const qa::NudgeRecord& nudge, Language language) {
  const std::string waited = span_text(nudge.at - nudge.opened_at, language);
  const qa::Duration left = nudge.due_at - nudge.at;
  if (language == Language::kEnglish) {
    if (nudge.stage == qa::Stage::kUnserved) {
      return {"Still no reply",
              fmt::format("The customer has waited {}; the round counts as unserved.", waited)};
    }
    if (left <= qa::Duration{0}) {
      return {"Reply overdue",
              fmt::format("The customer has waited {}; please reply at once.", waited)};
    }
    return {nudge.stage == qa::Stage::kNotice ? "Reply soon" : "Reply now",
            fmt::format("The customer has waited {}; {} left to reply.", waited,
                        span_text(left, language))};
  }
  if (nudge.stage == qa::Stage::kUnserved) {
    return {"长时间未回复", fmt::format("顾客已等待 {}，将计为未服务，请尽快处理。", waited)};
  }
  if (left <= qa::Duration{0}) {
    return {"回复已超时", fmt::format("顾客已等待 {}，请立即回复。", waited)};
  }
  return {nudge.stage == qa::Stage::kNotice ? "请留意" : "即将超时",
          fmt::format("顾客已等待 {}，请在 {}内回复。", waited, span_text(left, language))};
}

workstation::Nudge make_nudge(const qa::NudgeRecord& record, const qa::Cause& cause,
                              Language language) {
  workstation::Nudge nudge;
  const std::string identity = about(
      record.conversation, fmt::format("{}\x1f{}", record.opened_by, qa::to_string(record.stage)));
  nudge.id = stable_id("n_", identity);
  nudge.dedupe = stable_id("wait_", identity);
  nudge.conversation = record.conversation.id;
  nudge.agent = record.agent;
  nudge.level = nudge_level(record.stage);
  NudgeText text = nudge_text(record, language);
  nudge.title = std::move(text.title);
  nudge.text = std::move(text.text);
  name_cause(nudge, cause);
  nudge.ttl = std::max(qa::Duration{0}, record.at - cause.at) + kNudgeLives;
  return nudge;
}

workstation::Nudge make_nudge(const std::vector<qa::FindingRecord>& findings,
                              const rules::RulePack& rules, const qa::Cause& cause) {
  const qa::FindingRecord& worst = strongest(findings);
  const rules::RuleInfo* rule = qa::find_rule(rules, worst.rule);
  workstation::Nudge nudge;
  const std::string identity =
      about(worst.conversation,
            fmt::format("{}\x1f{}\x1f{}", worst.message, worst.message_revision, worst.rule));
  nudge.id = stable_id("f_", identity);
  nudge.dedupe = stable_id("finding_", identity);
  nudge.conversation = worst.conversation.id;
  nudge.agent = worst.agent;
  nudge.level = nudge_level(worst.action);
  nudge.rule = worst.rule;
  nudge.rule_set = worst.rule_set;
  nudge.evidence = reasons_of(findings, rules);
  if (rule != nullptr) {
    nudge.title = rule->name;
    nudge.text = rule->tell.empty() ? rule->name : rule->tell;
    if (!rule->suggest.empty()) {
      nudge.suggestions.push_back(rule->suggest);
    }
  }
  if (nudge.text.empty()) {
    nudge.text = worst.rule;
  }
  name_cause(nudge, cause);
  nudge.ttl = kNudgeLives;
  return nudge;
}

workstation::Verdict make_verdict(const std::vector<qa::FindingRecord>& findings,
                                  const rules::RulePack& rules, const qa::Cause& cause) {
  const qa::FindingRecord& first = findings.front();
  workstation::Verdict verdict;
  verdict.id = stable_id(
      "v_", about(first.conversation, fmt::format("{}\x1f{}\x1f{}", first.message,
                                                  first.message_revision, first.rule_set)));
  verdict.conversation = first.conversation.id;
  verdict.message = first.message;
  verdict.label = "violation";
  verdict.reasons = reasons_of(findings, rules);
  verdict.rule_set = first.rule_set;
  verdict.because_event = cause.event;
  verdict.because_seq = cause.stream_seq;
  return verdict;
}

bool Cooldowns::allow(const qa::FindingRecord& finding, const rules::RulePack& rules) {
  const rules::RuleInfo* rule = qa::find_rule(rules, finding.rule);
  if (rule == nullptr || rule->cooldown_ms == 0) {
    return true;
  }
  if (until_.size() >= kMostRemembered) {
    std::erase_if(until_, [&](const auto& entry) { return entry.second <= finding.at; });
  }
  qa::Time& until = until_[{finding.conversation.source, finding.conversation.id, finding.rule}];
  if (finding.at < until) {
    return false;
  }
  until = finding.at + qa::Duration{rule->cooldown_ms};
  return true;
}

workstation::DraftAnswer make_answer(const workstation::DraftCheck& draft,
                                     const std::vector<rules::Hit>& hits,
                                     const rules::RulePack& rules) {
  workstation::DraftAnswer answer;
  answer.id = draft.id;
  answer.revision = draft.revision;
  for (const rules::Hit& hit : hits) {
    const rules::RuleInfo& rule = rules.info(hit.rule);
    if (rule.is_shadow || rule.action == Action::kLog) {
      continue;
    }
    if (rule.action > answer.action || (rule.action == answer.action && answer.rewrite.empty())) {
      answer.action = rule.action;
      answer.rewrite = rule.suggest;
    }
    answer.reasons.push_back({rule.id, rule.tell.empty() ? rule.name : rule.tell, {}, hit.spans});
  }
  return answer;
}

}  // namespace plugin
