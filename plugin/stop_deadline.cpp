#include "plugin/stop_deadline.h"

#include <utility>

namespace plugin {

StopDeadline::StopDeadline(const std::vector<int>& signals, std::chrono::milliseconds limit,
                           std::function<void()> on_late)
    : limit_(limit), on_late_(std::move(on_late)), timer_(loop_) {
  loop_.on_signal(signals, [this](int) { start_clock(); });
  thread_ = std::thread([this] { loop_.run(); });
}

StopDeadline::~StopDeadline() {
  loop_.stop();
  thread_.join();
}

void StopDeadline::begin() {
  loop_.post([this] { start_clock(); });
}

/// The thread's.
void StopDeadline::start_clock() {
  if (!std::exchange(has_begun_, true)) {
    timer_.expires_in(limit_, on_late_);
  }
}

}  // namespace plugin
