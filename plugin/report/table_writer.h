#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "qa/profile.h"
#include "qa/time.h"

/// Long tables in the forms people open, row by row: nothing of what was written is kept, save by a
/// workbook, which is packed as a whole.
namespace plugin::report {

/// A text is UTF-8 and may be anything a hostile customer can type: no form lets it run.
using TableCell = std::variant<std::monostate, std::string, std::int64_t, double, bool, qa::Time>;

enum class TableFormat : std::uint8_t { kCsv, kXlsx, kJsonl };
std::optional<TableFormat> table_format_named(std::string_view name);  // "csv", "xlsx", "jsonl"

struct TableHead {
  std::string title;
  std::vector<std::string> columns;  ///< plain ASCII; the member names of JSON Lines
  qa::Time made_at{};                ///< what a workbook says of itself
};

class TableWriter {
 public:
  virtual ~TableWriter() = default;
  /// As many cells as there are columns. @throws std::runtime_error where the form has no room for
  /// another row; whatever the sink throws.
  virtual void row(std::span<const TableCell> cells) = 0;
  /// Once, at the end.
  virtual void finish() = 0;
};

/// Where the bytes go, in order.
using TableSink = std::function<void(std::string_view)>;

/// Times are local to the profile in CSV and workbooks ("2026-11-22 12:34:23"), UTC in JSON Lines.
std::unique_ptr<TableWriter> make_table_writer(TableFormat format, TableHead head,
                                               const qa::LocalTime& local, TableSink sink);

}  // namespace plugin::report
