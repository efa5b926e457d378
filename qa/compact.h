#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

/// Numbers and short texts as few bytes, for what is stored by the million: whole numbers seven
/// bits a byte, lowest first, the high bit set on all but the last (LEB128); signed ones folded
/// first, 0, -1, 1, -2 … to 0, 1, 2, 3 …; texts with their length before them.
namespace qa {

inline void append_compact(std::string& out, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) {
    out += static_cast<char>(static_cast<unsigned char>((number & 0x7f) | 0x80));
  }
  out += static_cast<char>(static_cast<unsigned char>(number));
}

inline void append_compact_signed(std::string& out, std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  append_compact(out, (bits << 1) ^ (number < 0 ? ~std::uint64_t{0} : std::uint64_t{0}));
}

inline void append_compact_text(std::string& out, std::string_view text) {
  append_compact(out, text.size());
  out += text;
}

/// Reads the same back from bytes of unknown origin. After anything that cannot be, is_good() is
/// false and everything reads as 0 or empty.
class CompactReader {
 public:
  explicit CompactReader(std::string_view bytes) : bytes_(bytes) {}

  bool is_good() const { return is_good_; }

  /// Everything was read and nothing was wrong.
  bool is_done() const { return is_good_ && bytes_.empty(); }

  void fail() {
    is_good_ = false;
    bytes_ = {};
  }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (bytes_.empty()) {
        fail();
        return 0;
      }
      const auto byte = static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      if (shift == 63 && byte > 1) {
        break;
      }
      value |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80) {
        return value;
      }
    }
    fail();
    return 0;
  }

  std::int64_t signed_number() {
    const std::uint64_t folded = number();
    return static_cast<std::int64_t>((folded >> 1) ^ (~(folded & 1) + 1));
  }

  /// At most `most`, else the bytes are no good.
  std::uint64_t number_up_to(std::uint64_t most) {
    const std::uint64_t value = number();
    if (value > most) {
      fail();
      return 0;
    }
    return value;
  }

  /// How many things follow of which each takes a byte at least: never more than there are bytes,
  /// so that nothing makes room for what cannot come.
  std::size_t count() { return static_cast<std::size_t>(number_up_to(bytes_.size())); }

  std::string_view text() {
    const auto size = static_cast<std::size_t>(number_up_to(std::numeric_limits<int>::max()));
    if (size > bytes_.size()) {
      fail();
      return {};
    }
    const std::string_view value = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return value;
  }

 private:
  std::string_view bytes_;
  bool is_good_ = true;
};

}  // namespace qa
