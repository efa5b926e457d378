#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "rules/finding.h"

/// Why a rule fired or did not, down to the line of the rule. Made for people to read.
namespace rules {

/// A line of a rule file that matched.
struct MatchedLine {
  std::string key;      ///< has, whole, except, unless, lacks, customer_said
  std::string pattern;  ///< as written
  std::string file;
  std::uint32_t line = 0;
  Span span;  ///< of the original; of the customer's message for customer_said
};

/// A match of `has` or `whole`, and the exception that shielded it, if one did.
struct ExplainedHit {
  MatchedLine matched;
  bool is_shielded = false;
  MatchedLine shield;  ///< only if is_shielded
};

struct ExplainedRule {
  std::string id;
  std::string name;
  std::string pack;
  std::string file;
  std::uint32_t line = 0;  ///< where the rule begins
  View view = View::kClean;
  bool is_hit = false;
  std::vector<ExplainedHit> hits;
  std::vector<MatchedLine> exceptions;  ///< every place an exception of the rule was found
  std::vector<MatchedLine> others;      ///< what `unless`, `lacks`, `customer_said` found
  /// Why there is no finding although something matched: shielded, unless, lacks, length,
  /// customer_said; empty for a finding.
  std::string reason;
};

struct Explanation {
  std::vector<std::pair<View, std::string>> views;
  std::vector<ExplainedRule> rules;  ///< those that fired or of which anything was found
};

}  // namespace rules
