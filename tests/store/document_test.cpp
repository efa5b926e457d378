#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "store/open.h"
#include "store/sqlite/sqlite.h"
#include "tests/support/temp_dir.h"

/// docs/database.md and the database say the same.
namespace store {
namespace {

std::string document() {
  std::ifstream file(SANDGLASS_SOURCE_DIR "/docs/database.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

/// The word between the first two backquotes of a line.
std::string first_code(const std::string& line) {
  const std::size_t begin = line.find('`');
  const std::size_t end = line.find('`', begin + 1);
  return begin == std::string::npos || end == std::string::npos
             ? std::string()
             : line.substr(begin + 1, end - begin - 1);
}

using Tables = std::map<std::string, std::vector<std::string>>;

/// Headings "### `table`", rows "| `column` | …".
Tables documented_tables() {
  Tables tables;
  std::string table;
  for (const std::string& line : lines_of(document())) {
    if (line.starts_with("### `")) {
      table = first_code(line);
      tables[table];
    } else if (line.starts_with("#")) {
      table.clear();
    } else if (!table.empty() && line.starts_with("| `")) {
      tables[table].push_back(first_code(line));
    }
  }
  return tables;
}

Tables real_tables(const std::string& path) {
  sqlite::Database database(path, sqlite::Database::Mode::kRead);
  sqlite::Statement columns(database,
                            "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) "
                            "c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' "
                            "ORDER BY t.name, c.cid");
  Tables tables;
  columns.query();
  while (columns.next()) {
    tables[columns.text(0)].push_back(columns.text(1));
  }
  return tables;
}

TEST(DatabaseDocument, ListsEveryTableAndEveryColumnInOrderAndNoOther) {
  const support::TempDir dir;
  const std::string path = (dir.path() / "documented.db").string();
  open_store(path);
  EXPECT_EQ(documented_tables(), real_tables(path));
}

TEST(DatabaseDocument, NumbersEveryPromise) {
  const std::string text = document();
  for (int promise = 1; promise <= 10; ++promise) {
    EXPECT_NE(text.find("\n" + std::to_string(promise) + ". "), std::string::npos) << promise;
  }
}

TEST(DatabaseDocument, NamesTheSchemasVersion) {
  EXPECT_NE(document().find("schema version " + std::to_string(newest_schema()) + "."),
            std::string::npos);
}

}  // namespace
}  // namespace store
