#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "rules/scoring.h"

namespace rules {

class RulePack;
struct Judgement;
struct Talk;

/// One rule that scores, in one conversation.
struct ScoredRule {
  Scoring scoring;
  std::size_t findings = 0;
  bool could_apply = false;  ///< there was something it could have been broken by
};

struct DimensionScore {
  std::string name;
  int earned = 0;
  int possible = 0;  ///< of the rules that could apply; one that could not is in neither

  bool operator==(const DimensionScore&) const = default;
};

struct ConversationScore {
  int points = 100;                        ///< 0 to 100
  std::vector<DimensionScore> dimensions;  ///< by name; those some rule could apply in
};

/// 100 - what was taken off + bonuses, kept within 0 and 100; 0 after a fatal finding. What a rule
/// takes off is capped by its `max`. Of a dimension a rule makes `max` possible, or what one
/// finding takes off, or its bonus; it never loses more there than it made possible.
ConversationScore score_of(std::span<const ScoredRule> rules);

/// The score of a conversation as far as it is known: findings of trial rules, and of rules that
/// set intents, do not count.
ConversationScore score_of(const RulePack& pack, const Talk& talk, const Judgement& judgement);

/// The same of findings that were counted elsewhere.
/// @param findings  how many each rule of the pack has, by its index.
ConversationScore score_of(const RulePack& pack, const Talk& talk,
                           std::span<const std::size_t> findings);

}  // namespace rules
