#include <fmt/format.h>

#include <memory>

#include "plugin/clock.h"
#include "plugin/profile_change.h"
#include "plugin/screen.h"
#include "qa/profile_json.h"
#include "store/open.h"
#include "tools/command.h"
#include "tools/owned_database.h"

namespace tools {
namespace {

struct Arguments {
  std::string database = "sandglass.db";
  plugin::ProfileChange change;
};

int show(const Arguments& arguments) {
  const auto reader = store::open_reader(arguments.database);
  fmt::print("{}\n", qa::profile_json(reader->present_profile()));
  return kOk;
}

int history(const Arguments& arguments) {
  const auto reader = store::open_reader(arguments.database);
  const auto versions = reader->profiles();
  if (versions.empty()) {
    fmt::print("No profile was ever set: the built-in douyin holds.\n");
  }
  for (const store::ProfileVersion& version : versions) {
    fmt::print("{}  {}  {}  {}\n", version.profile.version, qa::format_time(version.at),
               plugin::terminal_text(version.author, plugin::kUncut),
               plugin::terminal_text(version.reason, plugin::kUncut));
  }
  return kOk;
}

int set(Arguments arguments) {
  plugin::ProfileChange& change = arguments.change;
  if (change.author.empty()) {
    change.author = default_author();
  }
  if (change.reason.find_first_not_of(' ') == std::string::npos) {
    fmt::print(stderr, "sandglass: --reason says why, for those who come later\n");
    return kUsage;
  }
  DatabaseChange asked;
  asked.route = "/profile";
  asked.body = plugin::to_json(change);
  asked.make = [&change](store::Store& store) {
    plugin::ChangedProfile changed = plugin::apply_change(store.present_profile(), change);
    if (!changed.profile) {
      fmt::print(stderr, "{}", changed.problems);
      return kUsage;
    }
    const std::int64_t version =
        store.append_profile(*changed.profile, plugin::wall_now(), change.author, change.reason);
    fmt::print("{{\"version\":{}}}\n", version);
    if (!store.rollup_state().is_complete) {
      fmt::print(
          stderr,
          "sandglass: this changes what counts: reports read every row until `sandglass run`, "
          "or `sandglass rebuild`, has made the sums anew\n");
    }
    return kOk;
  };
  return change_database(arguments.database, asked);
}

}  // namespace

void declare_profile(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command.require_subcommand(1);
  CLI::App* show_command =
      command.add_subcommand("show", "The profile everything is counted by, as JSON");
  CLI::App* history_command = command.add_subcommand("history", "Every version: when, who, why");
  CLI::App* set_command = command.add_subcommand("set", "Change one setting; makes a new version");
  for (CLI::App* each : {show_command, history_command, set_command}) {
    each->add_option("--db", arguments->database, "Database file");
  }
  set_command->add_option("key", arguments->change.key, "Setting, for example reply_limit_ms")
      ->required();
  set_command->add_option("value", arguments->change.value, "New value")->required();
  set_command->add_option("--reason", arguments->change.reason, "Why, for those who come later")
      ->required();
  set_command->add_option("--author", arguments->change.author, "Who; default: the user id");
  show_command->callback(
      [arguments, &action] { action = [arguments] { return show(*arguments); }; });
  history_command->callback(
      [arguments, &action] { action = [arguments] { return history(*arguments); }; });
  set_command->callback([arguments, &action] { action = [arguments] { return set(*arguments); }; });
}

}  // namespace tools
