#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace rules {

/// How many code points stand before a byte of one text, without counting from its beginning each
/// time: the count of every 64th byte is kept. It does not hold the text, so whoever asks brings
/// it. One thread.
class CodePointIndex {
 public:
  /// `text`: valid UTF-8 under 4 GiB. Linear in it.
  void set(std::string_view text);

  /// Code points of `text`, the one given to set(), before `byte`. Looks at 64 bytes at most.
  std::size_t before(std::string_view text, std::size_t byte) const;

 private:
  static constexpr std::size_t kBlock = 64;

  std::vector<std::uint32_t> before_block_;
};

}  // namespace rules
