#pragma once

#include <span>
#include <string>
#include <string_view>

/// "Did you mean": the known word closest to a misspelt one.
namespace rules {

struct Suggestion {
  std::string english;  ///< "; did you mean 'has'?" or empty
  std::string chinese;  ///< "，是不是「has」？" or empty
  std::string word;     ///< the word itself
};

/// At most two letters wrong, and fewer than half of them.
Suggestion suggestion(std::string_view word, std::span<const std::string_view> known);

}  // namespace rules
