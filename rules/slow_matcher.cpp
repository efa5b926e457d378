#include "rules/slow_matcher.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "rules/pack_judge.h"
#include "rules/rule_info.h"
#include "rules/slow_pattern.h"
#include "rules/text.h"
#include "rules/utf8.h"
#include "rules/version.h"

namespace rules {
namespace {

/// Bigrams of `letters`, each as often as it stands there.
std::map<std::u32string, int> pairs_of(const std::u32string& letters) {
  std::map<std::u32string, int> out;
  for (std::size_t i = 0; i + 1 < letters.size(); ++i) {
    ++out[letters.substr(i, 2)];
  }
  return out;
}

bool reads_alike(std::string_view one, std::string_view other, std::uint32_t percent) {
  const std::u32string a = utf8::decode(view_of(View::kSquash, one));
  const std::u32string b = utf8::decode(view_of(View::kSquash, other));
  if (a.size() < 2 || b.size() < 2) {
    return a == b;
  }
  const auto pairs = pairs_of(b);
  std::size_t shared = 0;
  for (const auto& [pair, times] : pairs_of(a)) {
    const auto found = pairs.find(pair);
    shared += found == pairs.end() ? 0 : static_cast<std::size_t>(std::min(times, found->second));
  }
  return 200 * shared >= percent * (a.size() - 1 + b.size() - 1);
}

/// Judges messages by clauses as they are written.
class SlowClauses {
 public:
  void add(const Clause& clause) {
    for (const auto* const patterns :
         {&clause.has, &clause.has_all, &clause.whole, &clause.starts, &clause.ends, &clause.except,
          &clause.unless, &clause.lacks}) {
      patterns_.add(*patterns, clause.view);
    }
    if (clause.at_least) {
      patterns_.add(clause.at_least->of, clause.view);
    }
    if (clause.near) {
      patterns_.add(clause.near->words, clause.view);
    }
    for (const auto* const nested : {&clause.all_of, &clause.any_of, &clause.none_of}) {
      for (const Clause& one : *nested) {
        add(one);
      }
    }
  }

  static bool is_about(const Clause& clause, const Utterance& utterance) {
    const bool is_automatic = utterance.is_automatic || utterance.speaker == Speaker::kBot;
    if (clause.automatic == Automatic::kExclude && is_automatic) {
      return false;
    }
    if (clause.automatic == Automatic::kOnly && !is_automatic) {
      return false;
    }
    if (!clause.kinds.empty() &&
        std::count(clause.kinds.begin(), clause.kinds.end(), utterance.kind) == 0) {
      return false;
    }
    switch (utterance.speaker) {
      case Speaker::kAgent:
      case Speaker::kBot:
        return clause.says != Says::kCustomer;
      case Speaker::kCustomer:
        return clause.says != Says::kAgent;
      case Speaker::kSystem:
        return false;
    }
    return false;
  }

  /// Spans of the original if the clause holds in the text.
  std::optional<std::vector<Span>> judge(const Clause& clause, std::string_view original) const {
    const SlowText text(clause.view, original);
    const std::size_t length = text.letters.size();
    if (clause.length && (length < clause.length->at_least || length > clause.length->at_most)) {
      return std::nullopt;
    }
    if (finds_any(clause, clause.unless, text) || finds_any(clause, clause.lacks, text)) {
      return std::nullopt;
    }
    for (const Clause& nested : clause.none_of) {
      if (judge(nested, original)) {
        return std::nullopt;
      }
    }
    auto out = marked(clause, text, original);
    if (!out || !add_nested(clause, original, *out)) {
      return std::nullopt;
    }
    const bool marks_nothing = !clause.marks_places() && clause.all_of.empty() &&
                               clause.any_of.empty() && clause.lacks.empty() &&
                               clause.none_of.empty();
    if (marks_nothing && !text.letters.empty()) {
      out->push_back(span_of({0, length}, text));
    }
    return joined(*out);
  }

