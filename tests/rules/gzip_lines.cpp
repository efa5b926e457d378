#include "tests/rules/gzip_lines.h"

#include <zlib.h>

#include <array>
#include <memory>

namespace rules::testing {

std::vector<std::string> gzip_lines(const std::filesystem::path& path) {
  std::vector<std::string> out;
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  std::array<char, 1 << 16> piece{};
  bool begins = true;
  while (file && gzgets(file.get(), piece.data(), piece.size()) != nullptr) {
    if (begins) {
      out.emplace_back();
    }
    out.back() += piece.data();
    begins = out.back().ends_with('\n');
    if (begins) {
      out.back().pop_back();
    }
  }
  return out;
}

}  // namespace rules::testing
