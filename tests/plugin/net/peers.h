#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugin/net/websocket_client.h"
#include "plugin/net/websocket_server.h"
#include "pump.h"

namespace net_test {

inline constexpr const char* kSubprotocol = "test.v1";

/// A server and what it saw, on one loop.
struct Server {
  explicit Server(plugin::net::Loop& loop, plugin::net::WebsocketServerOptions options = {})
      : listener(loop, with_defaults(std::move(options)), handlers()) {}

  static plugin::net::WebsocketServerOptions with_defaults(
      plugin::net::WebsocketServerOptions options) {
    options.paths = {"/stream"};
    options.subprotocol = kSubprotocol;
    return options;
  }

  plugin::net::WebsocketServerHandlers handlers() {
    plugin::net::WebsocketServerHandlers handlers;
    handlers.on_session = [this](std::shared_ptr<plugin::net::WebsocketSession> opened) {
      session = opened;
      session->on_text = [this](std::string_view text) {
        texts.emplace_back(text);
        if (echoes) {
          session->send(std::string(text));
        }
      };
      session->on_binary = [this](std::size_t bytes) { binary += bytes; };
      session->on_closed = [this](const plugin::net::SessionClosed& end) { closed = end; };
      session->pause_reading(is_deaf);
      if (!greeting.empty()) {
        session->send(greeting);
      }
      if (refuses) {
        session->close(4003, "not you");
      }
    };
    handlers.on_upgrade = [this](const plugin::net::HttpRequest& request,
                                 plugin::net::UpgradeAnswer& answer) {
      upgrade = request;
      if (change_upgrade) {
        change_upgrade(answer);
      }
    };
    handlers.on_http = [](const plugin::net::HttpRequest& request) {
      plugin::net::HttpResponse response;
      response.body = request.method + " " + request.target + " " + request.body;
      return response;
    };
    return handlers;
  }

  bool echoes = true;
  bool is_deaf = false;  ///< sessions do not read
  std::string greeting;  ///< sent from inside on_session
  bool refuses = false;  ///< closes from inside on_session
  std::function<void(plugin::net::UpgradeAnswer&)> change_upgrade;
  std::shared_ptr<plugin::net::WebsocketSession> session;
  std::vector<std::string> texts;
  std::size_t binary = 0;
  std::optional<plugin::net::HttpRequest> upgrade;
  std::optional<plugin::net::SessionClosed> closed;
  plugin::net::WebsocketServer listener;
};

/// A client and what it saw.
struct Client {
  Client(plugin::net::Loop& loop, plugin::net::WebsocketClientOptions options)
      : socket(
            std::make_unique<plugin::net::WebsocketClient>(loop, std::move(options), handlers())) {}

  plugin::net::WebsocketClientHandlers handlers() {
    plugin::net::WebsocketClientHandlers handlers;
    handlers.on_open = [this](std::string_view chosen) {
      is_open = true;
      subprotocol = chosen;
    };
    handlers.on_text = [this](std::string_view text) {
      texts.emplace_back(text);
      if (on_text) {
        on_text();
      }
    };
    handlers.on_binary = [this](std::size_t bytes) { binary += bytes; };
    handlers.on_closed = [this](const plugin::net::WebsocketClosed& end) {
      closed = end;
      ++closings;
    };
    return handlers;
  }

  bool is_open = false;
  std::string subprotocol;
  std::vector<std::string> texts;
  std::size_t binary = 0;
  int closings = 0;
  std::function<void()> on_text;
  std::optional<plugin::net::WebsocketClosed> closed;
  std::unique_ptr<plugin::net::WebsocketClient> socket;
};

inline plugin::net::WebsocketClientOptions to(const Server& server,
                                              const std::string& host = "127.0.0.1",
                                              bool is_secure = false) {
  plugin::net::WebsocketClientOptions options;
  options.url.is_secure = is_secure;
  options.url.host = host;
  options.url.port = server.listener.port();
  options.url.target = "/stream";
  options.subprotocol = kSubprotocol;
  return options;
}

}  // namespace net_test
