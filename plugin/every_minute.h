#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "qa/time.h"

namespace plugin {

/// Work that is looked after once a minute, on a thread of its own: neither the network nor the
/// writer waits for it.
class EveryMinute {
 public:
  /// @param work  called on the thread, with the time told last; must not throw
  explicit EveryMinute(std::function<void(qa::Time now)> work);
  /// Waits for the thread; work that asks goes_on() may give up.
  ~EveryMinute();
  EveryMinute(const EveryMinute&) = delete;
  EveryMinute& operator=(const EveryMinute&) = delete;

  /// Tells the time; returns at once. The work is done where it is another minute than when it was
  /// done last. Any thread.
  void look(qa::Time now);

  /// False: the work is to give up. Any thread.
  bool goes_on();

 private:
  void run();

  const std::function<void(qa::Time)> work_;
  std::mutex mutex_;
  std::condition_variable told_;
  std::optional<qa::Time> now_;  ///< guarded by mutex_; nullopt: seen already
  bool is_stopping_ = false;     ///< guarded by mutex_
  std::thread thread_;           ///< last: everything else is ready when it starts
};

}  // namespace plugin
