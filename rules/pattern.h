#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/document.h"

/// One text of a rule that messages are compared with.
///
///   plain        加[下个]{微信}   [..] any one of these characters or none, {..} a word list
///   regular      /加.{0,4}微信/   RE2 between slashes; {..} a word list where it is no quantifier
namespace rules {

struct WrittenText {
  std::string text;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

/// A word list of a pack, in order.
struct Words {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  bool is_used = false;
  std::vector<WrittenText> texts;
};

using WordLists = std::map<std::string, Words, std::less<>>;

/// One way a part can read.
struct Choice {
  std::string text;  ///< as written, in no view yet; of a regular expression without slashes
  bool is_regex = false;
  std::uint32_t line = 0;  ///< where it is written: a word stands in its list
  std::uint32_t column = 0;
};

/// A stretch of a plain pattern. Earlier choices win; an optional part is taken where it can be.
struct PatternPart {
  std::vector<Choice> choices;
  bool is_optional = false;
};

struct Pattern {
  WrittenText written;
  bool is_regex = false;
  std::string regex;               ///< words expanded, slashes off; only if is_regex
  std::vector<PatternPart> parts;  ///< only if not is_regex
};

/// Text with everything escaped that RE2 gives a meaning.
std::string regex_escaped(std::string_view text);

/// True if `text` is written as a regular expression, /…/.
bool is_regex_text(std::string_view text);

/// Reads one text, marks the word lists it uses. nullopt after a diagnostic.
std::optional<Pattern> parse_pattern(const WrittenText& written, WordLists& words,
                                     const SourceLines& lines,
                                     std::vector<Diagnostic>& diagnostics);

/// A diagnostic about code points [offset, offset + width) of a written text. Points into the
/// text where the source line shows it as it is, else at its beginning.
Diagnostic at_text(const SourceLines& lines, Code code, const WrittenText& written,
                   std::size_t offset, std::size_t width, std::vector<std::string> arguments);

}  // namespace rules
