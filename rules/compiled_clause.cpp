#include "rules/compiled_clause.h"

#include <algorithm>

#include "rules/cover.h"
#include "rules/near.h"

namespace rules {
namespace {

using Patterns = std::vector<CompiledPattern>;

struct Found {
  ByteSpan span;
  const CompiledPattern* pattern = nullptr;
};

bool overlaps(ByteSpan a, ByteSpan b) {
  return a.begin < b.end && b.begin < a.end;
}

bool overlaps(Span a, Span b) {
  return a.start < b.start + b.length && b.start < a.start + a.length;
}

/// Judges one message by one clause.
class ClauseCheck {
 public:
  ClauseCheck(const CompiledClause& clause, JudgedText& text, ClauseHit& out, ExplainedRule* trace)
      : clause_(clause),
        text_(text),
        out_(out),
        trace_(trace),
        view_(text.view(clause.view)),
        signature_(text.signature(clause.view)) {}

  /// Adds the spans to those of the hit; none if the clause does not hold.
  bool decide() {
    const std::size_t before = out_.spans.size();
    const std::uint32_t line_before = out_.line;
    const bool is_found = finds_places() && finds_nested();
    if (is_found || trace_ != nullptr) {
      reason_ = refusal(is_found);
    }
    if (!is_found || !reason_.empty()) {
      out_.spans.resize(before);
      out_.line = line_before;
      return false;
    }
    const bool marks_nothing = !clause_.marks_places() && clause_.all_of.empty() &&
                               clause_.any_of.empty() && clause_.lacks.empty() &&
                               clause_.none_of.empty();
    if (marks_nothing && !view_.text.empty()) {
      out_.spans.push_back(span_of({0, view_.text.size()}));
    }
    return true;
  }

  /// Why it does not hold, for people; only with a trace.
  std::string_view reason() const { return reason_; }

 private:
  Span span_of(ByteSpan place) { return text_.span_of(clause_.view, place); }

  /// Calls `found` and says whether to go on: without a trace the first miss ends it.
  bool goes_on(bool found, bool& all) {
    all = all && found;
    return all || trace_ != nullptr;
  }

  bool finds_places() {
    bool all = true;
    return goes_on(clause_.has.empty() || find_hits(clause_.has, "has") > 0, all) &&
           goes_on(find_hits(clause_.has_all, "has_all") == clause_.has_all.size(), all) &&
           goes_on(!clause_.at_least ||
                       find_hits(clause_.at_least->of, "at_least") >= clause_.at_least->count,
                   all) &&
           goes_on(clause_.whole.empty() || find_whole(), all) &&
           goes_on(clause_.starts.empty() || find_hits(clause_.starts, "starts") > 0, all) &&
           goes_on(clause_.ends.empty() || find_hits(clause_.ends, "ends") > 0, all) &&
           goes_on(!clause_.near || find_all_near(), all) &&
           goes_on(!clause_.like || find_like(), all) &&
           goes_on(clause_.entities.empty() || find_things(), all) && all;
  }

  bool finds_nested() {
    const auto holds = [this](const CompiledClause& nested) {
      return ClauseCheck(nested, text_, out_, trace_).decide();
    };
    // Every one of any_of is tried, so that all it found is marked.
    const auto found = std::count_if(clause_.any_of.begin(), clause_.any_of.end(), holds);
    return (clause_.any_of.empty() || found > 0) &&
           std::all_of(clause_.all_of.begin(), clause_.all_of.end(), holds);
  }

  /// Why the clause does not hold; empty if it does.
  std::string_view refusal(bool is_found) {
    if (!is_found) {
      return !trace_->hits.empty() ? "shielded" : "nothing found";
    }
    if (clause_.length && !is_length_right()) {
      return "length";
    }
    if (any_found(clause_.unless, "unless")) {
      return "unless";
    }
    if (any_found(clause_.lacks, "lacks")) {
      return "lacks";
    }
    const bool is_other =
        std::any_of(clause_.none_of.begin(), clause_.none_of.end(), [this](const auto& nested) {
          ClauseHit ignored;
          return ClauseCheck(nested, text_, ignored, nullptr).decide();
        });
    return is_other ? "none_of" : std::string_view{};
  }

