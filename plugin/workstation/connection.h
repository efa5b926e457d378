#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "plugin/net/loop.h"
#include "plugin/workstation/backoff.h"
#include "plugin/workstation/clock_offset.h"
#include "plugin/workstation/link.h"

namespace plugin {
enum class LogLevel;  // plugin/config.h
}

namespace plugin::workstation {

struct LinkOptions {
  std::string url;             ///< ws://… or wss://…, see net::parse_url
  std::string token;           ///< goes into the auth frame and nowhere else
  std::string instance;        ///< who of several with this token: a second one replaces the first
  std::string client_version;  ///< of auth.client
  std::string source;          ///< configured name of the account: qa::Event::source
  std::string shop;            ///< shop of conversations that name none; may be empty
  std::string ca_file;         ///< PEM, in place of the system's; empty: the system's
  bool allow_plain = false;    ///< ws:// beyond loopback
  /// Ids, states, counts and codes; never the token, never words of a message.
  std::function<void(LogLevel, std::string_view)> log;

  // For tests; left empty, the process's clocks and a random device.
  std::function<Now()> clock;
  Random random;
};

/// A kefu.v1 connection that keeps itself up: connect, hello, catch up, live, and after a loss back
/// again by the rules of docs/kefu-v1.md, until stop() or until a person must act. What the engine
/// sends meanwhile waits in the outbox. Made and used on the loop thread; the listener and the loop
/// outlive it. @throws std::invalid_argument for a URL that is none.
std::unique_ptr<Link> make_connection(net::Loop& loop, LinkOptions options, LinkListener& listener);

}  // namespace plugin::workstation
