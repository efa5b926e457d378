#include "rules/schema.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "rules/vocabulary.h"

namespace rules {
namespace {

constexpr const char* kCommitted = SANDGLASS_SOURCE_DIR "/docs/rules.schema.json";

TEST(RuleSchema, TheCommittedOneIsFresh) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(kCommitted, std::ios::binary) << rule_schema();
  }
  std::ifstream file(kCommitted, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), rule_schema()) << "write it anew: sandglass rules schema";
}

TEST(RuleSchema, KnowsEveryKeyInBothLanguages) {
  const std::string schema = rule_schema();
  for (const KeyWord& word : key_words()) {
    EXPECT_NE(schema.find("\"" + std::string(word.english) + "\": "), std::string::npos);
    EXPECT_NE(schema.find("\"" + std::string(word.chinese) + "\": "), std::string::npos);
  }
}

}  // namespace
}  // namespace rules
