#pragma once

#include <cstddef>

namespace rules {

/// Bytes [begin, end) of a view.
struct ByteSpan {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool operator==(const ByteSpan&) const = default;
};

}  // namespace rules
