#include "plugin/net/websocket_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <map>

#include "plugin/net/websocket_channel.h"
#include "plugin/net/websocket_line.h"

namespace plugin::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;
using Error = boost::system::error_code;

namespace {

using Plain = PlainLine;
using Secure = SecureLine;
using WireRequest = http::request<http::string_body>;
using WireResponse = http::response<http::string_body>;

/// How long a peer may take for its TLS handshake or for one whole HTTP request.
constexpr std::chrono::seconds kRequestTimeout{30};

std::string text_of(beast::string_view view) {
  return {view.data(), view.size()};
}

HttpRequest request_from(const WireRequest& wire) {
  HttpRequest request;
  request.method = text_of(wire.method_string());
  request.target = text_of(wire.target());
  for (const auto& field : wire) {
    request.headers.emplace_back(text_of(field.name_string()), text_of(field.value()));
  }
  request.body = wire.body();
  return request;
}

WireResponse response_from(const HttpResponse& response, const WireRequest& to) {
  WireResponse wire(static_cast<http::status>(response.status), to.version());
  if (!response.body.empty()) {
    wire.set(http::field::content_type, response.content_type);
  }
  for (const auto& [name, value] : response.headers) {
    wire.set(name, value);
  }
  wire.body() = response.body;
  wire.keep_alive(to.keep_alive());
  wire.prepare_payload();
  return wire;
}

bool offers(std::string_view list, std::string_view wanted) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    std::string_view item = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    while (!item.empty() && (item.front() == ' ' || item.front() == '\t')) {
      item.remove_prefix(1);
    }
    while (!item.empty() && (item.back() == ' ' || item.back() == '\t')) {
      item.remove_suffix(1);
    }
    if (item == wanted) {
      return true;
    }
  }
  return false;
}

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

/// The first bytes of an unmasked, final text frame that announces `length` bytes (RFC 6455, 5.2).
std::string frame_head(std::size_t length) {
  std::string head(1, static_cast<char>(0x81));
  const auto append = [&](int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      head.push_back(static_cast<char>((length >> shift) & 0xff));
    }
  };
  if (length < 126) {
    append(1);
  } else if (length < 65536) {
    head.push_back(126);
    append(2);
  } else {
    head.push_back(127);
    append(8);
  }
  return head;
}

template <class Next>
class Session final : public WebsocketSession {
 public:
  using Kind = typename Channel<Next>::Kind;

  Session(std::shared_ptr<Channel<Next>> channel, HttpRequest request)
      : channel_(std::move(channel)), request_(std::move(request)) {}

  Channel<Next>& channel() { return *channel_; }

  const HttpRequest& request() const override { return request_; }

  bool is_open() const override { return channel_->is_open(); }

  void send(std::string text) override { queue(Kind::kText, std::move(text)); }

  void send(std::shared_ptr<const std::string> text) override {
    channel_->send(Kind::kText, std::move(text));
  }

  void close(std::uint16_t code, std::string_view reason) override {
    channel_->close(code, reason);
  }

  void abort() override { channel_->abort(); }

  void pause_reading(bool paused) override { channel_->pause(paused); }

  std::size_t buffered() const override { return channel_->buffered(); }

  void send_binary(std::string bytes) override { queue(Kind::kBinary, std::move(bytes)); }

  void cut(std::string_view begin, std::size_t announced) override {
    queue(Kind::kRawThenFin, frame_head(announced).append(begin));
  }

  void hang_up() override { queue(Kind::kRawThenFin, {}); }

  void send_raw(std::string bytes) override { queue(Kind::kRaw, std::move(bytes)); }

 private:
  void queue(Kind kind, std::string bytes) {
    channel_->send(kind, std::make_shared<const std::string>(std::move(bytes)));
  }

  std::shared_ptr<Channel<Next>> channel_;
  HttpRequest request_;
};

}  // namespace

std::string_view HttpRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_name(key, name)) {
      return value;
    }
  }
  return {};
}

std::string_view HttpRequest::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

class WebsocketServer::Impl : public std::enable_shared_from_this<WebsocketServer::Impl> {
 public:
  Impl(Loop& loop, WebsocketServerOptions options, WebsocketServerHandlers handlers)
      : loop_(loop),
        options_(std::move(options)),
        handlers_(std::move(handlers)),
        acceptor_(loop.core().context) {}

