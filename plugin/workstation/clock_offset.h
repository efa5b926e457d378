#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "qa/time.h"

namespace plugin::workstation {

using Monotonic = std::chrono::steady_clock::time_point;

/// Both clocks at one moment. The wall clock is a first guess and nothing else: people set it.
struct Now {
  Monotonic monotonic;
  qa::Time wall;
};

/// The workstation's clock as seen from here: monotonic time plus an offset, which is the median of
/// the last 16 samples, each weighted by 1 / (round trip + 1 ms), so short trips decide
/// (docs/kefu-v1.md, "Heartbeat"). Survives reconnects.
///
/// A clock that was set, or a machine that slept, shows as two samples in a row that agree with
/// each other and not with the median: then the earlier ones are forgotten, instead of outvoting
/// the truth for eight more heartbeats.
class ClockOffset {
 public:
  static constexpr std::size_t kSamples = 16;
  /// Further off than this plus the round trip, a sample contradicts the estimate.
  static constexpr qa::Duration kContradiction{2'000};

  /// A stamp that took an unknown way here; counts only until the first sample.
  void seed(qa::Time server, Monotonic at);

  /// A round trip: the server's stamp belongs to its midpoint.
  /// @returns true when it contradicts the estimate and another sample should be taken at once.
  bool add(Monotonic sent, Monotonic received, qa::Time server);

  /// nullopt before any seed or sample.
  std::optional<qa::Time> at(Monotonic moment) const;

  /// `now` by the workstation's clock; the wall clock while nothing better is known.
  qa::Time at(const Now& now) const { return at(now.monotonic).value_or(now.wall); }

  std::size_t samples() const { return count_; }

 private:
  struct Sample {
    std::int64_t offset_ms = 0;
    std::int64_t round_trip_ms = 0;
  };

  std::int64_t median() const;
  void keep(const Sample& sample);

  std::array<Sample, kSamples> samples_{};
  std::size_t count_ = 0;
  std::size_t next_ = 0;
  std::optional<std::int64_t> seed_ms_;
  std::optional<Sample> doubt_;
};

}  // namespace plugin::workstation
