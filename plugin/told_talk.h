#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/diagnostic.h"
#include "rules/pack.h"
#include "rules/score.h"

/// A conversation with all that was found in it, and how it is told: a line a message, then what
/// was found by line, then the score. Dialogues people type and stored conversations read alike.
namespace plugin {

struct ToldMessage {
  enum class Kind : std::uint8_t { kSaid, kEdited, kRecalled };

  Kind kind = Kind::kSaid;
  std::size_t said = 0;    ///< of an edit or a recall: position of its message
  std::int64_t at_ms = 0;  ///< since the first message
  rules::Speaker speaker = rules::Speaker::kAgent;
  bool is_automatic = false;
  std::string_view content_kind = "text";
  std::string_view text;
  // Of a stored message:
  std::string_view id;  ///< empty: not stored
  std::string_view author;
};

struct ToldFinding {
  std::size_t message = 0;  ///< position
  const rules::RuleInfo* rule = nullptr;
  std::int64_t known_at_ms = 0;  ///< since the first message
  std::vector<rules::Span> spans;
  std::string name;  ///< of a stored message's finding, as `review list` says it; else empty
};

/// Views into memory of whoever made it.
struct ToldTalk {
  std::vector<ToldMessage> messages;
  std::vector<ToldFinding> findings;  ///< in the order they are told
  std::vector<ToldFinding> intents;   ///< of rules that set one
  rules::ConversationScore score;
};

/// Fit for a terminal.
std::string told_text(const ToldTalk& talk, rules::Language language);

/// The members `messages`, `findings`, `intents` and `score` of a JSON object, without its braces
/// (plugin/talk_explanation.h has their shape). A stored message has `id`, `author` and `kind` too,
/// an edit `edits` and a recall `recalls`: the message it changes; a finding on it has `finding`.
std::string told_json(const ToldTalk& talk);

}  // namespace plugin
