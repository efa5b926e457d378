#include "tests/support/temp_dir.h"

#include <stdlib.h>  // mkdtemp is POSIX, not C++

#include <cerrno>
#include <string>
#include <system_error>

namespace support {

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "sandglass-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), name);
  }
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;  // a folder left behind fails no test
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace support
