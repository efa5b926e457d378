#pragma once

#include <cstdint>
#include <vector>

#include "rules/compiled_clause.h"
#include "rules/compiled_pack.h"

/// Rules that add nothing to another: every message that breaks them breaks the other too.
///
/// Sound and not complete. It is said of a rule only if plain texts prove it: whatever it finds
/// holds a text of the other rule, which asks nothing more, is about at least the same messages,
/// and does at least as much about them. What a regular expression of the other finds is not known.
namespace rules {

struct Shadow {
  std::uint32_t rule = 0;  ///< index of the rule that adds nothing
  std::uint32_t by = 0;    ///< index of the other
};

/// By `rule`, ascending, each once; of two rules that find the same the later one. Of rules that
/// share a text only the first few are compared, so that time stays linear in the texts.
/// @param clauses  by their number in the rule set.
std::vector<Shadow> shadowed_rules(const std::vector<PackedRule>& rules,
                                   const std::vector<Conditions>& conditions,
                                   const std::vector<CompiledClause>& clauses);

}  // namespace rules
