#include <algorithm>

#include "rules/compiled_clause.h"

/// How a clause as written becomes one that judges, and what can be said of it beforehand.
namespace rules {
namespace {

using Patterns = std::vector<CompiledPattern>;

class ClauseCompiler {
 public:
  ClauseCompiler(const SourceLines& lines, std::vector<Diagnostic>& diagnostics)
      : lines_(lines), diagnostics_(diagnostics) {}

  CompiledClause compile(const Clause& clause) {
    CompiledClause out;
    out.line = clause.line;
    out.says = clause.says;
    out.automatic = clause.automatic;
    out.kinds = clause.kinds;
    out.view = clause.view;
    out.is_whole_words = clause.is_whole_words;
    out.length = clause.length;
    out.like = clause.like;
    out.entities = clause.entities;
    out.has = patterns(clause, clause.has);
    out.has_all = patterns(clause, clause.has_all);
    out.whole = patterns(clause, clause.whole);
    out.starts = patterns(clause, clause.starts, {.anchor = CompiledPattern::Anchor::kStart});
    out.ends = patterns(clause, clause.ends, {.anchor = CompiledPattern::Anchor::kEnd});
    out.except =
        patterns(clause, clause.except, {.preference = CompiledPattern::Preference::kLongest});
    out.unless = patterns(clause, clause.unless);
    out.lacks = patterns(clause, clause.lacks);
    if (clause.at_least) {
      out.at_least.emplace();
      out.at_least->count = clause.at_least->count;
      out.at_least->of = patterns(clause, clause.at_least->of);
    }
    if (clause.near) {
      out.near.emplace();
      out.near->words = patterns(clause, clause.near->words);
      out.near->gap = clause.near->gap;
      out.near->is_ordered = clause.near->is_ordered;
    }
    out.all_of = nested(clause.all_of);
    out.any_of = nested(clause.any_of);
    out.none_of = nested(clause.none_of);
    return out;
  }

 private:
  Patterns patterns(const Clause& clause, const std::vector<Pattern>& written,
                    CompiledPattern::Use use = {}) {
    Patterns out;
    for (const Pattern& pattern : written) {
      if (auto compiled = CompiledPattern::compile(pattern, clause.view, clause.is_whole_words, use,
                                                   lines_, diagnostics_)) {
        out.push_back(std::move(*compiled));
      }
    }
    return out;
  }

  std::vector<CompiledClause> nested(const std::vector<Clause>& clauses) {
    std::vector<CompiledClause> out;
    for (const Clause& clause : clauses) {
      out.push_back(compile(clause));
    }
    return out;
  }

  const SourceLines& lines_;
  std::vector<Diagnostic>& diagnostics_;
};

}  // namespace

CompiledClause compile_clause(const Clause& clause, const SourceLines& lines,
                              std::vector<Diagnostic>& diagnostics) {
  return ClauseCompiler(lines, diagnostics).compile(clause);
}

std::vector<OneOf> needed_patterns(const CompiledClause& clause) {
  std::vector<OneOf> out;
  const auto any_of = [&out](const Patterns& patterns) {
    if (!patterns.empty()) {
      out.emplace_back();
      for (const CompiledPattern& pattern : patterns) {
        out.back().push_back(&pattern);
      }
    }
  };
  const auto each_of = [&out](const Patterns& patterns) {
    for (const CompiledPattern& pattern : patterns) {
      out.push_back({&pattern});
    }
  };
  any_of(clause.has);
  any_of(clause.whole);
  any_of(clause.starts);
  any_of(clause.ends);
  each_of(clause.has_all);
  if (clause.at_least) {
    any_of(clause.at_least->of);
  }
  if (clause.near) {
    each_of(clause.near->words);
  }
  return out;
}

bool is_quickly_known(const OneOf& patterns) {
  return std::none_of(patterns.begin(), patterns.end(),
                      [](const CompiledPattern* one) { return one->always_runs(); });
}

std::size_t program_size(const CompiledClause& clause) {
  std::size_t size = 0;
  const auto add = [&size](const std::vector<CompiledPattern>& patterns) {
    for (const CompiledPattern& pattern : patterns) {
      size += pattern.program_size();
    }
  };
  for (const auto* const patterns : {&clause.has, &clause.has_all, &clause.whole, &clause.starts,
                                     &clause.ends, &clause.except, &clause.unless, &clause.lacks}) {
    add(*patterns);
  }
  if (clause.at_least) {
    add(clause.at_least->of);
  }
  if (clause.near) {
    add(clause.near->words);
  }
  for (const auto* const clauses : {&clause.all_of, &clause.any_of, &clause.none_of}) {
    for (const CompiledClause& inner : *clauses) {
      size += program_size(inner);
    }
  }
  return size;
}

}  // namespace rules
