#include "plugin/workstation/kefu_positions.h"

#include <algorithm>
#include <functional>

namespace plugin::workstation {

namespace {

std::uint64_t hash_of(std::string_view event) {
  return event.empty() ? 0 : std::hash<std::string_view>{}(event) | 1U;
}

}  // namespace

void KefuPositions::restart() {
  hashes_.clear();
  base_ = first_ = last_ = trusted_to_ = 0;
  has_restarted_ = true;
}

void KefuPositions::resume(std::int64_t seq) {
  if (base_ == 0 && !has_restarted_) {
    trusted_to_ = std::max(trusted_to_, seq);
  }
}

void KefuPositions::add(std::int64_t seq, std::string_view event) {
  if (base_ != 0 && seq <= last_) {
    return;  // told again after a reconnect: it stands where it stood
  }
  if (base_ == 0 || seq != last_ + 1) {
    if (base_ != 0 && !has_restarted_) {
      trusted_to_ = last_;
    }
    hashes_.clear();
    base_ = first_ = seq;
  }
  last_ = seq;
  if (hashes_.size() < kMost) {
    hashes_.push_back(hash_of(event));
    return;
  }
  hashes_[slot(seq)] = hash_of(event);
  if (!has_restarted_) {
    trusted_to_ = std::max(trusted_to_, first_);
  }
  ++first_;
}

std::optional<std::int64_t> KefuPositions::find(std::string_view event,
                                                std::int64_t claimed) const {
  const std::uint64_t wanted = hash_of(event);
  if (base_ != 0) {
    if (claimed >= first_ && claimed <= last_ && hashes_[slot(claimed)] == wanted) {
      return claimed;
    }
    for (std::int64_t seq = last_; seq >= first_; --seq) {
      if (hashes_[slot(seq)] == wanted) {
        return seq;
      }
    }
  }
  if (claimed > 0 && claimed <= trusted_to_) {
    return claimed;
  }
  return std::nullopt;
}

std::size_t KefuPositions::slot(std::int64_t seq) const {
  return static_cast<std::size_t>(seq - base_) % kMost;
}

}  // namespace plugin::workstation
