#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugin/clock.h"
#include "plugin/exchange/line_reader.h"
#include "plugin/exchange/transcript.h"
#include "plugin/screen.h"
#include "qa/report_period.h"
#include "tools/import.h"
#include "tools/interruption.h"
#include "tools/progress.h"

namespace tools {
namespace {

struct Arguments {
  std::vector<std::string> files;
  std::string database;
  std::string begins;
  std::string source = "transcript";
  std::string shop = "default";
  std::string rules;
  bool without_rules = false;
};

/// Dialogues through one desk: all begin at one time, so none of them ever leaves it.
constexpr int kDialoguesADesk = 500;

struct Tally {
  std::int64_t lines = 0;
  std::int64_t timeless = 0;
  std::int64_t bad = 0;
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> problems;  // lines, the first
  plugin::ReplayCounts made;
};

/// False: Ctrl-C.
bool read_file(plugin::exchange::LineReader& lines, qa::Time begins,
               const plugin::ReplayOptions& options, store::Store* store,
               const Interruption& interruption, Tally& tally) {
  plugin::exchange::TranscriptReader reader;
  std::unique_ptr<plugin::Replay> replay;
  Progress progress(0);
  const auto finish = [&] {
    if (replay) {
      replay->finish();
      tally.made.events += replay->counts().events;
      tally.made.duplicates += replay->counts().duplicates;
      tally.made.refused += replay->counts().refused;
      tally.made.findings += replay->counts().findings;
      replay.reset();
    }
  };
  while (const auto line = lines.next()) {
    if (interruption.is_asked()) {
      finish();
      return false;
    }
    ++tally.lines;
    progress.show(0, fmt::format("{} dialogues", tally.lines));
    plugin::exchange::Transcript transcript;
    if (line->is_too_long) {
      transcript.problem = plugin::exchange::kTooLong;
    } else {
      transcript = reader.read(line->text, begins);
    }
    if (!transcript.problem.empty()) {
      ++tally.bad;
      auto& seen = tally.problems[transcript.problem];
      seen.second = seen.first++ == 0 ? line->number : seen.second;
      continue;
    }
    tally.timeless += transcript.has_times ? 0 : 1;
    if (tally.lines % kDialoguesADesk == 0) {
      finish();
    }
    if (!replay) {
      replay = std::make_unique<plugin::Replay>(options, store, plugin::Replay::EffectSeen());
    }
    for (qa::Event& event : transcript.events) {
      replay->apply(std::move(event));
    }
  }
  finish();
  return true;
}

void print(const std::string& name, const Tally& tally) {
  fmt::print("{}: {} dialogues, {} left out; {} events new, {} known already, {} findings\n",
             plugin::terminal_text(name, plugin::kUncut), tally.lines, tally.bad, tally.made.events,
             tally.made.duplicates, tally.made.findings);
  if (tally.timeless > 0) {
    fmt::print("  {} without times: in figures of volume and intent only\n", tally.timeless);
  }
  if (tally.made.refused > 0) {
    fmt::print("  {} events refused: outside the years 2000 to 2099, see --begins\n",
               tally.made.refused);
  }
  for (const auto& [problem, seen] : tally.problems) {
    fmt::print("  {} left out, first line {}: {}\n", seen.first, seen.second, problem);
  }
}

int import_transcripts(const Arguments& arguments) {
  auto first = std::make_unique<plugin::exchange::LineReader>(arguments.files.front());
  ImportedDatabase database(arguments.database);
  plugin::ReplayOptions options;
  options.source = arguments.source;
  options.shop = arguments.shop;
  if (!database.settle(options, arguments.rules, arguments.without_rules)) {
    return kUsage;
  }
  const qa::LocalTime local(options.profile);
  const auto begins = qa::parse_bound(arguments.begins, local);
  if (!begins) {
    fmt::print(stderr,
               "sandglass: --begins: {} is neither a local date (2026-11-22) nor an instant "
               "(2026-11-22T04:00:00Z)\n",
               plugin::terminal_text(arguments.begins, plugin::kUncut));
    return kUsage;
  }
  const Interruption interruption;
  for (const std::string& name : arguments.files) {
    const auto lines =
        first ? std::move(first) : std::make_unique<plugin::exchange::LineReader>(name);
    Tally tally;
    const bool is_whole =
        read_file(*lines, *begins, options, database.store(), interruption, tally);
    print(lines->name(), tally);
    if (!is_whole) {
      fmt::print(stderr, "sandglass: stopped; what was read is stored: the same command goes on\n");
      return kFailed;
    }
    const bool is_all_refused =
        tally.made.refused > 0 && tally.made.events + tally.made.duplicates == 0;
    if ((tally.lines > 0 && tally.bad == tally.lines) || is_all_refused) {
      return kFailed;
    }
  }
  return kOk;
}

}  // namespace

void declare_import_transcript(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command.add_option("files", arguments->files, "JSON Lines, .gz or not; - is standard input")
      ->required();
  command.add_option("--db", arguments->database, "Database; made where there is none")->required();
  command
      .add_option("--begins", arguments->begins,
                  "When the dialogues begin, which the file does not say: a local date or an "
                  "instant")
      ->required();
  command.add_option("--source", arguments->source, "Account the dialogues are filed under");
  command.add_option("--shop", arguments->shop, "Shop they are filed under");
  command.add_option("--rules", arguments->rules,
                     "Folder of rule packs; default: those of the database, else the shipped ones");
  command.add_flag("--no-rules", arguments->without_rules, "Inspect nothing");
  command.callback(
      [arguments, &action] { action = [arguments] { return import_transcripts(*arguments); }; });
}

}  // namespace tools
