#include "rules/shadowing.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "rules/literals.h"

namespace rules {
namespace {

/// Rules compared for one text they share.
constexpr std::size_t kMostHolders = 16;

bool is_plain(const CompiledPattern& pattern) {
  return !pattern.is_regex();
}

/// Whether the rule is about a message that stands there, not about what is around it.
bool is_about_one_message(const Conditions& conditions) {
  return conditions.main && !conditions.after && !conditions.before && !conditions.expect &&
         conditions.steps.empty() && !conditions.count && !conditions.repeat &&
         conditions.reply_within_ms == 0 && conditions.silence_ms == 0;
}

/// Whether the clause asks for one of its texts and nothing else.
bool asks_only_for_texts(const CompiledClause& clause) {
  return !clause.has.empty() && clause.has_all.empty() && !clause.at_least &&
         clause.whole.empty() && clause.starts.empty() && clause.ends.empty() && !clause.near &&
         !clause.like && clause.entities.empty() && !clause.length && clause.unless.empty() &&
         clause.lacks.empty() && clause.all_of.empty() && clause.any_of.empty() &&
         clause.none_of.empty();
}

/// Whether it can only stand beside itself, never over itself: then every place is found.
bool is_found_everywhere(const CompiledPattern& pattern) {
  if (pattern.literals().size() != 1) {
    return false;
  }
  const std::string_view text = pattern.literals().front();
  for (std::size_t size = 1; size < text.size(); ++size) {
    if (text.substr(0, size) == text.substr(text.size() - size)) {
      return false;
    }
  }
  return true;
}

class Shadows {
 public:
  Shadows(const std::vector<PackedRule>& rules, const std::vector<Conditions>& conditions,
          const std::vector<CompiledClause>& clauses)
      : rules_(rules), conditions_(conditions), clauses_(clauses) {
    for (std::uint32_t rule = 0; rule < rules_.size(); ++rule) {
      if (may_shadow(rule)) {
        add(rule);
      }
    }
    literals_.build();
  }

  std::vector<Shadow> find() const {
    std::vector<Shadow> out;
    for (std::uint32_t rule = 0; rule < rules_.size(); ++rule) {
      if (const auto by = shadow_of(rule)) {
        out.push_back({rule, *by});
      }
    }
    return out;
  }

 private:
  const CompiledClause& clause_of(std::uint32_t rule) const {
    return clauses_[*conditions_[rule].main];
  }

  bool may_shadow(std::uint32_t rule) const {
    const RuleInfo& info = rules_[rule].info;
    return !info.is_shadow && !info.needs_context && info.classify.empty() &&
           conditions_[rule].main && asks_only_for_texts(clause_of(rule));
  }

  void add(std::uint32_t rule) {
    for (const CompiledPattern& pattern : clause_of(rule).has) {
      for (const std::string& literal : pattern.literals()) {
        const Literals::Id id = literals_.add(literal);
        holders_.resize(std::max<std::size_t>(holders_.size(), id + std::size_t{1}));
        if (holders_[id].size() < kMostHolders &&
            (holders_[id].empty() || holders_[id].back() != rule)) {
          holders_[id].push_back(rule);
        }
      }
    }
  }

  std::optional<std::uint32_t> shadow_of(std::uint32_t rule) const {
    const RuleInfo& info = rules_[rule].info;
    if (info.is_shadow || !info.classify.empty() || literals_.empty() ||
        !is_about_one_message(conditions_[rule])) {
      return std::nullopt;
    }
    for (const OneOf& evidence : needed_patterns(clause_of(rule))) {
      for (const std::uint32_t other : sharing(*evidence.front())) {
        const bool is_later = other < rule || !proves(other, rule);
        if (other != rule && is_later && proves(rule, other)) {
          return other;
        }
      }
    }
    return std::nullopt;
  }

