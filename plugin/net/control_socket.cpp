#include "plugin/net/control_socket.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cerrno>
#include <optional>
#include <set>
#include <system_error>

#include "plugin/net/loop_core.h"
#include "plugin/net/socket_file.h"

namespace plugin::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Local = asio::local::stream_protocol;
using LocalStream = beast::basic_stream<Local>;
using Error = boost::system::error_code;

namespace {

/// Commands are small; a rule set that is published by file is the largest.
constexpr std::size_t kLargestBody = 16 * 1024 * 1024;
constexpr std::chrono::seconds kRequestTimeout{30};

[[noreturn]] void refuse(int code, const std::string& what) {
  throw std::system_error(code, std::system_category(), what);
}

/// Removes a socket file nobody listens on. @throws when somebody does, or it is no socket.
void remove_stale(const std::string& path) {
  struct stat status {};

  if (::lstat(path.c_str(), &status) != 0) {
    return;
  }
  if (!S_ISSOCK(status.st_mode)) {
    refuse(EEXIST, "cannot listen on " + path + ": the file is no socket");
  }
  asio::io_context context;
  Local::socket probe(context);
  Error error;
  const SocketToReach socket(path);
  probe.connect(Local::endpoint(socket.name()), error);
  if (!error) {
    refuse(EADDRINUSE, "cannot listen on " + path + ": another process does");
  }
  ::unlink(path.c_str());
}

/// What stands between the quotes of a JSON string; what would need an escape becomes a space.
std::string plain(std::string_view text) {
  std::string plain(text);
  std::replace_if(
      plain.begin(), plain.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }, ' ');
  return plain;
}

bool is_same_user(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    return false;
  }
  return peer.uid == ::geteuid() || peer.uid == 0;
}

}  // namespace

class ControlSocket::Impl : public std::enable_shared_from_this<ControlSocket::Impl> {
 public:
  Impl(Loop& loop, std::string path, Handler handler)
      : path_(std::move(path)), handler_(std::move(handler)), acceptor_(loop.core().context) {}

  void listen() {
    remove_stale(path_);
    SocketToMake file(path_);
    Error error;
    acceptor_.open(Local(), error);
    // Between bind and chmod the file must not be open to others either.
    const mode_t before = ::umask(0177);
    acceptor_.bind(Local::endpoint(file.name()), error);
    ::umask(before);
    if (!error) {
      acceptor_.listen(asio::socket_base::max_listen_connections, error);
    }
    if (error) {
      refuse(error.value(), "cannot listen on " + path_);
    }
    file.settle();
    is_listening_ = true;
    accept();
  }

  void detach() {
    Error ignored;
    acceptor_.close(ignored);
    if (std::exchange(is_listening_, false)) {
      ::unlink(path_.c_str());
    }
    for (const auto& peer : std::exchange(peers_, {})) {
      peer->stream.close();
    }
  }

 private:
  struct Peer {
    explicit Peer(Local::socket socket) : stream(std::move(socket)) {}

    LocalStream stream;
    beast::flat_buffer buffer;
    http::request_parser<http::string_body> parser;
    http::response<http::string_body> response;
    bool is_answered = false;
  };

  void accept() {
    acceptor_.async_accept([self = shared_from_this()](Error error, Local::socket socket) {
      if (!self->is_listening_) {
        return;
      }
      if (!error) {
        self->read(std::make_shared<Peer>(std::move(socket)));
      }
      self->accept();
    });
  }

  void read(const std::shared_ptr<Peer>& peer) {
    peers_.insert(peer);
    peer->parser.body_limit(kLargestBody);
    peer->stream.expires_after(kRequestTimeout);
    http::async_read(peer->stream, peer->buffer, peer->parser,
                     [self = shared_from_this(), peer](Error error, std::size_t) {
                       if (error || !self->is_listening_) {
                         self->peers_.erase(peer);
                       } else {
                         self->ask(peer);
                       }
                     });
  }

  void ask(const std::shared_ptr<Peer>& peer) {
    if (!is_same_user(peer->stream.socket().native_handle())) {
      return answer(peer, {403, R"({"error":"this socket answers its owner only"})"});
    }
    peer->stream.expires_never();
    const auto& request = peer->parser.get();
    const auto method = request.method_string();
    const auto target = request.target();
    // Who keeps the reply keeps neither the socket nor the peer alive.
    ControlReply reply = [weak = weak_from_this(),
                          waiting = std::weak_ptr<Peer>(peer)](ControlAnswer given) {
      const auto self = weak.lock();
      const auto asking = waiting.lock();
      if (self && asking) {
        self->answer(asking, std::move(given));
      }
    };
    try {
      handler_({method.data(), method.size()}, {target.data(), target.size()}, request.body(),
               std::move(reply));
    } catch (const std::exception& error) {
      answer(peer, {500, fmt::format(R"({{"error":"{}"}})", plain(error.what()))});
    }
  }

  void answer(const std::shared_ptr<Peer>& peer, ControlAnswer answer) {
    if (!peers_.contains(peer) || std::exchange(peer->is_answered, true)) {
      return;
    }
    auto& response = peer->response;
    response.result(static_cast<unsigned>(answer.status));
    response.version(11);
    response.set(http::field::content_type, "application/json; charset=utf-8");
    response.keep_alive(false);
    response.body() = std::move(answer.body);
    response.prepare_payload();
    peer->stream.expires_after(kRequestTimeout);
    http::async_write(peer->stream, response,
                      [self = shared_from_this(), peer](Error, std::size_t) {
                        Error ignored;
                        peer->stream.socket().shutdown(Local::socket::shutdown_both, ignored);
                        self->peers_.erase(peer);
                      });
  }

  std::string path_;
  Handler handler_;
  Local::acceptor acceptor_;
  std::set<std::shared_ptr<Peer>> peers_;
  bool is_listening_ = false;
};

ControlSocket::ControlSocket(Loop& loop, std::string path, Handler handler)
    : impl_(std::make_shared<Impl>(loop, std::move(path), std::move(handler))) {
  impl_->listen();
}

ControlSocket::~ControlSocket() {
  impl_->detach();
}

ControlAnswer control_request(const std::string& path, std::string_view method,
                              std::string_view target, std::string_view body,
                              std::chrono::milliseconds timeout) {
  const std::string what = "cannot ask the process behind " + path;
  const SocketToReach socket(path);
  asio::io_context context;
  LocalStream stream(context);
  Error error;
  stream.socket().connect(Local::endpoint(socket.name()), error);
  if (error) {
    refuse(error.value(), what);
  }
  http::request<http::string_body> request;
  request.method_string(beast::string_view(method.data(), method.size()));
  request.target(beast::string_view(target.data(), target.size()));
  request.version(11);
  request.set(http::field::host, "localhost");
  request.keep_alive(false);
  request.body() = body;
  request.prepare_payload();
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(std::size_t{64} * 1024 * 1024);
  bool is_done = false;
  http::async_write(stream, request, [&](Error write_error, std::size_t) {
    error = write_error;
    if (!error) {
      http::async_read(stream, buffer, parser, [&](Error read_error, std::size_t) {
        error = read_error;
        is_done = true;
      });
    }
  });
  context.run_for(timeout);
  if (!is_done && !error) {
    refuse(ETIMEDOUT, what);
  }
  if (error) {
    throw std::system_error(error, what);
  }
  return {static_cast<int>(parser.get().result_int()), parser.get().body()};
}

}  // namespace plugin::net
