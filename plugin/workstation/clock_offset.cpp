#include "plugin/workstation/clock_offset.h"

#include <algorithm>
#include <cstdlib>

namespace plugin::workstation {

namespace {

std::int64_t ms_of(Monotonic moment) {
  return std::chrono::duration_cast<qa::Duration>(moment.time_since_epoch()).count();
}

}  // namespace

void ClockOffset::seed(qa::Time server, Monotonic at) {
  seed_ms_ = qa::to_ms(server) - ms_of(at);
}

bool ClockOffset::add(Monotonic sent, Monotonic received, qa::Time server) {
  const Monotonic midpoint = sent + (received - sent) / 2;
  const Sample sample{qa::to_ms(server) - ms_of(midpoint),
                      std::chrono::duration_cast<qa::Duration>(received - sent).count()};
  const auto contradicts = [&](std::int64_t offset_ms) {
    return std::abs(sample.offset_ms - offset_ms) > kContradiction.count() + sample.round_trip_ms;
  };
  if (count_ == 0 || !contradicts(median())) {
    doubt_.reset();
    keep(sample);
    return false;
  }
  if (doubt_ && !contradicts(doubt_->offset_ms)) {
    count_ = 0;
    next_ = 0;
    keep(*doubt_);
    keep(sample);
    doubt_.reset();
    return false;
  }
  doubt_ = sample;
  return true;
}

std::optional<qa::Time> ClockOffset::at(Monotonic moment) const {
  if (count_ > 0) {
    return qa::from_ms(ms_of(moment) + median());
  }
  if (seed_ms_) {
    return qa::from_ms(ms_of(moment) + *seed_ms_);
  }
  return std::nullopt;
}

void ClockOffset::keep(const Sample& sample) {
  samples_[next_] = sample;
  next_ = (next_ + 1) % kSamples;
  count_ = std::min(count_ + 1, kSamples);
}

std::int64_t ClockOffset::median() const {
  std::array<Sample, kSamples> sorted = samples_;
  const auto end = sorted.begin() + static_cast<std::ptrdiff_t>(count_);
  std::sort(sorted.begin(), end,
            [](const Sample& a, const Sample& b) { return a.offset_ms < b.offset_ms; });
  const auto weight = [](const Sample& sample) {
    return 1.0 / static_cast<double>(std::max<std::int64_t>(sample.round_trip_ms, 0) + 1);
  };
  double total = 0;
  for (auto it = sorted.begin(); it != end; ++it) {
    total += weight(*it);
  }
  double sum = 0;
  for (auto it = sorted.begin(); it != end; ++it) {
    sum += weight(*it);
    if (sum * 2 >= total) {
      return it->offset_ms;
    }
  }
  return sorted.front().offset_ms;
}

}  // namespace plugin::workstation