  bool is_length_right() const {
    const std::size_t length = view_.sources.size();
    return length >= clause_.length->at_least && length <= clause_.length->at_most;
  }

  /// How many of the patterns are found at a place that no exception shields.
  std::size_t find_hits(const Patterns& patterns, std::string_view key) {
    std::size_t found = 0;
    for (const CompiledPattern& pattern : patterns) {
      if (!pattern.may_match(signature_)) {
        continue;
      }
      bool is_found = false;
      std::size_t from = 0;
      while (const auto span = pattern.find(view_.text, from)) {
        is_found = add_hit(key, *span, pattern.written()) || is_found;
        from = span->end;
      }
      found += is_found ? 1U : 0U;
    }
    return found;
  }

  bool find_whole() {
    bool is_found = false;
    for (const CompiledPattern& pattern : clause_.whole) {
      if (!view_.text.empty() && pattern.may_match(signature_) && pattern.equals(view_.text)) {
        is_found = add_hit("whole", {0, view_.text.size()}, pattern.written()) || is_found;
      }
    }
    return is_found;
  }

  bool find_all_near() {
    bool is_found = false;
    for (const ByteSpan& span : find_near(*clause_.near, view_.text, signature_)) {
      is_found = add_hit("near", span, clause_.near->words.front().written()) || is_found;
    }
    return is_found;
  }

  bool find_like() {
    bool is_found = false;
    for (std::size_t i = 0; i < clause_.like->texts.size() && !view_.text.empty(); ++i) {
      if (is_alike(clause_.like->texts[i], text_.bigrams(), clause_.like->percent)) {
        is_found = add_hit("like", {0, view_.text.size()}, clause_.like->written[i]) || is_found;
      }
    }
    return is_found;
  }

  /// An entity is found in a view of its own, so exceptions are compared in the original.
  bool find_things() {
    bool is_found = false;
    for (const Entity entity : clause_.entities) {
      for (const Span& span : text_.entities(entity)) {
        find_exceptions_in_original();
        const bool is_shielded = original_.overlaps(span.start, span.start + span.length);
        const auto covers = [&](const Found& one) { return overlaps(span_of(one.span), span); };
        is_found = note(is_shielded ? first_shield(covers) : nullptr, is_shielded, span, "entity",
                        {std::string(), clause_.line, 0}) ||
                   is_found;
      }
    }
    return is_found;
  }

  /// False if an exception shields it.
  bool add_hit(std::string_view key, ByteSpan place, const WrittenText& written) {
    find_exceptions();
    const bool is_shielded = excepted_.overlaps(place.begin, place.end);
    const auto covers = [&](const Found& one) { return overlaps(one.span, place); };
    return note(is_shielded ? first_shield(covers) : nullptr, is_shielded, span_of(place), key,
                written);
  }

  /// For the trace alone: which exception it was, of those that shield the first found.
  template <typename Covers>
  const Found* first_shield(Covers covers) const {
    return trace_ == nullptr ? nullptr
                             : &*std::find_if(exceptions_.begin(), exceptions_.end(), covers);
  }

  bool note(const Found* shield, bool is_shielded, Span span, std::string_view key,
            const WrittenText& written) {
    if (!is_shielded) {
      out_.spans.push_back(span);
      out_.line = out_.line == 0 ? written.line : out_.line;
    }
    if (trace_ != nullptr) {
      ExplainedHit explained;
      explained.matched = {std::string(key), written.text, {}, written.line, span};
      explained.is_shielded = is_shielded;
      if (is_shielded) {
        explained.shield = line_of("except", *shield);
      }
      trace_->hits.push_back(std::move(explained));
    }
    return !is_shielded;
  }

