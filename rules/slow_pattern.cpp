#include "rules/slow_pattern.h"

#include <algorithm>

#include "rules/regex_lint.h"

namespace rules {
namespace {

bool is_boundary(const std::u32string& text, std::size_t at) {
  return at == 0 || at == text.size() || !is_word_character(text[at - 1]) ||
         !is_word_character(text[at]);
}

/// Tries the parts of a plain text one after another at one place, going back where it fails.
class PlainTry {
 public:
  PlainTry(const Pattern& pattern, const Clause& clause, const std::u32string& text,
           bool must_end = false)
      : pattern_(pattern),
        view_(clause.view),
        is_whole_words_(clause.is_whole_words),
        text_(text),
        must_end_(must_end) {}

  /// End of the first way to read the pattern from `begin`.
  std::optional<std::size_t> end_from(std::size_t begin) const {
    return is_whole_words_ && !is_boundary(text_, begin) ? std::nullopt : rest(0, begin, begin);
  }

 private:
  std::optional<std::size_t> rest(std::size_t part, std::size_t begin, std::size_t at) const {
    if (part == pattern_.parts.size()) {
      const bool is_cut = is_whole_words_ && !is_boundary(text_, at);
      const bool is_too_early = must_end_ && at != text_.size();
      return at == begin || is_cut || is_too_early ? std::nullopt : std::optional(at);
    }
    for (const Choice& choice : pattern_.parts[part].choices) {
      const std::u32string wanted = utf8::decode(view_of(view_, choice.text));
      const bool is_nothing = wanted.empty() && pattern_.parts[part].is_optional;
      if (!is_nothing && text_.compare(at, wanted.size(), wanted) == 0) {
        if (const auto end = rest(part + 1, begin, at + wanted.size())) {
          return end;
        }
      }
    }
    return pattern_.parts[part].is_optional ? rest(part + 1, begin, at) : std::nullopt;
  }

