#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

/// A quick and sound "cannot match": which characters and pairs of neighbours a text holds, hashed
/// into 4,096 bits. A message of 34 characters sets about 67 of them, so a rule that does not
/// match gets past by accident about once in sixty times.
namespace rules {

class Signature {
 public:
  /// Of `text`, valid UTF-8.
  void set(std::string_view text);

  bool has(std::uint32_t bit) const { return (words_[bit / 64] >> (bit % 64) & 1U) != 0; }

  static constexpr std::uint32_t kBits = 4096;

 private:
  std::array<std::uint64_t, kBits / 64> words_{};
};

/// A stretch of text a pattern may require: present only if both bits are set.
struct Atom {
  std::uint32_t first = 0;
  std::uint32_t second = 0;

  bool may_be_in(const Signature& signature) const {
    return signature.has(first) && signature.has(second);
  }
};

/// `text` is not empty and valid UTF-8.
Atom atom_of(std::string_view text);

}  // namespace rules
