#include "rules/compiled_pattern.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "rules/regex_lint.h"
#include "rules/text.h"
#include "rules/utf8.h"

namespace rules {
namespace {

RE2::Options regex_options(bool takes_longest) {
  RE2::Options options;
  options.set_longest_match(takes_longest);
  options.set_log_errors(false);
  options.set_max_mem(CompiledPattern::kMemory);
  return options;
}

char32_t code_point_before(std::string_view text, std::size_t byte) {
  std::size_t start = byte - 1;
  while (start > 0 && utf8::is_continuation(text[start])) {
    --start;
  }
  return utf8::next(text, start);
}

char32_t code_point_at(std::string_view text, std::size_t byte) {
  return utf8::next(text, byte);
}

/// Places of a prefix tried one by one; with more the automaton is cheaper, and its time is linear
/// whatever the text.
constexpr int kMostPlaces = 8;

/// Texts any pattern that can match nothing matches nothing in.
bool matches_empty(const RE2& regex) {
  for (const re2::StringPiece probe : {"", "a", "1", " ", "\xE4\xBA\xB2", "a 1,\xE4\xBA\xB2"}) {
    re2::StringPiece match;
    if (regex.Match(probe, 0, probe.size(), RE2::UNANCHORED, &match, 1) && match.empty()) {
      return true;
    }
  }
  return false;
}

}  // namespace

struct CompiledPattern::Regex {
  std::unique_ptr<RE2> re2;  ///< with one group around it all
  /// What every match begins with, if that is known: asked where a group is, at a place it is told,
  /// RE2 goes through its program at once instead of building an automaton first (15,000 ns for a
  /// pattern's first text, 200 then).
  std::string prefix;
  Need need;
  bool is_open_ended = false;
};

/// Turns one pattern into literals or RE2.
class PatternCompiler {
 public:
  PatternCompiler(const Pattern& pattern, View view, bool is_whole_words, CompiledPattern::Use use,
                  const SourceLines& lines, std::vector<Diagnostic>& diagnostics)
      : pattern_(pattern),
        view_(view),
        is_whole_words_(is_whole_words),
        use_(use),
        lines_(lines),
        diagnostics_(diagnostics) {}

  std::optional<CompiledPattern> compile() {
    const std::size_t before = diagnostics_.size();
    out_.written_ = pattern_.written;
    out_.is_whole_words_ = is_whole_words_ && !pattern_.is_regex;
    out_.use_ = use_;
    if (pattern_.is_regex) {
      lint_regex(pattern_.written, view_, lines_, diagnostics_);
    }
    const bool has_errors =
        std::any_of(diagnostics_.begin() + static_cast<std::ptrdiff_t>(before), diagnostics_.end(),
                    [](const Diagnostic& d) { return severity_of(d.code) == Severity::kError; });
    if (has_errors || !(pattern_.is_regex ? compile_regex(pattern_.regex) : compile_plain())) {
      return std::nullopt;
    }
    out_.requirement_ = Requirement(out_.need());
    return std::move(out_);
  }

 private:
  bool fail(Code code, std::vector<std::string> arguments, std::size_t offset = 0) {
    const std::size_t width = offset == 0 ? utf8::count(pattern_.written.text) : 1;
    diagnostics_.push_back(
        at_text(lines_, code, pattern_.written, offset, width, std::move(arguments)));
    return false;
  }

  /// The parts as they read in the view. False after a diagnostic.
  bool view_parts(std::vector<PatternPart>& out) {
    for (const PatternPart& part : pattern_.parts) {
      PatternPart seen;
      seen.is_optional = part.is_optional;
      for (const Choice& choice : part.choices) {
        std::string image = choice.is_regex ? choice.text : view_of(view_, choice.text);
        if (!image.empty()) {
          seen.choices.push_back({std::move(image), choice.is_regex, choice.line, choice.column});
        } else if (part.choices.size() > 1 && !part.is_optional) {
          const WrittenText word{choice.text, choice.line, choice.column};
          diagnostics_.push_back(at_text(lines_, Code::kUnreachable, word, 0, 1,
                                         {choice.text, std::string(to_string(view_))}));
          return false;
        }
      }
      if (!seen.choices.empty()) {
        out.push_back(std::move(seen));
      }
    }
    return true;
  }

