#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "qa/time.h"

namespace plugin::exchange {

/// Where conversations begin that an export tells from their end: of those of which a later chunk
/// of the file holds something earlier, the earliest time. Of the others nothing is kept but for a
/// while, so a file of any size fits.
class ConversationStarts {
 public:
  /// Every message of the file, in its order. @param chunk  its number
  void see(const std::string& conversation, qa::Time at, std::int64_t chunk);

  /// nullopt: all of it that is earliest stands in the chunk that it is first met in.
  std::optional<qa::Time> start_of(const std::string& conversation) const;

 private:
  struct Met {
    std::int64_t chunk = 0;
    qa::Time earliest{};
  };

  std::unordered_map<std::size_t, Met> met_;          ///< by hash of the id
  std::unordered_map<std::size_t, qa::Time> starts_;  ///< the same
};

}  // namespace plugin::exchange