  void listen() {
    Error error;
    const auto address = asio::ip::make_address(options_.host, error);
    const auto check = [&] {
      if (error) {
        throw std::system_error(
            error, fmt::format("cannot listen on {}:{}", options_.host, options_.port));
      }
    };
    check();
    if (!options_.certificate_file.empty()) {
      tls_.emplace(asio::ssl::context::tls_server);
      SSL_CTX_set_min_proto_version(tls_->native_handle(), TLS1_2_VERSION);
      tls_->use_certificate_chain_file(options_.certificate_file);
      tls_->use_private_key_file(options_.key_file, asio::ssl::context::pem);
    }
    const tcp::endpoint endpoint(address, options_.port);
    acceptor_.open(endpoint.protocol(), error);
    check();
    acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    acceptor_.bind(endpoint, error);
    check();
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
    check();
    accept();
  }

  std::uint16_t port() const {
    Error error;
    return acceptor_.local_endpoint(error).port();
  }

  void refuse(bool on) { is_refusing_ = on; }

  void stop_listening() {
    Error ignored;
    acceptor_.close(ignored);
  }

  std::size_t sessions() const { return sessions_.size(); }

  void detach() {
    is_detached_ = true;
    stop_listening();
    const auto sessions = std::exchange(sessions_, {});
    for (const auto& [id, drop] : sessions) {
      drop();
    }
    const auto peers = std::exchange(peers_, {});
    for (const auto& [id, drop] : peers) {
      drop();
    }
  }

 private:
  /// One connection as long as it speaks HTTP.
  template <class Next>
  struct Peer {
    explicit Peer(Next next) : stream(std::move(next)) {}

    auto& lowest() { return beast::get_lowest_layer(stream); }

    std::uint64_t id = 0;
    Next stream;
    beast::flat_buffer buffer;
    std::optional<http::request_parser<http::string_body>> parser;
    std::optional<WireResponse> response;
  };

  void accept() {
    acceptor_.async_accept([self = shared_from_this()](Error error, tcp::socket socket) {
      if (self->is_detached_ || !self->acceptor_.is_open()) {
        return;
      }
      if (!error) {
        self->accepted(std::move(socket));
      }
      self->accept();
    });
  }

  void accepted(tcp::socket socket) {
    Error ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    if (is_refusing_) {
      socket.set_option(asio::socket_base::linger(true, 0), ignored);
      socket.close(ignored);
    } else if (tls_) {
      auto peer = std::make_shared<Peer<Secure>>(Secure(std::move(socket), *tls_));
      remember(peer);
      peer->lowest().expires_after(kRequestTimeout);
      peer->stream.async_handshake(asio::ssl::stream_base::server,
                                   [self = shared_from_this(), peer](Error error) {
                                     if (error) {
                                       self->forget(*peer);
                                     } else {
                                       self->read(peer);
                                     }
                                   });
    } else {
      auto peer = std::make_shared<Peer<Plain>>(Plain(std::move(socket)));
      remember(peer);
      read(peer);
    }
  }

  template <class Next>
  void remember(const std::shared_ptr<Peer<Next>>& peer) {
    peer->id = ++last_id_;
    peers_[peer->id] = [weak = std::weak_ptr<Peer<Next>>(peer)] {
      if (const auto held = weak.lock()) {
        held->lowest().close();
      }
    };
  }

  template <class Next>
  void forget(Peer<Next>& peer) {
    peers_.erase(peer.id);
  }

  template <class Next>
  void read(const std::shared_ptr<Peer<Next>>& peer) {
    if (is_detached_) {
      return;
    }
    peer->parser.emplace();
    peer->parser->body_limit(options_.max_body);
    peer->lowest().expires_after(kRequestTimeout);
    http::async_read(peer->stream, peer->buffer, *peer->parser,
                     [self = shared_from_this(), peer](Error error, std::size_t) {
                       if (self->is_detached_) {
                         return;
                       }
                       if (error == http::error::body_limit) {
                         HttpResponse too_large;
                         too_large.status = 413;
                         self->answer(peer, too_large, true);
                       } else if (error) {
                         self->forget(*peer);
                       } else {
                         self->handle(peer);
                       }
                     });
  }

  template <class Next>
  void handle(const std::shared_ptr<Peer<Next>>& peer) {
    const WireRequest& wire = peer->parser->get();
    HttpRequest request = request_from(wire);
    if (!websocket::is_upgrade(wire)) {
      HttpResponse response;
      response.status = 404;
      if (handlers_.on_http) {
        response = handlers_.on_http(request);
      }
      answer(peer, response, false);
      return;
    }
    UpgradeAnswer upgrade = judge(request);
    if (is_detached_) {
      return;
    }
    if (upgrade.refusal) {
      answer(peer, *upgrade.refusal, true);
    } else {
      open(peer, std::move(request), upgrade.subprotocol);
    }
  }

