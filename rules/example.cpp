#include "rules/example.h"

#include <algorithm>

namespace rules {
namespace {

struct SpeakerWord {
  std::string_view word;
  Speaker speaker;
  bool is_automatic;
};

constexpr SpeakerWord kSpeakers[] = {
    {"customer", Speaker::kCustomer, false},
    {"客户", Speaker::kCustomer, false},
    {"agent", Speaker::kAgent, false},
    {"客服", Speaker::kAgent, false},
    {"bot", Speaker::kBot, true},
    {"机器人", Speaker::kBot, true},
    {"auto", Speaker::kAgent, true},
    {"自动", Speaker::kAgent, true},
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

/// `0:20`, `12:05`, `1:00:00`.
bool is_clock(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || !is_digits(text.substr(colon + 1)) ||
      text.size() - colon != 3) {
    return false;
  }
  const std::string_view before = text.substr(0, colon);
  return is_digits(before) || is_clock(before);
}

std::optional<DialogueLine> parse_line(std::string_view line) {
  const std::string_view word = next_word(line);
  const auto* const speaker = std::find_if(std::begin(kSpeakers), std::end(kSpeakers),
                                           [word](const SpeakerWord& s) { return s.word == word; });
  if (speaker == std::end(kSpeakers) || !is_clock(next_word(line))) {
    return std::nullopt;
  }
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return DialogueLine{speaker->speaker, speaker->is_automatic, std::string(line)};
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

std::vector<ExampleMessage> messages_of(std::string_view example, Says says) {
  std::string bad_line;
  const auto dialogue = is_dialogue(example) ? parse_dialogue(example, bad_line) : std::nullopt;
  std::vector<ExampleMessage> out;
  if (!dialogue) {
    ExampleMessage message;
    message.line.speaker = says == Says::kCustomer ? Speaker::kCustomer : Speaker::kAgent;
    message.line.text = example.ends_with('\n') ? example.substr(0, example.size() - 1) : example;
    out.push_back(std::move(message));
    return out;
  }
  std::vector<std::string> turn;
  bool is_turn_open = false;
  for (const DialogueLine& line : *dialogue) {
    out.push_back({line, turn});
    if (line.speaker == Speaker::kCustomer) {
      if (!is_turn_open) {
        turn.clear();
      }
      turn.push_back(line.text);
    }
    is_turn_open = line.speaker == Speaker::kCustomer;
  }
  return out;
}

}  // namespace rules
