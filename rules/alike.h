#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

/// How alike two texts are: the Dice coefficient of the multisets of their character bigrams in
/// view `squash`, that is twice the bigrams they share over all bigrams of both. Texts of fewer
/// than two characters there are alike only if they are equal.
namespace rules {

struct Bigrams {
  std::vector<std::uint64_t> sorted;  ///< both characters of each; of a single character, that one
  std::vector<char32_t> digits;       ///< 0-9 of the text, in order
  std::size_t length = 0;             ///< code points in view squash
};

/// Of a text as it was written.
Bigrams bigrams_of(std::string_view original);

/// `percent` 1 to 100.
bool is_alike(const Bigrams& a, const Bigrams& b, std::uint32_t percent);

}  // namespace rules
