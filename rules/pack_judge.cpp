#include "rules/pack_judge.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "rules/talk_judge.h"

namespace rules {
namespace {

/// The rules that something in the conversation touches, each once.
std::vector<std::uint32_t> touched_rules(const Timeline& timeline,
                                         const std::vector<std::uint32_t>& rule_of,
                                         std::uint32_t none) {
  std::vector<std::uint32_t> out;
  for (const Timeline::Occurrence& found : timeline.occurrences()) {
    const std::uint32_t rule = found.clause < rule_of.size() ? rule_of[found.clause] : none;
    if (rule != none && (out.empty() || out.back() != rule)) {
      out.push_back(rule);
    }
  }
  return out;
}

}  // namespace

RuleTriggers::RuleTriggers(std::vector<Conditions> rules, std::size_t clauses)
    : rules_(std::move(rules)),
      rule_of_(clauses, kNone),
      needs_talk_(clauses),
      is_of_talk_(clauses) {
  std::vector<bool> is_asked(clauses);
  const auto ask = [&is_asked](const Conditions& conditions) {
    for (const ClauseId clause : conditions.clauses()) {
      is_asked[clause] = true;
    }
  };
  bool asks_intents = false;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const Conditions& conditions = rules_[i];
    rule_of_[conditions.trigger()] = static_cast<std::uint32_t>(i);
    is_of_talk_[conditions.trigger()] = conditions.needs_talk();
    if (conditions.needs_talk() && conditions.classify.empty()) {
      needs_talk_[conditions.trigger()] = true;
      asks_intents = asks_intents || !conditions.intents.empty();
      ask(conditions);
    }
  }
  for (const Conditions& conditions : rules_) {
    if (asks_intents && !conditions.classify.empty()) {
      ask(conditions);
    }
  }
  asked_ = AskedClauses(is_asked);
}

bool RuleTriggers::touches_talk(std::span<const ClauseHit> clauses) const {
  return std::any_of(clauses.begin(), clauses.end(),
                     [this](const ClauseHit& found) { return needs_talk_[found.clause]; });
}

/// They ask for no intents themselves, so they come first and once.
void RuleTriggers::judge_intents(TalkJudge& judge, const std::vector<std::uint32_t>& touched,
                                 std::vector<TalkFinding>& findings) const {
  for (const std::uint32_t rule : touched) {
    if (rules_[rule].classify.empty()) {
      continue;
    }
    const std::size_t before = findings.size();
    judge.judge(rule, rules_[rule], findings);
    for (std::size_t i = before; i < findings.size(); ++i) {
      judge.add_intent(findings[i].decided_at_ms, rules_[rule].classify, rules_[rule].is_trial);
    }
  }
}

std::vector<bool> RuleTriggers::could_apply(const Talk& talk) const {
  TalkJudge judge(talk);
  std::vector<TalkFinding> ignored;
  judge_intents(judge, touched_rules(judge.timeline(), rule_of_, kNone), ignored);
  std::vector<bool> out;
  out.reserve(rules_.size());
  for (const Conditions& conditions : rules_) {
    out.push_back(judge.could_apply(conditions));
  }
  return out;
}

Judgement RuleTriggers::judge(const Talk& talk, std::int64_t now_ms) const {
  std::vector<TalkFinding> findings;
  TalkJudge judge(talk);
  const auto touched = touched_rules(judge.timeline(), rule_of_, kNone);
  judge_intents(judge, touched, findings);
  for (const std::uint32_t rule : touched) {
    if (rules_[rule].classify.empty()) {
      judge.judge(rule, rules_[rule], findings);
    }
  }
  return known_at(now_ms, std::move(findings));
}

Judgement RuleTriggers::judge_talk(const Talk& talk, std::int64_t now_ms) const {
  std::vector<TalkFinding> findings;
  TalkJudge judge(talk, &asked_);
  auto touched = touched_rules(judge.timeline(), rule_of_, kNone);
  const auto others = std::stable_partition(
      touched.begin(), touched.end(),
      [this](std::uint32_t rule) { return needs_talk_[rules_[rule].trigger()]; });
  if (std::any_of(touched.begin(), others,
                  [this](std::uint32_t rule) { return !rules_[rule].intents.empty(); })) {
    judge_intents(judge, touched, findings);
    findings.clear();
  }
  for (auto rule = touched.begin(); rule != others; ++rule) {
    judge.judge(*rule, rules_[*rule], findings);
  }
  return known_at(now_ms, std::move(findings));
}

Judgement RuleTriggers::known_at(std::int64_t now_ms, std::vector<TalkFinding> findings) {
  Judgement out;
  std::erase_if(findings, [&](const TalkFinding& finding) {
    if (finding.decided_at_ms > now_ms) {
      out.next_ms = std::min(out.next_ms.value_or(finding.decided_at_ms), finding.decided_at_ms);
    }
    return finding.decided_at_ms > now_ms;
  });
  std::sort(findings.begin(), findings.end(), [](const TalkFinding& a, const TalkFinding& b) {
    return std::tie(a.message, a.rule) < std::tie(b.message, b.rule);
  });
  out.findings = std::move(findings);
  return out;
}

}  // namespace rules