 private:
  bool add_nested(const Clause& clause, std::string_view original, std::vector<Span>& out) const {
    bool is_any = clause.any_of.empty();
    for (const Clause& nested : clause.any_of) {
      if (const auto spans = judge(nested, original)) {
        is_any = true;
        out.insert(out.end(), spans->begin(), spans->end());
      }
    }
    for (const Clause& nested : clause.all_of) {
      const auto spans = judge(nested, original);
      if (!spans) {
        return false;
      }
      out.insert(out.end(), spans->begin(), spans->end());
    }
    return is_any;
  }

  /// Places of everything that marks places, exceptions taken off; nullopt if some condition finds
  /// none.
  std::optional<std::vector<Span>> marked(const Clause& clause, const SlowText& text,
                                          std::string_view original) const {
    std::vector<Range> exceptions;
    for (const Pattern& pattern : clause.except) {
      const auto found = patterns_.shielded(clause, pattern, text);
      exceptions.insert(exceptions.end(), found.begin(), found.end());
    }
    std::vector<Span> out;
    // Each group is the places of one text; of the groups, at least `needed` must keep a place.
    const auto keep = [&](const std::vector<std::vector<Range>>& groups, std::size_t needed) {
      std::size_t found = 0;
      for (const std::vector<Range>& group : groups) {
        const auto kept = surviving(group, exceptions);
        found += kept.empty() ? 0U : 1U;
        for (const Range& range : kept) {
          out.push_back(span_of(range, text));
        }
      }
      return found >= needed;
    };
    const bool is_right =
        (clause.has.empty() || keep(places(clause, clause.has, text), 1)) &&
        keep(places(clause, clause.has_all, text), clause.has_all.size()) &&
        (!clause.at_least ||
         keep(places(clause, clause.at_least->of, text), clause.at_least->count)) &&
        (clause.whole.empty() || keep(wholes(clause, text), 1)) &&
        (clause.starts.empty() || keep(starts(clause, text), 1)) &&
        (clause.ends.empty() || keep(ends(clause, text), 1)) &&
        (!clause.near || keep({near_places(clause, text)}, 1)) &&
        (!clause.like || keep({like_places(clause, text, original)}, 1)) &&
        (clause.entities.empty() || add_entities(clause, text, original, exceptions, out));
    return is_right ? std::optional(std::move(out)) : std::nullopt;
  }

  std::vector<std::vector<Range>> places(const Clause& clause, const std::vector<Pattern>& patterns,
                                         const SlowText& text) const {
    std::vector<std::vector<Range>> out;
    for (const Pattern& pattern : patterns) {
      out.push_back(patterns_.matches(clause, pattern, text, false));
    }
    return out;
  }

  std::vector<std::vector<Range>> wholes(const Clause& clause, const SlowText& text) const {
    std::vector<std::vector<Range>> out;
    for (const Pattern& pattern : clause.whole) {
      if (patterns_.is_whole(pattern, text)) {
        out.push_back({{0, text.letters.size()}});
      }
    }
    return out;
  }

  std::vector<std::vector<Range>> starts(const Clause& clause, const SlowText& text) const {
    std::vector<std::vector<Range>> out;
    for (const Pattern& pattern : clause.starts) {
      if (const auto found = patterns_.start(clause, pattern, text)) {
        out.push_back({*found});
      }
    }
    return out;
  }

  std::vector<std::vector<Range>> ends(const Clause& clause, const SlowText& text) const {
    std::vector<std::vector<Range>> out;
    for (const Pattern& pattern : clause.ends) {
      if (const auto found = patterns_.end(clause, pattern, text)) {
        out.push_back({*found});
      }
    }
    return out;
  }

  /// Where the nearest chain of the words that are left ends.
  static std::optional<std::size_t> chain_end(const Near<Pattern>& near,
                                              const std::vector<std::vector<Range>>& words,
                                              const std::set<std::size_t>& left, std::size_t end) {
    if (left.empty()) {
      return end;
    }
    std::optional<std::size_t> best;
    for (const std::size_t word : left) {
      if (near.is_ordered && word != *left.begin()) {
        continue;
      }
      for (const Range& next : words[word]) {
        if (next.begin < end || next.begin - end > near.gap) {
          continue;
        }
        std::set<std::size_t> rest = left;
        rest.erase(word);
        const auto found = chain_end(near, words, rest, next.end);
        best = found && (!best || *found < *best) ? found : best;
      }
    }
    return best;
  }

