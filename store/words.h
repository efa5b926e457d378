#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "qa/event.h"

/// What people wrote, apart from everything else: the store keeps words in exactly one column
/// (message.text), and an event's row without them.
namespace store {

enum class WordsKind {
  kMessage,  ///< a message as sent, or as edited
  kComment,  ///< what a customer wrote beside a rating
  kUnknown,  ///< data of an event type nobody here knows, verbatim JSON: may hold anything
};

std::string_view to_string(WordsKind kind);  // "message", "comment", "unknown"

struct Words {
  WordsKind kind = WordsKind::kMessage;
  std::string_view message;  ///< id of the message; of the event for a comment and unknown data
  bool is_edit = false;
  std::string_view text;
};

/// The words of an event; nullopt where it carries none. Views into the event.
std::optional<Words> words_of(const qa::Event& event);

/// A copy of the event without its words, for those whose JSON form would still hold some; nullopt
/// where qa::append_event_json(…, with_text = false) leaves them out already.
std::optional<qa::Event> without_words(const qa::Event& event);

/// Puts the words back where words_of() found them.
void put_words(qa::Event& event, std::string text);

}  // namespace store
