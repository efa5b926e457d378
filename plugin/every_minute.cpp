#include "plugin/every_minute.h"

#include <utility>

namespace plugin {

EveryMinute::EveryMinute(std::function<void(qa::Time now)> work)
    : work_(std::move(work)), thread_([this] { run(); }) {}

EveryMinute::~EveryMinute() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  told_.notify_all();
  thread_.join();
}

void EveryMinute::look(qa::Time now) {
  {
    const std::lock_guard lock(mutex_);
    now_ = now;
  }
  told_.notify_all();
}

bool EveryMinute::goes_on() {
  const std::lock_guard lock(mutex_);
  return !is_stopping_;
}

void EveryMinute::run() {
  constexpr qa::Duration kMinute{60'000};
  std::optional<std::int64_t> last;
  while (true) {
    qa::Time now{};
    {
      std::unique_lock lock(mutex_);
      told_.wait(lock, [this] { return is_stopping_ || now_.has_value(); });
      if (is_stopping_) {
        return;
      }
      now = *std::exchange(now_, std::nullopt);
    }
    const std::int64_t minute = now.time_since_epoch() / kMinute;
    if (last != minute) {
      last = minute;
      work_(now);
    }
  }
}

}  // namespace plugin
