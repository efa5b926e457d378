#include "plugin/report/table_writer.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "plugin/report/csv.h"
#include "plugin/report/report_xlsx.h"
#include "plugin/report/workbook.h"
#include "qa/event_json.h"

namespace plugin::report {
namespace {

constexpr std::size_t kHeldBytes = 256 * 1024;

std::string local_text(qa::Time at, const qa::LocalTime& local) {
  std::string text = qa::format_time(qa::from_ms(local.local_ms(at)));
  text[10] = ' ';
  text.resize(19);
  return text;
}

std::string real_text(double value) {
  return fmt::format("{}", value);
}

/// What CSV and workbooks show of a cell that is no number.
std::string words_of(const TableCell& cell, const qa::LocalTime& local) {
  if (const auto* text = std::get_if<std::string>(&cell)) {
    return *text;
  }
  if (const auto* flag = std::get_if<bool>(&cell)) {
    return *flag ? "true" : "false";
  }
  const auto* at = std::get_if<qa::Time>(&cell);
  return at == nullptr ? std::string() : local_text(*at, local);
}

class CsvTable final : public TableWriter {
 public:
  CsvTable(const TableHead& head, const qa::LocalTime& local, TableSink sink)
      : local_(local), sink_(std::move(sink)), held_(kCsvStart) {
    append_csv_line(held_, head.columns);
  }

  void row(std::span<const TableCell> cells) override {
    std::vector<CsvCell> line;
    for (const TableCell& cell : cells) {
      if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
        line.push_back({std::to_string(*whole), true});
      } else if (const auto* real = std::get_if<double>(&cell)) {
        line.push_back({real_text(*real), true});
      } else {
        line.push_back({words_of(cell, local_), false});
      }
    }
    append_csv_line(held_, line);
    if (held_.size() > kHeldBytes) {
      finish();
    }
  }

  void finish() override {
    sink_(held_);
    held_.clear();
  }

 private:
  const qa::LocalTime& local_;
  TableSink sink_;
  std::string held_;
};

class JsonTable final : public TableWriter {
 public:
  JsonTable(TableHead head, TableSink sink)
      : columns_(std::move(head.columns)), sink_(std::move(sink)) {}

  void row(std::span<const TableCell> cells) override {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      held_ += i == 0 ? "{\"" : ",\"";
      held_ += columns_[i];
      held_ += "\":";
      append(cells[i]);
    }
    held_ += "}\n";
    if (held_.size() > kHeldBytes) {
      finish();
    }
  }

  void finish() override {
    sink_(held_);
    held_.clear();
  }

 private:
  void append(const TableCell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) {
      qa::append_json_string(held_, *text);
    } else if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
      held_ += std::to_string(*whole);
    } else if (const auto* real = std::get_if<double>(&cell)) {
      held_ += real_text(*real);
    } else if (const auto* flag = std::get_if<bool>(&cell)) {
      held_ += *flag ? "true" : "false";
    } else if (const auto* at = std::get_if<qa::Time>(&cell)) {
      qa::append_json_string(held_, qa::format_time(*at));
    } else {
      held_ += "null";
    }
  }

  std::vector<std::string> columns_;
  TableSink sink_;
  std::string held_;
};

class SheetTable final : public TableWriter {
 public:
  SheetTable(const TableHead& head, const qa::LocalTime& local, TableSink sink)
      : local_(local), sink_(std::move(sink)), book_(head.title, qa::to_ms(head.made_at) / 1'000) {
    constexpr double kWidth = 18;
    book_.begin_sheet(head.title);
    book_.set_width(0, static_cast<lxw_col_t>(head.columns.size() - 1), kWidth);
    book_.freeze(1, 1);
    book_.begin_row();
    book_.filter_from_here(static_cast<lxw_col_t>(head.columns.size() - 1));
    for (const std::string& column : head.columns) {
      book_.text(column, Look::kHead);
    }
  }

  void row(std::span<const TableCell> cells) override {
    if (++rows_ >= kSheetRows) {
      throw std::runtime_error(fmt::format(
          "a sheet has {} rows and there are more; choose csv or jsonl, or a shorter period",
          kSheetRows));
    }
    book_.begin_row();
    for (const TableCell& cell : cells) {
      if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
        book_.number(static_cast<double>(*whole), Look::kWhole);
      } else if (const auto* real = std::get_if<double>(&cell)) {
        book_.number(*real, Look::kDecimal);
      } else if (const std::string text = words_of(cell, local_); text.empty()) {
        book_.skip();
      } else {
        book_.text(text);
      }
    }
  }

  void finish() override { sink_(book_.take()); }

 private:
  const qa::LocalTime& local_;
  TableSink sink_;
  Workbook book_;
  std::size_t rows_ = 0;  // the head left out
};

}  // namespace

std::optional<TableFormat> table_format_named(std::string_view name) {
  constexpr std::array<std::string_view, 3> kNames{"csv", "xlsx", "jsonl"};
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) {
      return static_cast<TableFormat>(i);
    }
  }
  return std::nullopt;
}

std::unique_ptr<TableWriter> make_table_writer(TableFormat format, TableHead head,
                                               const qa::LocalTime& local, TableSink sink) {
  switch (format) {
    case TableFormat::kCsv:
      return std::make_unique<CsvTable>(head, local, std::move(sink));
    case TableFormat::kXlsx:
      return std::make_unique<SheetTable>(head, local, std::move(sink));
    case TableFormat::kJsonl:
      break;
  }
  return std::make_unique<JsonTable>(std::move(head), std::move(sink));
}

}  // namespace plugin::report
