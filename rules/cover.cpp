#include "rules/cover.h"

#include <algorithm>

namespace rules {

void Cover::clear() {
  stretches_.clear();
}

void Cover::add(std::size_t begin, std::size_t end) {
  stretches_.push_back({begin, end});
}

void Cover::build() {
  std::sort(stretches_.begin(), stretches_.end(),
            [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
  std::size_t kept = 0;
  for (const Stretch& stretch : stretches_) {
    if (kept > 0 && stretch.begin <= stretches_[kept - 1].end) {
      stretches_[kept - 1].end = std::max(stretches_[kept - 1].end, stretch.end);
    } else {
      stretches_[kept++] = stretch;
    }
  }
  stretches_.resize(kept);
}

bool Cover::overlaps(std::size_t begin, std::size_t end) const {
  const auto next =
      std::upper_bound(stretches_.begin(), stretches_.end(), begin,
                       [](std::size_t at, const Stretch& stretch) { return at < stretch.end; });
  return next != stretches_.end() && next->begin < end;
}

}  // namespace rules
