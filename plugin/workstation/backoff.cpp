#include "plugin/workstation/backoff.h"

#include <algorithm>

namespace plugin::workstation {

namespace {

qa::Duration part(qa::Duration span, double fraction) {
  return qa::Duration{static_cast<qa::Duration::rep>(static_cast<double>(span.count()) * fraction)};
}

}  // namespace

qa::Duration Backoff::next(std::optional<qa::Duration> minimum) {
  constexpr int kDoublings = 6;  // 0.5 s · 2⁶ is above the longest already
  const qa::Duration span = std::min(kLongest, kFirst * (1 << std::min(attempts_, kDoublings)));
  attempts_ = std::min(attempts_ + 1, kDoublings);
  const qa::Duration wait = part(span, random_());
  if (!minimum || *minimum <= qa::Duration::zero()) {
    return wait;
  }
  return std::max(wait, std::min(*minimum, kLongestMinimum) + part(kJitter, random_()));
}

}  // namespace plugin::workstation