  const Pattern& pattern_;
  View view_;
  bool is_whole_words_;
  const std::u32string& text_;
  bool must_end_;
};

bool holds_regex(const Pattern& pattern) {
  return std::any_of(pattern.parts.begin(), pattern.parts.end(), [](const PatternPart& part) {
    return std::any_of(part.choices.begin(), part.choices.end(),
                       [](const Choice& choice) { return choice.is_regex; });
  });
}

/// The regular expression of a pattern that is one or holds one.
std::string regex_of(const Pattern& pattern, View view) {
  if (pattern.is_regex) {
    return pattern.regex;
  }
  std::string out;
  for (const PatternPart& part : pattern.parts) {
    std::string choices;
    for (const Choice& choice : part.choices) {
      const std::string image =
          choice.is_regex ? choice.text : regex_escaped(view_of(view, choice.text));
      if (!image.empty()) {
        choices += (choices.empty() ? "" : "|") + image;
      }
    }
    if (!choices.empty()) {
      out += "(?:" + choices + (part.is_optional ? ")?" : ")");
    }
  }
  return out;
}

/// Every way a plain text can read, from every place.
std::vector<Range> readings(const Clause& clause, const Pattern& pattern, const SlowText& text) {
  std::vector<Range> out;
  for (std::size_t end = 1; end <= text.letters.size(); ++end) {
    const std::u32string until = text.letters.substr(0, end);
    if (clause.is_whole_words && !is_boundary(text.letters, end)) {
      continue;
    }
    const PlainTry attempt(pattern, clause, until, true);
    for (std::size_t begin = 0; begin < end; ++begin) {
      if (attempt.end_from(begin)) {
        out.push_back({begin, end});
      }
    }
  }
  return out;
}

}  // namespace

void SlowPatterns::add(const std::vector<Pattern>& patterns, View view) {
  for (const Pattern& pattern : patterns) {
    regexes_[&pattern] = std::make_unique<RE2>(regex_of(pattern, view), RE2::Quiet);
  }
}

std::vector<Range> SlowPatterns::matches(const Clause& clause, const Pattern& pattern,
                                         const SlowText& text, bool is_overlapping) const {
  std::vector<Range> out;
  for (std::size_t begin = 0; begin < text.letters.size();) {
    const auto found = first_match(clause, pattern, text, begin);
    if (!found) {
      break;
    }
    out.push_back(*found);
    begin = is_overlapping && !may_be_endless(pattern) ? found->begin + 1 : found->end;
  }
  return out;
}

std::vector<Range> SlowPatterns::shielded(const Clause& clause, const Pattern& pattern,
                                          const SlowText& text) const {
  return pattern.is_regex       ? matches(clause, pattern, text, true)
         : holds_regex(pattern) ? longest_matches(pattern, text)
                                : readings(clause, pattern, text);
}

/// Matches of a regular expression without a limit are looked for each behind the one before.
bool SlowPatterns::may_be_endless(const Pattern& pattern) const {
  const auto regex = regexes_.find(&pattern);
  return (pattern.is_regex || holds_regex(pattern)) && is_open_ended(regex->second->pattern());
}

/// From every place the longest match of a plain text that holds a regular expression.
std::vector<Range> SlowPatterns::longest_matches(const Pattern& pattern,
                                                 const SlowText& text) const {
  const std::string bytes = utf8::encode(text.letters);
  const auto byte_of = [&text](std::size_t at) {
    return utf8::encode(text.letters.substr(0, at)).size();
  };
  std::vector<Range> out;
  for (std::size_t begin = 0; begin < text.letters.size();) {
    std::size_t end = text.letters.size();
    while (end > begin && !regexes_.at(&pattern)->Match(bytes, byte_of(begin), byte_of(end),
                                                        RE2::ANCHOR_BOTH, nullptr, 0)) {
      --end;
    }
    if (end > begin) {
      out.push_back({begin, end});
    }
    begin = end > begin && may_be_endless(pattern) ? end : begin + 1;
  }
  return out;
}

std::optional<Range> SlowPatterns::first_match(const Clause& clause, const Pattern& pattern,
                                               const SlowText& text, std::size_t from) const {
  if (pattern.is_regex || holds_regex(pattern)) {
    return first_regex_match(pattern, text, from);
  }
  const PlainTry attempt(pattern, clause, text.letters);
  for (std::size_t begin = from; begin < text.letters.size(); ++begin) {
    if (const auto end = attempt.end_from(begin)) {
      return Range{begin, *end};
    }
  }
  return std::nullopt;
}

std::optional<Range> SlowPatterns::first_regex_match(const Pattern& pattern, const SlowText& text,
                                                     std::size_t from) const {
  const std::string bytes = utf8::encode(text.letters);
  const RE2& regex = *regexes_.at(&pattern);
  for (std::size_t begin = from; begin < text.letters.size(); ++begin) {
    const std::size_t byte = utf8::encode(text.letters.substr(0, begin)).size();
    re2::StringPiece match;
    if (regex.Match(bytes, byte, bytes.size(), RE2::UNANCHORED, &match, 1) && !match.empty()) {
      const auto start = static_cast<std::size_t>(match.data() - bytes.data());
      const std::size_t first = utf8::count(std::string_view(bytes).substr(0, start));
      return Range{first, first + utf8::count({match.data(), match.size()})};
    }
  }
  return std::nullopt;
}

std::optional<Range> SlowPatterns::start(const Clause& clause, const Pattern& pattern,
                                         const SlowText& text) const {
  if (pattern.is_regex || holds_regex(pattern)) {
    const std::string bytes = utf8::encode(text.letters);
    re2::StringPiece match;
    if (regexes_.at(&pattern)->Match(bytes, 0, bytes.size(), RE2::ANCHOR_START, &match, 1) &&
        !match.empty()) {
      return Range{0, utf8::count({match.data(), match.size()})};
    }
    return std::nullopt;
  }
  const auto end = PlainTry(pattern, clause, text.letters).end_from(0);
  return end ? std::optional(Range{0, *end}) : std::nullopt;
}

std::optional<Range> SlowPatterns::end(const Clause& clause, const Pattern& pattern,
                                       const SlowText& text) const {
  const std::string bytes = utf8::encode(text.letters);
  const bool is_regex = pattern.is_regex || holds_regex(pattern);
  for (std::size_t begin = 0; begin < text.letters.size(); ++begin) {
    const std::size_t byte = utf8::encode(text.letters.substr(0, begin)).size();
    const bool is_here =
        is_regex
            ? regexes_.at(&pattern)->Match(bytes, byte, bytes.size(), RE2::ANCHOR_BOTH, nullptr, 0)
            : PlainTry(pattern, clause, text.letters, true).end_from(begin).has_value();
    if (is_here) {
      return Range{begin, text.letters.size()};
    }
  }
  return std::nullopt;
}

bool SlowPatterns::is_whole(const Pattern& pattern, const SlowText& text) const {
  const std::string bytes = utf8::encode(text.letters);
  if (bytes.empty()) {
    return false;
  }
  return RE2::FullMatch(bytes, *regexes_.at(&pattern));
}

}  // namespace rules
