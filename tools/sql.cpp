#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

#include "tools/command.h"

namespace tools {

namespace {

/// The name as a shell takes it for one word and SQLite for a file's.
std::string as_uri_argument(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '\'') {
      uri += "'\\''";
    } else if (c == '%' || c == '?' || c == '#') {
      uri += fmt::format("%{:02X}", c);
    } else {
      uri += c;
    }
  }
  return "'" + uri + "?mode=ro'";
}

}  // namespace

void declare_sql(CLI::App& command, Action& action) {
  const auto database = std::make_shared<std::string>("sandglass.db");
  command.add_option("--db", *database, "Database file");
  command.callback([database, &action] {
    action = [database] {
      const std::string path = std::filesystem::absolute(*database).string();
      fmt::print("{}",
                 fmt::format("Look, never write: a second writer can lose committed data "
                             "(docs/database.md, \"One writer\").\n\n"
                             "  sqlite3 {}\n\n"
                             "The tables and every column are in docs/database.md. For example:\n"
                             "  select state, count(*), avg(wait_ms) from round group by state;\n",
                             as_uri_argument(path)));
      return kOk;
    };
  });
}

}  // namespace tools
