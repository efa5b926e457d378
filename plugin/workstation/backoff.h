#pragma once

#include <functional>
#include <optional>

#include "qa/time.h"

namespace plugin::workstation {

/// A number in [0, 1). Injected, so that tests know what comes.
using Random = std::function<double()>;

/// How long to wait before the next attempt: uniform in [0, min(30 s, 0.5 s · 2ⁿ)], n counting the
/// attempts since the link was last stable. Spread over the whole span, so that a hundred plug-ins
/// do not come back to a restarted workstation in step.
class Backoff {
 public:
  static constexpr qa::Duration kFirst{500};
  static constexpr qa::Duration kLongest{30'000};
  /// A link that was live this long starts again at n = 0.
  static constexpr qa::Duration kStable{60'000};
  /// Added at random to what the workstation asked for.
  static constexpr qa::Duration kJitter{1'000};
  /// A workstation that asks for more is taken to ask for this.
  static constexpr qa::Duration kLongestMinimum{24 * 3'600'000};

  explicit Backoff(Random random) : random_(std::move(random)) {}

  /// @param minimum  what the workstation asked for (bye.after_ms, retry_after_ms, Retry-After)
  qa::Duration next(std::optional<qa::Duration> minimum = std::nullopt);

  void was_stable() { attempts_ = 0; }

 private:
  Random random_;
  int attempts_ = 0;
};

}  // namespace plugin::workstation