  bool compile_plain() {
    std::vector<PatternPart> parts;
    if (!view_parts(parts)) {
      return false;
    }
    if (parts.empty()) {
      return fail(Code::kUnreachable, {pattern_.written.text, std::string(to_string(view_))});
    }
    if (std::all_of(parts.begin(), parts.end(),
                    [](const auto& part) { return part.is_optional; })) {
      return fail(Code::kMatchesEmpty, {pattern_.written.text});
    }
    std::size_t ways = 1;
    for (const PatternPart& part : parts) {
      ways = std::min(ways * (part.choices.size() + (part.is_optional ? 1 : 0)),
                      CompiledPattern::kFewLiterals + 1);
    }
    const bool has_regex = std::any_of(parts.begin(), parts.end(), [](const PatternPart& part) {
      return std::any_of(part.choices.begin(), part.choices.end(),
                         [](const Choice& choice) { return choice.is_regex; });
    });
    if (!has_regex && (ways <= CompiledPattern::kFewLiterals || is_whole_words_)) {
      return expand(parts);
    }
    std::string regex;
    for (const PatternPart& part : parts) {
      if (part.choices.size() == 1 && !part.is_optional && !part.choices.front().is_regex) {
        regex += regex_escaped(part.choices.front().text);
        continue;
      }
      regex += "(?:";
      for (const Choice& choice : part.choices) {
        regex += regex.ends_with("(?:") && &choice == &part.choices.front() ? "" : "|";
        regex += choice.is_regex ? choice.text : regex_escaped(choice.text);
      }
      regex += part.is_optional ? ")?" : ")";
    }
    return compile_regex(regex);
  }

  bool expand(const std::vector<PatternPart>& parts) {
    std::vector<std::string> literals{""};
    for (const PatternPart& part : parts) {
      std::vector<std::string> longer;
      for (const std::string& literal : literals) {
        for (const Choice& choice : part.choices) {
          longer.push_back(literal + choice.text);
        }
        if (part.is_optional) {
          longer.push_back(literal);
        }
      }
      if (longer.size() > CompiledPattern::kMostLiterals) {
        return fail(Code::kOverBudget, {fmt::format("{} ways to read it", longer.size())});
      }
      literals = std::move(longer);
    }
    out_.literals_ = Alternatives(std::move(literals));
    return true;
  }

  std::string anchored(const std::string& source) const {
    switch (use_.anchor) {
      case CompiledPattern::Anchor::kStart:
        return "\\A(?:" + source + ")";
      case CompiledPattern::Anchor::kEnd:
        return "(?:" + source + ")\\z";
      case CompiledPattern::Anchor::kNone:
        break;
    }
    return source;
  }

  bool compile_regex(const std::string& source) {
    const RE2::Options options = regex_options(
        !pattern_.is_regex && use_.preference == CompiledPattern::Preference::kLongest);
    auto regex = std::make_unique<RE2>("(" + anchored(source) + ")", options);
    if (!regex->ok()) {
      regex = std::make_unique<RE2>(anchored(source), options);  // for what it says of the error
    }
    if (regex->error_code() == RE2::ErrorPatternTooLarge) {
      return fail(Code::kOverBudget, {"more than 1 MiB"});
    }
    if (regex->error_code() == RE2::ErrorRepeatSize) {
      return fail(Code::kOverBudget, {"a part is repeated more than 1,000 times"});
    }
    if (!regex->ok()) {
      const std::size_t at = pattern_.written.text.find(regex->error_arg());
      const std::size_t offset =
          at == std::string::npos
              ? 0
              : utf8::count(std::string_view(pattern_.written.text).substr(0, at));
      return fail(Code::kBadRegex, {std::to_string(offset + 1), regex->error()}, offset);
    }
    CompiledPattern::Regex out;
    out.need = need_of_regex(source, view_, CompiledPattern::kMemory);
    if (!out.need.is_known() && matches_empty(*regex)) {
      return fail(Code::kMatchesEmpty, {pattern_.written.text});
    }
    // Told a place, RE2 takes it for the beginning of the text, where \b and \A hold.
    if (source.find("\\b") == std::string::npos && source.find("\\B") == std::string::npos &&
        use_.anchor != CompiledPattern::Anchor::kStart) {
      out.prefix = literal_prefix(source);
    }
    out.is_open_ended = is_open_ended(source);
    out.re2 = std::move(regex);
    out_.regex_ = std::make_unique<CompiledPattern::Regex>(std::move(out));
    return true;
  }

