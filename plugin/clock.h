#pragma once

#include <chrono>

#include "qa/time.h"

/// The only place that reads a clock.
namespace plugin {

/// Wall clock, UTC. For log lines, file names and as the first guess of the workstation's time; never for timers.
qa::Time wall_now();

/// Monotonic, for timers and round trips; stops for nothing but suspend.
std::chrono::steady_clock::time_point monotonic_now();

}  // namespace plugin
