#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/net/loop.h"
#include "plugin/net/url.h"

/// One websocket to a server, used once: it connects, talks and ends. To connect again, make
/// another. Loop thread only; no callback comes from inside a call, and none after the destructor.
namespace plugin::net {

struct WebsocketClientOptions {
  Url url;
  std::string subprotocol;  ///< offered; what the server chose comes with on_open. Empty: none
  std::vector<std::pair<std::string, std::string>> headers;  ///< added to the upgrade request
  std::string user_agent = "sandglass";
  std::string ca_file;       ///< PEM, trusted instead of the system's; empty: the system's
  bool allow_plain = false;  ///< ws:// beyond loopback
  std::chrono::milliseconds connect_timeout{10'000};  ///< name, TCP, TLS and upgrade together
  std::chrono::milliseconds close_timeout{2'000};     ///< for the peer's answer to our close
  std::size_t max_message = 256 * 1024;               ///< bytes; a longer one ends with 1009
};

/// How it ended. Exactly one of these per client.
struct WebsocketClosed {
  bool was_open = false;        ///< the upgrade had succeeded
  std::uint16_t code = 0;       ///< of the peer's close frame (1005: it gave none); 0: no frame
  std::string reason;           ///< of the peer's close frame
  std::uint16_t sent_code = 0;  ///< the close we sent first: close(), 1002, 1007, 1009; 0: none
  std::string error;            ///< for people; empty after an orderly close
  int http_status = 0;          ///< the upgrade was refused with this status
  std::optional<std::chrono::seconds> retry_after;  ///< of that refusal
  bool is_tls_failure = false;  ///< certificate or handshake; `error` says which
  bool is_timeout = false;      ///< not open within connect_timeout
};

struct WebsocketClientHandlers {
  std::function<void(std::string_view subprotocol)> on_open;
  std::function<void(std::string_view text)> on_text;  ///< valid UTF-8, during the call only
  std::function<void(std::size_t bytes)> on_binary;    ///< a binary message came; not passed on
  std::function<void(const WebsocketClosed&)> on_closed;
};

class WebsocketClient {
 public:
  /// Starts connecting at once. A handler may be empty.
  WebsocketClient(Loop& loop, WebsocketClientOptions options, WebsocketClientHandlers handlers);
  /// Drops the connection without a word.
  ~WebsocketClient();
  WebsocketClient(const WebsocketClient&) = delete;
  WebsocketClient& operator=(const WebsocketClient&) = delete;

  /// Queues one text message. Nothing happens before on_open and after close() or the end.
  void send(std::string text);
  /// Sends what is queued, then the close frame; on_closed follows within close_timeout. Before
  /// on_open: as abort(). `reason` is cut to 123 bytes.
  void close(std::uint16_t code, std::string_view reason = {});
  /// Drops the connection (RST where the system allows); on_closed follows.
  void abort();
  /// While paused no message is handed over and the socket is not read: TCP pushes back.
  void pause_reading(bool paused);
  /// True while the system holds bytes of the peer that were not read yet.
  bool has_unread() const;
  /// Bytes queued and not yet given to the system.
  std::size_t buffered() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace plugin::net
