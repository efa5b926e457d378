#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "rules/compiler.h"
#include "rules/reader.h"

namespace rules {
namespace {

const std::filesystem::path kFolder =
    std::filesystem::path(SANDGLASS_SOURCE_DIR) / "tests/rules/broken";
const std::filesystem::path kGolden = kFolder / "expected.txt";

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The first error (or else the first warning) of each broken file, in order of their names.
std::string said_of_all() {
  std::map<std::string, std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".yaml") {
      files[entry.path().filename().string()] = entry.path();
    }
  }
  std::string out;
  for (const auto& [name, path] : files) {
    const Compiled compiled = compile({{name, text_of(path)}});
    EXPECT_FALSE(compiled.diagnostics.empty()) << name << " is taken for good";
    if (!compiled.diagnostics.empty()) {
      const auto error = std::find_if(
          compiled.diagnostics.begin(), compiled.diagnostics.end(),
          [](const Diagnostic& one) { return severity_of(one.code) == Severity::kError; });
      const bool has_error = error != compiled.diagnostics.end();
      const std::string text =
          to_text(has_error ? *error : compiled.diagnostics.front(), Language::kEnglish);
      out += text.substr(0, text.find('\n') + 1);
    }
  }
  return out;
}

TEST(BrokenFiles, AreEachToldWhatIsWrong) {
  const std::string said = said_of_all();
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(kGolden, std::ios::binary) << said;
  }
  EXPECT_EQ(said, text_of(kGolden));
  EXPECT_GE(std::count(said.begin(), said.end(), '\n'), 60);
}

TEST(BrokenFiles, OfTenMegabytesAreRefusedUnread) {
  std::string source = "version: 1\npack: shop\nrules:\n";
  while (source.size() < 10'000'000) {
    source += "- {id: a" + std::to_string(source.size()) + ", has: 微信}\n";
  }
  const Compiled compiled = compile({{"large.yaml", source}});
  ASSERT_EQ(compiled.diagnostics.size(), 1U);
  EXPECT_EQ(compiled.diagnostics[0].code, Code::kTooLarge);
  EXPECT_TRUE(compiled.tests.empty());
}

TEST(BrokenFiles, AliasesNeverMultiply) {
  std::string source = "a: &a [x]\n";
  for (char name = 'b'; name <= 'z'; ++name) {
    const std::string before(1, static_cast<char>(name - 1));
    source += std::string(1, name) + ": &" + name + " [*" + before + ", *" + before + "]\n";
  }
  const Compiled compiled = compile({{"laughs.yaml", source}});
  EXPECT_EQ(compiled.pack, nullptr);
  std::set<Code> codes;
  for (const Diagnostic& diagnostic : compiled.diagnostics) {
    codes.insert(diagnostic.code);
  }
  EXPECT_TRUE(codes.contains(Code::kAnchorOrTag));
  EXPECT_LE(compiled.diagnostics.size(), 101U);
}

}  // namespace
}  // namespace rules
