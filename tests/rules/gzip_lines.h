#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace rules::testing {

/// The lines of a gzip file, of any length, without their ends.
std::vector<std::string> gzip_lines(const std::filesystem::path& path);

}  // namespace rules::testing
