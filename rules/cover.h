#pragma once

#include <cstddef>
#include <vector>

namespace rules {

/// The stretches of a text that something covers, asked about one place after another.
class Cover {
 public:
  void clear();

  /// Covers [begin, end), begin < end. In any order; overlapping ones may be added.
  void add(std::size_t begin, std::size_t end);

  /// Call after the last add() and before overlaps(). n log n in what was added.
  void build();

  /// Whether [begin, end), begin < end, shares anything with what is covered. Logarithmic.
  bool overlaps(std::size_t begin, std::size_t end) const;

 private:
  struct Stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  std::vector<Stretch> stretches_;  ///< after build(): ascending, apart from each other
};

}  // namespace rules
