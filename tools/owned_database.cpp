#include "tools/owned_database.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "plugin/clock.h"
#include "plugin/database_lock.h"
#include "plugin/screen.h"
#include "store/open.h"
#include "tools/command.h"

namespace tools {
namespace {

constexpr std::size_t kUncut = static_cast<std::size_t>(-1);

/// What an answer of the control socket means to whoever asked.
int exit_code_of(int status) {
  switch (status) {
    case 200:
      return kOk;
    case 409:
      return kFailed;
    case 503:
      return kStoreTrouble;
    default:
      return kUsage;
  }
}

int change_through(const std::string& database, const DatabaseChange& change) {
  const plugin::net::ControlAnswer answer =
      plugin::net::control_request(database + ".sock", "POST", change.route, change.body);
  const int code = exit_code_of(answer.status);
  fmt::print(code == kOk ? stdout : stderr, "{}\n", answer.body);
  return code;
}

}  // namespace

int change_database(const std::string& database, const DatabaseChange& change) {
  if (!std::filesystem::exists(database)) {
    fmt::print(stderr,
               "sandglass: {}: there is no such database; `sandglass run` or `sandglass replay "
               "--db` makes one\n",
               plugin::terminal_text(database, kUncut));
    return kStoreTrouble;
  }
  std::optional<plugin::DatabaseLock> lock;
  try {
    lock.emplace(database);
  } catch (const plugin::DatabaseHeld&) {
    return change_through(database, change);
  }
  const auto store = store::open_store(database);
  return change.make(*store);
}

int publish_rules(const std::string& database, const plugin::RuleChange& change,
                  rules::Language language) {
  DatabaseChange asked;
  asked.route = "/rules";
  asked.body = plugin::to_json(change);
  asked.make = [&](store::Store& store) {
    const plugin::Published published =
        plugin::publish(store, change, plugin::wall_now(), language);
    if (!published.problems.empty()) {
      fmt::print(stderr, "{}\n", published.problems);
      return kCheckFound;
    }
    fmt::print("{}\n", plugin::to_json(published));
    return kOk;
  };
  return change_database(database, asked);
}

std::string default_author() {
  return fmt::format("cli:uid={}", ::getuid());
}

}  // namespace tools
