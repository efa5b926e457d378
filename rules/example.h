#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/context.h"
#include "rules/rule.h"

/// The examples under `tests`: a single message, or a dialogue such as
///
///   customer 0:00 这个能退吗
///   agent    0:20 嗯嗯
///
/// Speakers: customer 客户, agent 客服, bot 机器人, auto 自动 (an automatic text of the shop).
namespace rules {

struct DialogueLine {
  Speaker speaker = Speaker::kAgent;
  bool is_automatic = false;
  std::string text;
};

/// True if the first line has the form of a dialogue.
bool is_dialogue(std::string_view example);

/// nullopt if some line has not the form; then `bad_line` is that line.
std::optional<std::vector<DialogueLine>> parse_dialogue(std::string_view example,
                                                        std::string& bad_line);

/// A message of an example as a rule sees it.
struct ExampleMessage {
  DialogueLine line;
  std::vector<std::string> customer_said;
};

/// Every message of a dialogue with its context, as `Context` defines it. A single message is one
/// message of the speaker `says` names, with no context.
std::vector<ExampleMessage> messages_of(std::string_view example, Says says);

/// Calls `judge(utterance, context)` for each message until it answers true; the answer.
template <typename Judge>
bool any_message(const std::vector<ExampleMessage>& messages, Judge judge) {
  for (const ExampleMessage& message : messages) {
    const std::vector<std::string_view> said(message.customer_said.begin(),
                                             message.customer_said.end());
    Utterance utterance;
    utterance.speaker = message.line.speaker;
    utterance.is_automatic = message.line.is_automatic;
    utterance.text = message.line.text;
    if (judge(utterance, Context{said})) {
      return true;
    }
  }
  return false;
}

}  // namespace rules
