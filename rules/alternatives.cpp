#include "rules/alternatives.h"

#include <algorithm>

namespace rules {

Alternatives::Alternatives(std::vector<std::string> texts) : texts_(std::move(texts)) {
  for (const std::string& text : texts_) {
    sorted_.push_back({text, static_cast<std::uint32_t>(sorted_.size())});
    first_bytes_.set(static_cast<unsigned char>(text.front()));
  }
  const auto text_of = [](const Entry& entry) -> const std::string& { return entry.text; };
  std::ranges::stable_sort(sorted_, {}, text_of);
  const auto doubled = std::ranges::unique(sorted_, {}, text_of);
  sorted_.erase(doubled.begin(), doubled.end());
}

Alternatives::Range Alternatives::with_byte(Range range, std::size_t depth, char byte) {
  // Strings are in order of their bytes as unsigned numbers.
  const auto byte_of = [depth](const Entry& entry) {
    return static_cast<unsigned char>(entry.text[depth]);
  };
  const auto found = std::ranges::equal_range(range.first, range.second,
                                              static_cast<unsigned char>(byte), {}, byte_of);
  return {found.begin(), found.end()};
}

}  // namespace rules
