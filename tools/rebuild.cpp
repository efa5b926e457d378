#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "plugin/database_lock.h"
#include "plugin/sums_check.h"
#include "qa/counting.h"
#include "store/open.h"
#include "tools/command.h"
#include "tools/interruption.h"
#include "tools/progress.h"

namespace tools {
namespace {

struct Arguments {
  std::string database = "sandglass.db";
  bool only_check = false;
};

/// Conversations between two looks whether to go on: a fraction of a second.
constexpr std::int64_t kAtOnce = 500;

int check(const std::string& path) {
  const auto reader = store::open_reader(path);
  const store::RollupState state = reader->rollup_state();
  const bool are_of_profile = state.counting == qa::counting_of(reader->present_profile());
  if (!state.is_complete || !are_of_profile) {
    fmt::print("{}: the sums are being made anew; there is nothing to check yet\n", path);
    return kOk;
  }
  const auto is_same = plugin::are_sums_right(*reader, plugin::report_of_everything(*reader));
  if (!is_same) {
    fmt::print(stderr, "sandglass: {}: it is being written to without a pause; check it later\n",
               path);
    return kFailed;
  }
  if (!*is_same) {
    fmt::print(
        "{}: the sums differ from what the rows say; make them anew with: sandglass rebuild "
        "--db {}\n",
        path, path);
    return kCheckFound;
  }
  const std::int64_t conversations = reader->counts().conversations;
  fmt::print(
      "{}: the sums of {} conversations are what the rows say; {} more are counted anew for "
      "every report\n",
      path, conversations - state.unrolled, state.unrolled);
  return kOk;
}

int rebuild(const Arguments& arguments) {
  const std::string& path = arguments.database;
  if (!std::filesystem::exists(path)) {
    fmt::print(stderr, "sandglass: {}: there is no such database\n", path);
    return kStoreTrouble;
  }
  if (arguments.only_check) {
    return check(path);
  }
  const plugin::DatabaseLock lock(path);
  const auto database = store::open_store(path);
  const std::int64_t conversations = database->counts().conversations;
  database->forget_sums();
  bool has_more = true;
  {
    const Interruption interruption;
    Progress progress(conversations);
    for (std::int64_t done = 0; has_more && !interruption.is_asked(); done += kAtOnce) {
      has_more = database->roll_up(static_cast<std::size_t>(kAtOnce));
      progress.show(std::min(done + kAtOnce, conversations), "conversations");
    }
  }
  database->tidy();
  if (has_more) {
    fmt::print(stderr, "sandglass: stopped; `sandglass run` goes on where this ended\n");
    return kFailed;
  }
  const std::int64_t left = database->rollup_state().unrolled;
  fmt::print("{}: the sums hold {} conversations; {} still wait for an answer\n", path,
             conversations - left, left);
  return kOk;
}

}  // namespace

void declare_rebuild(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command.add_option("--db", arguments->database, "Database file");
  command.add_flag("--check", arguments->only_check,
                   "Count everything from the rows and compare; change nothing");
  command.callback([arguments, &action] { action = [arguments] { return rebuild(*arguments); }; });
}

}  // namespace tools
