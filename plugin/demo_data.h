#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/event.h"
#include "qa/time.h"

/// The conversations behind `sandglass demo`: a script that people write and read
/// (tools/demo/conversations.txt, which says its own format), as values. plugin/demo_schedule makes
/// events of it.
namespace plugin {

enum class DemoVerb : std::uint8_t {
  kMessage,
  kQueued,
  kAssign,
  kTransfer,
  kEdit,
  kRecall,
  kFailed,
  kSnooze,
  kReopen,
  kClose,
  kRating,
  kOrder,
  kStatus,
};

/// One line of a conversation. Which members matter depends on `verb`.
struct DemoLine {
  DemoVerb verb = DemoVerb::kMessage;
  qa::Duration at{};  ///< from the beginning of the conversation, never falling
  qa::ActorKind speaker = qa::ActorKind::kCustomer;  ///< kMessage, kEdit, kRecall, kReopen
  std::string agent;                                 ///< name; empty: the conversation's own agent
  bool is_automatic = false;
  bool is_assisted = false;
  bool is_note = false;  ///< a private note: visible to colleagues only
  bool is_busy = false;  ///< kQueued
  std::string kind;      ///< content kind of kMessage, kEdit
  std::string text;      ///< words, or the reason, status, comment
  int stars = 0;         ///< kRating
  std::vector<std::string> tags;
  std::int64_t amount_minor = 0;  ///< kOrder, fen
  qa::Product product;            ///< kOrder
};

struct DemoConversation {
  std::string name;
  int line = 0;  ///< where it begins in the script
  qa::ConversationStatus opens = qa::ConversationStatus::kQueued;
  qa::Customer customer;  ///< id left empty
  std::string channel = "douyin";
  std::optional<qa::Product> product;
  std::string agent;  ///< name; empty: nobody serves it
  std::map<std::string, std::string> attributes;
  std::optional<qa::Duration> from_live;  ///< its beginning relative to the live moment
  std::vector<DemoLine> lines;            ///< at least one
};

struct DemoScript {
  std::string shop;
  qa::Actor bot;
  std::vector<qa::Actor> agents;
  std::vector<DemoConversation> conversations;
};

struct DemoMistake {
  int line = 0;  ///< from 1
  std::string message;

  bool operator==(const DemoMistake&) const = default;
};

struct ParsedDemo {
  DemoScript script;
  std::vector<DemoMistake> mistakes;  ///< all of them; the script is usable only without any
};

ParsedDemo parse_demo(std::string_view text);

/// The script in tools/demo/conversations.txt, as it was when the program was built.
std::string_view demo_text();

}  // namespace plugin
