#pragma once

#include <cstdint>
#include <vector>

#include "qa/insight.h"

namespace qa {

/// Why a conversation stands in a list: the greater, the worse.
struct Weighed {
  std::int64_t weight = 0;
  std::uint32_t conversation = 0;  ///< place among the keys
};

/// Each conversation once, by its greatest weight, the worst first; of equal weight by key, so that
/// the order of reading does not show.
ConversationsBehind worst_first(const std::vector<Weighed>& weighed,
                                const std::vector<ConversationKey>& keys);

}  // namespace qa
