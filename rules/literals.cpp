#include "rules/literals.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace rules {
namespace {

/// Bits for each window: at sixteen, one place in sixteen is looked at in vain, and the bits of ten
/// thousand windows still fit a first-level cache.
constexpr std::size_t kBitsPerWindow = 16;
constexpr std::size_t kFewestBits = 1024;

/// Fibonacci hashing: 2^64 / golden ratio. The high bits are the good ones.
constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15U;

/// Bytes of the sequence a lead byte starts, by its high four bits.
constexpr std::array<std::uint8_t, 16> kLengths = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4};
/// Keep the first bytes in memory of a word.
constexpr std::array<std::uint32_t, 5> kMasks =
    std::endian::native == std::endian::little
        ? std::array<std::uint32_t, 5>{0, 0xFFU, 0xFFFFU, 0xFFFFFFU, 0xFFFFFFFFU}
        : std::array<std::uint32_t, 5>{0, 0xFF000000U, 0xFFFF0000U, 0xFFFFFF00U, 0xFFFFFFFFU};

/// One character as its bytes, and how many.
struct Character {
  std::uint32_t bytes = 0;
  std::uint32_t length = 0;
};

inline Character character_at(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  std::uint32_t bytes = 0;
  if (at + sizeof bytes > text.size()) {
    std::memcpy(&bytes, text.data() + at, text.size() - at);
    const std::uint32_t length = kLengths[lead >> 4U];
    return {bytes & kMasks[length], length};
  }
  std::memcpy(&bytes, text.data() + at, sizeof bytes);
  // Asked for, the lengths of most texts are foreseen; looked up, each would wait for the one
  // before.
  if (lead >> 4U == 0xEU) {
    return {bytes & kMasks[3], 3};
  }
  if (lead < 0x80) {
    return {bytes & kMasks[1], 1};
  }
  const std::uint32_t length = kLengths[lead >> 4U];
  return {bytes & kMasks[length], length};
}

std::uint64_t window_of(std::uint32_t first, std::uint32_t second) {
  return std::uint64_t{second} << 32U | first;
}

/// Calls `see(window, lead)` for every window of a literal.
template <typename See>
void for_each_window(std::string_view literal, See see) {
  Character before = character_at(literal, 0);
  if (before.length >= literal.size()) {
    see(window_of(before.bytes, 0), 0U);
    return;
  }
  for (std::size_t at = before.length; at < literal.size();) {
    const Character here = character_at(literal, at);
    see(window_of(before.bytes, here.bytes), static_cast<std::uint32_t>(at - before.length));
    before = here;
    at += here.length;
  }
}

unsigned shift_for(std::size_t size) {
  return 64U - static_cast<unsigned>(std::countr_zero(size));
}

}  // namespace

Literals::Id Literals::add(std::string_view literal) {
  const auto [known, is_new] =
      ids_.try_emplace(std::string(literal), static_cast<Id>(literals_.size()));
  if (is_new) {
    literals_.push_back({static_cast<std::uint32_t>(bytes_.size()),
                         static_cast<std::uint32_t>(literal.size()), 0, known->second});
    bytes_ += literal;
    for_each_window(literal, [this](Window window, std::uint32_t) { ++commonness_[window]; });
    if (character_at(literal, 0).length < literal.size()) {
      for (std::size_t at = 0; at < literal.size(); at += character_at(literal, at).length) {
        ++commonness_[window_of(character_at(literal, at).bytes, 0)];
      }
    }
  }
  return known->second;
}

Literals::Choice Literals::rarest_window(std::string_view literal) const {
  Choice best;
  bool is_first = true;
  for_each_window(literal, [&](Window window, std::uint32_t lead) {
    const auto known = commonness_.find(window);
    const std::uint32_t count = known == commonness_.end() ? 0 : known->second;
    if (is_first || count < best.count) {
      is_first = false;
      best = {window, lead, count};
    }
  });
  return best;
}

std::uint32_t Literals::commonness(std::string_view literal) const {
  return rarest_window(literal).count;
}

void Literals::build() {
  std::vector<std::pair<Window, Literal>> singles;
  std::vector<std::pair<Window, Literal>> pairs;
  for (Literal& literal : literals_) {
    const auto text = std::string_view(bytes_).substr(literal.begin, literal.size);
    const Choice choice = rarest_window(text);
    literal.lead = choice.lead;
    auto& entries = character_at(text, 0).length >= text.size() ? singles : pairs;
    entries.emplace_back(choice.window, literal);
  }
  singles_.build(singles);
  pairs_.build(pairs);
  ids_ = {};
  commonness_ = {};
}

void Literals::Table::build(std::vector<std::pair<Window, Literal>>& entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  const std::size_t bit_count =
      std::bit_ceil(std::max(entries.size() * kBitsPerWindow, kFewestBits));
  bits.assign(bit_count / 64, 0);
  bits_shift = shift_for(bit_count);
  const std::size_t slot_count = std::bit_ceil(entries.size() * 2 + 2);
  slots.assign(slot_count, {});
  slots_shift = shift_for(slot_count);
  literals.clear();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Window window = entries[i].first;
    literals.push_back(entries[i].second);
    if (i > 0 && entries[i - 1].first == window) {
      continue;
    }
    const std::uint64_t bit = window * kGolden >> bits_shift;
    bits[bit / 64] |= std::uint64_t{1} << bit % 64;
    std::size_t slot = window * kGolden >> slots_shift;
    while (slots[slot].count != 0) {
      slot = (slot + 1) & (slots.size() - 1);
    }
    std::size_t end = i;
    while (end < entries.size() && entries[end].first == window) {
      ++end;
    }
    slots[slot] = {window, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(end - i)};
  }
}

inline bool Literals::Table::may_hold(Window window) const {
  const std::uint64_t bit = window * kGolden >> bits_shift;
  return (bits[bit / 64] >> bit % 64 & 1U) != 0;
}

void Literals::Table::verify(Window window, std::string_view text, std::size_t at,
                             const std::string& bytes, std::vector<Occurrence>& found) const {
  std::size_t slot = window * kGolden >> slots_shift;
  for (; slots[slot].count != 0; slot = (slot + 1) & (slots.size() - 1)) {
    if (slots[slot].window != window) {
      continue;
    }
    const Literal* const first = literals.data() + slots[slot].first;
    for (const Literal* literal = first; literal != first + slots[slot].count; ++literal) {
      if (literal->lead <= at && at - literal->lead + literal->size <= text.size() &&
          std::memcmp(text.data() + at - literal->lead, bytes.data() + literal->begin,
                      literal->size) == 0) {
        found.push_back({literal->id, static_cast<std::uint32_t>(at - literal->lead)});
      }
    }
    return;
  }
}

void Literals::find(std::string_view text, std::vector<Occurrence>& found) const {
  if (text.empty()) {
    return;
  }
  const bool has_singles = !singles_.literals.empty();
  Character before;
  for (std::size_t at = 0; at < text.size();) {
    const Character here = character_at(text, at);
    if (has_singles && singles_.may_hold(here.bytes)) {
      singles_.verify(here.bytes, text, at, bytes_, found);
    }
    const Window window = window_of(before.bytes, here.bytes);
    if (at > 0 && pairs_.may_hold(window)) {
      pairs_.verify(window, text, at - before.length, bytes_, found);
    }
    before = here;
    at += here.length;
  }
}

}  // namespace rules
