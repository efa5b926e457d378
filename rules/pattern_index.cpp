#include "rules/pattern_index.h"

#include <algorithm>

namespace rules {

void PatternIndex::Part::claim(std::uint32_t pattern, const std::vector<std::string>& texts) {
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    claims.push_back({literals.add(texts[i]), {pattern, i}});
  }
}

void PatternIndex::Part::build() {
  // Only now are all texts known that say which literal is rare.
  for (const auto& [pattern, need] : postponed) {
    const auto rarest = std::min_element(need.all_of.begin(), need.all_of.end(),
                                         [this](const std::string& a, const std::string& b) {
                                           return literals.commonness(a) < literals.commonness(b);
                                         });
    claim(pattern, {*rarest});
  }
  postponed = {};
  literals.build();
  std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return a.id != b.id ? a.id < b.id : a.owner.pattern < b.owner.pattern;
  });
  for (const Claim& claim : claims) {
    while (first.size() <= claim.id) {
      first.push_back(static_cast<std::uint32_t>(owners.size()));
    }
    owners.push_back(claim.owner);
  }
  first.push_back(static_cast<std::uint32_t>(owners.size()));
  claims = {};
}

void PatternIndex::add(std::uint32_t pattern, View view, Need need) {
  Part& part = parts_[static_cast<std::size_t>(view)];
  if (need.all_of.empty()) {
    part.claim(pattern, need.any_of);
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
  found.candidates.clear();
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
        found.candidates.push_back(
            {part.owners[owner].pattern, occurrence.begin, part.owners[owner].literal});
      }
    }
  }
  std::sort(found.candidates.begin(), found.candidates.end());
}

}  // namespace rules
