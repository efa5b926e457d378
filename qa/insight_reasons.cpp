#include "qa/insight_reasons.h"

#include <algorithm>

namespace qa {
namespace {

struct SlowRounds {
  std::int64_t rounds = 0;
  Duration longest{0};
};

SlowRounds slow_rounds_of(const ConversationFacts& facts, Duration limit) {
  SlowRounds slow;
  for (const RoundRecord& round : facts.rounds) {
    const bool is_unserved = round.state == RoundState::kUnserved;
    const bool is_late =
        round.state == RoundState::kAnswered && round.wait.value_or(Duration{0}) > limit;
    if (is_unserved || is_late) {
      ++slow.rounds;
      slow.longest = std::max(slow.longest, round.wait.value_or(Duration{0}));
    }
  }
  return slow;
}

/// Rule → findings of it that say something about the service. What the customer said is what is to
/// be explained, not what explains it.
std::map<std::string, std::int64_t> findings_of(const ConversationFacts& facts,
                                                const ConversationEvidence& evidence) {
  std::map<std::string, std::int64_t> by_rule;
  for (const FindingRecord& finding : evidence.findings) {
    const bool is_customers = finding.agent.empty() || finding.agent == facts.customer;
    if (!finding.is_withdrawn && !finding.is_trial && !is_customers &&
        finding.level >= rules::Level::kMinor) {
      ++by_rule[finding.rule];
    }
  }
  return by_rule;
}

}  // namespace

void ReasonBuilder::add(const Counted& rating, const ConversationFacts& facts,
                        const ConversationEvidence& evidence, std::uint32_t conversation) {
  const SlowRounds slow = slow_rounds_of(facts, limit_);
  const std::map<std::string, std::int64_t> findings = findings_of(facts, evidence);
  std::int64_t found = 0;
  for (const auto& [rule, number] : findings) {
    found += number;
  }
  for (std::size_t i = 0; i < kReasons.size(); ++i) {
    if (!rating.reasons[i]) {
      continue;
    }
    ReasonEvidence& sums = collected_[i].sums;
    ++sums.ratings;
    sums.with_slow += slow.rounds > 0 ? 1 : 0;
    sums.slow_rounds += slow.rounds;
    sums.longest_wait = std::max(sums.longest_wait, slow.longest);
    sums.with_findings += found > 0 ? 1 : 0;
    sums.findings += found;
    sums.without_evidence += slow.rounds == 0 && found == 0 ? 1 : 0;
    collected_[i].behind.push_back({slow.rounds + found, conversation});
    for (const auto& [rule, number] : findings) {
      RuleEvidence& known = collected_[i].rules[rule];
      ++known.conversations;
      known.findings += number;
    }
  }
}

std::vector<ReasonEvidence> ReasonBuilder::reasons(const std::vector<ConversationKey>& keys) const {
  std::vector<ReasonEvidence> given;
  for (std::size_t i = 0; i < kReasons.size(); ++i) {
    const Collected& collected = collected_[i];
    if (collected.sums.ratings == 0) {
      continue;
    }
    ReasonEvidence& reason = given.emplace_back(collected.sums);
    reason.reason = kReasons[i];
    reason.behind = worst_first(collected.behind, keys);
    for (const auto& [rule, known] : collected.rules) {
      reason.rules.push_back(known);
      reason.rules.back().rule = rule;
    }
    std::stable_sort(reason.rules.begin(), reason.rules.end(),
                     [](const RuleEvidence& a, const RuleEvidence& b) {
                       return a.conversations != b.conversations ? a.conversations > b.conversations
                                                                 : a.findings > b.findings;
                     });
    reason.rules.resize(std::min(reason.rules.size(), kRulesShown));
  }
  std::stable_sort(
      given.begin(), given.end(),
      [](const ReasonEvidence& a, const ReasonEvidence& b) { return a.ratings > b.ratings; });
  return given;
}

}  // namespace qa
