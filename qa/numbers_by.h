#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace qa {

/// How many there are of each of a few small numbers, such as of each score: in one piece of
/// memory, for a report reads and merges some ten thousand of these.
class NumbersBy {
 public:
  using Entry = std::pair<std::int32_t, std::int64_t>;

  /// 0 where there was none.
  std::int64_t& operator[](std::int32_t of) {
    auto entry = place(of);
    if (entry == entries_.end() || entry->first != of) {
      entry = entries_.insert(entry, {of, 0});
    }
    return entry->second;
  }

  void merge(const NumbersBy& other) {
    std::size_t at = 0;
    for (const auto& [of, number] : other.entries_) {
      while (at < entries_.size() && entries_[at].first < of) {
        ++at;
      }
      if (at == entries_.size() || entries_[at].first != of) {
        entries_.insert(entries_.begin() + static_cast<std::ptrdiff_t>(at), {of, 0});
      }
      entries_[at].second += number;
    }
  }

  /// Ascending, each once.
  auto begin() const { return entries_.begin(); }

  auto end() const { return entries_.end(); }

  bool empty() const { return entries_.empty(); }

  std::size_t size() const { return entries_.size(); }

  /// False, and this is of no more use, where there are fewer of one. What is 0 then is gone.
  [[nodiscard]] bool take_out(const NumbersBy& share) {
    for (const auto& [of, number] : share.entries_) {
      const auto entry = place(of);
      if (entry == entries_.end() || entry->first != of || entry->second < number) {
        return false;
      }
      entry->second -= number;
      if (entry->second == 0) {
        entries_.erase(entry);
      }
    }
    return true;
  }

  bool operator==(const NumbersBy&) const = default;

 private:
  std::vector<Entry>::iterator place(std::int32_t of) {
    if (entries_.empty() || entries_.back().first < of) {
      return entries_.end();
    }
    return std::lower_bound(entries_.begin(), entries_.end(), of,
                            [](const Entry& entry, std::int32_t key) { return entry.first < key; });
  }

  std::vector<Entry> entries_;
};

}  // namespace qa
