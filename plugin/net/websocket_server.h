#pragma once

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

/// A small websocket and HTTP/1.1 server: the simulated workstation, the console, the tests.
/// Loop thread only; no callback comes from inside a call.
namespace plugin::net {

struct HttpRequest {
  std::string method;  ///< "GET", "POST" …
  std::string target;  ///< path and query, as it came
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  /// Value of the first header of that name (any case); empty where there is none.
  std::string_view header(std::string_view name) const;
  /// `target` without its query.
  std::string_view path() const;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// How a session ended.
struct SessionClosed {
  std::uint16_t code = 0;  ///< of the peer's close frame (1005: it gave none); 0: none came
  std::string reason;
  std::uint16_t sent_code = 0;  ///< the close we sent first, 0: none
  std::string error;            ///< empty after an orderly close
};

/// One accepted websocket. Held by the server until it ends, and by whoever keeps the pointer;
/// calls after the end do nothing.
class WebsocketSession {
 public:
  virtual ~WebsocketSession() = default;

  /// Set these inside on_session; reading starts when it returns.
  std::function<void(std::string_view text)> on_text;
  std::function<void(std::size_t bytes)> on_binary;
  std::function<void(const SessionClosed&)> on_closed;  ///< exactly once
  std::function<void()> on_drained;                     ///< the queue of send() ran empty

  /// The upgrade request.
  virtual const HttpRequest& request() const = 0;
  virtual bool is_open() const = 0;

  virtual void send(std::string text) = 0;
  /// Many messages, one owner: the same bytes may be queued on many sessions.
  virtual void send(std::shared_ptr<const std::string> text) = 0;
  /// Sends what is queued, then closes; the peer has two seconds to answer.
  virtual void close(std::uint16_t code, std::string_view reason = {}) = 0;
  /// Drops the connection with RST, what was queued is lost.
  virtual void abort() = 0;
  virtual void pause_reading(bool paused) = 0;
  /// Bytes queued and not yet given to the system.
  virtual std::size_t buffered() const = 0;

  // Faults, for simulators and tests. They follow what is queued.

  virtual void send_binary(std::string bytes) = 0;
  /// Announces a text message of `announced` bytes, sends only `begin` of it and drops the line.
  virtual void cut(std::string_view begin, std::size_t announced) = 0;
  /// Ends the TCP connection (FIN) without a websocket close.
  virtual void hang_up() = 0;
  /// Bytes as they are, between two frames: broken UTF-8, broken frames.
  virtual void send_raw(std::string bytes) = 0;
};

/// What on_upgrade may change.
struct UpgradeAnswer {
  std::optional<HttpResponse> refusal;  ///< answered instead of upgrading
  std::string subprotocol;              ///< echoed; empty: no such header
};

struct WebsocketServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;          ///< 0: any free one, see port()
  std::vector<std::string> paths;  ///< that may be upgraded; others get 404. Empty: any
  std::string subprotocol;  ///< must be offered (else 400) and is echoed; empty: none is required
  std::size_t max_message = 64 * 1024;  ///< bytes; a longer one ends the session with 1009
  std::size_t max_body = 1024 * 1024;   ///< of an HTTP request; longer: 413
  std::string certificate_file;         ///< PEM chain; with `key_file`: TLS only
  std::string key_file;
};

struct WebsocketServerHandlers {
  std::function<void(std::shared_ptr<WebsocketSession>)> on_session;
  /// Sees every upgrade that passed path and subprotocol, before it is answered.
  std::function<void(const HttpRequest&, UpgradeAnswer&)> on_upgrade;
  /// Every other request; where empty: 404.
  std::function<HttpResponse(const HttpRequest&)> on_http;
};

class WebsocketServer {
 public:
  /// Listens at once. @throws std::system_error naming the address when it cannot.
  WebsocketServer(Loop& loop, WebsocketServerOptions options, WebsocketServerHandlers handlers);
  /// Stops listening and drops every session; no callback afterwards.
  ~WebsocketServer();
  WebsocketServer(const WebsocketServer&) = delete;
  WebsocketServer& operator=(const WebsocketServer&) = delete;

  std::uint16_t port() const;
  /// While on, whoever connects is dropped with RST at once.
  void refuse_connections(bool refuse);
  /// Stops listening; sessions go on.
  void stop_listening();
  std::size_t sessions() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace plugin::net
