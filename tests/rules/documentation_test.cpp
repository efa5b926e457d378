#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "rules/compiler.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

std::string guide() {
  std::ifstream file(SANDGLASS_SOURCE_DIR "/docs/rules.md", std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> yaml_examples() {
  const std::string text = guide();
  const std::string fence = "```yaml\n";
  std::vector<std::string> out;
  for (std::size_t at = text.find(fence); at != std::string::npos; at = text.find(fence, at)) {
    at += fence.size();
    const std::size_t end = text.find("```", at);
    out.push_back(text.substr(at, end - at));
    at = end + 3;
  }
  return out;
}

TEST(RulesGuide, EveryExampleLoads) {
  const std::vector<std::string> examples = yaml_examples();
  ASSERT_GE(examples.size(), 3U);
  for (const std::string& example : examples) {
    const Compiled compiled = compile({{"docs/rules.md", example}});
    EXPECT_NE(compiled.pack, nullptr);
    for (const Diagnostic& diagnostic : compiled.diagnostics) {
      ADD_FAILURE() << to_text(diagnostic, Language::kEnglish);
    }
  }
}

TEST(RulesGuide, ListsEveryKeyWithItsChineseName) {
  const std::string text = guide();
  for (const KeyWord& word : key_words()) {
    const std::string row =
        "| `" + std::string(word.english) + "` | `" + std::string(word.chinese) + "` |";
    EXPECT_NE(text.find(row), std::string::npos) << row;
  }
}

TEST(RulesGuide, ListsEveryValueWithItsChineseName) {
  const std::string text = guide();
  for (const ValueWord& word : value_words()) {
    const std::string pair = "`" + std::string(word.english) + "` " + std::string(word.chinese);
    EXPECT_NE(text.find(pair), std::string::npos) << pair;
  }
}

}  // namespace
}  // namespace rules
