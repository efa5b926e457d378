#include "plugin/exchange/import_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "plugin/screen.h"
#include "qa/event_json.h"

namespace plugin::exchange {
namespace {

void append_notes(std::string& out, const Notes& notes) {
  for (const auto& [what, noted] : notes) {
    const std::string first =
        noted.first_line > 0 ? fmt::format(", first line {}", noted.first_line) : std::string();
    fmt::format_to(std::back_inserter(out), "  {}{}: {}\n", noted.rows, first, what);
  }
}

void append_text(std::string& out, std::string_view key, std::string_view value) {
  fmt::format_to(std::back_inserter(out), ",\"{}\":", key);
  qa::append_json_string(out, value);
}

void append_texts(std::string& out, std::string_view key, const std::vector<std::string>& values) {
  fmt::format_to(std::back_inserter(out), ",\"{}\":[", key);
  for (const std::string& value : values) {
    out += &value == &values.front() ? "" : ",";
    qa::append_json_string(out, value);
  }
  out += ']';
}

void append_notes_json(std::string& out, std::string_view key, const Notes& notes) {
  fmt::format_to(std::back_inserter(out), ",\"{}\":[", key);
  bool is_first = true;
  for (const auto& [what, noted] : notes) {
    out += is_first ? "{\"what\":" : ",{\"what\":";
    is_first = false;
    qa::append_json_string(out, what);
    fmt::format_to(std::back_inserter(out), ",\"rows\":{},\"first_line\":{}}}", noted.rows,
                   noted.first_line > 0 ? fmt::format("{}", noted.first_line) : "null");
  }
  out += ']';
}

}  // namespace

std::string import_text(const ImportedFile& file) {
  const CsvImportTally& tally = file.tally;
  std::string out =
      fmt::format("{}: {} rows, {} {}, {} known already, {} rejected\n",
                  terminal_text(file.name, kUncut), tally.rows, tally.taken,
                  file.is_dry_run ? "good" : "taken", tally.duplicates, tally.rejected);
  fmt::format_to(std::back_inserter(out), "  mapping {}, encoding {}{}\n",
                 terminal_text(tally.mapping, kUncut),
                 tally.encoding == Encoding::kAuto ? "ascii" : to_string(tally.encoding),
                 tally.earlier > 0 ? fmt::format(", {} rows done by an earlier run", tally.earlier)
                                   : std::string());
  append_notes(out, tally.problems);
  append_notes(out, tally.notes);
  if (tally.headers > 0) {
    fmt::format_to(std::back_inserter(out), "  {}: the header again, passed over\n", tally.headers);
  }
  if (tally.time_forms.size() > 1) {
    fmt::format_to(std::back_inserter(out), "  times are written in {} ways: {}\n",
                   tally.time_forms.size(), fmt::join(tally.time_forms, "; "));
  }
  if (!tally.unused.empty()) {
    std::vector<std::string> shown;
    std::transform(tally.unused.begin(), tally.unused.end(), std::back_inserter(shown),
                   [](const std::string& name) { return terminal_text(name, kUncut); });
    fmt::format_to(std::back_inserter(out), "  columns not used: {}\n", fmt::join(shown, ", "));
  }
  if (!file.rejects.empty()) {
    fmt::format_to(std::back_inserter(out),
                   "  rejected rows with their reasons: {}\n  mend them there and import that "
                   "file\n",
                   terminal_text(file.rejects, kUncut));
  }
  fmt::format_to(std::back_inserter(out),
                 "  {} events of {} conversations, {} findings; {:.2f} s, {:.0f} rows/s\n",
                 tally.made.events, tally.made.conversations, tally.made.findings, file.seconds,
                 static_cast<double>(tally.rows) / std::max(file.seconds, 1e-9));
  return out;
}

std::string import_json(const ImportedFile& file) {
  const CsvImportTally& tally = file.tally;
  std::string out = "{\"file\":";
  qa::append_json_string(out, file.name);
  append_text(out, "mapping", tally.mapping);
  append_text(out, "encoding",
              tally.encoding == Encoding::kAuto ? "ascii" : to_string(tally.encoding));
  fmt::format_to(std::back_inserter(out),
                 ",\"complete\":{},\"dry_run\":{},\"rows\":{},\"taken\":{},\"duplicates\":{},"
                 "\"rejected\":{},\"earlier\":{},\"repeated_headers\":{},\"events\":{},"
                 "\"conversations\":{},\"findings\":{}",
                 file.is_whole, file.is_dry_run, tally.rows, tally.taken, tally.duplicates,
                 tally.rejected, tally.earlier, tally.headers, tally.made.events,
                 tally.made.conversations, tally.made.findings);
  append_notes_json(out, "problems", tally.problems);
  append_notes_json(out, "repairs", tally.notes);
  append_texts(out, "time_forms", tally.time_forms);
  append_texts(out, "unused_columns", tally.unused);
  out += ",\"rejects\":";
  if (file.rejects.empty()) {
    out += "null";
  } else {
    qa::append_json_string(out, file.rejects);
  }
  out += '}';
  return out;
}

}  // namespace plugin::exchange
