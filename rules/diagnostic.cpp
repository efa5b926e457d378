#include "rules/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "rules/diagnostic_texts.h"
#include "rules/utf8.h"

namespace rules {
namespace {

/// Replaces {0} … {9}; everything else stands as it is, so texts may show braces of the language.
std::string filled(std::string_view pattern, const std::vector<std::string>& arguments) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool is_slot = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}' &&
                         pattern[i + 1] >= '0' && pattern[i + 1] <= '9';
    if (!is_slot) {
      out.push_back(pattern[i]);
      continue;
    }
    const auto index = static_cast<std::size_t>(pattern[i + 1] - '0');
    if (index < arguments.size()) {
      out += arguments[index];
    }
    i += 2;
  }
  return out;
}

/// Tabs and other controls become one blank, so that the caret stands under its character.
std::string shown(std::string_view line) {
  std::string out(line);
  std::replace_if(
      out.begin(), out.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return out;
}

/// The caret line under `source`: blanks as wide as what stands before, then one ^ a column.
std::string caret(std::string_view source, std::uint32_t column, std::uint32_t width) {
  std::size_t position = 0;
  std::string before;
  for (std::uint32_t i = 1; i < column && position < source.size(); ++i) {
    utf8::append(before, utf8::next(source, position));
  }
  std::string marked;
  for (std::uint32_t i = 0; i < width && position < source.size(); ++i) {
    utf8::append(marked, utf8::next(source, position));
  }
  const std::size_t carets = std::max<std::size_t>(1, utf8::display_width(marked));
  return std::string(utf8::display_width(before), ' ') + std::string(carets, '^');
}

std::string json_pair(const Diagnostic& diagnostic,
                      std::string (*text)(const Diagnostic&, Language)) {
  return fmt::format(R"({{"en":{},"zh":{}}})", json_quoted(text(diagnostic, Language::kEnglish)),
                     json_quoted(text(diagnostic, Language::kChinese)));
}

}  // namespace

std::string to_string(const Place& place) {
  return place.line == 0 ? place.file
                         : fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

std::string_view name_of(Code code) {
  return texts_of(code).name;
}

Severity severity_of(Code code) {
  return texts_of(code).name.front() == 'W' ? Severity::kWarning : Severity::kError;
}

std::string message(const Diagnostic& diagnostic, Language language) {
  const DiagnosticTexts& texts = texts_of(diagnostic.code);
  return filled(language == Language::kChinese ? texts.message_zh : texts.message_en,
                diagnostic.arguments);
}

std::string help(const Diagnostic& diagnostic, Language language) {
  const DiagnosticTexts& texts = texts_of(diagnostic.code);
  return filled(language == Language::kChinese ? texts.help_zh : texts.help_en,
                diagnostic.arguments);
}

bool has_error(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return severity_of(diagnostic.code) == Severity::kError;
  });
}

void sort_by_place(std::vector<Diagnostic>& diagnostics) {
  const auto key = [](const Diagnostic& d) {
    return std::tie(d.place.file, d.place.line, d.place.column);
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&key](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
}

std::string to_text(const Diagnostic& diagnostic, Language language) {
  std::string out = fmt::format("{}: {}: {}\n", to_string(diagnostic.place),
                                name_of(diagnostic.code), message(diagnostic, language));
  if (diagnostic.place.line != 0 && !diagnostic.source_line.empty()) {
    const std::string number = std::to_string(diagnostic.place.line);
    const std::string source = shown(diagnostic.source_line);
    out += fmt::format("  {} | {}\n  {} | {}\n", number, source, std::string(number.size(), ' '),
                       caret(source, diagnostic.place.column, diagnostic.width));
  }
  out += fmt::format("  {}\n", help(diagnostic, language));
  if (diagnostic.fix) {
    const bool is_chinese = language == Language::kChinese;
    out += is_chinese
               ? fmt::format("  第 {} 行改成：{}\n", diagnostic.fix->line, diagnostic.fix->text)
               : fmt::format("  fix, line {}: {}\n", diagnostic.fix->line, diagnostic.fix->text);
  }
  return out;
}

std::string to_json(const Diagnostic& diagnostic) {
  const std::string fix = diagnostic.fix
                              ? fmt::format(R"({{"line":{},"text":{}}})", diagnostic.fix->line,
                                            json_quoted(diagnostic.fix->text))
                              : "null";
  return fmt::format(
      R"({{"code":"{}","severity":"{}","file":{},"line":{},"column":{},"width":{},"message":{},)"
      R"("help":{},"source_line":{},"fix":{}}})",
      name_of(diagnostic.code),
      severity_of(diagnostic.code) == Severity::kError ? "error" : "warning",
      json_quoted(diagnostic.place.file), diagnostic.place.line, diagnostic.place.column,
      diagnostic.width, json_pair(diagnostic, message), json_pair(diagnostic, help),
      json_quoted(diagnostic.source_line), fix);
}

std::string to_json(const std::vector<Diagnostic>& diagnostics) {
  std::string out = "[";
  for (const Diagnostic& diagnostic : diagnostics) {
    out += out.size() > 1 ? "," : "";
    out += to_json(diagnostic);
  }
  return out + "]";
}

std::string json_quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t position = 0; position < text.size();) {
    const char32_t c = utf8::next(text, position);
    if (c == U'"' || c == U'\\') {
      out.push_back('\\');
      out.push_back(static_cast<char>(c));
    } else if (c == U'\n') {
      out += "\\n";
    } else if (c < 0x20 || c == 0x7F || c == 0x2028 || c == 0x2029) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      utf8::append(out, c);
    }
  }
  return out + "\"";
}

}  // namespace rules
