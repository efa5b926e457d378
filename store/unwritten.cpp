#include "store/unwritten.h"

#include <utility>

#include "store/open.h"

namespace store {

qa::History with_unwritten(qa::History stored, std::vector<Batch> unwritten) {
  if (unwritten.empty()) {
    return stored;
  }
  Batch known;
  known.events = std::move(stored.events);
  known.rounds = std::move(stored.rounds);
  known.nudges = std::move(stored.nudges);
  known.findings = std::move(stored.findings);
  known.intents = std::move(stored.intents);
  unwritten.insert(unwritten.begin(), std::move(known));
  // The twin knows how records of one identity are merged.
  const auto twin = open_memory_store();
  twin->append_all(unwritten);
  if (auto whole = twin->history(stored.key)) {
    return std::move(*whole);
  }
  stored.rounds = std::move(unwritten.front().rounds);
  stored.nudges = std::move(unwritten.front().nudges);
  stored.findings = std::move(unwritten.front().findings);
  stored.intents = std::move(unwritten.front().intents);
  return stored;
}

qa::ConversationKey known_key(qa::ConversationKey key, const std::vector<Batch>& unwritten,
                              Reader& reader) {
  for (qa::ConversationKey& known : reader.find_conversation(key.id)) {
    if (known.source == key.source) {
      return std::move(known);
    }
  }
  for (const Batch& part : unwritten) {
    if (!part.events.empty()) {
      key.shop = part.events.front().shop;
      break;
    }
  }
  return key;
}

}  // namespace store
