#include "qa/response_times.h"

#include <algorithm>
#include <iterator>

namespace qa {
namespace {

/// From so many on they are counted: as a list they take a megabyte then, counted four, and no
/// more.
constexpr std::size_t kFew = 120'000;
/// Shorter ones than these 17 minutes can be counted: times are capped at ten unless a profile says
/// otherwise.
constexpr std::int64_t kLongestCounted = 1 << 20;

bool is_counted(std::int64_t ms) {
  return 0 <= ms && ms < kLongestCounted;
}

}  // namespace

std::int64_t nearest_rank(std::vector<std::int64_t> values, std::int64_t percent) {
  const auto number = static_cast<std::int64_t>(values.size());
  const std::int64_t rank = (percent * number + 99) / 100;  // rounded up, from 1
  const auto position = values.begin() + (rank - 1);
  std::nth_element(values.begin(), position, values.end());
  return *position;
}

ResponseTimes ResponseTimes::number_only() {
  ResponseTimes times;
  times.keeps_ = false;
  return times;
}

void ResponseTimes::count(std::int64_t ms) {
  if (is_counted(ms)) {
    ++numbers_[static_cast<std::size_t>(ms)];
  } else {
    listed_.push_back(ms);
  }
}

void ResponseTimes::spread() {
  numbers_.resize(static_cast<std::size_t>(kLongestCounted));
  std::vector<std::int64_t> all;
  all.swap(listed_);
  for (const std::int64_t ms : all) {
    count(ms);
  }
}

void ResponseTimes::add(std::int64_t ms) {
  ++size_;
  if (!keeps_) {
    return;
  }
  if (numbers_.empty()) {
    listed_.push_back(ms);
    if (listed_.size() > kFew) {
      spread();
    }
  } else {
    count(ms);
  }
}

void ResponseTimes::merge(const ResponseTimes& other) {
  size_ += other.size_;
  if (!keeps_) {
    return;
  }
  if (numbers_.empty() && (!other.numbers_.empty() || size_ > kFew)) {
    spread();
  }
  for (std::size_t ms = 0; ms < other.numbers_.size(); ++ms) {
    numbers_[ms] += other.numbers_[ms];
  }
  if (numbers_.empty()) {
    listed_.insert(listed_.end(), other.listed_.begin(), other.listed_.end());
    return;
  }
  for (const std::int64_t ms : other.listed_) {
    count(ms);
  }
}

bool ResponseTimes::take_out(const ResponseTimes& share) {
  if (share.size_ > size_) {
    return false;
  }
  const std::vector<std::int64_t> own = sorted();
  const std::vector<std::int64_t> gone = share.sorted();
  if (!std::includes(own.begin(), own.end(), gone.begin(), gone.end())) {
    return false;
  }
  listed_.clear();
  numbers_.clear();
  std::set_difference(own.begin(), own.end(), gone.begin(), gone.end(),
                      std::back_inserter(listed_));
  size_ = listed_.size();
  return true;
}

std::vector<std::int64_t> ResponseTimes::sorted() const {
  std::vector<std::int64_t> all = listed_;
  all.reserve(size_);
  for (std::size_t ms = 0; ms < numbers_.size(); ++ms) {
    all.insert(all.end(), numbers_[ms], static_cast<std::int64_t>(ms));
  }
  if (!std::is_sorted(all.begin(), all.end())) {
    std::sort(all.begin(), all.end());
  }
  return all;
}

std::int64_t ResponseTimes::rank(std::int64_t percent) const {
  if (numbers_.empty()) {
    return nearest_rank(listed_, percent);
  }
  std::size_t before = (static_cast<std::size_t>(percent) * size_ + 99) / 100 - 1;
  // What is listed is then below 0 or above all that is counted.
  std::vector<std::int64_t> listed = listed_;
  std::sort(listed.begin(), listed.end());
  const auto above = std::lower_bound(listed.begin(), listed.end(), std::int64_t{0});
  const auto below = static_cast<std::size_t>(above - listed.begin());
  if (before < below) {
    return listed[before];
  }
  before -= below;
  for (std::size_t ms = 0; ms < numbers_.size(); ++ms) {
    if (before < numbers_[ms]) {
      return static_cast<std::int64_t>(ms);
    }
    before -= numbers_[ms];
  }
  return above[static_cast<std::ptrdiff_t>(before)];
}

bool operator==(const ResponseTimes& a, const ResponseTimes& b) {
  return a.size_ == b.size_ && a.keeps_ == b.keeps_ && a.sorted() == b.sorted();
}

}  // namespace qa
