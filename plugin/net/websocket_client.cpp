#include "plugin/net/websocket_client.h"

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/http/field.hpp>
#include <charconv>
#include <variant>

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

/// A refusal that asks for more than a day is taken for a mistake.
constexpr std::chrono::seconds kLongestRetryAfter{24 * 3600};

std::optional<std::chrono::seconds> read_retry_after(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || seconds < 0) {
    return std::nullopt;  // an HTTP date is not read: back-off alone decides then
  }
  return std::min(std::chrono::seconds(seconds), kLongestRetryAfter);
}

}  // namespace

class WebsocketClient::Impl : public std::enable_shared_from_this<WebsocketClient::Impl> {
 public:
  Impl(Loop& loop, WebsocketClientOptions options, WebsocketClientHandlers handlers)
      : loop_(loop),
        options_(std::move(options)),
        handlers_(std::move(handlers)),
        resolver_(loop.core().context),
        deadline_(loop) {}

  void start() {
    if (!options_.url.is_secure && !options_.url.is_loopback() && !options_.allow_plain) {
      fail("plain ws to " + options_.url.host + " is refused: use wss");
      return;
    }
    try {
      make_channel();
    } catch (const boost::system::system_error& error) {
      fail("cannot prepare TLS: " + std::string(error.what()), true);
      return;
    }
    deadline_.expires_in(options_.connect_timeout, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) {
        self->end_.is_timeout = true;
        self->fail(fmt::format("{} was not ready within {} ms", self->address(),
                               self->options_.connect_timeout.count()));
      }
    });
    resolve();
  }

  void detach() {
    is_detached_ = true;
    deadline_.cancel();
    resolver_.cancel();
    drop_channel();
  }

  void send(std::string text) {
    auto bytes = std::make_shared<const std::string>(std::move(text));
    with_channel([&](auto& channel) {
      using Kind = typename std::decay_t<decltype(channel)>::Kind;
      channel.send(Kind::kText, std::move(bytes));
    });
  }

  void close(std::uint16_t code, std::string_view reason) {
    if (!end_.was_open) {
      abort();
      return;
    }
    with_channel([&](auto& channel) { channel.close(code, reason); });
  }

  void abort() {
    if (!end_.was_open) {
      fail("given up");
      return;
    }
    with_channel([](auto& channel) { channel.abort(); });
  }

  void pause(bool paused) {
    is_paused_ = paused;
    with_channel([&](auto& channel) { channel.pause(paused); });
  }

  bool has_unread() {
    bool has_bytes = false;
    with_channel([&](auto& channel) { has_bytes = channel.has_unread(); });
    return has_bytes;
  }

  std::size_t buffered() {
    std::size_t bytes = 0;
    with_channel([&](auto& channel) { bytes = channel.buffered(); });
    return bytes;
  }

 private:
  template <class Action>
  void with_channel(const Action& action) {
    if (plain_) {
      action(*plain_);
    } else if (secure_) {
      action(*secure_);
    }
  }

  void drop_channel() {
    with_channel([](auto& channel) { channel.detach(); });
  }

  std::string address() const { return fmt::format("{}:{}", options_.url.host, options_.url.port); }

  /// Host header: the default port is left out, an IPv6 address is bracketed (RFC 9110, 7.2).
  std::string authority() const {
    const auto& url = options_.url;
    const bool is_v6 = url.host.find(':') != std::string::npos;
    const std::string host = is_v6 ? "[" + url.host + "]" : url.host;
    return url.port == (url.is_secure ? 443 : 80) ? host : fmt::format("{}:{}", host, url.port);
  }

  void make_channel() {
    const ChannelLimits limits{options_.max_message, options_.close_timeout};
    if (!options_.url.is_secure) {
      plain_ = std::make_shared<Channel<Plain>>(loop_, Plain(loop_.core().context), limits);
      return;
    }
    tls_.emplace(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(tls_->native_handle(), TLS1_2_VERSION);
    if (options_.ca_file.empty()) {
      tls_->set_default_verify_paths();
    } else {
      Error error;
      tls_->load_verify_file(options_.ca_file, error);
      if (error) {
        throw boost::system::system_error(error, options_.ca_file);
      }
    }
    tls_->set_verify_mode(asio::ssl::verify_peer);
    tls_->set_verify_callback(asio::ssl::host_name_verification(options_.url.host));
    secure_ = std::make_shared<Channel<Secure>>(loop_, Secure(loop_.core().context, *tls_), limits);
  }

  void resolve() {
    resolver_.async_resolve(
        options_.url.host, std::to_string(options_.url.port),
        [self = shared_from_this()](Error error, const tcp::resolver::results_type& results) {
          if (self->is_over()) {
            return;
          }
          if (error) {
            self->fail("cannot resolve " + self->options_.url.host + ": " + error.message());
          } else if (self->plain_) {
            self->connect(self->plain_, results);
          } else {
            self->connect(self->secure_, results);
          }
        });
  }

  template <class Next>
  void connect(const std::shared_ptr<Channel<Next>>& channel,
               const tcp::resolver::results_type& results) {
    beast::get_lowest_layer(channel->stream())
        .async_connect(
            results, [self = shared_from_this(), channel](Error error, const tcp::endpoint&) {
              if (self->is_over()) {
                return;
              }
              if (error) {
                self->fail("cannot connect to " + self->address() + ": " + error.message());
              } else if constexpr (std::is_same_v<Next, Secure>) {
                self->handshake_tls();
              } else {
                self->upgrade(channel);
              }
            });
  }

  void handshake_tls() {
    Secure& stream = secure_->stream().next_layer();
    Error not_an_address;
    asio::ip::make_address(options_.url.host, not_an_address);
    if (not_an_address && SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME,
                                   TLSEXT_NAMETYPE_host_name, options_.url.host.data()) != 1) {
      fail("cannot name " + options_.url.host + " in the TLS handshake", true);
      return;
    }
    stream.async_handshake(asio::ssl::stream_base::client,
                           [self = shared_from_this()](Error error) {
                             if (self->is_over()) {
                               return;
                             }
                             if (error) {
                               self->fail(self->tls_error(error), true);
                             } else {
                               self->upgrade(self->secure_);
                             }
                           });
  }

  std::string tls_error(Error error) {
    const long verdict = SSL_get_verify_result(secure_->stream().next_layer().native_handle());
    if (verdict != X509_V_OK) {
      return fmt::format("the certificate of {} was refused: {}", address(),
                         X509_verify_cert_error_string(verdict));
    }
    return fmt::format("TLS handshake with {} failed: {}", address(), error.message());
  }

  template <class Next>
  void upgrade(const std::shared_ptr<Channel<Next>>& channel) {
    auto& stream = channel->stream();
    stream.set_option(websocket::stream_base::decorator([this](websocket::request_type& request) {
      request.set(http::field::user_agent, options_.user_agent);
      if (!options_.subprotocol.empty()) {
        request.set(http::field::sec_websocket_protocol, options_.subprotocol);
      }
      for (const auto& [name, value] : options_.headers) {
        request.set(name, value);
      }
    }));
    stream.async_handshake(response_, authority(), options_.url.target,
                           [self = shared_from_this(), channel](Error error) {
                             if (self->is_over()) {
                               return;
                             }
                             if (error) {
                               self->refused(error);
                             } else {
                               self->opened(channel);
                             }
                           });
  }

  void refused(Error error) {
    if (error == websocket::error::upgrade_declined) {
      end_.http_status = static_cast<int>(response_.result_int());
      const auto retry = response_[http::field::retry_after];
      end_.retry_after = read_retry_after({retry.data(), retry.size()});
      fail(fmt::format("{} answered HTTP {}", address(), end_.http_status));
    } else {
      fail(fmt::format("{} did not answer as a websocket: {}", address(), error.message()));
    }
  }

  template <class Next>
  void opened(const std::shared_ptr<Channel<Next>>& channel) {
    deadline_.cancel();
    end_.was_open = true;
    ChannelHandlers handlers;
    const auto weak = weak_from_this();
    handlers.on_text = [weak](std::string_view text) {
      const auto self = weak.lock();
      if (self && !self->is_detached_ && self->handlers_.on_text) {
        self->handlers_.on_text(text);
      }
    };
    handlers.on_binary = [weak](std::size_t bytes) {
      const auto self = weak.lock();
      if (self && !self->is_detached_ && self->handlers_.on_binary) {
        self->handlers_.on_binary(bytes);
      }
    };
    handlers.on_end = [weak](const ChannelEnd& end) {
      if (const auto self = weak.lock()) {
        self->ended(end);
      }
    };
    channel->pause(is_paused_);
    channel->attach(std::move(handlers));
    channel->start();
    if (handlers_.on_open) {
      const auto chosen = response_[http::field::sec_websocket_protocol];
      handlers_.on_open({chosen.data(), chosen.size()});
    }
  }

  void ended(const ChannelEnd& end) {
    end_.code = end.code;
    end_.reason = end.reason;
    end_.sent_code = end.sent_code;
    end_.error = end.error;
    tell();
  }

  bool is_over() const { return is_detached_ || has_failed_; }

  /// The end of a client that never opened.
  void fail(std::string error, bool is_tls = false) {
    if (is_over() || end_.was_open) {
      return;
    }
    has_failed_ = true;
    end_.error = std::move(error);
    end_.is_tls_failure = is_tls;
    deadline_.cancel();
    resolver_.cancel();
    drop_channel();
    loop_.post([self = shared_from_this()] { self->tell(); });
  }

  void tell() {
    if (!is_detached_ && handlers_.on_closed) {
      handlers_.on_closed(end_);
    }
  }

  Loop& loop_;
  WebsocketClientOptions options_;
  WebsocketClientHandlers handlers_;
  tcp::resolver resolver_;
  Timer deadline_;
  std::optional<asio::ssl::context> tls_;
  std::shared_ptr<Channel<Plain>> plain_;
  std::shared_ptr<Channel<Secure>> secure_;
  websocket::response_type response_;
  WebsocketClosed end_;
  bool is_paused_ = false;
  bool has_failed_ = false;
  bool is_detached_ = false;
};

WebsocketClient::WebsocketClient(Loop& loop, WebsocketClientOptions options,
                                 WebsocketClientHandlers handlers)
    : impl_(std::make_shared<Impl>(loop, std::move(options), std::move(handlers))) {
  impl_->start();
}

WebsocketClient::~WebsocketClient() {
  impl_->detach();
}

void WebsocketClient::send(std::string text) {
  impl_->send(std::move(text));
}

void WebsocketClient::close(std::uint16_t code, std::string_view reason) {
  impl_->close(code, reason);
}

void WebsocketClient::abort() {
  impl_->abort();
}

void WebsocketClient::pause_reading(bool paused) {
  impl_->pause(paused);
}

bool WebsocketClient::has_unread() const {
  return impl_->has_unread();
}

std::size_t WebsocketClient::buffered() const {
  return impl_->buffered();
}

}  // namespace plugin::net
