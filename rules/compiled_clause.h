#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "rules/clause.h"
#include "rules/compiled_pattern.h"
#include "rules/context.h"
#include "rules/explanation.h"
#include "rules/judged_text.h"
#include "rules/talk.h"
#include "rules/text.h"

/// One clause ready to judge messages.
namespace rules {

using CompiledClause = ClauseOf<CompiledPattern>;

/// Problems are added to `diagnostics`; a pattern with an error is left out of the result.
CompiledClause compile_clause(const Clause& clause, const SourceLines& lines,
                              std::vector<Diagnostic>& diagnostics);

/// Patterns of which at least one is in every message a clause holds for.
using OneOf = std::vector<const CompiledPattern*>;

/// What a clause needs: one of each list. Empty where no text tells. Points into the clause.
std::vector<OneOf> needed_patterns(const CompiledClause& clause);

/// Whether something quick can be looked for in place of all these patterns.
bool is_quickly_known(const OneOf& patterns);

/// Whether the clause is about such messages at all, whatever they say.
bool is_about(const CompiledClause& clause, Speaker speaker, bool is_automatic,
              std::string_view kind);

inline bool is_about(const CompiledClause& clause, const Utterance& utterance) {
  return is_about(clause, utterance.speaker, utterance.is_automatic, utterance.kind);
}

/// Judges a message the clause is about. If it holds, fills view, line and spans of `hit`.
/// `trace`: if given, everything found is written down and nothing is cut short.
bool holds(const CompiledClause& clause, JudgedText& text, ClauseHit& hit, ExplainedRule* trace);

/// Steps of all its automata together.
std::size_t program_size(const CompiledClause& clause);

/// Ascending, overlapping ones joined.
void merge(std::vector<Span>& spans);

}  // namespace rules
