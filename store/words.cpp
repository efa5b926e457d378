#include "store/words.h"

#include <utility>
#include <variant>

namespace store {

std::string_view to_string(WordsKind kind) {
  switch (kind) {
    case WordsKind::kMessage:
      return "message";
    case WordsKind::kComment:
      return "comment";
    case WordsKind::kUnknown:
      return "unknown";
  }
  return "unknown";
}

std::optional<Words> words_of(const qa::Event& event) {
  if (const auto* created = std::get_if<qa::MessageCreated>(&event.data)) {
    return Words{WordsKind::kMessage, created->id, false, created->content.text};
  }
  if (const auto* edited = std::get_if<qa::MessageEdited>(&event.data)) {
    return Words{WordsKind::kMessage, edited->message_id, true, edited->content.text};
  }
  if (const auto* rating = std::get_if<qa::RatingSubmitted>(&event.data)) {
    if (rating->comment.empty()) {
      return std::nullopt;
    }
    return Words{WordsKind::kComment, event.id, false, rating->comment};
  }
  if (const auto* unknown = std::get_if<qa::Unknown>(&event.data)) {
    return Words{WordsKind::kUnknown, event.id, false, unknown->data_json};
  }
  return std::nullopt;
}

std::optional<qa::Event> without_words(const qa::Event& event) {
  if (const auto* rating = std::get_if<qa::RatingSubmitted>(&event.data)) {
    if (rating->comment.empty()) {
      return std::nullopt;
    }
    qa::Event copy = event;
    std::get<qa::RatingSubmitted>(copy.data).comment.clear();
    return copy;
  }
  if (std::holds_alternative<qa::Unknown>(event.data)) {
    qa::Event copy = event;
    std::get<qa::Unknown>(copy.data).data_json = "{}";
    return copy;
  }
  return std::nullopt;
}

void put_words(qa::Event& event, std::string text) {
  if (auto* created = std::get_if<qa::MessageCreated>(&event.data)) {
    created->content.text = std::move(text);
  } else if (auto* edited = std::get_if<qa::MessageEdited>(&event.data)) {
    edited->content.text = std::move(text);
  } else if (auto* rating = std::get_if<qa::RatingSubmitted>(&event.data)) {
    rating->comment = std::move(text);
  } else if (auto* unknown = std::get_if<qa::Unknown>(&event.data)) {
    unknown->data_json = std::move(text);
  }
}

}  // namespace store
