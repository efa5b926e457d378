#include "rules/score.h"

#include <algorithm>
#include <map>

#include "rules/pack.h"

namespace rules {
namespace {

int penalty_of(const ScoredRule& rule) {
  if (rule.findings == 0) {
    return 0;
  }
  const Scoring& scoring = rule.scoring;
  // Capped before it is multiplied out: a flood of findings must not overflow.
  constexpr std::size_t kEnough = 1000;
  const int each = scoring.each * static_cast<int>(std::min(rule.findings, kEnough));
  return scoring.once + (scoring.most > 0 ? std::min(each, scoring.most) : each);
}

int possible_of(const Scoring& scoring) {
  return scoring.once + (scoring.most > 0 ? scoring.most : scoring.each) + scoring.bonus;
}

}  // namespace

ConversationScore score_of(std::span<const ScoredRule> rules) {
  int points = 100;
  bool is_fatal = false;
  std::map<std::string, DimensionScore> dimensions;
  for (const ScoredRule& rule : rules) {
    const int penalty = penalty_of(rule);
    const int bonus = rule.findings > 0 ? rule.scoring.bonus : 0;
    points += bonus - penalty;
    is_fatal = is_fatal || (rule.scoring.is_fatal && rule.findings > 0);
    const bool is_shown = rule.could_apply || rule.findings > 0;
    if (is_shown && !rule.scoring.dimension.empty()) {
      DimensionScore& dimension = dimensions[rule.scoring.dimension];
      const int at_stake = possible_of(rule.scoring) - rule.scoring.bonus;
      dimension.name = rule.scoring.dimension;
      dimension.possible += possible_of(rule.scoring);
      dimension.earned += std::max(0, at_stake - penalty) + bonus;
    }
  }
  ConversationScore out;
  out.points = is_fatal ? 0 : std::clamp(points, 0, 100);
  for (auto& [name, dimension] : dimensions) {
    out.dimensions.push_back(std::move(dimension));
  }
  return out;
}

ConversationScore score_of(const RulePack& pack, const Talk& talk, const Judgement& judgement) {
  std::vector<std::size_t> findings(pack.size());
  for (const TalkFinding& finding : judgement.findings) {
    ++findings[finding.rule];
  }
  return score_of(pack, talk, findings);
}

ConversationScore score_of(const RulePack& pack, const Talk& talk,
                           std::span<const std::size_t> findings) {
  const std::vector<bool> could_apply = pack.could_apply(talk);
  std::vector<ScoredRule> rules;
  for (std::uint32_t i = 0; i < pack.size(); ++i) {
    const RuleInfo& info = pack.info(i);
    if (info.scoring.matters() && !info.is_shadow && info.classify.empty()) {
      rules.push_back({info.scoring, findings[i], could_apply[i]});
    }
  }
  return score_of(rules);
}

}  // namespace rules
