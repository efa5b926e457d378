#include "rules/pattern.h"

#include <fmt/format.h>

#include <algorithm>

#include "rules/nearest.h"
#include "rules/utf8.h"

namespace rules {
namespace {

std::size_t code_points_before(std::string_view text, std::size_t byte) {
  return utf8::count(text.substr(0, byte));
}

class PatternParser {
 public:
  PatternParser(const WrittenText& written, WordLists& words, const SourceLines& lines,
                std::vector<Diagnostic>& diagnostics)
      : written_(written), words_(words), lines_(lines), diagnostics_(diagnostics) {}

  std::optional<Pattern> parse() {
    Pattern out;
    out.written = written_;
    const std::string_view text = written_.text;
    if (text.starts_with('/') && !is_regex_text(text)) {
      report(Code::kOpenBracket, 0, 1, {"/"});
      return std::nullopt;
    }
    out.is_regex = is_regex_text(text);
    const bool is_good = out.is_regex ? parse_regex(out) : parse_plain(out);
    return is_good ? std::optional(std::move(out)) : std::nullopt;
  }

 private:
  void report(Code code, std::size_t byte, std::size_t bytes, std::vector<std::string> arguments) {
    const std::string_view text = written_.text;
    diagnostics_.push_back(at_text(lines_, code, written_, code_points_before(text, byte),
                                   utf8::count(text.substr(byte, bytes)), std::move(arguments)));
  }

  /// The list named between byte `begin` ({) and its }, nullptr after a diagnostic. Moves `begin`
  /// past the }.
  const Words* word_list(std::size_t& begin) {
    const std::string_view text = written_.text;
    const std::size_t end = text.find('}', begin);
    if (end == std::string_view::npos) {
      report(Code::kOpenBracket, begin, 1, {"{"});
      return nullptr;
    }
    const std::string name(text.substr(begin + 1, end - begin - 1));
    const auto found = words_.find(name);
    if (found == words_.end()) {
      std::vector<std::string_view> names;
      for (const auto& [known, list] : words_) {
        names.push_back(known);
      }
      const auto near = suggestion(name, names);
      report(Code::kUnknownWords, begin, end + 1 - begin, {name, near.english, near.chinese});
      return nullptr;
    }
    found->second.is_used = true;
    begin = end + 1;
    return &found->second;
  }

  bool parse_plain(Pattern& out) {
    const std::string_view text = written_.text;
    for (std::size_t i = 0; i < text.size();) {
      if (text[i] == '{') {
        const Words* const list = word_list(i);
        if (list == nullptr) {
          return false;
        }
        out.parts.push_back(part_of(*list));
      } else if (text[i] == '[') {
        const std::size_t end = text.find(']', i);
        if (end == std::string_view::npos) {
          report(Code::kOpenBracket, i, 1, {"["});
          return false;
        }
        out.parts.push_back(any_of(text.substr(i + 1, end - i - 1)));
        i = end + 1;
      } else {
        const std::size_t end = std::min(text.find_first_of("{[", i), text.size());
        out.parts.push_back({{literal(text.substr(i, end - i))}, false});
        i = end;
      }
    }
    return true;
  }

  Choice literal(std::string_view text) const {
    return {std::string(text), false, written_.line, written_.column};
  }

  static PatternPart part_of(const Words& list) {
    PatternPart part;
    for (const WrittenText& word : list.texts) {
      const bool is_regex = is_regex_text(word.text);
      const std::string text = is_regex ? word.text.substr(1, word.text.size() - 2) : word.text;
      part.choices.push_back({text, is_regex, word.line, word.column});
    }
    return part;
  }

  PatternPart any_of(std::string_view characters) const {
    PatternPart part;
    part.is_optional = true;
    for (std::size_t position = 0; position < characters.size();) {
      const std::size_t begin = position;
      utf8::next(characters, position);
      part.choices.push_back(literal(characters.substr(begin, position - begin)));
    }
    return part;
  }

  /// `{2,4}` counts, `\p{Han}` and `\x{4e00}` are classes; every other `{…}` is a word list.
  bool parse_regex(Pattern& out) {
    const std::string_view text = written_.text;
    const std::size_t end = text.size() - 1;
    bool is_in_class = false;
    for (std::size_t i = 1; i < end;) {
      if (text[i] == '\\' && i + 1 < end) {
        const bool has_braces =
            std::string_view("pPx").find(text[i + 1]) != std::string_view::npos && i + 2 < end &&
            text[i + 2] == '{';
        const std::size_t close = has_braces ? std::min(text.find('}', i), end - 1) : i + 1;
        out.regex += text.substr(i, close + 1 - i);
        i = close + 1;
      } else if (!is_in_class && text[i] == '{' && i + 1 < end &&
                 std::string_view("0123456789,").find(text[i + 1]) == std::string_view::npos) {
        const Words* const list = word_list(i);
        if (list == nullptr) {
          return false;
        }
        out.regex += alternatives(*list);
      } else if (!is_in_class && text[i] == '[') {
        // A ] that comes first, also after ^, belongs to the class.
        std::size_t first = i + 1 < end && text[i + 1] == '^' ? i + 2 : i + 1;
        first += first < end && text[first] == ']' ? 1U : 0U;
        out.regex += text.substr(i, first - i);
        i = first;
        is_in_class = true;
      } else {
        is_in_class = is_in_class && text[i] != ']';
        out.regex.push_back(text[i++]);
      }
    }
    return true;
  }

  static std::string alternatives(const Words& list) {
    std::string out = "(?:";
    for (const Choice& choice : part_of(list).choices) {
      out += out.size() > 3 ? "|" : "";
      out += choice.is_regex ? choice.text : regex_escaped(choice.text);
    }
    return out + ")";
  }

  const WrittenText& written_;
  WordLists& words_;
  const SourceLines& lines_;
  std::vector<Diagnostic>& diagnostics_;
};

}  // namespace

std::string regex_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view(".+*?()[]{}|^$\\-").find(c) != std::string_view::npos) {
      out.push_back('\\');
    }
    out.push_back(c);
  }
  return out;
}

bool is_regex_text(std::string_view text) {
  return text.size() > 2 && text.front() == '/' && text.back() == '/';
}

std::optional<Pattern> parse_pattern(const WrittenText& written, WordLists& words,
                                     const SourceLines& lines,
                                     std::vector<Diagnostic>& diagnostics) {
  return PatternParser(written, words, lines, diagnostics).parse();
}

Diagnostic at_text(const SourceLines& lines, Code code, const WrittenText& written,
                   std::size_t offset, std::size_t width, std::vector<std::string> arguments) {
  Diagnostic out = lines.at(code, written.line, written.column, std::move(arguments));
  const std::string_view line = lines.line(written.line);
  // A text shown as written begins at its column or, in quotes, one further on.
  const std::size_t found = line.find(written.text);
  if (found != std::string_view::npos && !written.text.empty()) {
    out.place.column = static_cast<std::uint32_t>(code_points_before(line, found) + offset + 1);
    out.width = static_cast<std::uint32_t>(std::max<std::size_t>(width, 1));
  }
  return out;
}

}  // namespace rules
