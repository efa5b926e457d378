#pragma once

#include "qa/event.h"
#include "qa/words.h"
#include "rules/context.h"

namespace qa {

constexpr rules::Speaker speaker_of(ActorKind author) {
  switch (author) {
    case ActorKind::kCustomer:
      return rules::Speaker::kCustomer;
    case ActorKind::kHuman:
      return rules::Speaker::kAgent;
    case ActorKind::kBot:
      return rules::Speaker::kBot;
    case ActorKind::kSystem:
      return rules::Speaker::kSystem;
  }
  return rules::Speaker::kSystem;
}

/// What rules about one message read of a word; valid while the word stays as it is.
inline rules::Utterance utterance_of(const Word& word) {
  return {speaker_of(word.author), word.content_kind, word.is_automatic, word.text};
}

}  // namespace qa
