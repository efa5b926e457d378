#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plugin/exchange/event_file_bytes.h"

/// Lines of JSON Lines files, gzip or not. Blocking; one thread an instance.
namespace plugin::exchange {

/// Longest line that is read; a longer one is bad and passed over.
inline constexpr std::size_t kLongestLine = std::size_t{16} << 20;
/// What is said of a longer one.
inline constexpr char kTooLong[] = "line: longer than 16 MiB";

struct TextLine {
  std::int64_t number = 0;  ///< from 1, blank lines counted
  std::string_view text;    ///< without its end; empty where it is too long
  bool is_too_long = false;
};

class LineReader {
 public:
  /// @param path  a file, or "-" for standard input. @throws EventFileError
  explicit LineReader(std::string path);

  /// The next line that is not blank, without a byte order mark at the beginning of the first;
  /// nullopt at the end. The view holds until the next call. @throws EventFileError
  std::optional<TextLine> next();

  const std::string& name() const { return bytes_.name(); }

  /// How far into the file, in bytes as they lie there, blocks read ahead included.
  std::int64_t bytes_read() const { return bytes_.bytes_read(); }

 private:
  bool next_line(std::string_view& line);
  bool take_rest(std::string_view& line);

  ByteReader bytes_;
  std::string_view block_;    // bytes read and not yet looked at
  std::string carried_;       // beginning of a line that spans blocks
  bool is_too_long_ = false;  // of the line being put together
  std::int64_t number_ = 0;
};

}  // namespace plugin::exchange
