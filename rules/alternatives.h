#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/byte_span.h"

namespace rules {

/// Plain texts of which any one will do, looked for together: one pass over a text, however many of
/// them it does not hold. Looking each up by itself reads the rest of the text again for every text
/// that is not there. Immutable, any thread.
class Alternatives {
 public:
  /// Which of several that begin at one place is taken.
  enum class Preference : std::uint8_t { kEarliestListed, kLongest };

  Alternatives() = default;
  /// `texts`: valid UTF-8, none empty, in order of preference; the same may be there twice.
  explicit Alternatives(std::vector<std::string> texts);

  const std::vector<std::string>& texts() const { return texts_; }

  /// The leftmost place at byte `from` or later where one of them stands that `accepts`, a
  /// predicate of a ByteSpan, lets pass. Time: the bytes passed over, and for every place that a
  /// text could begin at, the length of the longest of them times the logarithm of their number.
  template <typename Accepts>
  std::optional<ByteSpan> find(std::string_view text, std::size_t from, Preference preference,
                               Accepts accepts) const;

 private:
  struct Entry {
    std::string text;
    std::uint32_t rank = 0;  ///< in order of preference
  };

  using Range = std::pair<const Entry*, const Entry*>;

  /// Those of `range`, all longer than `depth`, whose byte there is `byte`.
  static Range with_byte(Range range, std::size_t depth, char byte);

  template <typename Accepts>
  std::optional<ByteSpan> at(std::string_view text, std::size_t begin, Preference preference,
                             Accepts accepts) const;

  std::vector<std::string> texts_;
  std::vector<Entry> sorted_;  ///< by text, each once
  std::bitset<256> first_bytes_;
};

template <typename Accepts>
std::optional<ByteSpan> Alternatives::find(std::string_view text, std::size_t from,
                                           Preference preference, Accepts accepts) const {
  if (sorted_.size() == 1) {
    const std::string& only = sorted_.front().text;
    for (std::size_t at = text.find(only, from); at != std::string_view::npos;
         at = text.find(only, at + 1)) {
      if (const ByteSpan span{at, at + only.size()}; accepts(span)) {
        return span;
      }
    }
    return std::nullopt;
  }
  for (std::size_t begin = from; begin < text.size(); ++begin) {
    if (first_bytes_[static_cast<unsigned char>(text[begin])]) {
      if (const auto span = at(text, begin, preference, accepts)) {
        return span;
      }
    }
  }
  return std::nullopt;
}

template <typename Accepts>
std::optional<ByteSpan> Alternatives::at(std::string_view text, std::size_t begin,
                                         Preference preference, Accepts accepts) const {
  std::optional<ByteSpan> best;
  std::uint32_t best_rank = 0;
  Range range{sorted_.data(), sorted_.data() + sorted_.size()};
  for (std::size_t depth = 0; begin + depth < text.size(); ++depth) {
    range = with_byte(range, depth, text[begin + depth]);
    if (range.first == range.second) {
      break;
    }
    if (range.first->text.size() == depth + 1) {
      const ByteSpan span{begin, begin + depth + 1};
      const bool is_better =
          !best || preference == Preference::kLongest || range.first->rank < best_rank;
      if (is_better && accepts(span)) {
        best = span;
        best_rank = range.first->rank;
      }
      ++range.first;
    }
  }
  return best;
}

}  // namespace rules
