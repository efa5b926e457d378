#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "plugin/workstation/clock_offset.h"

namespace plugin::workstation {

/// Pings, and what their absence means (docs/kefu-v1.md, "Heartbeat"). Pure.
///
/// Three kinds of silence end a line: no pong within 10 s, no frame at all for 2.5 heartbeats, and
/// pongs that keep naming a head above what came while no event comes for two heartbeats. None is
/// judged while this side holds the stream up itself (a full window, reading paused).
class KefuHeartbeat {
 public:
  static constexpr qa::Duration kPongLimit{10'000};

  /// The first ping goes after `fraction` [0, 1) of a heartbeat, so that plug-ins spread.
  void start(qa::Duration heartbeat, double fraction, Monotonic now);

  void frame_came(Monotonic now) { last_frame_ = now; }

  /// An event or a part of a snapshot came.
  void progressed() { lags_since_.reset(); }

  /// This side holds the stream up (or does so no longer).
  void excuse(bool is_excused, Monotonic now);

  /// The next ping is due: its number; the caller sends it now. The numbers rise from 1.
  std::optional<std::int64_t> take_ping(Monotonic now);
  /// One more ping at once, for a better look at the clock.
  void hurry(Monotonic now);

  /// @param is_behind  head_seq is above what was received
  /// @returns when that ping was sent; nullopt for a pong nobody asked for.
  std::optional<Monotonic> on_pong(std::int64_t n, bool is_behind, Monotonic now);

  /// What is wrong with the line at `now`, in words; nullopt: nothing.
  std::optional<std::string> judge(Monotonic now) const;
  std::optional<Monotonic> next_deadline() const;

 private:
  struct Ping {
    std::int64_t n = 0;
    Monotonic sent{};
  };

  std::optional<Monotonic> pong_due() const;
  Monotonic frame_due() const;

  bool has_started_ = false;
  bool is_excused_ = false;
  qa::Duration heartbeat_{20'000};
  Monotonic next_ping_{};
  Monotonic last_frame_{};
  Monotonic judged_from_{};
  std::int64_t last_n_ = 0;
  std::deque<Ping> unanswered_;
  std::optional<Monotonic> lags_since_;
};

}  // namespace plugin::workstation
