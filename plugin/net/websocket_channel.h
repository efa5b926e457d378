#pragma once

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "plugin/net/loop.h"
#include "plugin/net/loop_core.h"

/// An open websocket, of either side: one reader, one writer with a queue, one way to end. For this
/// room's .cpp files only.
///
/// Beast allows one read, one write and one close at a time per stream, and a stream is dead after
/// its first error. So: async_read is started again only by its own handler, async_write by its own
/// handler or by an empty queue, async_close once and only after the queue ran empty, and whatever
/// comes first, a close or an error, ends the channel for good.
namespace plugin::net {

struct ChannelEnd {
  std::uint16_t code = 0;  // of the peer's close frame
  std::string reason;
  std::uint16_t sent_code = 0;
  std::string error;
};

struct ChannelHandlers {
  std::function<void(std::string_view)> on_text;
  std::function<void(std::size_t)> on_binary;
  std::function<void()> on_drained;
  std::function<void(const ChannelEnd&)> on_end;
};

struct ChannelLimits {
  std::size_t max_message = 256 * 1024;
  std::chrono::milliseconds close_timeout{2'000};
};

template <class Next>
class Channel : public std::enable_shared_from_this<Channel<Next>> {
 public:
  using Stream = boost::beast::websocket::stream<Next>;
  using Bytes = std::shared_ptr<const std::string>;
  enum class Kind { kText, kBinary, kRaw, kRawThenFin, kRawThenReset };

  Channel(Loop& loop, Next next, ChannelLimits limits)
      : stream_(std::move(next)), limits_(limits), patience_(loop), loop_(loop) {
    stream_.auto_fragment(false);
    stream_.read_message_max(limits.max_message);
    stream_.write_buffer_bytes(64 * 1024);
  }

  Stream& stream() { return stream_; }

  auto& socket() { return boost::beast::get_lowest_layer(stream_).socket(); }

  bool is_open() const { return is_open_ && !has_ended_ && !is_closing_; }

  std::size_t buffered() const { return buffered_; }

  bool has_unread() {
    boost::system::error_code failed;
    const std::size_t bytes = socket().available(failed);
    return !failed && bytes > 0;
  }

  /// The upgrade is done: send and close from now on.
  void attach(ChannelHandlers handlers) {
    using boost::beast::websocket::stream_base;
    handlers_ = std::make_shared<ChannelHandlers>(std::move(handlers));
    is_open_ = true;
    // Beast's own clock is used for one thing: how long a failed stream waits for the peer to go.
    stream_.set_option(stream_base::timeout{limits_.close_timeout, stream_base::none(), false});
    boost::system::error_code ignored;
    socket().set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  }

  /// Reads from now on, unless paused.
  void start() { read_on(); }

  /// No handler is called any more; the line is dropped.
  void detach() {
    handlers_.reset();
    drop(false);
  }

  void send(Kind kind, Bytes bytes) {
    if (!is_open()) {
      return;
    }
    buffered_ += bytes->size();
    queue_.push_back({kind, std::move(bytes)});
    write();
  }

  void close(std::uint16_t code, std::string_view reason) {
    if (!is_open()) {
      return;
    }
    is_closing_ = true;
    close_code_ = code;
    close_reason_ = reason.substr(0, 123);
    patience_.expires_in(limits_.close_timeout, [weak = this->weak_from_this()] {
      if (const auto self = weak.lock()) {
        self->end("no answer to the close");
      }
    });
    write();
  }

  void abort() {
    if (!has_ended_) {
      end("dropped by this side", true);
    }
  }

  void pause(bool paused) {
    if (is_paused_ == paused || has_ended_) {
      return;
    }
    is_paused_ = paused;
    if (paused || !is_open_) {
      return;
    }
    boost::asio::post(loop_.core().context, [self = this->shared_from_this()] {
      if (self->has_ended_ || self->is_paused_) {
        return;
      }
      if (self->is_holding_) {
        self->is_holding_ = false;
        self->deliver();
      }
      self->read_on();
    });
  }

 private:
  struct Item {
    Kind kind;
    Bytes bytes;
  };

  void read_on() {
    if (!has_ended_ && !is_reading_ && !is_paused_ && !is_holding_ && !close_started_) {
      read();
    }
  }

  void read() {
    is_reading_ = true;
    stream_.async_read(
        buffer_, [self = this->shared_from_this()](boost::system::error_code error, std::size_t) {
          self->on_read(error);
        });
  }

  void on_read(boost::system::error_code error) {
    is_reading_ = false;
    if (has_ended_) {
      return;
    }
    if (error) {
      on_read_error(error);
    } else if (is_paused_) {
      is_holding_ = true;
    } else {
      deliver();
      read_on();
    }
  }

  void deliver() {
    const auto data = buffer_.data();
    const auto handlers = handlers_;  // a handler may end the channel: it outlives its own call
    if (!is_closing_ && handlers) {
      if (!stream_.got_text()) {
        if (handlers->on_binary) {
          handlers->on_binary(data.size());
        }
      } else if (handlers->on_text) {
        handlers->on_text({static_cast<const char*>(data.data()), data.size()});
      }
    }
    buffer_.consume(buffer_.size());
  }

