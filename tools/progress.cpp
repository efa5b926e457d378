#include "tools/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "plugin/clock.h"
#include "tools/terminal.h"

namespace tools {

Progress::Progress(std::int64_t total)
    : total_(total), is_shown_(is_error_terminal()), last_(plugin::monotonic_now()) {}

Progress::~Progress() {
  if (is_drawn_) {
    fmt::print(stderr, "\r\x1b[K");
  }
}

void Progress::show(std::int64_t done, std::string_view label) {
  const auto now = plugin::monotonic_now();
  if (!is_shown_ || now - last_ < std::chrono::milliseconds(200)) {
    return;
  }
  last_ = now;
  is_drawn_ = true;
  if (total_ > 0) {
    constexpr std::int64_t kWidth = 30;
    const auto filled = static_cast<int>(std::min(done * kWidth / total_, kWidth));
    fmt::print(stderr, "\r[{:=<{}}{:<{}}] {}", "", filled, "", kWidth - filled, label);
  } else {
    fmt::print(stderr, "\r{}", label);
  }
  static_cast<void>(std::fflush(stderr));
}

}  // namespace tools
