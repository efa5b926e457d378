#include "rules/alternatives.h"

#include <algorithm>

namespace rules {

Alternatives::Alternatives(std::vector<std::string> texts) : texts_(std::move(texts)) {
  for (const std::string& text : texts_) {
    sorted_.push_back({text, static_cast<std::uint32_t>(sorted_.size())});
    first_bytes_.set(static_cast<unsigned char>(text.front()));
  }
  std::stable_sort(sorted_.begin(), sorted_.end(),
                   [](const Entry& a, const Entry& b) { return a.text < b.text; });
  sorted_.erase(std::unique(sorted_.begin(), sorted_.end(),
                            [](const Entry& a, const Entry& b) { return a.text == b.text; }),
                sorted_.end());
}

Alternatives::Range Alternatives::with_byte(Range range, std::size_t depth, char byte) {
  // Strings are in order of their bytes as unsigned numbers.
  const auto byte_of = [depth](const Entry& entry) {
    return static_cast<unsigned char>(entry.text[depth]);
  };
  const auto wanted = static_cast<unsigned char>(byte);
  const Entry* const begin = std::partition_point(
      range.first, range.second, [&](const Entry& entry) { return byte_of(entry) < wanted; });
  const Entry* const end = std::partition_point(
      begin, range.second, [&](const Entry& entry) { return byte_of(entry) == wanted; });
  return {begin, end};
}

}  // namespace rules