  /// Rules that look for a text within one of what the pattern needs.
  std::vector<std::uint32_t> sharing(const CompiledPattern& pattern) const {
    const Need need = pattern.need();
    std::vector<Literals::Occurrence> found;
    for (const Need::Group& group : need.one_of_each) {
      for (const std::string& text : group) {
        literals_.find(text, found);
      }
    }
    std::vector<std::uint32_t> out;
    for (const Literals::Occurrence& one : found) {
      out.insert(out.end(), holders_[one.literal].begin(), holders_[one.literal].end());
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  /// True only if every message that breaks `rule` breaks `other`, which does as much about it.
  bool proves(std::uint32_t rule, std::uint32_t other) const {
    if (!may_shadow(other) || !is_about_one_message(conditions_[rule])) {
      return false;
    }
    const RuleInfo& one = rules_[rule].info;
    const RuleInfo& two = rules_[other].info;
    const CompiledClause& narrow = clause_of(rule);
    const CompiledClause& wide = clause_of(other);
    const bool does_as_much = two.action >= one.action && two.level >= one.level &&
                              two.cooldown_ms <= one.cooldown_ms &&
                              two.review_percent >= one.review_percent && !one.scoring.matters();
    const bool is_heard =
        (wide.says == Says::kAny || wide.says == narrow.says) &&
        (wide.automatic == Automatic::kInclude || wide.automatic == narrow.automatic) &&
        (wide.kinds.empty() || wide.kinds == narrow.kinds) && wide.view == narrow.view;
    if (!does_as_much || !is_heard || !excepts_no_more(wide, narrow)) {
      return false;
    }
    const std::vector<OneOf> needed = needed_patterns(narrow);
    return std::any_of(needed.begin(), needed.end(), [&](const OneOf& patterns) {
      return std::all_of(patterns.begin(), patterns.end(), [&](const CompiledPattern* pattern) {
        return holds_text_of(*pattern, wide);
      });
    });
  }

  /// A place that an exception of `wide` shields lies within one that the same exception shields in
  /// `narrow`, if the latter has it and reads it in a text of its own.
  static bool excepts_no_more(const CompiledClause& wide, const CompiledClause& narrow) {
    if (wide.except.empty()) {
      return true;
    }
    const bool finds_all = std::all_of(wide.has.begin(), wide.has.end(), is_found_everywhere) &&
                           std::all_of(narrow.has.begin(), narrow.has.end(), is_plain);
    return finds_all && !narrow.has.empty() && asks_only_for_texts(narrow) &&
           std::all_of(wide.except.begin(), wide.except.end(), [&](const CompiledPattern& one) {
             return std::any_of(
                 narrow.except.begin(), narrow.except.end(), [&one](const CompiledPattern& same) {
                   return is_plain(one) && is_plain(same) &&
                          std::equal(one.literals().begin(), one.literals().end(),
                                     same.literals().begin(), same.literals().end()) &&
                          one.is_whole_words() == same.is_whole_words();
                 });
           });
  }

  /// Whether each text that matches the pattern holds a text of the clause.
  static bool holds_text_of(const CompiledPattern& pattern, const CompiledClause& wide) {
    const Need need = pattern.need();
    const auto is_in = [&](const std::string& text) {
      return std::any_of(wide.has.begin(), wide.has.end(), [&](const CompiledPattern& one) {
        return is_plain(one) && holds(text, one, pattern.is_whole_words());
      });
    };
    return std::any_of(
        need.one_of_each.begin(), need.one_of_each.end(),
        [&](const Need::Group& group) { return std::all_of(group.begin(), group.end(), is_in); });
  }

  /// Whether the pattern is found in every message that has the text; `is_whole`: which stands on
  /// word boundaries there.
  static bool holds(std::string_view text, const CompiledPattern& pattern, bool is_whole) {
    return std::any_of(
        pattern.literals().begin(), pattern.literals().end(), [&](const std::string& literal) {
          std::size_t at = text.find(literal);
          while (at != std::string_view::npos && pattern.is_whole_words() &&
                 !(is_whole && is_on_word_boundaries(text, {at, at + literal.size()}))) {
            at = text.find(literal, at + 1);
          }
          return at != std::string_view::npos;
        });
  }

  const std::vector<PackedRule>& rules_;
  const std::vector<Conditions>& conditions_;
  const std::vector<CompiledClause>& clauses_;
  Literals literals_;
  std::vector<std::vector<std::uint32_t>> holders_;  ///< by literal: rules that look for it
};

}  // namespace

std::vector<Shadow> shadowed_rules(const std::vector<PackedRule>& rules,
                                   const std::vector<Conditions>& conditions,
                                   const std::vector<CompiledClause>& clauses) {
  return Shadows(rules, conditions, clauses).find();
}

}  // namespace rules
