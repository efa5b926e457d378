#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

namespace tools {

/// A line on standard error that is drawn over and over, on a terminal only, at most five times a
/// second; gone when it goes.
class Progress {
 public:
  /// @param total  what `done` ends at; 0: not known, only the label is shown.
  explicit Progress(std::int64_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::int64_t done, std::string_view label);

 private:
  std::int64_t total_;
  bool is_shown_;
  bool is_drawn_ = false;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace tools
