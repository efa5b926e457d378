#pragma once

#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
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

  std::span<const std::string> texts() const {
    return several_ ? std::span(several_->texts)
                    : std::span(&only_, only_.empty() ? std::size_t{0} : std::size_t{1});
  }

  /// The leftmost place at byte `from` or later where one of them stands that `accepts`, a
  /// predicate of a ByteSpan, lets pass. Time: the bytes passed over, and for every place that a
  /// text could begin at, the length of the longest of them times the logarithm of their number.
  template <typename Accepts>
  std::optional<ByteSpan> find(std::string_view text, std::size_t from, Preference preference,
                               Accepts accepts) const;

 private:
  /// A text by its place among them: the smaller, the more it is preferred.
  using Rank = std::uint32_t;
  using Range = std::pair<const Rank*, const Rank*>;

  /// Those of `range`, all longer than `depth`, whose byte there is `byte`.
  Range with_byte(Range range, std::size_t depth, char byte) const;

  template <typename Accepts>
  std::optional<ByteSpan> at(std::string_view text, std::size_t begin, Preference preference,
                             Accepts accepts) const;

  /// Found by walking down their bytes.
  struct Several {
    std::vector<std::string> texts;
    std::vector<Rank> sorted;  ///< by text, each once
    std::bitset<256> first_bytes;
  };

  std::string only_;  ///< empty: none, or several
  std::unique_ptr<const Several> several_;
};

template <typename Accepts>
std::optional<ByteSpan> Alternatives::find(std::string_view text, std::size_t from,
                                           Preference preference, Accepts accepts) const {
  if (!several_) {
    if (only_.empty()) {
      return std::nullopt;
    }
    for (std::size_t at = text.find(only_, from); at != std::string_view::npos;
         at = text.find(only_, at + 1)) {
      if (const ByteSpan span{at, at + only_.size()}; accepts(span)) {
        return span;
      }
    }
    return std::nullopt;
  }
  for (std::size_t begin = from; begin < text.size(); ++begin) {
    if (several_->first_bytes[static_cast<unsigned char>(text[begin])]) {
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
  Rank best_rank = 0;
  const std::vector<Rank>& sorted = several_->sorted;
  Range range{sorted.data(), sorted.data() + sorted.size()};
  for (std::size_t depth = 0; begin + depth < text.size(); ++depth) {
    range = with_byte(range, depth, text[begin + depth]);
    if (range.first == range.second) {
      break;
    }
    if (const Rank rank = *range.first; several_->texts[rank].size() == depth + 1) {
      const ByteSpan span{begin, begin + depth + 1};
      const bool is_better = !best || preference == Preference::kLongest || rank < best_rank;
      if (is_better && accepts(span)) {
        best = span;
        best_rank = rank;
      }
      ++range.first;
    }
  }
  return best;
}

}  // namespace rules
