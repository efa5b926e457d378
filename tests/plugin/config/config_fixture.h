#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/config.h"

namespace plugin {

/// A folder of its own for each test, and an environment that holds what the test puts there.
class ConfigTest : public testing::Test {
 protected:
  ConfigTest();
  ~ConfigTest() override;

  std::filesystem::path write(std::string_view name, std::string_view text,
                              std::filesystem::perms mode = std::filesystem::perms::owner_read |
                                                            std::filesystem::perms::owner_write);
  ConfigReading parse(std::string_view text) const;
  /// The problems of a text, each as "line:column: message".
  std::vector<std::string> problems(std::string_view text) const;

  std::filesystem::path folder_;
  std::map<std::string, std::string> variables_{{"KEFU_TOKEN", "kst_7f3a"}};
};

}  // namespace plugin
