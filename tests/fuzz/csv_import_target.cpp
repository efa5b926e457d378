// Any bytes as a CSV export: decoded, taken apart, bound to a preset, made into events. Nothing may
// depend on where the blocks end, and every event must be one the codec can write and read.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/exchange/column_mapping.h"
#include "plugin/exchange/csv_reader.h"
#include "plugin/exchange/imported_row.h"
#include "plugin/exchange/text_decoder.h"
#include "qa/event_json.h"
#include "rules/utf8.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using namespace plugin::exchange;  // NOLINT(google-build-using-namespace): a file of its own

struct Row {
  std::vector<std::string> cells;
  bool is_good = false;
};

std::vector<Row> rows_of(std::string_view text, std::size_t piece) {
  std::size_t at = 0;
  CsvReader reader([&] {
    const std::string_view part = text.substr(std::min(at, text.size()), piece);
    at += part.size();
    return part;
  });
  std::vector<Row> rows;
  CsvRecord record;
  std::int64_t line = 0;
  while (reader.next(record)) {
    fuzz::expect(record.line > line, "lines are counted upwards");
    line = record.line;
    rows.push_back({{record.cells.begin(), record.cells.end()}, record.problem.empty()});
  }
  return rows;
}

std::string decoded(std::string_view bytes, Encoding encoding) {
  TextDecoder decoder(encoding);
  std::string text(decoder.decode(bytes));
  text += decoder.finish();
  return text;
}

void check_event(const qa::Event& event) {
  std::string json;
  qa::append_event_json(json, event);
  qa::EventReader reader;
  const qa::ReadEvent again = reader.read(json);
  fuzz::expect(again.kind == qa::ReadKind::kEvent, "a row becomes events that can be read");
  fuzz::expect(again.repaired == 0, "of valid UTF-8");
}

const std::vector<ColumnMapping>& mappings() {
  static const std::vector<ColumnMapping> known = presets_named("generic");
  return known;
}

void check_rows(const std::vector<Row>& rows) {
  if (rows.empty() || !rows.front().is_good) {
    return;
  }
  const std::vector<std::string_view> header(rows.front().cells.begin(), rows.front().cells.end());
  for (const ColumnMapping& mapping : mappings()) {
    BoundColumns columns = bind_columns(mapping, header);
    if (!columns.problems.empty()) {
      continue;
    }
    RowReader reader(mapping, std::move(columns),
                     {"Europe/Berlin", qa::kLatestTime - qa::Duration{1}});
    ImportedRow made;
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const std::vector<std::string_view> cells(rows[i].cells.begin(), rows[i].cells.end());
      if (!reader.read(cells, static_cast<std::int64_t>(i), made)) {
        fuzz::expect(!made.events.empty(), "a row that is taken is an event at least");
        std::for_each(made.events.begin(), made.events.end(), check_event);
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string chinese = decoded(bytes, Encoding::kGb18030);
  fuzz::expect(!rules::utf8::first_broken(chinese), "GB18030 becomes UTF-8");
  const std::string text = decoded(bytes, Encoding::kAuto);
  const auto whole = rows_of(text, text.size() + 1);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{5}}) {
    const auto again = rows_of(text, piece);
    fuzz::expect(again.size() == whole.size(), "as many rows wherever blocks end");
    for (std::size_t i = 0; i < whole.size(); ++i) {
      fuzz::expect(again[i].cells == whole[i].cells && again[i].is_good == whole[i].is_good,
                   "the same rows wherever blocks end");
    }
  }
  check_rows(whole);
  return 0;
}
