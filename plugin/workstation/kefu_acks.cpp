#include "plugin/workstation/kefu_acks.h"

#include <algorithm>
#include <utility>

namespace plugin::workstation {

void KefuAcks::start(std::int64_t baseline, std::int64_t durable, std::int64_t max_inflight) {
  received_ = stored_ = acknowledged_ = baseline;
  durable_ = std::max(durable, baseline);
  max_inflight_ = std::max<std::int64_t>(max_inflight, 1);
  empty_.clear();
  ready_.clear();
  due_.reset();
}

void KefuAcks::add(std::int64_t seq, bool needs_storing, Monotonic now) {
  received_ = seq;
  if (!needs_storing) {
    empty_.push_back(seq);
  }
  advance(now);
}

void KefuAcks::on_stored(std::int64_t seq, Monotonic now) {
  durable_ = std::max(durable_, seq);
  advance(now);
}

void KefuAcks::advance(Monotonic now) {
  std::int64_t reached = std::max(stored_, std::min(durable_, received_));
  while (!empty_.empty() && empty_.front() <= reached + 1) {
    reached = std::max(reached, empty_.front());
    empty_.pop_front();
  }
  if (reached == stored_) {
    return;
  }
  if (reached - acknowledged_ > kMostUnacknowledged) {
    emit(stored_);
  }
  stored_ = reached;
  const std::int64_t most = std::clamp<std::int64_t>(max_inflight_ / 4, 1, kMostUnacknowledged);
  if (stored_ - acknowledged_ >= most) {
    emit(stored_);
  } else if (!due_) {
    due_ = now + kDelay;
  }
}

void KefuAcks::emit(std::int64_t seq) {
  if (seq > acknowledged_) {
    acknowledged_ = seq;
    ready_.push_back(seq);
    due_.reset();
  }
}

std::vector<std::int64_t> KefuAcks::take(Monotonic now) {
  if (due_ && now >= *due_) {
    due_.reset();
    emit(stored_);
  }
  return std::exchange(ready_, {});
}

std::optional<Monotonic> KefuAcks::next_deadline() const {
  return ready_.empty() ? due_ : std::optional(Monotonic{});
}

}  // namespace plugin::workstation
