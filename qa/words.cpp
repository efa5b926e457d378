#include "qa/words.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <utility>

namespace qa {
namespace {

auto order_of(const Word& word) {
  return std::tuple<std::int64_t, Time, std::string_view>(word.conv_seq, word.time, word.event);
}

}  // namespace

std::size_t Words::insert(const Event& event) {
  insert_attributes(event);
  Word word;
  if (const auto* said = std::get_if<MessageCreated>(&event.data)) {
    word.message = said->id;
    word.author = said->author.kind;
    word.author_id = said->author.id;
    word.is_automatic = said->is_automatic;
    word.content_kind = said->content.kind;
    word.text = said->content.text;
  } else if (const auto* edited = std::get_if<MessageEdited>(&event.data)) {
    word.kind = Word::Kind::kEdited;
    word.message = edited->message_id;
    word.content_kind = edited->content.kind;
    word.text = edited->content.text;
  } else if (const auto* recalled = std::get_if<MessageRecalled>(&event.data)) {
    word.kind = Word::Kind::kRecalled;
    word.message = recalled->message_id;
  } else {
    return SIZE_MAX;
  }
  word.conv_seq = event.conv_seq;
  word.time = event.time;
  word.event = event.id;
  const auto place =
      words_.empty() || !(order_of(word) < order_of(words_.back()))
          ? words_.end()
          : std::upper_bound(words_.begin(), words_.end(), word, [](const Word& a, const Word& b) {
              return order_of(a) < order_of(b);
            });
  const auto position = static_cast<std::size_t>(place - words_.begin());
  words_.insert(place, std::move(word));
  if (words_[position].kind == Word::Kind::kSaid) {
    ++messages_;
    mark_repeated(position);
  }
  return position;
}

void Words::insert_attributes(const Event& event) {
  const auto* opened = std::get_if<Opened>(&event.data);
  if (opened == nullptr) {
    return;
  }
  const auto order = [](const WordAttribute& attribute) {
    return std::tuple<std::int64_t, Time, std::string_view>(attribute.conv_seq, attribute.time,
                                                            attribute.event);
  };
  for (const auto& [name, value] : opened->attributes) {
    WordAttribute attribute{event.conv_seq, event.time, event.id, name, value};
    const auto place =
        std::find_if(attributes_.rbegin(), attributes_.rend(),
                     [&](const WordAttribute& known) { return order(known) <= order(attribute); });
    attributes_.insert(place.base(), std::move(attribute));
  }
}

void Words::trim(std::size_t kept) {
  while (words_.size() > kept) {
    drop_oldest();
  }
}

void Words::trim_messages(std::size_t kept) {
  while (messages_ > kept) {
    drop_oldest();
  }
}

void Words::drop_oldest() {
  messages_ -= words_.front().kind == Word::Kind::kSaid ? 1U : 0U;
  words_.pop_front();
  is_complete_ = false;
}

bool Words::lacks_words_before(const Event& event, std::size_t look_back) const {
  if (is_complete_) {
    return false;
  }
  const std::size_t last_needed = std::max<std::size_t>(look_back, 1) - 1;
  return last_needed >= words_.size() ||
         std::tuple<std::int64_t, Time, std::string_view>(event.conv_seq, event.time, event.id) <
             order_of(words_[last_needed]);
}

std::size_t Words::find_said(std::string_view message) const {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const Word& word = words_[i];
    if (word.kind == Word::Kind::kSaid && !word.is_repeated && word.message == message) {
      return i;
    }
  }
  return SIZE_MAX;
}

std::vector<std::string_view> Words::customer_said(std::size_t position,
                                                   std::size_t look_back) const {
  std::vector<std::string_view> turn;
  const std::size_t end = std::min(position, words_.size());
  for (std::size_t i = end; i-- > 0 && end - i <= look_back;) {
    const Word& word = words_[i];
    if (word.kind != Word::Kind::kSaid || word.is_repeated) {
      continue;
    }
    if (word.author != ActorKind::kCustomer) {
      const bool ends_turn = word.author == ActorKind::kHuman && !word.is_automatic;
      if (ends_turn && !turn.empty()) {
        break;
      }
      continue;
    }
    std::string_view text = word.text;
    bool is_recalled = false;
    for (std::size_t later = i + 1; later < position && later < words_.size(); ++later) {
      if (words_[later].message != word.message) {
        continue;
      }
      is_recalled = is_recalled || words_[later].kind == Word::Kind::kRecalled;
      if (words_[later].kind == Word::Kind::kEdited) {
        text = words_[later].text;
      }
    }
    if (!is_recalled) {
      turn.push_back(text);
    }
  }
  std::reverse(turn.begin(), turn.end());
  return turn;
}

std::size_t Words::said_at(std::size_t position) const {
  for (std::size_t i = position; i-- > 0;) {
    if (words_[i].kind == Word::Kind::kSaid && words_[i].message == words_[position].message &&
        !words_[i].is_repeated) {
      return i;
    }
  }
  return SIZE_MAX;
}

std::int32_t Words::revision(std::size_t position) const {
  const std::size_t said =
      words_[position].kind == Word::Kind::kSaid ? SIZE_MAX : find_said(words_[position].message);
  if (said == SIZE_MAX) {
    return 0;
  }
  std::int32_t revision = 0;
  for (std::size_t i = said; i <= position && i < words_.size(); ++i) {
    if (words_[i].kind == Word::Kind::kEdited && words_[i].message == words_[position].message) {
      ++revision;
    }
  }
  return revision;
}

void Words::mark_repeated(std::size_t position) {
  const std::string& message = words_[position].message;
  const auto any = [](std::uint32_t) { return true; };
  if (!said_.find(message, any)) {
    said_.add(message, 0);
    return;
  }
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (i == position || words_[i].kind != Word::Kind::kSaid ||
        words_[i].message != words_[position].message) {
      continue;
    }
    words_[std::max(i, position)].is_repeated = true;
  }
}

}  // namespace qa
