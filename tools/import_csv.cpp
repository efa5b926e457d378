#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "plugin/clock.h"
#include "plugin/database_lock.h"
#include "plugin/exchange/csv_import.h"
#include "plugin/exchange/import_report.h"
#include "plugin/screen.h"
#include "store/open.h"
#include "tools/import.h"
#include "tools/interruption.h"
#include "tools/progress.h"
#include "tools/settings.h"

namespace tools {
namespace {

using plugin::exchange::CsvImport;

struct Arguments {
  std::vector<std::string> files;
  std::string database;
  std::string map;
  std::string preset = "generic";
  std::string zone;
  std::string encoding = "auto";
  std::string source = "import";
  std::string shop;
  std::string rules;
  std::string rejects;
  bool without_rules = false;
  bool is_dry_run = false;
  bool is_strict = false;
  bool is_json = false;
};

int refuse(const std::string& message) {
  fmt::print(stderr, "sandglass: {}\n", message);
  return kUsage;
}

/// nullopt: what is wrong was said.
std::optional<std::vector<plugin::exchange::ColumnMapping>> find_mappings(
    const Arguments& arguments) {
  if (arguments.map.empty()) {
    auto presets = plugin::exchange::presets_named(arguments.preset);
    if (presets.empty()) {
      refuse(fmt::format("--preset: {} is none of {}", arguments.preset,
                         fmt::join(plugin::exchange::preset_names(), ", ")));
      return std::nullopt;
    }
    return presets;
  }
  plugin::exchange::MappingReading reading = plugin::exchange::read_mapping(arguments.map);
  for (const plugin::ConfigProblem& problem : reading.problems) {
    fmt::print(stderr, "{}\n", plugin::to_text(arguments.map, problem));
  }
  if (!reading.is_good()) {
    return std::nullopt;
  }
  if (reading.mapping.name.empty()) {
    reading.mapping.name = std::filesystem::path(arguments.map).filename().string();
  }
  return std::vector<plugin::exchange::ColumnMapping>{std::move(reading.mapping)};
}

std::int64_t size_of(const std::string& name) {
  std::error_code problem;
  const auto size = std::filesystem::file_size(name, problem);
  return problem ? 0 : static_cast<std::int64_t>(size);
}

/// Beside the file, under a name that nothing has yet; a stopped import goes on in the newest.
std::string rejects_beside(const std::string& name, bool goes_on) {
  const std::string base = name == "-" ? "import" : name;
  std::string path = base + ".rejected.csv";
  for (int i = 2; std::filesystem::exists(path); ++i) {
    std::string next = fmt::format("{}.rejected-{}.csv", base, i);
    if (goes_on && !std::filesystem::exists(next)) {
      break;
    }
    path = std::move(next);
  }
  return path;
}

/// One file, from its beginning or from where an earlier run stopped.
plugin::exchange::ImportedFile import_one(const Arguments& arguments, const std::string& name,
                                          const plugin::exchange::CsvImportOptions& options,
                                          ImportedDatabase& database,
                                          const Interruption& interruption) {
  const auto began = plugin::monotonic_now();
  const std::int64_t size = size_of(name);
  for (;;) {
    plugin::exchange::ByteReader file(name);
    CsvImport reading(options, database.store());
    if (database.is_in_background()) {
      reading.keep_batch = [&](store::Batch&& batch) { database.push(std::move(batch)); };
    }
    Progress progress(size);
    reading.is_cancelled = [&](const plugin::exchange::CsvImportTally& tally) {
      progress.show(file.bytes_read(), fmt::format("{} rows, {} rejected",
                                                   tally.earlier + tally.rows, tally.rejected));
      return interruption.is_asked();
    };
    const bool goes_on = reading.begin(file, size);
    plugin::exchange::RejectFile rejects(
        arguments.rejects.empty() ? rejects_beside(name, goes_on) : arguments.rejects, goes_on);
    const bool is_kept = !arguments.is_dry_run || !arguments.rejects.empty();
    const CsvImport::Ended ended = reading.read(file, is_kept ? &rejects : nullptr);
    if (ended == CsvImport::Ended::kChanged) {
      fmt::print(stderr,
                 "sandglass: {}: not the file it was when its import was stopped; it is read from "
                 "its beginning\n",
                 plugin::terminal_text(name, plugin::kUncut));
      reading.forget();
      continue;
    }
    plugin::exchange::ImportedFile imported;
    imported.name = file.name();
    imported.tally = reading.tally();
    imported.rejects = rejects.rows() > 0 ? rejects.path() : std::string();
    imported.is_whole = ended == CsvImport::Ended::kWhole;
    imported.is_dry_run = database.store() == nullptr;
    imported.seconds = std::chrono::duration<double>(plugin::monotonic_now() - began).count();
    return imported;
  }
}

int import_all(const Arguments& arguments, const plugin::exchange::CsvImportOptions& options,
               ImportedDatabase& database) {
  const Interruption interruption;
  bool is_whole = true;
  std::int64_t rows = 0;
  std::int64_t rejected = 0;
  for (const std::string& name : arguments.files) {
    const auto imported = import_one(arguments, name, options, database, interruption);
    fmt::print("{}", arguments.is_json ? plugin::exchange::import_json(imported) + "\n"
                                       : plugin::exchange::import_text(imported));
    rows += imported.tally.rows;
    rejected += imported.tally.rejected;
    is_whole = imported.is_whole;
    if (!is_whole) {
      fmt::print(stderr, "sandglass: stopped; what was read is stored: the same command goes on\n");
      break;
    }
  }
  database.flush();
  if (!is_whole || (rows > 0 && rejected == rows)) {
    return kFailed;
  }
  return arguments.is_strict && rejected > 0 ? kCheckFound : kOk;
}

std::optional<plugin::exchange::Encoding> encoding_named(const std::string& name) {
  for (const auto encoding : {plugin::exchange::Encoding::kAuto, plugin::exchange::Encoding::kUtf8,
                              plugin::exchange::Encoding::kGb18030}) {
    if (to_string(encoding) == name) {
      return encoding;
    }
  }
  return std::nullopt;
}

int import_csv(const Arguments& arguments) {
  auto mappings = find_mappings(arguments);
  if (!mappings) {
    return kUsage;
  }
  if (arguments.database.empty() && !arguments.is_dry_run) {
    return refuse("import needs --db DATABASE, or --dry-run");
  }
  if (!arguments.rejects.empty() && arguments.files.size() > 1) {
    return refuse("--reject names one file: import one file at a time with it");
  }
  for (const std::string& name : arguments.files) {
    const plugin::exchange::ByteReader opened(name);  // a mistyped name is known before anything
  }
  ImportedDatabase database(arguments.is_dry_run ? std::string() : arguments.database);
  plugin::exchange::CsvImportOptions options;
  options.mappings = std::move(*mappings);
  options.encoding = *encoding_named(arguments.encoding);
  options.zone = arguments.zone;
  options.now = plugin::wall_now();
  options.core.source = arguments.source;
  options.is_shop_told = !arguments.shop.empty();
  if (options.is_shop_told) {
    options.core.shop = arguments.shop;
  }
  if (!database.settle(options.core, arguments.rules, arguments.without_rules)) {
    return kUsage;
  }
  database.write_in_background();
  return import_all(arguments, options, database);
}

}  // namespace

void declare_import_csv(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command.add_option("files", arguments->files, "CSV files, .gz or not; - is standard input")
      ->required();
  command.add_option("--db", arguments->database, "Database; made where there is none");
  const auto* map =
      command.add_option("--map", arguments->map, "YAML file that says which column is what");
  command
      .add_option(
          "--preset", arguments->preset,
          fmt::format("{}; default: generic", fmt::join(plugin::exchange::preset_names(), ", ")))
      ->excludes(const_cast<CLI::Option*>(map));
  command.add_option("--zone", arguments->zone,
                     "Time zone of times without an offset; default: the mapping's, else the "
                     "profile's");
  command.add_option("--encoding", arguments->encoding, "auto, utf-8 or gb18030")
      ->check(CLI::IsMember({"auto", "utf-8", "gb18030"}));
  command.add_option("--source", arguments->source, "Account the rows are filed under");
  command.add_option("--shop", arguments->shop, "Shop of rows that name none; default: default");
  command.add_option("--rules", arguments->rules,
                     "Folder of rule packs; default: those of the database, else the shipped ones");
  command.add_flag("--no-rules", arguments->without_rules, "Inspect nothing");
  command.add_option("--reject", arguments->rejects,
                     "File for the rows that cannot be taken; default: beside the import, "
                     "FILE.rejected.csv");
  command.add_flag("--dry-run", arguments->is_dry_run, "Read and judge the rows, keep nothing");
  command.add_flag("--strict", arguments->is_strict, "Exit 4 where a row was rejected");
  command.add_flag("--json", arguments->is_json, "The outcome as one JSON object a file");
  command.callback(
      [arguments, &action] { action = [arguments] { return import_csv(*arguments); }; });
}

}  // namespace tools
