#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "qa/event.h"
#include "qa/time.h"

/// Plays recorded events as if they happened now.
namespace plugin::workstation {

/// Gives events in the order they are to be played; nullopt at the end. May block for a moment
/// (a file).
using EventSource = std::function<std::optional<qa::Event>()>;

enum class PlayTimes {
  kNow,    ///< stamped when they are sent
  kShift,  ///< moved so that the beginning is now; the spacing stays, whatever the speed
  kKeep,   ///< as they came
};

struct PlayedSource {
  EventSource next;
  /// The instant, in the source's own time, that is played first. What lies before is sent at once,
  /// stamped in the past (unless times are kept). nullopt: the first event.
  std::optional<qa::Time> live;
};

struct PlayOptions {
  double speed = 1;  ///< recorded seconds a second; 0: as fast as it is taken
  PlayTimes times = PlayTimes::kNow;
};

/// Several sources play side by side, each from its own beginning. An event never waits for one
/// that stands behind it in its source, so a source that is not in order of time keeps its order.
/// Pure.
class EventPlayer {
 public:
  EventPlayer(PlayOptions options, std::vector<PlayedSource> sources);

  /// From here on events fall due. Does nothing the second time.
  void start(qa::Time now);

  bool has_started() const { return start_.has_value(); }

  /// When the next event is due; nullopt: not started, or all played.
  std::optional<qa::Time> next_at() const;
  bool is_over() const;
  /// The next event if it is due, stamped.
  std::optional<qa::Event> take(qa::Time now);

  std::int64_t played() const { return played_; }

 private:
  struct Track {
    EventSource source;
    qa::Time live{};
    bool has_live = false;
    qa::Duration position{};  ///< of `next` from live, never falling
    std::optional<qa::Event> next;
  };

  void fetch(Track& track);
  qa::Time due_at(const Track& track) const;
  const Track* first() const;

  PlayOptions options_;
  std::vector<Track> tracks_;
  std::optional<qa::Time> start_;
  std::int64_t played_ = 0;
};

}  // namespace plugin::workstation
