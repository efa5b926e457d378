#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "plugin/exchange/column_mapping.h"

/// What the two kinds of imported rows share (imported_row.h): places and words of cells.
namespace plugin::exchange {

/// Places of what a row tells within a millisecond, see order_of().
inline constexpr int kOpenedPlace = 0;
inline constexpr int kAskedPlace = 1;
inline constexpr int kAssignedPlace = 2;
inline constexpr int kRepliedPlace = 3;
inline constexpr int kClosedPlace = 998;
inline constexpr int kRatedPlace = 999;
inline constexpr std::int64_t kPlaces = 1'000;

/// Without the blanks around it.
inline std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  return begin == std::string_view::npos
             ? std::string_view()
             : text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

/// What the mapping says a word means; nullptr: nothing.
template <class Meaning>
const Meaning* meaning_of(const std::map<std::string, Meaning, std::less<>>& words,
                          std::string_view word) {
  const auto found = words.find(normal_header(word));
  return found == words.end() ? nullptr : &found->second;
}

}  // namespace plugin::exchange
