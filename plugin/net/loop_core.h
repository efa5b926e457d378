#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>
#include <memory>

#include "plugin/net/loop.h"

/// For this room's .cpp files only.
namespace plugin::net {

struct Loop::Core {
  boost::asio::io_context context{1};  // one thread runs it: the queue needs fewer locks
  std::unique_ptr<boost::asio::signal_set> signals;
  std::shared_ptr<std::function<void(int)>> signal_handler;

  void wait_for_signal();
};

}  // namespace plugin::net
