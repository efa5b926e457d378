#include "plugin/workstation/simulator_player.h"

#include <algorithm>
#include <utility>

namespace plugin::workstation {

EventPlayer::EventPlayer(PlayOptions options, std::vector<PlayedSource> sources)
    : options_(options) {
  for (PlayedSource& source : sources) {
    Track& track = tracks_.emplace_back();
    track.source = std::move(source.next);
    track.has_live = source.live.has_value();
    track.live = source.live.value_or(qa::Time{});
    track.position = qa::Duration::min();
    fetch(track);
  }
}

void EventPlayer::fetch(Track& track) {
  track.next = track.source();
  if (!track.next) {
    return;
  }
  if (!track.has_live) {
    track.has_live = true;
    track.live = track.next->time;
  }
  track.position = std::max(track.position, track.next->time - track.live);
}

void EventPlayer::start(qa::Time now) {
  if (!start_) {
    start_ = now;
  }
}

qa::Time EventPlayer::due_at(const Track& track) const {
  if (track.position <= qa::Duration::zero() || options_.speed <= 0) {
    return *start_;
  }
  const auto ms = static_cast<double>(track.position.count()) / options_.speed;
  return *start_ + qa::Duration{static_cast<std::int64_t>(ms)};
}

const EventPlayer::Track* EventPlayer::first() const {
  const Track* first = nullptr;
  for (const Track& track : tracks_) {
    if (track.next && (first == nullptr || track.position < first->position)) {
      first = &track;
    }
  }
  return first;
}

std::optional<qa::Time> EventPlayer::next_at() const {
  const Track* const track = start_ ? first() : nullptr;
  return track == nullptr ? std::nullopt : std::optional(due_at(*track));
}

bool EventPlayer::is_over() const {
  return first() == nullptr;
}

std::optional<qa::Event> EventPlayer::take(qa::Time now) {
  const Track* const due = start_ ? first() : nullptr;
  if (due == nullptr || due_at(*due) > now) {
    return std::nullopt;
  }
  Track& track = tracks_[static_cast<std::size_t>(due - tracks_.data())];
  qa::Event event = std::move(*track.next);
  const qa::Duration own_position = event.time - track.live;
  if (options_.times == PlayTimes::kShift) {
    event.time = *start_ + own_position;
  } else if (options_.times == PlayTimes::kNow) {
    // The past stays spaced: whoever waits at the beginning has waited for as long as it says.
    event.time = own_position < qa::Duration::zero() ? *start_ + own_position : now;
  }
  ++played_;
  fetch(track);
  return event;
}

}  // namespace plugin::workstation
