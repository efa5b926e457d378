#include "plugin/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "plugin/clock.h"
#include "plugin/database_lock.h"
#include "qa/effect_json.h"
#include "qa/profile_json.h"
#include "store/open.h"
#include "tools/command.h"
#include "tools/event_files.h"
#include "tools/import.h"
#include "tools/owned_database.h"
#include "tools/settings.h"

namespace tools {
namespace {

struct Arguments {
  std::vector<std::string> files;
  std::string database;
  std::string rules;
  std::string profile;
  std::string effects;
  std::string source = "replay";
  bool without_rules = false;
};

/// Effects as JSON Lines, to a file or standard output; written in blocks.
class EffectsFile {
 public:
  explicit EffectsFile(const std::string& path) {
    if (path == "-") {
      file_ = stdout;
    } else if (!path.empty()) {
      file_ = std::fopen(path.c_str(), "wb");
      if (file_ == nullptr) {
        throw std::runtime_error(fmt::format("{}: cannot be written", path));
      }
    }
  }

  ~EffectsFile() {
    if (file_ != nullptr && file_ != stdout) {
      static_cast<void>(std::fclose(file_));
    }
  }

  EffectsFile(const EffectsFile&) = delete;
  EffectsFile& operator=(const EffectsFile&) = delete;

  void add(const qa::Effect& effect) {
    if (file_ == nullptr) {
      return;
    }
    qa::append_effect_json(held_, effect);
    if (held_.size() > 1U << 16U) {
      write();
    }
  }

  void write() {
    if (file_ != nullptr && std::fwrite(held_.data(), 1, held_.size(), file_) != held_.size()) {
      throw std::runtime_error("the effects file cannot be written: is the disk full?");
    }
    held_.clear();
    if (file_ != nullptr && std::fflush(file_) != 0) {
      throw std::runtime_error("the effects file cannot be written: is the disk full?");
    }
  }

 private:
  std::FILE* file_ = nullptr;
  std::string held_;
};

void print_tally(const plugin::exchange::EventFileReader& file, std::FILE* out) {
  const plugin::exchange::FileTally& tally = file.tally();
  fmt::print(out, "{}: {} events", file.name(), tally.events);
  if (tally.internal > 0) {
    fmt::print(out, ", {} internal notes left out", tally.internal);
  }
  if (tally.repaired > 0) {
    fmt::print(out, ", {} characters repaired", tally.repaired);
  }
  fmt::print(out, "\n");
  for (const auto& [problem, seen] : tally.problems) {
    fmt::print(out, "  {} lines left out, first line {}: {}\n", seen.lines, seen.first_line,
               problem);
  }
}

/// What a database is judged by is its own, and a database without one takes what was given.
/// nullopt: they differ, which was said.
std::optional<qa::Profile> settle_profile(std::optional<qa::Profile> given,
                                          store::Store* database) {
  if (database == nullptr || !given) {
    return database == nullptr ? given.value_or(qa::Profile::douyin())
                               : database->present_profile();
  }
  if (database->profiles().empty()) {
    given->version = database->append_profile(*given, plugin::wall_now(), default_author(),
                                              "given to replay --profile");
    return given;
  }
  const qa::Profile present = database->present_profile();
  given->version = present.version;
  if (qa::profile_json(*given) != qa::profile_json(present)) {
    fmt::print(stderr,
               "sandglass: --profile: the database has a profile of its own; leave it out, or "
               "change that one with: sandglass profile set\n");
    return std::nullopt;
  }
  return present;
}

void print_counts(const plugin::ReplayCounts& counts, std::chrono::duration<double> took,
                  std::FILE* out) {
  fmt::print(out,
             "{} events applied, {} duplicates, {} refused, {} malformed lines; {} conversations; "
             "{} nudges, {} suppressed; {} findings; {:.2f} s, {:.0f} events/s\n",
             counts.events, counts.duplicates, counts.refused, counts.malformed,
             counts.conversations, counts.nudges, counts.suppressed, counts.findings, took.count(),
             static_cast<double>(counts.events + counts.duplicates) / std::max(took.count(), 1e-9));
}

int pass(const Arguments& arguments, EventFiles& files, const plugin::ReplayOptions& options,
         store::Store* database) {
  // With effects on standard output, that is all standard output carries.
  std::FILE* out = arguments.effects == "-" ? stderr : stdout;
  EffectsFile effects(arguments.effects);
  plugin::Replay replay(options, database, [&](const qa::Effect& effect) { effects.add(effect); });
  const auto began = plugin::monotonic_now();
  const bool is_whole = files.read(
      replay, [&](const plugin::exchange::EventFileReader& file) { print_tally(file, out); });
  replay.finish();
  if (database != nullptr) {
    database->tidy();
  }
  effects.write();
  print_counts(replay.counts(), plugin::monotonic_now() - began, out);
  if (!is_whole) {
    fmt::print(stderr, "sandglass: stopped{}\n",
               database == nullptr ? "" : "; what was read is stored: the same command goes on");
  }
  return is_whole ? kOk : kFailed;
}

int replay(const Arguments& arguments) {
  // Whatever may be mistyped is read first, before a database is made for nothing.
  std::optional<qa::Profile> given;
  if (!arguments.profile.empty()) {
    given = read_profile_argument(arguments.profile);
    if (!given) {
      return kUsage;
    }
  }
  std::shared_ptr<const rules::RulePack> rules;
  if (!arguments.rules.empty() && !arguments.without_rules) {
    rules = load_rules_argument(arguments.rules, nullptr);
    if (!rules) {
      return kUsage;
    }
  }
  EventFiles files(arguments.files);
  std::optional<plugin::DatabaseLock> lock;
  std::unique_ptr<store::Store> database;
  if (!arguments.database.empty()) {
    lock.emplace(arguments.database);
    database = store::open_store(arguments.database);
  }
  if (!arguments.without_rules && !rules) {
    rules = load_rules_argument({}, database.get());
    if (!rules) {
      return kUsage;
    }
  }
  const auto profile = settle_profile(std::move(given), database.get());
  return profile ? pass(arguments, files, {*profile, rules, arguments.source, "default"},
                        database.get())
                 : kUsage;
}

void declare_common(CLI::App& command, Arguments& arguments) {
  command
      .add_option("files", arguments.files,
                  "Event files: JSON Lines, .gz or not; - is standard input")
      ->required();
  command.add_option("--rules", arguments.rules,
                     "Folder of rule packs; default: those of the database, else the shipped ones");
  command.add_flag("--no-rules", arguments.without_rules, "Inspect nothing");
  command.add_option("--source", arguments.source, "Account the events are filed under");
}

}  // namespace

void declare_import_events(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  arguments->source = "import";
  declare_common(command, *arguments);
  command.add_option("--db", arguments->database, "Database; made where there is none")->required();
  command.callback([arguments, &action] { action = [arguments] { return replay(*arguments); }; });
}

void declare_replay(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  declare_common(command, *arguments);
  command.add_option("--db", arguments->database, "Keep everything in this database");
  command.add_option("--profile", arguments->profile,
                     "douyin, taobao or a YAML file; default: the database's, else douyin. A "
                     "database without one takes it");
  command.add_option("--effects", arguments->effects,
                     "Write every conclusion as JSON Lines; - is standard output");
  command.callback([arguments, &action] { action = [arguments] { return replay(*arguments); }; });
}

}  // namespace tools
