#pragma once

#include <string>
#include <string_view>

#include "plugin/net/control_socket.h"

/// A request that a running process does not fulfil: {"error": why}.
namespace plugin {

net::ControlAnswer refusal(int status, std::string_view why);

/// What stands in a refusal, without line ends at its end; the whole body where it is no refusal().
std::string why_of(const net::ControlAnswer& answer);

}  // namespace plugin
