#pragma once

#include <re2/re2.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/clause.h"
#include "rules/text.h"
#include "rules/utf8.h"

/// Where the texts of a clause stand in a message, looked for as they are written, one after
/// another and place by place: the way of SlowPack, which the matcher is held against.
namespace rules {

/// Code points [begin, end) of a view.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// One view of one message, as code points.
struct SlowText {
  std::u32string letters;
  std::vector<ViewText::Source> sources;

  SlowText(View view, std::string_view original) {
    MessageViews views;
    views.reset(original);
    const ViewText& made = views.get(view);
    letters = utf8::decode(made.text);
    sources = made.sources;
  }
};

/// Patterns as they are written. Those that are looked for must have been added.
class SlowPatterns {
 public:
  /// Regular expressions are compiled once: RE2 needs far longer for that than for a match.
  void add(const std::vector<Pattern>& patterns, View view);

  /// All matches of a pattern: with `is_overlapping` one for every place it can begin at, else
  /// each behind the end of the one before.
  std::vector<Range> matches(const Clause& clause, const Pattern& pattern, const SlowText& text,
                             bool is_overlapping) const;
  /// As matches() of an exception: every stretch it can be read in.
  std::vector<Range> shielded(const Clause& clause, const Pattern& pattern,
                              const SlowText& text) const;
  std::optional<Range> first_match(const Clause& clause, const Pattern& pattern,
                                   const SlowText& text, std::size_t from) const;
  /// The match that begins with the text.
  std::optional<Range> start(const Clause& clause, const Pattern& pattern,
                             const SlowText& text) const;
  /// The longest that ends with it.
  std::optional<Range> end(const Clause& clause, const Pattern& pattern,
                           const SlowText& text) const;
  bool is_whole(const Pattern& pattern, const SlowText& text) const;

 private:
  bool may_be_endless(const Pattern& pattern) const;
  std::vector<Range> longest_matches(const Pattern& pattern, const SlowText& text) const;
  std::optional<Range> first_regex_match(const Pattern& pattern, const SlowText& text,
                                         std::size_t from) const;

  std::map<const Pattern*, std::unique_ptr<RE2>> regexes_;
};

}  // namespace rules
