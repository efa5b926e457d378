#include "rules/values.h"

#include <algorithm>
#include <charconv>

#include "rules/nearest.h"
#include "rules/reader.h"
#include "rules/text.h"
#include "rules/text_tables.h"
#include "rules/utf8.h"

namespace rules {
namespace {

std::uint32_t width_of(std::string_view text) {
  return static_cast<std::uint32_t>(std::max<std::size_t>(1, utf8::count(text)));
}

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

bool is_good_id(std::string_view id) {
  constexpr std::size_t kLongest = 64;
  const std::u32string letters = utf8::decode(id);
  if (letters.empty() || letters.size() > kLongest) {
    return false;
  }
  const auto is_word = [](char32_t c) {
    return is_word_character(c) || (c >= U'A' && c <= U'Z') ||
           text_tables::entry(c).kind() == text_tables::Class::kHan;
  };
  return is_word(letters.front()) && std::all_of(letters.begin(), letters.end(), [&](char32_t c) {
           return is_word(c) || c == U'.' || c == U'-' || c == U'_';
         });
}

/// "agent 客服 | customer 客户".
std::string shown_values(Key key) {
  std::string out;
  const auto names = values_of(key);
  for (std::size_t i = 0; i < names.size(); ++i) {
    out += i == 0 ? "" : i % 2 == 0 ? " | " : " ";
    out += names[i];
  }
  return out;
}

}  // namespace

void Values::report(Code code, const Node& at, std::vector<std::string> arguments) {
  diagnostics_.push_back(
      lines_.at(code, at.line, at.column, std::move(arguments), width_of(at.text)));
}

void Values::report_unknown(const Node::Entry& entry, Scope scope) {
  std::vector<std::string> arguments{entry.key};
  Code code = Code::kNotYetSupported;
  if (scope != Scope::kRule || !is_later_key(entry.key)) {
    code = Code::kUnknownKey;
    const auto near = suggestion(entry.key, names_in(scope));
    arguments.push_back(near.english);
    arguments.push_back(near.chinese);
  }
  Diagnostic diagnostic =
      lines_.at(code, entry.line, entry.column, std::move(arguments), width_of(entry.key));
  if (code == Code::kUnknownKey) {
    if (const auto near = suggestion(entry.key, names_in(scope)); !near.word.empty()) {
      std::string line(diagnostic.source_line);
      if (const auto at = line.find(entry.key); at != std::string::npos) {
        diagnostic.fix = Fix{entry.line, line.replace(at, entry.key.size(), near.word)};
      }
    }
  }
  diagnostics_.push_back(std::move(diagnostic));
}

Values::Map Values::entries(const Node& map, Scope scope) {
  Map out;
  for (const Node::Entry& entry : map.entries) {
    const auto key = key_of(entry.key, scope);
    if (!key) {
      report_unknown(entry, scope);
      continue;
    }
    const auto [first, is_new] = out.try_emplace(*key, &entry);
    if (!is_new) {
      diagnostics_.push_back(lines_.at(Code::kDuplicateKey, entry.line, entry.column,
                                       {entry.key, std::to_string(first->second->line)},
                                       width_of(entry.key)));
    }
  }
  return out;
}

std::optional<WrittenText> Values::text(const Node::Entry& entry) {
  if (entry.value.kind != Node::Kind::kText) {
    report_not_text(entry.key, entry.value, false);
    return std::nullopt;
  }
  return WrittenText{entry.value.text, entry.value.line, entry.value.column};
}

void Values::report_not_text(std::string_view key, const Node& value, bool is_list) {
  const std::string_view line = lines_.line(value.line);
  const bool is_bracket_mistake = value.kind == Node::Kind::kMap || value.kind == Node::Kind::kList;
  std::optional<std::string> fixed;
  if (is_bracket_mistake && is_list) {
    fixed = quoted_line(line);
    fixed = fixed ? fixed : quoted_item(line);
  }
  if (!fixed) {
    report(Code::kWrongType, value, {std::string(key), "a text", "一段文本"});
    return;
  }
  const bool is_nested = value.kind == Node::Kind::kMap && !value.is_flow;
  Diagnostic diagnostic =
      lines_.at(Code::kNeedsQuotes, value.line, value.column,
                {is_nested ? "': ' makes this a key and its value"
                           : "a bare bracket begins a list or a map, not a text",
                 is_nested ? "「: 」会让它变成键和值" : "不加引号的括号表示列表或键值，不是文本"});
  diagnostic.fix = Fix{value.line, *fixed};
  diagnostics_.push_back(std::move(diagnostic));
}

std::vector<WrittenText> Values::texts(std::string_view key, const Node& value) {
  std::vector<WrittenText> out;
  const auto add = [&](const Node& node, bool is_list) {
    if (node.kind == Node::Kind::kText && !node.text.empty()) {
      out.push_back({node.text, node.line, node.column});
    } else {
      report_not_text(key, node, is_list);
    }
  };
  if (value.kind != Node::Kind::kList) {
    add(value, value.kind == Node::Kind::kMap && value.is_flow);
    return out;
  }
  for (const Node& item : value.items) {
    add(item, true);
  }
  if (value.items.empty()) {
    report(Code::kWrongType, value,
           {std::string(key), "one text or a list of texts", "一段或几段文本"});
  }
  return out;
}

std::optional<int> Values::named(Key key, const Node::Entry& entry) {
  const auto written = text(entry);
  if (!written) {
    return std::nullopt;
  }
  const auto value = value_of(key, written->text);
  if (!value) {
    const auto near = suggestion(written->text, values_of(key));
    report(Code::kUnknownValue, entry.value,
           {written->text, entry.key, shown_values(key), near.english, near.chinese});
  }
  return value;
}

std::optional<std::string> Values::id(const Node::Entry& entry) {
  const auto written = text(entry);
  if (!written) {
    return std::nullopt;
  }
  if (!is_good_id(written->text)) {
    report(Code::kBadId, entry.value, {written->text, "a name in the rule set", "编号或包名"});
    return std::nullopt;
  }
  return written->text;
}

std::optional<int> Values::score(const Node::Entry& entry) {
  constexpr int kFullScore = 100;
  const auto written = text(entry);
  if (!written) {
    return std::nullopt;
  }
  const auto value = whole_number(written->text);
  if (!value || *value > 0 || *value < -kFullScore) {
    report(Code::kWrongType, entry.value,
           {entry.key, "a whole number from -100 to 0", "-100 到 0 的整数"});
    return std::nullopt;
  }
  return value;
}

std::optional<LengthLimits> Values::length(const Node::Entry& entry) {
  const auto written = text(entry);
  if (!written) {
    return std::nullopt;
  }
  std::string_view rest = written->text;
  const auto starts = [&rest](std::string_view sign) {
    const bool is_there = rest.starts_with(sign);
    rest.remove_prefix(is_there ? sign.size() : 0);
    return is_there;
  };
  const bool is_at_most = starts("<=");
  const bool is_at_least = !is_at_most && starts(">=");
  const bool is_below = starts("<");
  const bool is_above = starts(">");
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const auto number = whole_number(rest);
  if (!number || *number < 0 || (is_below && *number == 0)) {
    report(Code::kWrongType, entry.value,
           {entry.key, "a number of characters such as '<4', '>=10' or 6",
            "字数条件，如 '<4'、'>=10' 或 6"});
    return std::nullopt;
  }
  const auto count = static_cast<std::uint32_t>(*number);
  LengthLimits out;
  if (!is_at_most && !is_below) {
    out.at_least = count + (is_above ? 1U : 0U);
  }
  if (!is_at_least && !is_above) {
    out.at_most = count - (is_below ? 1U : 0U);
  }
  return out;
}

std::optional<ReviewPolicy> Values::review(const Node::Entry& entry) {
  const auto written = text(entry);
  if (!written) {
    return std::nullopt;
  }
  if (const auto value = value_of(Key::kReview, written->text)) {
    return ReviewPolicy{static_cast<std::uint32_t>(*value)};
  }
  std::string_view rest = written->text;
  for (const std::string_view word : {"sample ", "抽检 "}) {
    if (rest.starts_with(word) && rest.ends_with('%')) {
      rest.remove_prefix(word.size());
      rest.remove_suffix(1);
      const auto percent = whole_number(rest);
      if (percent && *percent > 0 && *percent <= 100) {
        return ReviewPolicy{static_cast<std::uint32_t>(*percent)};
      }
    }
  }
  report(Code::kUnknownValue, entry.value,
         {written->text, entry.key, shown_values(Key::kReview) + " | sample 10% 抽检 10%", "", ""});
  return std::nullopt;
}

}  // namespace rules
