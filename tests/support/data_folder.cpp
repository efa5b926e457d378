#include "tests/support/data_folder.h"

#include <cstdlib>
#include <system_error>

namespace support {

std::optional<std::filesystem::path> data_folder() {
  const char* named = std::getenv("SANDGLASS_DATA");  // NOLINT(concurrency-mt-unsafe): tests only
  const std::filesystem::path folder =
      named != nullptr && *named != '\0'
          ? std::filesystem::path(named)
          : std::filesystem::path(SANDGLASS_SOURCE_DIR) / ".." / "shared" / "data";
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) {
    return std::nullopt;
  }
  return folder;
}

}  // namespace support
