#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "plugin/config.h"

namespace plugin {
namespace {

/// The first cells of the rows of docs/operations.md's key tables: | `log.level` | … |
std::vector<std::string> documented_keys() {
  std::ifstream in(SANDGLASS_SOURCE_DIR "/docs/operations.md");
  std::vector<std::string> keys;
  std::string section;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("## ", 0) == 0)
      section = line;
    const std::size_t end = line.find("` |");
    if (section == "## Settings" && line.rfind("| `", 0) == 0 && end != std::string::npos) {
      keys.push_back(line.substr(3, end - 3));
    }
  }
  return keys;
}

TEST(ConfigDocs, OperationsListsExactlyTheKeysThatExistInTheirOrder) {
  EXPECT_EQ(documented_keys(), config_keys());
}

}  // namespace
}  // namespace plugin
