#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "rules/need.h"

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
  std::uint16_t first = 0;
  std::uint16_t second = 0;

  bool may_be_in(const Signature& signature) const {
    return signature.has(first) && signature.has(second);
  }
};

/// `text` is not empty and valid UTF-8.
Atom atom_of(std::string_view text);

/// A Need in terms of signatures.
class Requirement {
 public:
  Requirement() = default;
  explicit Requirement(const Need& need);

  /// Nothing is known to be needed.
  bool is_empty() const { return !is_known_; }

  /// False only if the text behind `signature` lacks all texts of one of the groups.
  bool may_be_met(const Signature& signature) const;

 private:
  struct Part {
    Atom atom;
    bool is_last = false;  ///< of its group
  };

  bool is_known_ = false;
  Part first_;  ///< at hand: mostly it is the only one, and there are ten thousand of them
  std::vector<Part> others_;
};

}  // namespace rules
