#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "tools/command.h"

namespace tools {

void declare_sql(CLI::App& command, Action& action) {
  const auto database = std::make_shared<std::string>("sandglass.db");
  command.add_option("--db", *database, "Database file");
  command.callback([database, &action] {
    action = [database] {
      const std::string path = std::filesystem::absolute(*database).string();
      fmt::print("{}",
                 fmt::format("Look, never write: a second writer can lose committed data "
                             "(docs/database.md, \"One writer\").\n\n"
                             "  sqlite3 'file:{}?mode=ro'\n\n"
                             "The tables and every column are in docs/database.md. For example:\n"
                             "  select state, count(*), avg(wait_ms) from round group by state;\n",
                             path));
      return kOk;
    };
  });
}

}  // namespace tools
