#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

/// The net thread: one loop, on which every socket, timer and signal of this room reports. Whatever
/// is called "handler" or "callback" here runs on the thread that called Loop::run().
///
/// Order of destruction: everything that was made with a Loop goes before the Loop.
namespace plugin::net {

class Loop {
 public:
  using Task = std::function<void()>;

  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Runs until stop(). Exceptions from tasks and handlers leave through here: the loop can be run
  /// again.
  void run();

  /// Waits at most `limit` for something to do and does one thing. False: nothing came, or stopped.
  /// For tests, which pump the loop until what they wait for is there.
  bool run_one(std::chrono::milliseconds limit);

  /// Makes run() return after the present handler. Any thread; sticky until the next run().
  void stop();

  /// Runs `task` on the loop thread, after what was posted before. Any thread, never at once.
  void post(Task task);

  /// Calls `handler` with the signal number each time one of `signals` (SIGINT, SIGTERM, SIGHUP) is
  /// delivered, instead of the default action. Replaces an earlier handler.
  /// @throws std::system_error when a signal cannot be caught.
  void on_signal(const std::vector<int>& signals, std::function<void(int)> handler);

  /// The inside, for this room's own .cpp files (plugin/net/loop_core.h).
  struct Core;

  Core& core() { return *core_; }

 private:
  std::unique_ptr<Core> core_;
};

/// Calls back once, a span of monotonic time from now. After cancel(), a new expires_in() or the
/// destructor the earlier callback is never called, even if it was due. Loop thread only.
class Timer {
 public:
  explicit Timer(Loop& loop);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  /// Replaces what was set before. A span of zero or less is due on the next turn of the loop.
  void expires_in(std::chrono::milliseconds span, Loop::Task task);
  void cancel();
  bool is_set() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace plugin::net