  std::vector<Range> near_places(const Clause& clause, const SlowText& text) const {
    std::vector<std::vector<Range>> words;
    std::set<std::size_t> all;
    for (const Pattern& pattern : clause.near->words) {
      all.insert(words.size());
      words.push_back(patterns_.matches(clause, pattern, text, true));
    }
    std::vector<Range> out;
    for (const std::size_t word : all) {
      if (clause.near->is_ordered && word != 0) {
        continue;
      }
      std::set<std::size_t> left = all;
      left.erase(word);
      for (const Range& first : words[word]) {
        if (const auto end = chain_end(*clause.near, words, left, first.end)) {
          out.push_back({first.begin, *end});
        }
      }
    }
    return out;
  }

  static std::vector<Range> like_places(const Clause& clause, const SlowText& text,
                                        std::string_view original) {
    for (const WrittenText& written : clause.like->written) {
      if (!text.letters.empty() && reads_alike(written.text, original, clause.like->percent)) {
        return {{0, text.letters.size()}};
      }
    }
    return {};
  }

  /// Entities are found in a view of their own; exceptions are compared in the original.
  static bool add_entities(const Clause& clause, const SlowText& text, std::string_view original,
                           const std::vector<Range>& exceptions, std::vector<Span>& out) {
    bool is_found = false;
    for (const Entity entity : clause.entities) {
      MessageViews views;
      views.reset(original);
      const ViewText& view = views.get(view_of(entity));
      for (const EntityPlace& place : find_entities(entity, view.text)) {
        const Span span = view.span_of(place.begin, place.end);
        const bool is_shielded =
            std::any_of(exceptions.begin(), exceptions.end(), [&](const Range& exception) {
              const Span shield = span_of(exception, text);
              return shield.start < span.start + span.length &&
                     span.start < shield.start + shield.length;
            });
        if (!is_shielded) {
          is_found = true;
          out.push_back(span);
        }
      }
    }
    return is_found;
  }

  bool finds_any(const Clause& clause, const std::vector<Pattern>& patterns,
                 const SlowText& text) const {
    return std::any_of(patterns.begin(), patterns.end(), [&](const Pattern& pattern) {
      return patterns_.first_match(clause, pattern, text, 0).has_value();
    });
  }

  static Span span_of(const Range& range, const SlowText& text) {
    const std::uint32_t begin = text.sources[range.begin].begin;
    return {begin, text.sources[range.end - 1].end - begin};
  }

  /// Ascending, overlapping ones joined.
  static std::vector<Span> joined(const std::vector<Span>& spans) {
    std::vector<Span> out;
    std::set<std::pair<std::uint32_t, std::uint32_t>> sorted;
    for (const Span& span : spans) {
      sorted.emplace(span.start, span.start + span.length);
    }
    for (const auto& [begin, end] : sorted) {
      if (!out.empty() && begin < out.back().start + out.back().length) {
        const std::uint32_t last = std::max(out.back().start + out.back().length, end);
        out.back().length = last - out.back().start;
      } else {
        out.push_back({begin, end - begin});
      }
    }
    return out;
  }

  static std::vector<Range> surviving(const std::vector<Range>& hits,
                                      const std::vector<Range>& exceptions) {
    std::vector<Range> out;
    for (const Range& hit : hits) {
      const bool is_shielded =
          std::any_of(exceptions.begin(), exceptions.end(), [&hit](const Range& exception) {
            return exception.begin < hit.end && hit.begin < exception.end;
          });
      if (!is_shielded) {
        out.push_back(hit);
      }
    }
    return out;
  }