  MatchedLine line_of(std::string_view key, const Found& found) {
    const WrittenText& written = found.pattern->written();
    return {std::string(key), written.text, {}, written.line, span_of(found.span)};
  }

  /// Every place any exception begins to match, each as far as it reaches from there: an exception
  /// that overlaps itself shields all of it.
  void find_exceptions() {
    if (has_exceptions_) {
      return;
    }
    has_exceptions_ = true;
    for (const CompiledPattern& pattern : clause_.except) {
      if (!pattern.may_match(signature_)) {
        continue;
      }
      std::size_t from = 0;
      while (const auto span = pattern.find(view_.text, from)) {
        exceptions_.push_back({*span, &pattern});
        if (trace_ != nullptr) {
          trace_->exceptions.push_back(line_of("except", exceptions_.back()));
        }
        excepted_.add(span->begin, span->end);
        from = pattern.next_overlapping(view_.text, *span);
      }
    }
    excepted_.build();
  }

  void find_exceptions_in_original() {
    find_exceptions();
    if (has_original_) {
      return;
    }
    has_original_ = true;
    for (const Found& one : exceptions_) {
      const Span span = span_of(one.span);
      original_.add(span.start, span.start + span.length);
    }
    original_.build();
  }

  bool any_found(const Patterns& patterns, std::string_view key) {
    for (const CompiledPattern& pattern : patterns) {
      if (!pattern.may_match(signature_)) {
        continue;
      }
      if (const auto span = pattern.find(view_.text, 0)) {
        if (trace_ != nullptr) {
          trace_->others.push_back(line_of(key, {*span, &pattern}));
        }
        return true;
      }
    }
    return false;
  }

  const CompiledClause& clause_;
  JudgedText& text_;
  ClauseHit& out_;
  ExplainedRule* trace_;
  const ViewText& view_;
  const Signature& signature_;
  std::string_view reason_;
  bool has_exceptions_ = false;
  bool has_original_ = false;
  std::vector<Found> exceptions_;
  Cover excepted_;  ///< bytes of the view
  Cover original_;  ///< code points of the original
};

}  // namespace

bool is_about(const CompiledClause& clause, Speaker speaker, bool is_automatic,
              std::string_view kind) {
  const bool is_machine = is_automatic || speaker == Speaker::kBot;
  if ((clause.automatic == Automatic::kExclude && is_machine) ||
      (clause.automatic == Automatic::kOnly && !is_machine)) {
    return false;
  }
  const bool is_customer = speaker == Speaker::kCustomer;
  const bool is_agent = speaker == Speaker::kAgent || speaker == Speaker::kBot;
  const bool is_speaker =
      (clause.says != Says::kCustomer && is_agent) || (clause.says != Says::kAgent && is_customer);
  return is_speaker && (clause.kinds.empty() || std::find(clause.kinds.begin(), clause.kinds.end(),
                                                          kind) != clause.kinds.end());
}

bool holds(const CompiledClause& clause, JudgedText& text, ClauseHit& hit, ExplainedRule* trace) {
  hit.view = clause.view;
  hit.line = 0;
  hit.spans.clear();
  ClauseCheck check(clause, text, hit, trace);
  const bool is_true = check.decide();
  merge(hit.spans);
  hit.line = hit.line == 0 ? clause.line : hit.line;
  if (trace != nullptr) {
    trace->is_hit = is_true;
    trace->reason = is_true ? std::string_view{} : check.reason();
  }
  return is_true;
}

void merge(std::vector<Span>& spans) {
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
    return a.start != b.start ? a.start < b.start : a.length < b.length;
  });
  std::size_t kept = 0;
  for (const Span& span : spans) {
    if (kept > 0 && span.start < spans[kept - 1].start + spans[kept - 1].length) {
      Span& last = spans[kept - 1];
      last.length = std::max(last.start + last.length, span.start + span.length) - last.start;
    } else {
      spans[kept++] = span;
    }
  }
  spans.resize(kept);
}

}  // namespace rules
