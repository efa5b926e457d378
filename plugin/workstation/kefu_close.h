#pragma once

#include <optional>

#include "plugin/net/websocket_client.h"
#include "plugin/workstation/dialect.h"
#include "plugin/workstation/kefu_frame.h"

namespace plugin::workstation {

/// The last words of a workstation before the line ended.
struct KefuFarewell {
  std::optional<KefuBye> bye;
  std::optional<KefuError> error;  ///< the last fatal one
};

/// The close table of docs/kefu-v1.md. Pure.
Parting judge_kefu_close(const net::WebsocketClosed& end, const KefuFarewell& farewell);

}  // namespace plugin::workstation
