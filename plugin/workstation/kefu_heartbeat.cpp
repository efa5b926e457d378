#include "plugin/workstation/kefu_heartbeat.h"

#include <algorithm>

namespace plugin::workstation {

namespace {

/// Unanswered pings kept while silence is excused; older ones give no clock sample worth having.
constexpr std::size_t kMostUnanswered = 64;

}  // namespace

void KefuHeartbeat::start(qa::Duration heartbeat, double fraction, Monotonic now) {
  has_started_ = true;
  heartbeat_ = heartbeat;
  const double wait = static_cast<double>(heartbeat.count()) * std::clamp(fraction, 0.0, 1.0);
  next_ping_ = now + qa::Duration{static_cast<qa::Duration::rep>(wait)};
  last_frame_ = judged_from_ = now;
}

void KefuHeartbeat::excuse(bool is_excused, Monotonic now) {
  if (is_excused_ == is_excused) {
    return;
  }
  is_excused_ = is_excused;
  lags_since_.reset();
  judged_from_ = now;  // what was held up gets its full time again
}

std::optional<std::int64_t> KefuHeartbeat::take_ping(Monotonic now) {
  if (!has_started_ || now < next_ping_) {
    return std::nullopt;
  }
  next_ping_ = now + heartbeat_;
  unanswered_.push_back({++last_n_, now});
  if (unanswered_.size() > kMostUnanswered) {
    unanswered_.pop_front();
  }
  return last_n_;
}

void KefuHeartbeat::hurry(Monotonic now) {
  if (has_started_) {
    next_ping_ = std::min(next_ping_, now);
  }
}

std::optional<Monotonic> KefuHeartbeat::on_pong(std::int64_t n, bool is_behind, Monotonic now) {
  if (!is_behind || is_excused_) {
    lags_since_.reset();
  } else if (!lags_since_) {
    lags_since_ = now;
  }
  while (!unanswered_.empty() && unanswered_.front().n < n) {
    unanswered_.pop_front();  // overtaken: a later pong proves the line
  }
  if (unanswered_.empty() || unanswered_.front().n != n) {
    return std::nullopt;
  }
  const Monotonic sent = unanswered_.front().sent;
  unanswered_.pop_front();
  return sent;
}

std::optional<std::string> KefuHeartbeat::judge(Monotonic now) const {
  if (!has_started_ || is_excused_) {
    return std::nullopt;
  }
  if (const auto due = pong_due(); due && now >= *due) {
    return "no pong within 10 s";
  }
  if (now >= frame_due()) {
    return "no frame for 2.5 heartbeats";
  }
  if (lags_since_ && now >= *lags_since_ + 2 * heartbeat_) {
    return "pongs come and events do not";
  }
  return std::nullopt;
}

std::optional<Monotonic> KefuHeartbeat::next_deadline() const {
  if (!has_started_) {
    return std::nullopt;
  }
  Monotonic next = next_ping_;
  if (!is_excused_) {
    next = std::min(next, frame_due());
    if (const auto due = pong_due()) {
      next = std::min(next, *due);
    }
    if (lags_since_) {
      next = std::min(next, *lags_since_ + 2 * heartbeat_);
    }
  }
  return next;
}

std::optional<Monotonic> KefuHeartbeat::pong_due() const {
  if (unanswered_.empty()) {
    return std::nullopt;
  }
  return std::max(unanswered_.front().sent, judged_from_) + kPongLimit;
}

Monotonic KefuHeartbeat::frame_due() const {
  return std::max(last_frame_, judged_from_) + heartbeat_ * 5 / 2;
}

}  // namespace plugin::workstation