  SlowPatterns patterns_;
};

class SlowPack : public RulePack {
 public:
  SlowPack(std::vector<Rule> rules, std::vector<RuleInfo> infos, std::string version)
      : rules_(std::move(rules)), infos_(std::move(infos)), version_(std::move(version)) {
    std::vector<Conditions> numbered;
    std::size_t clauses = 0;
    for (const Rule& rule : rules_) {
      for (const Clause& clause : rule.clauses) {
        clauses_.add(clause);
      }
      numbered.push_back(rule.conditions);
      numbered.back().move_clauses(static_cast<ClauseId>(clauses));
      clauses += rule.clauses.size();
    }
    triggers_ = RuleTriggers(std::move(numbered), clauses);
  }

  void inspect(const Utterance& utterance, Scratch&, std::vector<ClauseHit>& hits) const override {
    hits.clear();
    ClauseId number = 0;
    for (const Rule& rule : rules_) {
      for (const Clause& clause : rule.clauses) {
        if (SlowClauses::is_about(clause, utterance)) {
          if (const auto spans = clauses_.judge(clause, utterance.text)) {
            hits.push_back({number, clause.view, clause.line, *spans});
          }
        }
        ++number;
      }
    }
  }

  Judgement judge(const Talk& talk, std::int64_t now_ms) const override {
    return triggers_.judge(talk, now_ms);
  }

  std::vector<bool> could_apply(const Talk& talk) const override {
    return triggers_.could_apply(talk);
  }

  void match(const Utterance& utterance, const Context& context, Scratch&,
             std::vector<Hit>& hits) const override {
    hits.clear();
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      const Rule& rule = rules_[i];
      if (rule.conditions.needs_talk()) {
        continue;
      }
      const Clause& main = rule.clauses[*rule.conditions.main];
      const auto spans = SlowClauses::is_about(main, utterance)
                             ? clauses_.judge(main, utterance.text)
                             : std::nullopt;
      if (spans && has_customer_said(rule, context)) {
        hits.push_back({i, main.view, *spans});
      }
    }
  }

  void match_inspected(std::span<const ClauseHit> clauses, const Context& context, Scratch&,
                       std::vector<Hit>& hits) const override {
    hits.clear();
    for (const ClauseHit& found : clauses) {
      const auto rule = triggers_.triggered_by(found.clause);
      if (rule && !infos_[*rule].needs_talk && has_customer_said(rules_[*rule], context)) {
        hits.push_back({*rule, found.view, found.spans});
      }
    }
  }

  bool touches_talk(std::span<const ClauseHit> clauses) const override {
    return triggers_.touches_talk(clauses);
  }

  const RuleInfo& info(std::uint32_t rule) const override { return infos_[rule]; }

  std::size_t size() const override { return rules_.size(); }

  bool needs_context() const override {
    return std::any_of(infos_.begin(), infos_.end(),
                       [](const RuleInfo& info) { return info.needs_context; });
  }

  const std::string& version() const override { return version_; }

 private:
  bool has_customer_said(const Rule& rule, const Context& context) const {
    if (!rule.conditions.customer_said) {
      return true;
    }
    const Clause& clause = rule.clauses[*rule.conditions.customer_said];
    return std::any_of(
        context.customer_said.begin(), context.customer_said.end(),
        [&](std::string_view said) { return clauses_.judge(clause, said).has_value(); });
  }

  std::vector<Rule> rules_;
  std::vector<RuleInfo> infos_;
  std::string version_;
  SlowClauses clauses_;
  RuleTriggers triggers_;
};

}  // namespace

std::shared_ptr<const RulePack> compile_slowly(const std::vector<Source>& sources) {
  std::vector<Diagnostic> diagnostics;
  Collected collected = collect(sources, diagnostics);
  if (has_error(diagnostics)) {
    return nullptr;
  }
  std::vector<Rule> rules;
  std::vector<RuleInfo> infos;
  for (Rule& rule : collected.rules) {
    if (rule.status != Status::kDraft && rule.status != Status::kRetired) {
      infos.push_back(info_of(rule));
      rules.push_back(std::move(rule));
    }
  }
  return std::make_shared<const SlowPack>(std::move(rules), std::move(infos),
                                          version_of(collected.packs, sources));
}

}  // namespace rules