  const Pattern& pattern_;
  View view_;
  bool is_whole_words_;
  CompiledPattern::Use use_;
  const SourceLines& lines_;
  std::vector<Diagnostic>& diagnostics_;
  CompiledPattern out_;
};

CompiledPattern::CompiledPattern() = default;
CompiledPattern::CompiledPattern(CompiledPattern&&) noexcept = default;
CompiledPattern& CompiledPattern::operator=(CompiledPattern&&) noexcept = default;
CompiledPattern::~CompiledPattern() = default;

std::optional<CompiledPattern> CompiledPattern::compile(const Pattern& pattern, View view,
                                                        bool is_whole_words, Use use,
                                                        const SourceLines& lines,
                                                        std::vector<Diagnostic>& diagnostics) {
  return PatternCompiler(pattern, view, is_whole_words, use, lines, diagnostics).compile();
}

Need CompiledPattern::need() const {
  return regex_ ? regex_->need : Need{{Need::Group(literals().begin(), literals().end())}};
}

std::optional<ByteSpan> CompiledPattern::find(std::string_view text, std::size_t from) const {
  if (!regex_) {
    return find_literal(text, from);
  }
  const std::string& prefix = regex_->prefix;
  if (prefix.empty()) {
    return find_regex(text, from);
  }
  const re2::StringPiece whole(text.data(), text.size());
  std::array<re2::StringPiece, 2> match;
  for (int tried = 0; tried < kMostPlaces; ++tried) {
    const std::size_t at = text.find(prefix, from);
    if (at == std::string_view::npos) {
      return std::nullopt;
    }
    if (regex_->re2->Match(whole, at, text.size(), RE2::ANCHOR_START, match.data(), 2)) {
      return ByteSpan{at, at + match[0].size()};
    }
    from = at + 1;
  }
  return find_regex(text, from);
}

std::optional<ByteSpan> CompiledPattern::find_regex(std::string_view text, std::size_t from) const {
  while (from < text.size() && utf8::is_continuation(text[from])) {
    ++from;
  }
  const re2::StringPiece whole(text.data(), text.size());
  re2::StringPiece match;
  while (from < text.size() &&
         regex_->re2->Match(whole, from, text.size(), RE2::UNANCHORED, &match, 1)) {
    const auto begin = static_cast<std::size_t>(match.data() - text.data());
    if (!match.empty()) {
      return ByteSpan{begin, begin + match.size()};
    }
    from = begin;
    if (from < text.size()) {
      utf8::next(text, from);
    }
  }
  return std::nullopt;
}

std::size_t CompiledPattern::program_size() const {
  return regex_ ? static_cast<std::size_t>(std::max(regex_->re2->ProgramSize(), 0)) : 0;
}

std::optional<ByteSpan> CompiledPattern::find_literal(std::string_view text,
                                                      std::size_t from) const {
  const auto accepts = [this, text](ByteSpan span) {
    const bool is_in_place = (use_.anchor != Anchor::kStart || span.begin == 0) &&
                             (use_.anchor != Anchor::kEnd || span.end == text.size());
    return is_in_place && (!is_whole_words_ || is_on_word_boundaries(text, span));
  };
  return literals_.find(text, from, use_.preference, accepts);
}

std::size_t CompiledPattern::next_overlapping(std::string_view text, ByteSpan found) const {
  if (regex_ && regex_->is_open_ended) {
    return found.end;
  }
  std::size_t next = found.begin;
  utf8::next(text, next);
  return next;
}

bool CompiledPattern::equals(std::string_view text) const {
  if (!regex_) {
    return std::find(literals().begin(), literals().end(), text) != literals().end();
  }
  return regex_->re2->Match({text.data(), text.size()}, 0, text.size(), RE2::ANCHOR_BOTH, nullptr,
                            0);
}

bool is_on_word_boundaries(std::string_view text, ByteSpan span) {
  const auto joins = [](char32_t left, char32_t right) {
    return is_word_character(left) && is_word_character(right);
  };
  const bool begins_inside =
      span.begin > 0 && joins(code_point_before(text, span.begin), code_point_at(text, span.begin));
  const bool ends_inside = span.end < text.size() &&
                           joins(code_point_before(text, span.end), code_point_at(text, span.end));
  return !begins_inside && !ends_inside;
}

}  // namespace rules
