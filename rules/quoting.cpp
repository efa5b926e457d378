#include <algorithm>

#include "rules/reader.h"

namespace rules {
namespace {

constexpr std::string_view kBrackets = "{}[]";
/// Characters that begin something else than a text when they stand first.
constexpr std::string_view kIndicators = ">|@%`";

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out.append(c == '\'' ? 2 : 1, c);
  }
  return out + "'";
}

/// The content of a text in double quotes whose backslashes were meant as such.
std::optional<std::string_view> double_quoted_with_backslash(std::string_view value) {
  const bool is_double = value.size() > 2 && value.front() == '"' && value.back() == '"';
  if (!is_double || value.find('\\') == std::string_view::npos) {
    return std::nullopt;
  }
  return value.substr(1, value.size() - 2);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::optional<std::string> quoted_text(std::string_view value) {
  if (const auto content = double_quoted_with_backslash(value)) {
    return single_quoted(*content);
  }
  const bool is_bare = !value.empty() && value.front() != '\'' && value.front() != '"';
  const bool is_regex = is_bare && value.size() > 1 && value.front() == '/' && value.back() == '/';
  const bool is_indicator =
      is_bare && value.size() > 1 && kIndicators.find(value.front()) != std::string_view::npos;
  if (is_regex || is_indicator ||
      (is_bare && value.find_first_of(kBrackets) != std::string_view::npos)) {
    return single_quoted(value);
  }
  return std::nullopt;
}

/// Items of `[a, b]` without the outer brackets, split at commas outside quotes and brackets.
std::vector<std::string_view> flow_items(std::string_view inside) {
  std::vector<std::string_view> items;
  int depth = 0;
  char quote = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    const char c = inside[i];
    if (quote != 0) {
      quote = c == quote ? '\0' : quote;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    } else if (c == ',' && depth == 0) {
      items.push_back(trimmed(inside.substr(start, i - start)));
      start = i + 1;
    }
  }
  items.push_back(trimmed(inside.substr(start)));
  return items;
}

std::optional<std::string> quoted_list(std::string_view value) {
  std::string out = "[";
  bool is_changed = false;
  for (const std::string_view item : flow_items(value.substr(1, value.size() - 2))) {
    const auto quoted = quoted_text(item);
    is_changed = is_changed || quoted.has_value();
    out += out.size() > 1 ? ", " : "";
    out += quoted ? *quoted : std::string(item);
  }
  return is_changed ? std::optional(out + "]") : std::nullopt;
}

}  // namespace

std::optional<std::string> quoted_item(std::string_view line) {
  const std::size_t dash = line.find("- ");
  if (dash == std::string_view::npos || dash != line.find_first_not_of(' ')) {
    return std::nullopt;
  }
  const std::string_view value = trimmed(line.substr(dash + 2));
  if (const auto content = double_quoted_with_backslash(value)) {
    return std::string(line.substr(0, dash + 2)) + single_quoted(*content);
  }
  return std::string(line.substr(0, dash + 2)) + single_quoted(value);
}

std::optional<std::string> quoted_line(std::string_view line) {
  std::size_t start = std::min(line.find_first_not_of(' '), line.size());
  bool is_item = false;
  while (line.substr(start).starts_with("- ")) {
    start = std::min(line.find_first_not_of(' ', start + 2), line.size());
    is_item = true;
  }
  const std::string_view rest = line.substr(start);
  const bool is_text = is_item && !rest.empty() &&
                       std::string_view("{[/\"'").find(rest[0]) != std::string_view::npos;
  const std::size_t colon = is_text ? std::string_view::npos : rest.find(": ");
  if (colon != std::string_view::npos && rest.find_first_of(kBrackets) > colon) {
    start = std::min(line.find_first_not_of(' ', start + colon + 2), line.size());
    is_item = false;
  } else if (!is_item) {
    return std::nullopt;
  }
  const std::string_view value = trimmed(line.substr(start));
  const bool is_list = !is_item && value.size() > 1 && value.front() == '[' && value.back() == ']';
  const auto quoted = is_list ? quoted_list(value) : quoted_text(value);
  if (!quoted) {
    return std::nullopt;
  }
  return std::string(line.substr(0, start)) + *quoted;
}

}  // namespace rules
