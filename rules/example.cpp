#include "rules/example.h"

#include <algorithm>

namespace rules {
namespace {

using Kind = DialogueLine::Kind;

struct LineWord {
  std::string_view word;
  Kind kind;
  Speaker speaker;
  bool is_automatic;
};

constexpr LineWord kWords[] = {
    {"customer", Kind::kMessage, Speaker::kCustomer, false},
    {"客户", Kind::kMessage, Speaker::kCustomer, false},
    {"agent", Kind::kMessage, Speaker::kAgent, false},
    {"客服", Kind::kMessage, Speaker::kAgent, false},
    {"bot", Kind::kMessage, Speaker::kBot, true},
    {"机器人", Kind::kMessage, Speaker::kBot, true},
    {"auto", Kind::kMessage, Speaker::kAgent, true},
    {"自动", Kind::kMessage, Speaker::kAgent, true},
    {"attrs", Kind::kAttribute, Speaker::kSystem, true},
    {"属性", Kind::kAttribute, Speaker::kSystem, true},
    {"intent", Kind::kIntent, Speaker::kSystem, true},
    {"意图", Kind::kIntent, Speaker::kSystem, true},
    {"close", Kind::kClose, Speaker::kSystem, true},
    {"结束", Kind::kClose, Speaker::kSystem, true},
};

std::string_view next_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const std::string_view word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(word.size());
  return word;
}

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// `0:20`, `12:05`, `1:00:00` in milliseconds.
std::optional<std::int64_t> clock_ms(std::string_view text) {
  constexpr std::int64_t kSecond = 1000;
  constexpr std::size_t kLongest = 12;
  std::int64_t seconds = 0;
  bool has_colon = false;
  for (std::string_view rest = text; !rest.empty() && text.size() <= kLongest;) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    const std::string_view part = rest.substr(0, end);
    if (!is_digits(part) || (has_colon && part.size() != 2)) {
      return std::nullopt;
    }
    std::int64_t value = 0;
    for (const char digit : part) {
      value = value * 10 + (digit - '0');
    }
    seconds = seconds * 60 + value;
    if (end == rest.size()) {
      return has_colon ? std::optional(seconds * kSecond) : std::nullopt;
    }
    has_colon = true;
    rest.remove_prefix(end + 1);
  }
  return std::nullopt;
}

std::optional<DialogueLine> parse_line(std::string_view line) {
  const std::string_view word = next_word(line);
  const auto* const known = std::find_if(std::begin(kWords), std::end(kWords),
                                         [word](const LineWord& one) { return one.word == word; });
  const auto at_ms = clock_ms(next_word(line));
  if (known == std::end(kWords) || !at_ms) {
    return std::nullopt;
  }
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const bool has_form = (known->kind != Kind::kAttribute || line.find('=') != line.npos) &&
                        (known->kind != Kind::kIntent || !line.empty());
  if (!has_form) {
    return std::nullopt;
  }
  return DialogueLine{known->kind, known->speaker, known->is_automatic, *at_ms, std::string(line)};
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (const std::string_view line = text.substr(0, end); !line.empty()) {
      out.push_back(line);
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

}  // namespace

bool is_dialogue(std::string_view example) {
  const auto lines = lines_of(example);
  return !lines.empty() && parse_line(lines.front()).has_value();
}

std::optional<std::vector<DialogueLine>> parse_dialogue(std::string_view example,
                                                        std::string& bad_line) {
  std::vector<DialogueLine> out;
  for (const std::string_view line : lines_of(example)) {
    auto parsed = parse_line(line);
    if (!parsed) {
      bad_line = line;
      return std::nullopt;
    }
    out.push_back(std::move(*parsed));
  }
  return out;
}

ExampleTalk::ExampleTalk(std::string_view example, const Conditions& conditions, Says says) {
  std::string bad_line;
  auto dialogue = is_dialogue(example) ? parse_dialogue(example, bad_line) : std::nullopt;
  if (dialogue) {
    lines_ = std::move(*dialogue);
  } else {
    DialogueLine message;
    message.speaker = says == Says::kCustomer ? Speaker::kCustomer : Speaker::kAgent;
    message.text = example.ends_with('\n') ? example.substr(0, example.size() - 1) : example;
    lines_.push_back(std::move(message));
  }
  put_in_force(conditions);
  for (const DialogueLine& line : lines_) {
    add(line);
  }
}

void ExampleTalk::put_in_force(const Conditions& conditions) {
  constexpr std::int64_t kMinute = 60'000;
  constexpr std::int64_t kDay = 24 * 60 * kMinute;
  const Applies& applies = conditions.applies;
  const auto first = [](const std::vector<std::string>& names) {
    return names.empty() ? std::string_view() : std::string_view(names.front());
  };
  talk_.shop = first(applies.shops);
  talk_.channel = first(applies.channels);
  begins_at_ms_ = kDay * applies.from_day.value_or(applies.to_day.value_or(0)) +
                  kMinute * (applies.hours.empty() ? 0 : applies.hours.front().from);
  const auto states = [this](Kind kind, std::string_view beginning) {
    return std::any_of(lines_.begin(), lines_.end(), [&](const DialogueLine& line) {
      return line.kind == kind && line.text.starts_with(beginning);
    });
  };
  for (const AttributeCondition& wanted : conditions.attributes) {
    const bool is_group = wanted.name == AttributeCondition::kGroup;
    const std::string_view beginning = is_group ? "group=" : "";
    if (!states(Kind::kAttribute, beginning)) {
      talk_.attributes.push_back({begins_at_ms_, wanted.name, wanted.values.front()});
    }
  }
  if (!states(Kind::kIntent, "") && !conditions.intents.empty()) {
    talk_.intents.push_back({begins_at_ms_, conditions.intents.front()});
  }
}

void ExampleTalk::add(const DialogueLine& line) {
  const std::int64_t at_ms = begins_at_ms_ + line.at_ms;
  const std::string_view text = line.text;
  switch (line.kind) {
    case Kind::kMessage:
      add_message(line);
      break;
    case Kind::kAttribute:
      talk_.attributes.push_back(
          {at_ms, text.substr(0, text.find('=')), text.substr(text.find('=') + 1)});
      break;
    case Kind::kIntent:
      talk_.intents.push_back({at_ms, text});
      break;
    case Kind::kClose:
      talk_.closed_at_ms = at_ms;
      break;
  }
}

void ExampleTalk::add_message(const DialogueLine& line) {
  TalkMessage message;
  message.at_ms = message.local_ms = begins_at_ms_ + line.at_ms;
  message.speaker = line.speaker;
  message.author = line.speaker == Speaker::kCustomer ? "customer" : "agent";
  message.is_automatic = line.is_automatic;
  message.is_counted = !line.is_automatic;
  message.text = line.text;
  if (line.speaker == Speaker::kCustomer && !is_round_open_) {
    is_round_open_ = true;
    message.round = ++rounds_;
  } else {
    is_round_open_ = is_round_open_ && (line.speaker != Speaker::kAgent || line.is_automatic);
  }
  talk_.messages.push_back(message);
}

}  // namespace rules
