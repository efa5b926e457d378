#include "plugin/exchange/conversation_starts.h"

#include <functional>

namespace plugin::exchange {
namespace {

/// 56 MB of them. A conversation that goes on behind a million others begins anew there.
constexpr std::size_t kMostMet = 1'000'000;

}  // namespace

void ConversationStarts::see(const std::string& conversation, qa::Time at, std::int64_t chunk) {
  if (met_.size() >= kMostMet) {
    met_.clear();
  }
  const std::size_t hash = std::hash<std::string>{}(conversation);
  const auto [found, is_new] = met_.try_emplace(hash, Met{chunk, at});
  if (is_new || at >= found->second.earliest) {
    return;
  }
  found->second.earliest = at;
  if (chunk != found->second.chunk) {
    starts_[hash] = at;
  }
}

std::optional<qa::Time> ConversationStarts::start_of(const std::string& conversation) const {
  const auto found = starts_.find(std::hash<std::string>{}(conversation));
  return found == starts_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace plugin::exchange
