// corpus_smoke FOLDER…: runs the fuzz target it is linked with on every file, without a fuzzer.

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz_target.h"

namespace {

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    throw std::filesystem::filesystem_error("cannot be read", path,
                                            std::make_error_code(std::errc::io_error));
  }
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The file whole, and cut off at every tenth: what a broken connection leaves.
void run_file(const std::filesystem::path& path) {
  const std::string bytes = bytes_of(path);
  std::cout << path.filename().string() << std::endl;  // flushed: names the culprit of a crash
  for (std::size_t tenth = 1; tenth <= 10; ++tenth) {
    // A copy of the exact size, so that a sanitizer sees a read beyond the end.
    const std::string part(bytes.substr(0, bytes.size() * tenth / 10));
    const std::vector<std::uint8_t> exact(part.begin(), part.end());
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
  }
}

}  // namespace

int main(int count, char** values) {
  try {
    int files = 0;
    for (const std::string& folder : std::vector<std::string>(values + 1, values + count)) {
      for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        run_file(entry.path());
        ++files;
      }
    }
    std::cout << files << " files\n";
    return files > 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
