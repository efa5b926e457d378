#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "plugin/net/loop.h"

/// The local way into a running process: HTTP/1.1 over a Unix socket that only its owner can open.
namespace plugin::net {

struct ControlAnswer {
  int status = 200;
  std::string body;  ///< JSON
};

/// How a request is answered: on the loop thread, at once or later. Only the first call counts; a
/// peer that has gone meanwhile gets nothing. Every request is to be answered.
using ControlReply = std::function<void(ControlAnswer)>;

/// Listens on `path`, mode 0600, and answers only processes of the same user (and root); others get
/// 403. The path may be of any length. A stale socket file left by a process that died is replaced,
/// a live one is not.
class ControlSocket {
 public:
  using Handler = std::function<void(std::string_view method, std::string_view target,
                                     std::string_view body, ControlReply reply)>;

  /// Loop thread. The handler is called there and must not wait for anything: whatever takes time
  /// is answered later. What it throws becomes a 500 with the text. The views live for the call.
  /// @throws std::system_error naming the path when it cannot listen.
  ControlSocket(Loop& loop, std::string path, Handler handler);
  /// Stops listening and removes the file.
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

/// Asks a running process and waits for its answer, at most `timeout`. Blocks; any thread but the
/// loop's that answers. @throws std::system_error: nobody listens, timeout, broken answer.
ControlAnswer control_request(const std::string& path, std::string_view method,
                              std::string_view target, std::string_view body = {},
                              std::chrono::milliseconds timeout = std::chrono::seconds(30));

}  // namespace plugin::net
