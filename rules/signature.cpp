#include "rules/signature.h"

#include <utility>

#include "rules/utf8.h"

namespace rules {
namespace {

/// Fibonacci hashing: the multiplier is 2^32 / golden ratio.
std::uint16_t bit_of(std::uint32_t value) {
  return static_cast<std::uint16_t>((value * 0x9E3779B1U) >> 20U);
}

std::uint16_t bit_of_pair(char32_t a, char32_t b) {
  return bit_of(static_cast<std::uint32_t>(a) * 0x85EBCA6BU + static_cast<std::uint32_t>(b));
}

}  // namespace

void Signature::set(std::string_view text) {
  words_.fill(0);
  const auto add = [this](std::uint32_t bit) { words_[bit / 64] |= std::uint64_t{1} << bit % 64; };
  char32_t before = 0;
  for (std::size_t position = 0; position < text.size();) {
    const char32_t c = utf8::next(text, position);
    add(bit_of(c));
    if (before != 0) {
      add(bit_of_pair(before, c));
    }
    before = c;
  }
}

Atom atom_of(std::string_view text) {
  const std::u32string letters = utf8::decode(text);
  if (letters.size() == 1) {
    return {bit_of(letters[0]), bit_of(letters[0])};
  }
  if (letters.size() == 2) {
    return {bit_of_pair(letters[0], letters[1]), bit_of(letters[1])};
  }
  const std::size_t last = letters.size() - 1;
  return {bit_of_pair(letters[0], letters[1]), bit_of_pair(letters[last - 1], letters[last])};
}

Requirement::Requirement(const Need& need) : is_known_(need.is_known()) {
  std::vector<Part> parts;
  for (const Need::Group& group : need.one_of_each) {
    for (const std::string& text : group) {
      parts.push_back({atom_of(text), &text == &group.back()});
    }
  }
  if (is_known_) {
    first_ = parts.front();
    others_.assign(parts.begin() + 1, parts.end());
  }
}

bool Requirement::may_be_met(const Signature& signature) const {
  bool is_met = !is_known_ || first_.atom.may_be_in(signature);
  if (is_known_ && first_.is_last && !is_met) {
    return false;
  }
  is_met = is_met && !first_.is_last;
  for (const Part& part : others_) {
    is_met = is_met || part.atom.may_be_in(signature);
    if (part.is_last && !std::exchange(is_met, false)) {
      return false;
    }
  }
  return true;
}

}  // namespace rules
