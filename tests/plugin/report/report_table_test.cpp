#include "plugin/report/report_table.h"

#include <gtest/gtest.h>

#include <string>

namespace plugin::report {
namespace {

TEST(ReportTable, HanCharactersTakeTwoColumns) {
  Table table;
  table.add_row({"指标", "值", "说明"});
  table.add_row({"mean", "12345", "x"});

  EXPECT_EQ(table.text(2),
            "指标     值  说明\n"
            "mean  12345  x\n");
}

TEST(ReportTable, ShortRowsAndEmptyCellsLeaveNoBlanksAtTheEnd) {
  Table table;
  table.add_row({"a", "b", "c"});
  table.add_row({"long", "1"});
  table.add_row({"x", "2", ""});

  EXPECT_EQ(table.text(2), "a     b  c\nlong  1\nx     2\n");
}

TEST(ReportTable, ControlAndInvisibleCharactersAreShown) {
  EXPECT_EQ(shown("a\x1b[2Jb", 40), "a\\u{1b}[2Jb");
  EXPECT_EQ(shown("\n\r\t", 40), "\\u{a}\\u{d}\\u{9}");
  EXPECT_EQ(shown(std::string{"a\0b", 3}, 40), "a\\u{0}b");
  EXPECT_EQ(shown("\xc2\x9b"
                  "31m",
                  40),
            "\\u{9b}31m");
  EXPECT_EQ(shown("x\xe2\x80\xaey", 40), "x\\u{202e}y");
  EXPECT_EQ(shown("\xff", 40), "\xef\xbf\xbd");
}

TEST(ReportTable, LongTextIsCutToItsColumns) {
  EXPECT_EQ(shown("小王小李", 8), "小王小李");
  EXPECT_EQ(shown("小王小李", 7), "小王小…");
  EXPECT_EQ(shown("小王小李", 6), "小王…");
  EXPECT_EQ(shown("abcdef", 4), "abc…");
  EXPECT_EQ(shown("a\x1b", 4), "a…");
  EXPECT_EQ(shown("abc", 0), "");
}

}  // namespace
}  // namespace plugin::report
