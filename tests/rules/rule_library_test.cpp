#include "plugin/rule_library.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

namespace plugin {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test, removed at the end.
class RuleFolder : public testing::Test {
 protected:
  RuleFolder() {
    std::string name = (fs::temp_directory_path() / "sandglass-rules-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }

  ~RuleFolder() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& word) const {
    std::ofstream(folder_ / name) << "version: 1\npack: " << fs::path(name).stem().string()
                                  << "\nrules:\n- {id: " << fs::path(name).stem().string()
                                  << ".a, has: " << word << "}\n";
  }

  fs::path folder_;
};

TEST(RuleLibrary, WithoutAFolderHasTheShippedPacks) {
  RuleLibrary library;
  EXPECT_EQ(library.current(), nullptr);
  const rules::Compiled compiled = library.load();
  ASSERT_NE(library.current(), nullptr);
  EXPECT_EQ(library.current(), compiled.pack);
  EXPECT_FALSE(library.poll().has_value());
}

TEST_F(RuleFolder, LoadsEveryPackByName) {
  write("b.yaml", "红包");
  write("a.yaml", "微信");
  write("notes.txt", "不是规则");
  RuleLibrary library(folder_);
  const rules::Compiled compiled = library.load();
  ASSERT_NE(compiled.pack, nullptr);
  ASSERT_EQ(compiled.pack->size(), 2U);
  EXPECT_EQ(compiled.pack->info(0).id, "a.a");
  EXPECT_EQ(compiled.pack->info(1).id, "b.a");
}

TEST_F(RuleFolder, IsOnlyReadAgainWhenItChanged) {
  write("a.yaml", "微信");
  RuleLibrary library(folder_);
  library.load();
  const auto first = library.current();
  EXPECT_FALSE(library.poll().has_value());
  write("a.yaml", "微信号码");
  const auto changed = library.poll();
  ASSERT_TRUE(changed.has_value());
  EXPECT_NE(library.current(), first);
  EXPECT_EQ(library.current(), changed->pack);
  EXPECT_FALSE(library.poll().has_value());
}

TEST_F(RuleFolder, TouchedWithoutAChangeIsTheSameRuleSet) {
  write("a.yaml", "微信");
  RuleLibrary library(folder_);
  library.load();
  const auto first = library.current();
  fs::last_write_time(folder_ / "a.yaml",
                      fs::last_write_time(folder_ / "a.yaml") + std::chrono::seconds(5));
  EXPECT_FALSE(library.poll().has_value());
  EXPECT_EQ(library.current(), first);
}

TEST_F(RuleFolder, ABadRuleSetNeverReplacesAGoodOne) {
  write("a.yaml", "微信");
  RuleLibrary library(folder_);
  library.load();
  const auto good = library.current();
  std::ofstream(folder_ / "b.yaml") << "version: 1\npack: b\nrules:\n- {id: b, haz: x}\n";
  const auto refused = library.poll();
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->pack, nullptr);
  EXPECT_FALSE(refused->diagnostics.empty());
  EXPECT_EQ(library.current(), good);
  fs::remove(folder_ / "b.yaml");
  const auto mended = library.poll();
  ASSERT_TRUE(mended.has_value());
  EXPECT_NE(mended->pack, nullptr);
  EXPECT_EQ(library.current()->version(), good->version());
}

TEST_F(RuleFolder, WithoutPacksIsRefused) {
  RuleLibrary library(folder_);
  const rules::Compiled compiled = library.load();
  ASSERT_EQ(compiled.diagnostics.size(), 1U);
  EXPECT_EQ(rules::name_of(compiled.diagnostics[0].code), "E018");
  EXPECT_EQ(library.current(), nullptr);
}

TEST_F(RuleFolder, ThatIsMissingIsRefused) {
  RuleLibrary library(folder_ / "nowhere");
  const rules::Compiled compiled = library.load();
  ASSERT_EQ(compiled.diagnostics.size(), 1U);
  EXPECT_EQ(rules::to_text(compiled.diagnostics[0], rules::Language::kEnglish),
            (folder_ / "nowhere").string() +
                ": E017: cannot be read: No such file or directory\n"
                "  Check that the file exists and that this user may read it.\n");
}

TEST_F(RuleFolder, AFileThatCannotBeReadRefusesTheWholeSet) {
  write("a.yaml", "微信");
  fs::create_symlink(folder_ / "gone", folder_ / "b.yaml");
  RuleLibrary library(folder_);
  const rules::Compiled compiled = library.load();
  EXPECT_EQ(compiled.pack, nullptr);
  ASSERT_EQ(compiled.diagnostics.size(), 1U);
  EXPECT_EQ(rules::name_of(compiled.diagnostics[0].code), "E017");
}

TEST_F(RuleFolder, AHugeFileIsSaidToBeTooLarge) {
  std::ofstream(folder_ / "a.yaml") << std::string(3U << 20U, '#');
  RuleLibrary library(folder_);
  const rules::Compiled compiled = library.load();
  ASSERT_EQ(compiled.diagnostics.size(), 1U);
  EXPECT_EQ(rules::name_of(compiled.diagnostics[0].code), "E004");
}

}  // namespace
}  // namespace plugin
