#include "plugin/workstation/link.h"

namespace plugin::workstation {

std::string_view to_string(LinkState state) {
  switch (state) {
    case LinkState::kConnecting:
      return "connecting";
    case LinkState::kCatchingUp:
      return "catching_up";
    case LinkState::kLive:
      return "live";
    case LinkState::kWaiting:
      return "waiting";
    case LinkState::kStopped:
      return "stopped";
  }
  return "stopped";
}

}  // namespace plugin::workstation
