#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "plugin/workstation/clock_offset.h"

namespace plugin::workstation {

/// What of one connection's stream came, what of it is durable, and what the workstation was told
/// of that (docs/kefu-v1.md, "Acknowledgement"). Pure.
///
/// An ack follows the commit within 1 s, at least every 64 events unless one commit covered more,
/// and sooner where the workstation's window is small. A seq that nothing has to be stored for (an
/// internal message, a malformed event) counts as durable as soon as everything before it is.
class KefuAcks {
 public:
  static constexpr std::int64_t kMostUnacknowledged = 64;
  static constexpr qa::Duration kDelay{200};

  /// @param baseline  last seq the workstation need not send
  /// @param durable   what is known to be stored of this stream, at least `baseline`
  void start(std::int64_t baseline, std::int64_t durable, std::int64_t max_inflight);

  std::int64_t received() const { return received_; }

  std::int64_t stored() const { return stored_; }

  std::int64_t acknowledged() const { return acknowledged_; }

  bool is_window_full() const { return received_ - acknowledged_ >= max_inflight_; }

  /// The next seq came. @param needs_storing  false: nothing of it is kept
  void add(std::int64_t seq, bool needs_storing, Monotonic now);
  /// Everything up to `seq` is durable. Moves back are ignored.
  void on_stored(std::int64_t seq, Monotonic now);

  /// Acks to send now, in order.
  std::vector<std::int64_t> take(Monotonic now);
  std::optional<Monotonic> next_deadline() const;

 private:
  void advance(Monotonic now);
  void emit(std::int64_t seq);

  std::int64_t received_ = 0;
  std::int64_t durable_ = 0;  // as told; may be ahead of what this connection received
  std::int64_t stored_ = 0;   // what of received_ need not come again
  std::int64_t acknowledged_ = 0;
  std::int64_t max_inflight_ = 512;
  std::deque<std::int64_t> empty_;  // received, nothing to store, above stored_
  std::vector<std::int64_t> ready_;
  std::optional<Monotonic> due_;
};

}  // namespace plugin::workstation
