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

}  // namespace

void append_csv_line(std::string& out, std::span<const std::string> cells) {
  bool is_first = true;
  for (const std::string& cell : cells) {
    out += is_first ? "" : ",";
    is_first = false;
    const bool is_guarded = is_formula(cell);
    if (!is_guarded && cell.find_first_of(",\"\r\n") == std::string::npos) {
      out += cell;
      continue;
    }
    out += is_guarded ? "\"'" : "\"";
    for (const char c : cell) {
      out += c == '"' ? "\"\"" : std::string_view(&c, 1);
    }
    out += '"';
  }
  out += "\r\n";
}

}  // namespace plugin::report
