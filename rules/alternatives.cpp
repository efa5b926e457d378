#include "rules/alternatives.h"

#include <algorithm>

namespace rules {

Alternatives::Alternatives(std::vector<std::string> texts) {
  if (texts.size() == 1) {
    only_ = std::move(texts.front());
    return;
  }
  Several several;
  several.texts = std::move(texts);
  for (const std::string& text : several.texts) {
    several.sorted.push_back(static_cast<Rank>(several.sorted.size()));
    several.first_bytes.set(static_cast<unsigned char>(text.front()));
  }
  std::stable_sort(several.sorted.begin(), several.sorted.end(),
                   [&several](Rank a, Rank b) { return several.texts[a] < several.texts[b]; });
  const auto same =
      std::unique(several.sorted.begin(), several.sorted.end(),
                  [&several](Rank a, Rank b) { return several.texts[a] == several.texts[b]; });
  several.sorted.erase(same, several.sorted.end());
  several_ = std::make_unique<const Several>(std::move(several));
}

Alternatives::Range Alternatives::with_byte(Range range, std::size_t depth, char byte) const {
  // Strings are in order of their bytes as unsigned numbers.
  const auto byte_of = [this, depth](Rank rank) {
    return static_cast<unsigned char>(several_->texts[rank][depth]);
  };
  const auto wanted = static_cast<unsigned char>(byte);
  const Rank* const begin = std::partition_point(range.first, range.second,
                                                 [&](Rank rank) { return byte_of(rank) < wanted; });
  const Rank* const end =
      std::partition_point(begin, range.second, [&](Rank rank) { return byte_of(rank) == wanted; });
  return {begin, end};
}

}  // namespace rules
