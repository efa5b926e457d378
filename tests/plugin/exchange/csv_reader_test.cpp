#include "plugin/exchange/csv_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace plugin::exchange {
namespace {

struct Row {
  std::int64_t line;
  std::vector<std::string> cells;
  std::string problem;
};

/// The text in pieces of `size` bytes: what is read must not depend on where a block ends.
std::vector<Row> rows_of(const std::string& text, std::size_t size, char delimiter = 0) {
  std::size_t at = 0;
  CsvReader reader(
      [&]() {
        const std::string_view piece = std::string_view(text).substr(at, size);
        at += piece.size();
        return piece;
      },
      delimiter);
  std::vector<Row> rows;
  CsvRecord record;
  while (reader.next(record)) {
    rows.push_back(
        {record.line, {record.cells.begin(), record.cells.end()}, std::string(record.problem)});
  }
  return rows;
}

std::string shown(const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows) {
    text += std::to_string(row.line) + (row.problem.empty() ? ":" : "!");
    for (const std::string& cell : row.cells) {
      text += "[" + cell + "]";
    }
    text += "\n";
  }
  return text;
}

std::string read(const std::string& text) {
  const std::string whole = shown(rows_of(text, text.size() + 1));
  for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}}) {
    EXPECT_EQ(shown(rows_of(text, size)), whole) << "in pieces of " << size;
  }
  return whole;
}

TEST(CsvReader, QuotedCellsHoldDelimitersLineEndsAndDoubledQuotes) {
  EXPECT_EQ(read("a,b\n\"1,2\",\"say \"\"hi\"\"\nnow\"\n3,4\n"),
            "1:[a][b]\n2:[1,2][say \"hi\"\nnow]\n4:[3][4]\n");
}

TEST(CsvReader, LinesEndWithLfCrlfOrCrAndBlankOnesAreNoRows) {
  EXPECT_EQ(read("a,b\r\n1,2\r3,4\n\n\r\n5,6"), "1:[a][b]\n2:[1][2]\n3:[3][4]\n6:[5][6]\n");
}

TEST(CsvReader, AQuoteInsideAnUnquotedCellIsACharacter) {
  EXPECT_EQ(read("a,b\n5\" tall,x\n"), "1:[a][b]\n2:[5\" tall][x]\n");
}

TEST(CsvReader, AQuoteThatNeverClosesCostsOneLine) {
  EXPECT_EQ(read("a,b\n1,\"open\n2,x\n3,y\n"), "1:[a][b]\n2![1][open]\n3:[2][x]\n4:[3][y]\n");
}

TEST(CsvReader, AQuoteThatClosesTooEarlyCostsOneLine) {
  EXPECT_EQ(read("a,b\n1,\"he said \"no\" to me\"\n2,\"x\"\n"),
            "1:[a][b]\n2![1][he said no to me]\n3:[2][x]\n");
}

TEST(CsvReader, AnOpenQuoteIsNotClosedByTheQuotesOfALaterRow) {
  EXPECT_EQ(read("a,b\n1,\"open\n2,\"x\"\n3,y\n"), "1:[a][b]\n2![1][open]\n3:[2][x]\n4:[3][y]\n");
}

TEST(CsvReader, TheDelimiterIsWhatTheHeaderHasMostOf) {
  EXPECT_EQ(shown(rows_of("a\tb\tc,d\n1\t2\t3\n", 4)), "1:[a][b][c,d]\n2:[1][2][3]\n");
  EXPECT_EQ(shown(rows_of("a;b\n1;2,5\n", 4)), "1:[a][b]\n2:[1][2,5]\n");
  EXPECT_EQ(shown(rows_of("a|b\n1|2\n", 4, '|')), "1:[a][b]\n2:[1][2]\n");
}

TEST(CsvReader, ACellOfAMegabyteIsRead) {
  const std::string cell(1'000'000, 'x');
  const auto rows = rows_of("a,b\n1,\"" + cell + "\"\n2,y\n", 4'096);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1].cells[1], cell);
  EXPECT_EQ(rows[2].cells[0], "2");
}

TEST(CsvReader, ALineLongerThanAnyRecordIsPassedOverAndTheNextIsRead) {
  const std::string line(kLongestRecord + 100'000, '\0');
  const auto rows = rows_of("a,b\n" + line + "\n2,y\n", 65'536);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1].problem, "the line is longer than 4 MiB");
  EXPECT_EQ(rows[2].cells[0], "2");
  EXPECT_EQ(rows[2].line, 3);
}

TEST(CsvReader, AnOpenQuoteWithNothingBehindItIsGivenUpWithinABound) {
  std::string text = "a,b\n1,\"open\n";
  while (text.size() < kLongestRecord + 200'000) {
    text += "2,some ordinary row without quotation marks\n";
  }
  const auto rows = rows_of(text, 65'536);
  ASSERT_GT(rows.size(), 10U);
  EXPECT_FALSE(rows[1].problem.empty());
  EXPECT_TRUE(rows[2].problem.empty());
  EXPECT_EQ(rows[2].cells[0], "2");
}

TEST(CsvReader, AnEmptyFileHasNoRecord) {
  EXPECT_EQ(read(""), "");
  EXPECT_EQ(read("\r\n\n"), "");
}

}  // namespace
}  // namespace plugin::exchange
