#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/exchange/event_file_bytes.h"

/// The rows an import could not take, as CSV that can be mended and imported again: the columns of
/// the import with two in front, the line a row began at and what was wrong with it.
namespace plugin::exchange {

inline constexpr std::string_view kRejectLine = "sandglass_line";
inline constexpr std::string_view kRejectReason = "sandglass_reason";

class RejectFile {
 public:
  /// Nothing is made before the first row.
  /// @param path  gzip where it ends in ".gz"
  /// @param goes_on  a stopped import goes on: rows are added to a file that is there. Else such a
  ///   file is never touched. @throws EventFileError where there is one
  RejectFile(std::string path, bool goes_on);

  /// Called once before the first row. The columns of an earlier reject file are left out.
  void set_header(std::span<const std::string_view> cells);
  /// @throws EventFileError
  void add(std::int64_t line, std::string_view reason, std::span<const std::string_view> cells);
  /// Writes what is held back: the file is whole then. @throws EventFileError
  void flush();

  const std::string& path() const { return path_; }

  std::int64_t rows() const { return rows_; }

 private:
  void append(std::string line, std::string reason, std::span<const std::string_view> cells);

  std::string path_;
  bool goes_on_;  // true too once this run has begun the file
  std::vector<std::string> header_;
  std::vector<bool> is_left_out_;  // by column
  std::optional<ByteWriter> file_;
  std::string held_;
  std::int64_t rows_ = 0;
};

}  // namespace plugin::exchange
