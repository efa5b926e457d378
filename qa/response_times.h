#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace qa {

/// Value at `percent` of the values by nearest rank: the smallest that at least so many per cent of
/// them do not exceed. @param values  not empty; @param percent 1–100
std::int64_t nearest_rank(std::vector<std::int64_t> values, std::int64_t percent);

/// Response times of one tally in ms, however many: each is kept, so that a rank of them is exact,
/// and so are those of parts put together. A great many are kept as how many there are of each, so
/// that a rank of a million is found by counting and a merge writes into four megabytes at most.
class ResponseTimes {
 public:
  ResponseTimes() = default;

  /// Knows only how many there were: for tallies nobody asks a rank of.
  static ResponseTimes number_only();

  void add(std::int64_t ms);
  void merge(const ResponseTimes& other);
  /// False, and this is of no more use, where `share` is not among them.
  [[nodiscard]] bool take_out(const ResponseTimes& share);

  std::size_t size() const { return size_; }

  bool empty() const { return size_ == 0; }

  /// Ascending.
  std::vector<std::int64_t> sorted() const;

  bool knows_ranks() const { return keeps_; }

  /// nearest_rank() of them. Not empty, and ranks are known.
  std::int64_t rank(std::int64_t percent) const;

  /// The same times, in whatever order they came.
  friend bool operator==(const ResponseTimes& a, const ResponseTimes& b);

 private:
  void count(std::int64_t ms);
  void spread();

  bool keeps_ = true;
  std::size_t size_ = 0;
  std::vector<std::int64_t> listed_;    ///< in any order: few, or too long to be counted
  std::vector<std::uint32_t> numbers_;  ///< by ms; empty: all are listed
};

}  // namespace qa
