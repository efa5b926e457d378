#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "plugin/database_lock.h"
#include "store/open.h"
#include "tools/command.h"

namespace tools {
namespace {

int migrate(const std::string& path) {
  if (!std::filesystem::exists(path)) {
    fmt::print(stderr, "sandglass: {}: there is no such database\n", path);
    return kStoreTrouble;
  }
  const plugin::DatabaseLock lock(path);
  const int before = store::migrate_file(path);
  if (before == store::newest_schema()) {
    fmt::print("{}: schema {} is up to date\n", path, before);
  } else {
    fmt::print("{}: schema {} brought to {}\n", path, before, store::newest_schema());
  }
  return kOk;
}

}  // namespace

void declare_migrate(CLI::App& command, Action& action) {
  const auto database = std::make_shared<std::string>("sandglass.db");
  command.add_option("--db", *database, "Database file");
  command.callback([database, &action] { action = [database] { return migrate(*database); }; });
}

}  // namespace tools
