#include "plugin/clock.h"

namespace plugin {

qa::Time wall_now() {
  return std::chrono::time_point_cast<qa::Duration>(std::chrono::system_clock::now());
}

std::chrono::steady_clock::time_point monotonic_now() { return std::chrono::steady_clock::now(); }

}  // namespace plugin
