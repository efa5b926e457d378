#pragma once

#include <chrono>
#include <functional>

#include "plugin/net/loop.h"

namespace net_test {

/// Turns the loop until `is_done`, without ever sleeping; false when nothing more comes for ten
/// seconds.
inline bool pump(plugin::net::Loop& loop, const std::function<bool()>& is_done) {
  while (!is_done()) {
    if (!loop.run_one(std::chrono::seconds(10))) {
      return false;
    }
  }
  return true;
}

}  // namespace net_test
