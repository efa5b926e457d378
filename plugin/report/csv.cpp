#include "plugin/report/csv.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace plugin::report {
namespace {

constexpr std::array<std::string_view, 10> kFormulaStarts = {"=",  "+",  "-",  "@",  "\t",
                                                             "\r", "＝", "＋", "－", "＠"};

bool is_formula(std::string_view cell) {
  return std::any_of(kFormulaStarts.begin(), kFormulaStarts.end(),
                     [cell](std::string_view start) { return cell.starts_with(start); });
}

void append_cell(std::string& out, std::string_view cell, bool is_first) {
  out += is_first ? "" : ",";
  const bool is_guarded = is_formula(cell);
  if (!is_guarded && cell.find_first_of(",\"\r\n") == std::string::npos) {
    out += cell;
    return;
  }
  out += is_guarded ? "\"'" : "\"";
  for (const char c : cell) {
    out += c == '"' ? "\"\"" : std::string_view(&c, 1);
  }
  out += '"';
}

}  // namespace

std::string_view without_guard(std::string_view cell) {
  return cell.starts_with('\'') && is_formula(cell.substr(1)) ? cell.substr(1) : cell;
}

void append_csv_line(std::string& out, std::span<const std::string> cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    append_cell(out, cells[i], i == 0);
  }
  out += "\r\n";
}

void append_csv_line(std::string& out, std::span<const CsvCell> cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].is_number) {
      out += i == 0 ? "" : ",";
      out += cells[i].text;
    } else {
      append_cell(out, cells[i].text, i == 0);
    }
  }
  out += "\r\n";
}

}  // namespace plugin::report
