#include "rules/pattern_index.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace rules {

void PatternIndex::Part::claim(std::uint32_t pattern, const Need::Group& texts) {
  for (const std::string& text : texts) {
    claims.push_back({literals.add(text), pattern});
  }
}

/// A short text is met by chance more often than a long one, up to two Han or six letters; beyond
/// that the texts of all patterns tell which are usual.
bool PatternIndex::Part::is_rarer(const Need::Group& a, const Need::Group& b) const {
  constexpr std::size_t kLongEnough = 6;
  const auto rarity = [this](const Need::Group& group) {
    std::size_t shortest = kLongEnough;
    std::size_t commonness = 0;
    for (const std::string& text : group) {
      shortest = std::min(shortest, text.size());
      commonness += literals.commonness(text) + 1;
    }
    return std::pair(kLongEnough - shortest, commonness);
  };
  return rarity(a) < rarity(b);
}

void PatternIndex::Part::build() {
  // Only now are all texts known that say what is rare.
  for (const auto& [pattern, need] : postponed) {
    claim(pattern, *std::min_element(need.one_of_each.begin(), need.one_of_each.end(),
                                     [this](const Need::Group& a, const Need::Group& b) {
                                       return is_rarer(a, b);
                                     }));
  }
  postponed = {};
  literals.build();
  std::sort(claims.begin(), claims.end());
  for (const Claim& claim : claims) {
    while (first.size() <= claim.literal) {
      first.push_back(static_cast<std::uint32_t>(owners.size()));
    }
    owners.push_back(claim.pattern);
  }
  first.push_back(static_cast<std::uint32_t>(owners.size()));
  claims = {};
}

void PatternIndex::add(std::uint32_t pattern, View view, Need need) {
  patterns_ = std::max(patterns_, std::size_t{pattern} + 1);
  Part& part = parts_[static_cast<std::size_t>(view)];
  if (need.one_of_each.size() == 1) {
    part.claim(pattern, need.one_of_each.front());
  } else {
    part.postponed.push_back({pattern, std::move(need)});
  }
}

void PatternIndex::build() {
  for (Part& part : parts_) {
    part.build();
  }
}

void PatternIndex::find(MessageViews& views, Found& found) const {
  constexpr std::size_t kBits = 64;
  found.patterns.clear();
  found.marks.resize(std::max(found.marks.size(), (patterns_ + kBits - 1) / kBits));
  for (std::size_t view = 0; view < parts_.size(); ++view) {
    const Part& part = parts_[view];
    if (part.literals.empty()) {
      continue;
    }
    found.occurrences.clear();
    part.literals.find(views.get(static_cast<View>(view)).text, found.occurrences);
    for (const Literals::Occurrence& occurrence : found.occurrences) {
      const auto end = part.first[occurrence.literal + 1];
      for (auto owner = part.first[occurrence.literal]; owner != end; ++owner) {
        const std::uint32_t pattern = part.owners[owner];
        found.marks[pattern / kBits] |= std::uint64_t{1} << pattern % kBits;
      }
    }
  }
  for (std::size_t word = 0; word < found.marks.size(); ++word) {
    for (std::uint64_t& bits = found.marks[word]; bits != 0; bits &= bits - 1) {
      const auto bit = static_cast<std::size_t>(std::countr_zero(bits));
      found.patterns.push_back(static_cast<std::uint32_t>(word * kBits + bit));
    }
  }
}

}  // namespace rules
