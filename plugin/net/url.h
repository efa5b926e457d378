#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plugin::net {

/// A websocket address taken apart.
struct Url {
  bool is_secure = true;  ///< wss
  std::string host;       ///< name or address; IPv6 without its brackets
  std::uint16_t port = 443;
  std::string target = "/";  ///< path and query

  /// True for 127.0.0.0/8, ::1 and the name localhost: the only places plain ws may go by default.
  bool is_loopback() const;
};

/// Reads "ws://host[:port][/path]" or "wss://…"; nullopt for anything else, user info and fragments
/// included (a secret in a URL ends up in logs).
std::optional<Url> parse_url(std::string_view text);

}  // namespace plugin::net
