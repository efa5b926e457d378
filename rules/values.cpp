#include "rules/values.h"

#include <algorithm>
#include <charconv>
#include <chrono>

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

std::optional<int> Values::named(Key key, std::string_view shown_key, const WrittenText& written) {
  const auto value = value_of(key, written.text);
  if (!value) {
    const auto near = suggestion(written.text, values_of(key));
    diagnostics_.push_back(lines_.at(
        Code::kUnknownValue, written.line, written.column,
        {written.text, std::string(shown_key), shown_values(key), near.english, near.chinese},
        width_of(written.text)));
  }
  return value;
}

std::optional<int> Values::named(Key key, const Node::Entry& entry) {
  const auto written = text(entry);
  return written ? named(key, entry.key, *written) : std::nullopt;
}

std::vector<int> Values::named_list(Key key, const Node::Entry& entry) {
  std::vector<int> out;
  for (const WrittenText& written : texts(entry.key, entry.value)) {
    if (const auto value = named(key, entry.key, written)) {
      out.push_back(*value);
    }
  }
  return out;
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

void Values::report_value(const WrittenText& at, std::string_view key, std::string_view english,
                          std::string_view chinese) {
  diagnostics_.push_back(lines_.at(Code::kWrongType, at.line, at.column,
                                   {std::string(key), std::string(english), std::string(chinese)},
                                   width_of(at.text)));
}

std::optional<int> Values::number(const Node::Entry& entry, int least, int most) {
  const auto written = text(entry);
  if (!written) {
    return std::nullopt;
  }
  const auto value = whole_number(written->text);
  if (!value || *value < least || *value > most) {
    const std::string range = std::to_string(least) + " to " + std::to_string(most);
    const std::string range_zh = std::to_string(least) + " 到 " + std::to_string(most);
    report_value(*written, entry.key, "a whole number from " + range, range_zh + " 的整数");
    return std::nullopt;
  }
  return value;
}

std::optional<int> Values::points_off(const Node::Entry& entry) {
  constexpr int kFullScore = 100;
  const auto value = number(entry, -kFullScore, 0);
  return value ? std::optional(-*value) : std::nullopt;
}

std::optional<std::uint32_t> Values::percent(const Node::Entry& entry) {
  const auto written = text(entry);
  if (!written) {
    return std::nullopt;
  }
  std::string_view rest = written->text;
  const bool is_percent = rest.ends_with('%');
  rest.remove_suffix(is_percent ? 1 : 0);
  const auto value = whole_number(rest);
  if (!is_percent || !value || *value < 1 || *value > 100) {
    report_value(*written, entry.key, "a share from 1% to 100%", "1% 到 100%");
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(*value);
}

namespace {

struct Unit {
  std::string_view word;
  Within::Unit unit;
  std::int64_t size;
};

constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kWeek = 7 * 24 * 3600 * kSecond;

constexpr Unit kUnits[] = {
    {"s", Within::Unit::kTime, kSecond},        {"秒", Within::Unit::kTime, kSecond},
    {"m", Within::Unit::kTime, 60 * kSecond},   {"分钟", Within::Unit::kTime, 60 * kSecond},
    {"h", Within::Unit::kTime, 3600 * kSecond}, {"小时", Within::Unit::kTime, 3600 * kSecond},
    {"messages", Within::Unit::kMessages, 1},   {"message", Within::Unit::kMessages, 1},
    {"条", Within::Unit::kMessages, 1},         {"条消息", Within::Unit::kMessages, 1},
    {"rounds", Within::Unit::kRounds, 1},       {"round", Within::Unit::kRounds, 1},
    {"轮", Within::Unit::kRounds, 1},
};

/// A number and its unit, blanks between them or not.
std::optional<Within> amount_of(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = whole_number(text.substr(0, digits));
  text.remove_prefix(digits);
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const auto* const unit = std::find_if(std::begin(kUnits), std::end(kUnits),
                                        [text](const Unit& known) { return known.word == text; });
  if (!number || *number < 1 || unit == std::end(kUnits)) {
    return std::nullopt;
  }
  const Within out{unit->unit, *number * unit->size};
  const bool is_too_much = out.amount > (out.unit == Within::Unit::kTime ? kWeek : 1000);
  return is_too_much ? std::nullopt : std::optional(out);
}

}  // namespace

std::optional<std::int64_t> Values::duration(const Node::Entry& entry) {
  const auto written = text(entry);
  if (!written) {
    return std::nullopt;
  }
  const auto amount = amount_of(written->text);
  if (!amount || amount->unit != Within::Unit::kTime) {
    report_value(*written, entry.key, "a time such as 90s, 5m or 2h, at most a week",
                 "时长，如 90s、5m、2h（90秒、5分钟、2小时），最长一周");
    return std::nullopt;
  }
  return amount->amount;
}

std::optional<Within> Values::within(const Node::Entry& entry) {
  const auto written = text(entry);
  if (!written) {
    return std::nullopt;
  }
  const auto amount = amount_of(written->text);
  if (!amount) {
    report_value(*written, entry.key,
                 "a number of messages, a time or rounds: 2 messages, 90s, 1 round",
                 "消息条数、时长或轮数，如 2 messages（2条）、90s（90秒）、1 round（1轮）");
  }
  return amount;
}

std::optional<std::int32_t> Values::date(const Node::Entry& entry) {
  const auto written = text(entry);
  if (!written) {
    return std::nullopt;
  }
  const std::string_view text = written->text;
  const bool has_form = text.size() == 10 && text[4] == '-' && text[7] == '-';
  const auto year = has_form ? whole_number(text.substr(0, 4)) : std::nullopt;
  const auto month = has_form ? whole_number(text.substr(5, 2)) : std::nullopt;
  const auto day = has_form ? whole_number(text.substr(8, 2)) : std::nullopt;
  if (year && month && day && *month > 0 && *day > 0 && *year >= 1970) {
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (date.ok()) {
      return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
    }
  }
  report_value(*written, entry.key, "a date such as 2026-11-22", "日期，如 2026-11-22");
  return std::nullopt;
}

std::vector<Hours> Values::hours(const Node::Entry& entry) {
  const auto minute = [](std::string_view text) -> std::optional<std::int32_t> {
    const auto hour = text.size() == 5 ? whole_number(text.substr(0, 2)) : std::nullopt;
    const auto rest = text.size() == 5 ? whole_number(text.substr(3, 2)) : std::nullopt;
    const bool is_time = hour && rest && text[2] == ':' && *hour >= 0 && *rest >= 0 && *rest < 60 &&
                         *hour * 60 + *rest <= 24 * 60;
    return is_time ? std::optional(*hour * 60 + *rest) : std::nullopt;
  };
  std::vector<Hours> out;
  for (const WrittenText& written : texts(entry.key, entry.value)) {
    const std::string_view text = written.text;
    const auto from = minute(text.substr(0, std::min(text.find('-'), text.size())));
    const auto to = minute(text.substr(std::min(text.find('-') + 1, text.size())));
    if (from && to && *from != *to) {
      out.push_back({*from, *to});
    } else {
      report_value(written, entry.key, "hours such as 09:00-23:00", "时段，如 09:00-23:00");
    }
  }
  return out;
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
