#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/conditions.h"
#include "rules/talk.h"

/// The examples under `tests`: a single message, or a dialogue such as
///
///   customer 0:00 这个能退吗
///   agent    0:20 嗯嗯
///   close    5:00
///
/// Speakers: customer 客户, agent 客服, bot 机器人, auto 自动 (an automatic text of the shop).
/// Also: attrs 属性 (`attrs 0:00 order_status=已签收`), intent 意图 (`intent 0:05 物流问题/催发货`)
/// and close 结束.
namespace rules {

struct DialogueLine {
  enum class Kind : std::uint8_t { kMessage, kAttribute, kIntent, kClose };

  Kind kind = Kind::kMessage;
  Speaker speaker = Speaker::kAgent;
  bool is_automatic = false;
  std::int64_t at_ms = 0;  ///< since the dialogue began
  std::string text;        ///< of an attribute `name=value`
};

/// True if the first line has the form of a dialogue.
bool is_dialogue(std::string_view example);

/// nullopt if some line has not the form; then `bad_line` is that line.
std::optional<std::vector<DialogueLine>> parse_dialogue(std::string_view example,
                                                        std::string& bad_line);

/// An example as a conversation in virtual time, not yet inspected. A dialogue keeps its times; a
/// customer's message opens a round where none is open, a message of a person at the shop ends it.
/// The conversation stays open for ever unless it has a line `close`: every limit runs out.
///
/// The conversation is one the rule is in force for: its shop, group, channel, hours and dates. So
/// are its attributes and intent, unless a dialogue states its own.
class ExampleTalk {
 public:
  /// @param says  whose words a single message is
  ExampleTalk(std::string_view example, const Conditions& conditions, Says says);

  ExampleTalk(const ExampleTalk&) = delete;  // the talk points into the lines
  ExampleTalk& operator=(const ExampleTalk&) = delete;

  Talk& talk() { return talk_; }

 private:
  void add(const DialogueLine& line);
  void add_message(const DialogueLine& line);
  void put_in_force(const Conditions& conditions);

  std::vector<DialogueLine> lines_;
  std::int64_t begins_at_ms_ = 0;
  bool is_round_open_ = false;
  std::int32_t rounds_ = 0;
  Talk talk_;
};

}  // namespace rules
