#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "plugin/exchange/event_file_bytes.h"

namespace tools {

inline constexpr const char* kStandardOutput = "-";

/// What an export writes to: standard output, or a file that has its name only once it is whole
/// (".gz" at its end compresses). Where a person looks at standard output, what is written there
/// can do nothing to the terminal.
class ExportTarget {
 public:
  /// @param path  "-" is standard output. @throws plugin::exchange::EventFileError
  explicit ExportTarget(const std::string& path);
  /// Without finish() there is no file.
  ~ExportTarget();
  ExportTarget(const ExportTarget&) = delete;
  ExportTarget& operator=(const ExportTarget&) = delete;

  /// @throws plugin::exchange::EventFileError
  void write(std::string_view bytes);
  /// @throws plugin::exchange::EventFileError, std::filesystem::filesystem_error
  void finish();

 private:
  std::string path_;
  std::string partial_;
  bool is_shown_;     // to a person, on a terminal
  std::string held_;  // of what is shown: a line whose end is still to come
  std::unique_ptr<plugin::exchange::ByteWriter> file_;
};

}  // namespace tools
