#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "plugin/audit_entry.h"
#include "plugin/clock.h"
#include "plugin/database_lock.h"
#include "plugin/exchange/table_export.h"
#include "plugin/net/control_socket.h"
#include "plugin/refusal.h"
#include "plugin/report/report_format.h"
#include "plugin/reporting.h"
#include "plugin/screen.h"
#include "store/open.h"
#include "tools/command.h"
#include "tools/export_target.h"
#include "tools/interruption.h"
#include "tools/owned_database.h"
#include "tools/period_option.h"
#include "tools/progress.h"
#include "tools/terminal.h"

namespace tools {
namespace {

constexpr const char* kFigures = "figures";

struct Arguments {
  std::string what;
  std::string database;
  std::string format = "csv";
  std::string out = kStandardOutput;
  std::string period;
  std::vector<std::string> by;
  std::string language = "en";
  bool with_transcript = false;
  plugin::ReportQuestion question;
};

int refuse(const std::string& message) {
  fmt::print(stderr, "sandglass: {}\n", message);
  return kUsage;
}

/// Writes the audit row, here or through the process that holds the database. kOk, or why there is
/// no export.
int record(const std::string& database, store::AuditEntry entry) {
  std::optional<plugin::DatabaseLock> lock;
  try {
    lock.emplace(database);
  } catch (const plugin::DatabaseHeld& held) {
    try {
      const auto answer = plugin::net::control_request(plugin::socket_path(database), "POST",
                                                       "/audit", plugin::to_json(entry));
      if (answer.status == 200) {
        return kOk;
      }
      fmt::print(stderr, "sandglass: {}\n", plugin::why_of(answer));
    } catch (const std::system_error& error) {
      fmt::print(stderr, "sandglass: {}\n  and it does not answer: {}\n", held.what(),
                 error.what());
    }
    return kStoreTrouble;
  }
  entry.at = plugin::wall_now();
  store::Batch batch;
  batch.audit.push_back(std::move(entry));
  static_cast<void>(store::open_store(database)->append(batch));
  return kOk;
}

int export_figures(const Arguments& arguments, store::Reader& reader, const qa::Profile& profile,
                   const qa::ReportRequest& request) {
  const std::string name = arguments.format == "jsonl" ? "json" : arguments.format;
  const auto format = plugin::report::format_named(name);
  if (!format) {
    return refuse("--format: csv, xlsx or jsonl");
  }
  std::string bytes = plugin::report::report_as(
      *format, plugin::report_of(reader, profile, request),
      arguments.language == "zh" ? rules::Language::kChinese : rules::Language::kEnglish);
  bytes += name == "json" && !bytes.ends_with('\n') ? "\n" : "";
  ExportTarget target(arguments.out);
  target.write(bytes);
  target.finish();
  return kOk;
}

int export_rows(const Arguments& arguments, store::Reader& reader, const qa::Profile& profile,
                const qa::ReportRequest& request, plugin::exchange::ExportTable table) {
  plugin::exchange::ExportQuestion question;
  question.table = table;
  question.period = {request.period.from, request.period.to};
  question.with_transcript = arguments.with_transcript;
  question.instant = std::max(request.instant, reader.last_event_time().value_or(request.instant));
  const qa::LocalTime local(profile);
  ExportTarget target(arguments.out);
  const auto writer = plugin::report::make_table_writer(
      *plugin::report::table_format_named(arguments.format),
      {std::string(to_string(table)), plugin::exchange::export_columns(question),
       request.generated_at},
      local, [&](std::string_view bytes) { target.write(bytes); });
  const Interruption interruption;
  Progress progress(0);
  const auto rows =
      plugin::exchange::export_table(reader, profile, question, *writer, [&](std::int64_t written) {
        progress.show(0, fmt::format("{} rows", written));
        return !interruption.is_asked();
      });
  if (!rows) {
    fmt::print(stderr, "sandglass: stopped; nothing was exported\n");
    return kFailed;
  }
  target.finish();
  if (arguments.out != kStandardOutput) {
    fmt::print("{}: {} {}\n", plugin::terminal_text(arguments.out, plugin::kUncut), *rows,
               to_string(table));
  }
  return kOk;
}

/// kOk: the arguments go together.
int check(Arguments& arguments) {
  if (arguments.format == "xlsx" && arguments.out == kStandardOutput && is_output_shown()) {
    return refuse("--format xlsx: not for a terminal: name a file with --out");
  }
  if (arguments.with_transcript && arguments.what != "conversations") {
    return refuse("--with-transcript: of conversations only");
  }
  if (arguments.with_transcript && arguments.format == "xlsx") {
    return refuse("--with-transcript: a cell of a workbook has no room for it: csv or jsonl");
  }
  if (!arguments.by.empty() && arguments.what != kFigures) {
    return refuse("--by: of figures only");
  }
  for (const std::string& by : arguments.by) {
    const auto cut = qa::cut_named(by);
    if (!cut) {
      return refuse(fmt::format("--by: {} is no cut: see sandglass report --help", by));
    }
    arguments.question.cuts.push_back(*cut);
  }
  if (const auto problem = take_period(arguments.period, arguments.question)) {
    return refuse(*problem);
  }
  return kOk;
}

int export_all(Arguments arguments) {
  if (const int refused = check(arguments); refused != kOk) {
    return refused;
  }
  auto reader = store::open_reader(arguments.database);
  const qa::Profile profile = reader->present_profile();
  const auto known = plugin::known_times(*reader);
  const qa::LocalTime local(profile);
  const auto made =
      plugin::make_request(arguments.question, known, plugin::wall_now(), profile, local);
  if (const auto* problem = std::get_if<plugin::ReportProblem>(&made)) {
    return refuse(problem->message);
  }
  const auto& request = std::get<qa::ReportRequest>(made);
  plugin::ExportNote note;
  note.what = arguments.what;
  note.actor = default_author();
  note.format = arguments.format;
  note.period = {request.period.from, request.period.to};
  note.conversations = reader->count_conversations(note.period);
  note.with_transcript = arguments.with_transcript;
  if (const int refused = record(arguments.database, audit_of(note)); refused != kOk) {
    return refused;
  }
  const auto table = plugin::exchange::export_table_named(arguments.what);
  return table ? export_rows(arguments, *reader, profile, request, *table)
               : export_figures(arguments, *reader, profile, request);
}

}  // namespace

void declare_export(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command
      .add_option("what", arguments->what, "conversations, rounds, findings, reviews or figures")
      ->required()
      ->check(CLI::IsMember({"conversations", "rounds", "findings", "reviews", kFigures}));
  command.add_option("--db", arguments->database, "Database")->required();
  command.add_option("--format", arguments->format, "csv, xlsx or jsonl; default: csv")
      ->check(CLI::IsMember({"csv", "xlsx", "jsonl"}));
  command.add_option("--out", arguments->out,
                     "File to write, whole or not at all; default -, standard output");
  declare_period(command, arguments->period, arguments->question,
                 "default: everything that is stored");
  command.add_option("--by", arguments->by, "Of figures: the cuts of sandglass report")
      ->delimiter(',');
  command.add_option("--language", arguments->language, "Of figures as xlsx: en or zh")
      ->check(CLI::IsMember({"en", "zh"}));
  command.add_flag("--with-transcript", arguments->with_transcript,
                   "Of conversations: all that was said, in a column of its own");
  command.callback(
      [arguments, &action] { action = [arguments] { return export_all(*arguments); }; });
}

}  // namespace tools
