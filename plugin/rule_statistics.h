#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "qa/review.h"
#include "rules/collector.h"
#include "rules/diagnostic.h"
#include "store/store.h"

/// `sandglass rules stats`: how the rules of a set have done over a period of stored findings.
namespace plugin {

struct RuleFigures {
  std::string id;
  std::string name;
  bool is_trial = false;
  std::int64_t hits = 0;  ///< findings that stand; one a message, however many rule sets found it
  std::int64_t waiting = 0;  ///< of them chosen for review and not decided
  qa::Precision decided;
  std::optional<double> cost_ns;  ///< a message, this rule alone; nullopt: not measured
};

/// Two rules that mark the same words.
struct RuleOverlap {
  std::string left;
  std::string right;
  std::int64_t both = 0;  ///< messages with overlapping spans of both

  bool operator==(const RuleOverlap&) const = default;
};

struct RuleStatistics {
  std::vector<RuleFigures> rules;     ///< of the set, most hits first; none of them: never fires
  std::vector<RuleOverlap> overlaps;  ///< most first
  std::int64_t others = 0;            ///< findings of rules that the set does not have
};

/// @param pack_sources  the rule set asked about; it compiles.
/// @param measures_cost  runs each rule alone over up to 2,000 stored texts; takes a while.
/// @throws store::Error.
RuleStatistics rule_statistics(store::Reader& reader,
                               const std::vector<rules::Source>& pack_sources,
                               const store::Period& period, bool measures_cost);

std::string statistics_text(const RuleStatistics& statistics, rules::Language language);
/// {"rules":[{"rule","name","trial","hits","waiting","right","wrong","unsure","precision","low",
/// "high","cost_ns"}],"overlaps":[{"left","right","both"}],"others":N}
std::string statistics_json(const RuleStatistics& statistics);

}  // namespace plugin