  UpgradeAnswer judge(const HttpRequest& request) {
    UpgradeAnswer answer;
    const auto& paths = options_.paths;
    if (!paths.empty() && std::find(paths.begin(), paths.end(), request.path()) == paths.end()) {
      answer.refusal.emplace().status = 404;
      return answer;
    }
    if (!options_.subprotocol.empty() &&
        !offers(request.header("Sec-WebSocket-Protocol"), options_.subprotocol)) {
      answer.refusal.emplace().status = 400;
      return answer;
    }
    answer.subprotocol = options_.subprotocol;
    if (handlers_.on_upgrade) {
      handlers_.on_upgrade(request, answer);
    }
    return answer;
  }

  template <class Next>
  void answer(const std::shared_ptr<Peer<Next>>& peer, const HttpResponse& response, bool is_last) {
    peer->response.emplace(response_from(response, peer->parser->get()));
    if (is_last) {
      peer->response->keep_alive(false);
    }
    http::async_write(peer->stream, *peer->response,
                      [self = shared_from_this(), peer](Error error, std::size_t) {
                        if (error || self->is_detached_ || peer->response->need_eof()) {
                          self->forget(*peer);
                          Error ignored;
                          peer->lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
                        } else {
                          self->read(peer);
                        }
                      });
  }

  template <class Next>
  void open(const std::shared_ptr<Peer<Next>>& peer, HttpRequest request,
            const std::string& subprotocol) {
    forget(*peer);
    peer->lowest().expires_never();
    auto channel = std::make_shared<Channel<Next>>(
        loop_, std::move(peer->stream),
        ChannelLimits{options_.max_message, std::chrono::milliseconds(2'000)});
    auto& stream = channel->stream();
    stream.set_option(
        websocket::stream_base::decorator([subprotocol](websocket::response_type& response) {
          response.set(http::field::server, "sandglass");
          if (!subprotocol.empty()) {
            response.set(http::field::sec_websocket_protocol, subprotocol);
          }
        }));
    auto session = std::make_shared<Session<Next>>(channel, std::move(request));
    stream.async_accept(peer->parser->get(),
                        [self = shared_from_this(), peer, session](Error error) {
                          if (!error && !self->is_detached_) {
                            self->opened(session);
                          }
                        });
  }

  template <class Next>
  void opened(const std::shared_ptr<Session<Next>>& session) {
    const std::uint64_t id = ++last_id_;
    sessions_[id] = [session] { session->channel().detach(); };
    ChannelHandlers handlers;
    const std::weak_ptr<Session<Next>> weak = session;
    handlers.on_text = [weak](std::string_view text) {
      if (const auto held = weak.lock(); held && held->on_text) {
        held->on_text(text);
      }
    };
    handlers.on_binary = [weak](std::size_t bytes) {
      if (const auto held = weak.lock(); held && held->on_binary) {
        held->on_binary(bytes);
      }
    };
    handlers.on_drained = [weak] {
      if (const auto held = weak.lock(); held && held->on_drained) {
        held->on_drained();
      }
    };
    handlers.on_end = [owner = weak_from_this(), weak, id](const ChannelEnd& end) {
      const auto held = weak.lock();
      const auto self = owner.lock();
      if (!self || self->is_detached_) {
        return;
      }
      self->sessions_.erase(id);
      if (held && held->on_closed) {
        held->on_closed({end.code, end.reason, end.sent_code, end.error});
      }
    };
    session->channel().attach(std::move(handlers));
    if (handlers_.on_session) {
      handlers_.on_session(session);
    }
    session->channel().start();
  }

  Loop& loop_;
  WebsocketServerOptions options_;
  WebsocketServerHandlers handlers_;
  std::optional<asio::ssl::context> tls_;
  tcp::acceptor acceptor_;
  std::map<std::uint64_t, std::function<void()>> peers_;     // how to drop each
  std::map<std::uint64_t, std::function<void()>> sessions_;  // how to drop each; keeps it alive
  std::uint64_t last_id_ = 0;
  bool is_refusing_ = false;
  bool is_detached_ = false;
};

WebsocketServer::WebsocketServer(Loop& loop, WebsocketServerOptions options,
                                 WebsocketServerHandlers handlers)
    : impl_(std::make_shared<Impl>(loop, std::move(options), std::move(handlers))) {
  impl_->listen();
}

WebsocketServer::~WebsocketServer() {
  impl_->detach();
}

std::uint16_t WebsocketServer::port() const {
  return impl_->port();
}

void WebsocketServer::refuse_connections(bool refuse) {
  impl_->refuse(refuse);
}

void WebsocketServer::stop_listening() {
  impl_->stop_listening();
}

std::size_t WebsocketServer::sessions() const {
  return impl_->sessions();
}

}  // namespace plugin::net
