#include "tools/owned_database.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <system_error>

#include "plugin/clock.h"
#include "plugin/database_lock.h"
#include "plugin/refusal.h"
#include "plugin/screen.h"
#include "store/open.h"
#include "tools/command.h"

namespace tools {
namespace {

/// What a refusal of the control socket means to whoever asked.
int exit_code_of(int status, const DatabaseChange& change) {
  switch (status) {
    case 403:
      return kUsage;
    case 422:
      return change.refused;
    case 503:
      return kStoreTrouble;
    default:  // 409: somebody was quicker; 500: a defect there; 404: another version runs
      return kFailed;
  }
}

int change_through(const plugin::DatabaseHeld& held, const std::string& database,
                   const DatabaseChange& change) {
  plugin::net::ControlAnswer answer;
  try {
    answer = plugin::net::control_request(plugin::socket_path(database), "POST", change.route,
                                          change.body);
  } catch (const std::system_error& error) {
    fmt::print(stderr, "sandglass: {}\n  and it does not answer: {}\n", held.what(), error.what());
    return kStoreTrouble;
  }
  if (answer.status == 200) {
    fmt::print("{}\n", answer.body);
    return kOk;
  }
  fmt::print(stderr, "{}{}\n", answer.status == 422 ? "" : "sandglass: ", plugin::why_of(answer));
  return exit_code_of(answer.status, change);
}

}  // namespace

int change_database(const std::string& database, const DatabaseChange& change) {
  if (!std::filesystem::exists(database)) {
    fmt::print(stderr,
               "sandglass: {}: there is no such database; `sandglass run` or `sandglass replay "
               "--db` makes one\n",
               plugin::terminal_text(database, plugin::kUncut));
    return kStoreTrouble;
  }
  std::optional<plugin::DatabaseLock> lock;
  try {
    lock.emplace(database);
  } catch (const plugin::DatabaseHeld& held) {
    return change_through(held, database, change);
  }
  const auto store = store::open_store(database);
  return change.make(*store);
}

int publish_rules(const std::string& database, const plugin::RuleChange& change,
                  rules::Language language) {
  DatabaseChange asked;
  asked.route = "/rules";
  asked.refused = kCheckFound;
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
