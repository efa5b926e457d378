#include "rules/code_point_index.h"

#include <gtest/gtest.h>

#include <string>

#include "rules/utf8.h"

namespace rules {
namespace {

TEST(CodePointIndex, CountsAsFromTheBeginningAtEveryByte) {
  std::string text;
  for (int i = 0; i < 40; ++i) {
    text += "a微é😀";
  }
  CodePointIndex index;
  index.set("another text, longer than one block, that the index must not remember afterwards");
  index.set(text);
  for (std::size_t byte = 0; byte <= text.size(); ++byte) {
    EXPECT_EQ(index.before(text, byte), utf8::count(std::string_view(text).substr(0, byte)));
  }
}

TEST(CodePointIndex, KnowsTheEndOfATextThatEndsWithABlock) {
  const std::string text(128, 'a');
  CodePointIndex index;
  index.set(text);
  EXPECT_EQ(index.before(text, 128), 128U);
  index.set("");
  EXPECT_EQ(index.before("", 0), 0U);
}

}  // namespace
}  // namespace rules
