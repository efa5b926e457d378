#pragma once

#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "plugin/net/loop.h"

namespace plugin {

/// Ends a stop that hangs. The span runs from the first begin() or the first of `signals`,
/// whichever comes first, on a thread of its own: whatever hangs may be the loop that would take
/// the signal (docs/architecture.md, "Stop order").
///
/// Construct and destroy on one thread. Destroying it in time is what calls it off.
class StopDeadline {
 public:
  /// `on_late` is called at most once, on the deadline's thread; it is expected to end the process.
  /// @throws std::system_error when a signal cannot be caught.
  StopDeadline(const std::vector<int>& signals, std::chrono::milliseconds limit,
               std::function<void()> on_late);
  ~StopDeadline();
  StopDeadline(const StopDeadline&) = delete;
  StopDeadline& operator=(const StopDeadline&) = delete;

  /// A stop begins now. Later calls change nothing. Any thread.
  void begin();

 private:
  void start_clock();

  const std::chrono::milliseconds limit_;
  const std::function<void()> on_late_;
  net::Loop loop_;
  net::Timer timer_;        // the thread's
  bool has_begun_ = false;  // the thread's
  std::thread thread_;      // last: everything else is ready when it starts
};

}  // namespace plugin
