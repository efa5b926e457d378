#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "rules/compiler.h"
#include "rules/local_pack.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

std::string document(const std::string& name) {
  std::ifstream file(SANDGLASS_SOURCE_DIR "/docs/" + name, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string guide() {
  return document("rules.md");
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
    const Compiled compiled = compile(with_shipped_packs({{"docs/rules.md", example}}));
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

/// The cells of a table row, without blanks and backticks around them; empty for other lines.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> out;
  if (!line.starts_with("| ")) {
    return out;
  }
  std::stringstream row(line.substr(1));
  for (std::string cell; std::getline(row, cell, '|');) {
    const std::size_t from = cell.find_first_not_of(" `");
    out.push_back(
        from == std::string::npos ? "" : cell.substr(from, cell.find_last_not_of(" `") + 1 - from));
  }
  return out;
}

TEST(PacksGuide, EveryWayRoundARuleIsAnExampleOfThatRule) {
  const Compiled compiled = compile(shipped_packs());
  std::stringstream lines(document("rule-packs.md"));
  int rows = 0;
  for (std::string line; std::getline(lines, line);) {
    const std::vector<std::string> cells = cells_of(line);
    if (cells.size() != 4 || (cells[3] != "caught" && cells[3] != "missed")) {
      continue;
    }
    ++rows;
    EXPECT_TRUE(std::any_of(compiled.tests.begin(), compiled.tests.end(),
                            [&](const TestResult& test) {
                              return test.rule == cells[1] &&
                                     test.text.find(cells[2]) != std::string::npos &&
                                     test.kind != TestResult::Kind::kOk &&
                                     test.is_caught == (cells[3] == "caught");
                            }))
        << line;
  }
  EXPECT_GE(rows, 80);
}

TEST(PacksGuide, NamesEveryShippedPack) {
  const std::string packs = document("rule-packs.md");
  for (const Source& source : shipped_packs()) {
    const std::string name = source.name.substr(0, source.name.find('.'));
    EXPECT_NE(packs.find("## " + name + "\n"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace rules
