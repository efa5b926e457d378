#include "plugin/net/url.h"

#include <charconv>

namespace plugin::net {

bool Url::is_loopback() const {
  // A name may begin with "127." too ("127.example.org"): only an address counts.
  const bool is_address = host.find_first_not_of("0123456789.") == std::string::npos;
  return host == "localhost" || host == "::1" || (is_address && host.starts_with("127."));
}

std::optional<Url> parse_url(std::string_view text) {
  Url url;
  if (text.starts_with("wss://")) {
    text.remove_prefix(6);
  } else if (text.starts_with("ws://")) {
    text.remove_prefix(5);
    url.is_secure = false;
    url.port = 80;
  } else {
    return std::nullopt;
  }
  const auto slash = text.find_first_of("/?");
  std::string_view authority = text.substr(0, slash);
  if (slash != std::string_view::npos) {
    url.target = (text[slash] == '?' ? "/" : "") + std::string(text.substr(slash));
  }
  if (authority.empty() || authority.find('@') != std::string_view::npos ||
      text.find('#') != std::string_view::npos) {
    return std::nullopt;
  }
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) {
      return std::nullopt;
    }
  }
  std::string_view port;
  if (authority.front() == '[') {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) {
      return std::nullopt;
    }
    url.host = authority.substr(1, close - 1);
    authority.remove_prefix(close + 1);
    if (!authority.empty()) {
      if (authority.front() != ':') {
        return std::nullopt;
      }
      port = authority.substr(1);
      if (port.empty()) {
        return std::nullopt;
      }
    }
  } else {
    const auto colon = authority.find(':');
    url.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) {
      port = authority.substr(colon + 1);
      if (port.empty()) {
        return std::nullopt;
      }
    }
  }
  if (url.host.empty()) {
    return std::nullopt;
  }
  if (!port.empty()) {
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc{} || end != port.data() + port.size() || url.port == 0) {
      return std::nullopt;
    }
  }
  return url;
}

}  // namespace plugin::net
