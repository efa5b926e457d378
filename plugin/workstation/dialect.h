#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plugin/net/websocket_client.h"
#include "plugin/workstation/clock_offset.h"
#include "plugin/workstation/link.h"

/// A dialect speaks one workstation's protocol over one connection, without doing any input or
/// output itself: frames and moments go in, frames and news come out. Its connection owns the
/// socket, the timer and what outlives a connection. Net thread only.
namespace plugin::workstation {

/// What to do about a line that ended.
struct Parting {
  enum class Next {
    kReconnect,
    kReconnectOnce,  ///< a second one before a stable link stops the link
    kStop,           ///< a person must act
  };

  Next next = Next::kReconnect;
  bool forgets_cursor = false;            ///< the next attempt asks for no resume
  std::optional<qa::Duration> minimum{};  ///< the workstation wants at least this long a wait
  std::string text{};                     ///< for people
};

/// Who the two sides are, once they agreed to talk.
struct Welcome {
  std::string server;  ///< "demo-desk 3.2.0"
  std::string stream;
  std::string agent_id;
  std::string agent_name;
};

/// What a dialect asks of its connection. News of conversations goes to the LinkListener.
class DialectHost {
 public:
  virtual ~DialectHost() = default;
  virtual void transmit(std::string frame) = 0;
  /// True while frames wait to be read: what is missed may be among them.
  virtual bool has_unread() const = 0;
  /// Ends the connection; Dialect::closed() follows. Nothing is transmitted afterwards.
  virtual void hang_up(std::uint16_t code, std::string_view reason) = 0;
  virtual void on_welcome(const Welcome& welcome) = 0;
  /// Replay or snapshots are through: what follows is live.
  virtual void on_live() = 0;
  /// For the log: ids, counts and states, never words of a message.
  virtual void note(std::string_view text) = 0;
};

class Dialect {
 public:
  virtual ~Dialect() = default;

  virtual void opened(std::string_view subprotocol, const Now& now) = 0;
  virtual void received(std::string_view frame, const Now& now) = 0;
  virtual void received_binary(std::size_t bytes, const Now& now) = 0;
  /// The line ended, for whatever reason. The last call.
  virtual Parting closed(const net::WebsocketClosed& end, const Now& now) = 0;

  /// Does what is due. To be called at next_deadline() or earlier.
  virtual void advance(const Now& now) = 0;
  virtual std::optional<Monotonic> next_deadline() const = 0;

  /// Everything up to `seq` is durable.
  virtual void stored(std::int64_t seq, const Now& now) = 0;
  virtual void reading_paused(bool paused, const Now& now) = 0;
  /// Something new waits in the outbox.
  virtual void outbox_changed(const Now& now) = 0;
  virtual void answer(const DraftAnswer& answer, const Now& now) = 0;
  virtual void focus(std::string_view conversation, const Now& now) = 0;
  virtual void decide_draft(std::string_view draft, std::int64_t revision, std::string_view choice,
                            std::string_view reason, const Now& now) = 0;
};

}  // namespace plugin::workstation