  void on_read_error(boost::system::error_code error) {
    namespace websocket = boost::beast::websocket;
    if (error == websocket::error::closed) {
      take_peer_close();
      end({});
    } else if (error == websocket::error::message_too_big) {
      end_refused(1009, "a message was too big");
    } else if (error == websocket::error::bad_frame_payload) {
      end_refused(1007, "a text message was not UTF-8");
    } else if (error == websocket::condition::protocol_violation) {
      end_refused(1002, "broken websocket frame: " + error.message());
    } else if (close_started_ && error == boost::asio::error::operation_aborted) {
      return;  // the close reports
    } else if (error == boost::asio::error::eof) {
      end("the peer hung up");
    } else {
      end(write_error_.empty() ? error.message() : write_error_);
    }
  }

  void write() {
    if (is_writing_ || has_ended_) {
      return;
    }
    if (queue_.empty()) {
      if (is_closing_) {
        start_close();
      }
      return;
    }
    is_writing_ = true;
    const Item& item = queue_.front();
    const auto buffer = boost::asio::buffer(*item.bytes);
    auto done = [self = this->shared_from_this()](boost::system::error_code error, std::size_t) {
      self->on_written(error);
    };
    if (item.kind == Kind::kText || item.kind == Kind::kBinary) {
      stream_.text(item.kind == Kind::kText);
      stream_.async_write(buffer, std::move(done));
    } else {
      boost::asio::async_write(stream_.next_layer(), buffer, std::move(done));
    }
  }

  void on_written(boost::system::error_code error) {
    is_writing_ = false;
    if (has_ended_) {
      return;
    }
    if (error) {
      on_write_error(error);
      return;
    }
    const Kind kind = queue_.front().kind;
    buffered_ -= queue_.front().bytes->size();
    queue_.pop_front();
    if (kind == Kind::kRawThenFin || kind == Kind::kRawThenReset) {
      end("dropped by this side", kind == Kind::kRawThenReset);
    } else if (queue_.empty() && !is_closing_) {
      const auto handlers = handlers_;
      if (handlers && handlers->on_drained) {
        handlers->on_drained();
      }
    } else {
      write();
    }
  }

  /// The reader knows more (a close frame may have come first), so it has a moment to say so.
  void on_write_error(boost::system::error_code error) {
    write_error_ = error.message();
    if (!is_reading_) {
      end(write_error_);
      return;
    }
    patience_.expires_in(limits_.close_timeout, [weak = this->weak_from_this()] {
      if (const auto self = weak.lock()) {
        self->end(self->write_error_);
      }
    });
  }

  void start_close() {
    if (close_started_) {
      return;
    }
    close_started_ = true;
    sent_code_ = close_code_;
    boost::beast::websocket::close_reason reason;
    reason.code = close_code_;
    reason.reason.assign(close_reason_.data(), close_reason_.size());
    stream_.async_close(reason, [self = this->shared_from_this()](boost::system::error_code error) {
      self->on_close_done(error);
    });
  }

  void on_close_done(boost::system::error_code error) {
    if (has_ended_ || (is_reading_ && error == boost::asio::error::operation_aborted)) {
      return;
    }
    if (!error) {
      take_peer_close();
    }
    end(error ? error.message() : std::string());
  }

  void take_peer_close() {
    const auto& reason = stream_.reason();
    code_ = reason.code == 0 ? std::uint16_t{1005} : static_cast<std::uint16_t>(reason.code);
    reason_.assign(reason.reason.data(), reason.reason.size());
  }

  void end_refused(std::uint16_t sent, std::string error) {
    sent_code_ = sent;
    end(std::move(error));
  }

  void end(std::string error, bool reset = false) {
    if (has_ended_) {
      return;
    }
    drop(reset);
    const auto handlers = std::exchange(handlers_, nullptr);
    if (handlers && handlers->on_end) {
      boost::asio::post(
          loop_.core().context,
          [handlers, last = ChannelEnd{code_, reason_, sent_code_, std::move(error)}] {
            handlers->on_end(last);
          });
    }
  }

  void drop(bool reset) {
    has_ended_ = true;
    patience_.cancel();
    buffered_ = 0;
    if (!is_writing_) {
      queue_.clear();  // else the bytes being written must stay until the handler came
    }
    boost::system::error_code ignored;
    if (reset) {
      socket().set_option(boost::asio::socket_base::linger(true, 0), ignored);
    }
    socket().close(ignored);
  }

  Stream stream_;
  ChannelLimits limits_;
  std::shared_ptr<ChannelHandlers> handlers_;
  boost::beast::flat_buffer buffer_;
  std::deque<Item> queue_;
  std::size_t buffered_ = 0;
  Timer patience_;
  Loop& loop_;
  bool is_open_ = false;
  bool is_reading_ = false;
  bool is_writing_ = false;
  bool is_paused_ = false;
  bool is_holding_ = false;  // a message was read while paused
  bool is_closing_ = false;  // close() was called
  bool close_started_ = false;
  bool has_ended_ = false;
  std::uint16_t close_code_ = 0;
  std::string close_reason_;
  std::uint16_t code_ = 0;
  std::string reason_;
  std::uint16_t sent_code_ = 0;
  std::string write_error_;
};

}  // namespace plugin::net
