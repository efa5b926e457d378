#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <type_traits>
#include <utility>

/// What websockets run on here. They differ from Beast's own streams in one thing: how the TCP
/// connection is taken down after a close. Beast 1.81 reads 2 KiB and closes; whatever the peer had
/// still under way then makes the kernel answer with RST, and the peer loses the close frame with
/// its code. These say FIN and read on until the peer does too, or the websocket's timeout strikes.
/// For this room's .cpp files only.
namespace plugin::net {

struct PlainLine : boost::beast::tcp_stream {
  using boost::beast::tcp_stream::tcp_stream;
};

/// TLS is not said goodbye to: the websocket close frames already were, so a cut cannot pass for
/// the end.
struct SecureLine : boost::beast::ssl_stream<boost::beast::tcp_stream> {
  using boost::beast::ssl_stream<boost::beast::tcp_stream>::ssl_stream;
};

struct DrainUntilPeerCloses {
  boost::asio::ip::tcp::socket& socket;
  bool has_begun = false;

  template <class Self>
  void operator()(Self& self, boost::system::error_code error = {}) {
    constexpr int kReadsATurn = 64;
    char buffer[4096];
    for (int i = 0; has_begun && !error && i < kReadsATurn; ++i) {
      socket.read_some(boost::asio::buffer(buffer), error);
    }
    if (!has_begun || !error || error == boost::asio::error::would_block) {
      has_begun = true;
      socket.async_wait(boost::asio::socket_base::wait_read, std::move(self));
      return;
    }
    boost::system::error_code ignored;
    socket.close(ignored);
    self.complete(error == boost::asio::error::eof ? boost::system::error_code() : error);
  }
};

template <class Handler>
void take_down(boost::asio::ip::tcp::socket& socket, Handler&& handler) {
  boost::system::error_code ignored;
  socket.non_blocking(true, ignored);
  socket.shutdown(boost::asio::socket_base::shutdown_send, ignored);
  boost::asio::async_compose<std::decay_t<Handler>, void(boost::system::error_code)>(
      DrainUntilPeerCloses{socket}, handler, socket);
}

// Found by argument-dependent look-up from within Beast.

template <class Handler>
void async_teardown(boost::beast::role_type, PlainLine& line, Handler&& handler) {
  take_down(line.socket(), std::forward<Handler>(handler));
}

template <class Handler>
void async_teardown(boost::beast::role_type, SecureLine& line, Handler&& handler) {
  take_down(boost::beast::get_lowest_layer(line).socket(), std::forward<Handler>(handler));
}

}  // namespace plugin::net
