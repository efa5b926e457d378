#include <fmt/format.h>

#include <memory>
#include <string>

#include "plugin/clock.h"
#include "plugin/exchange/benchmark_file.h"
#include "plugin/exchange/event_file_bytes.h"
#include "tools/import.h"
#include "tools/owned_database.h"

namespace tools {
namespace {

struct Arguments {
  std::string file;
  std::string database;
  bool is_dry_run = false;
};

int import_benchmark(const Arguments& arguments) {
  if (arguments.database.empty() && !arguments.is_dry_run) {
    fmt::print(stderr, "sandglass: import needs --db DATABASE, or --dry-run\n");
    return kUsage;
  }
  plugin::exchange::ByteReader file(arguments.file);
  auto reading = plugin::exchange::read_benchmarks([&file] { return file.next(); },
                                                   plugin::exchange::Encoding::kAuto);
  for (const auto& problem : reading.problems) {
    fmt::print(stderr, "{}:{}: {}\n", file.name(), problem.line, problem.message);
  }
  if (!reading.is_good()) {
    fmt::print(stderr, "sandglass: no benchmark was taken; those imported before stand\n");
    return kUsage;
  }
  const std::size_t count = reading.benchmarks.size();
  if (!arguments.is_dry_run) {
    const ImportedDatabase database(arguments.database);
    store::Batch batch;
    batch.benchmarks = std::move(reading.benchmarks);
    batch.audit.push_back({plugin::wall_now(), default_author(), "import.benchmark", "benchmark",
                           fmt::format("{{\"benchmarks\":{}}}", count)});
    static_cast<void>(database.store()->append(batch));
  }
  fmt::print("{}: benchmarks: {}{}\n", file.name(), count,
             arguments.is_dry_run ? "; nothing is kept of a dry run"
                                  : ", in place of those imported before");
  return kOk;
}

}  // namespace

void declare_import_benchmark(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command
      .add_option(
          "file", arguments->file,
          "CSV file with the columns figure, of, value, unit, name, from, to; - is standard "
          "input. It takes the place of the one imported before; only a header: none")
      ->required();
  command.add_option("--db", arguments->database, "Database; made where there is none");
  command.add_flag("--dry-run", arguments->is_dry_run, "Read and judge the file, keep nothing");
  command.callback(
      [arguments, &action] { action = [arguments] { return import_benchmark(*arguments); }; });
}

}  // namespace tools
