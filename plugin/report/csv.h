#pragma once

#include <span>
#include <string>
#include <string_view>

/// CSV as spreadsheets read it (RFC 4180), harmless to whoever opens it.
namespace plugin::report {

/// What a CSV file begins with, so that spreadsheets read UTF-8.
inline constexpr char kCsvStart[] = "\xEF\xBB\xBF";

/// Appends one line, ended by CR LF. A cell that a spreadsheet would take for a formula (it begins
/// with = + - @, a tab or a carriage return, or their full-width forms) gets a ' in front: what a
/// customer wrote must never be run (OWASP, "CSV injection").
/// @param cells  UTF-8
void append_csv_line(std::string& out, std::span<const std::string> cells);

/// A cell without the ' that append_csv_line() put in front; any other cell as it is.
std::string_view without_guard(std::string_view cell);

/// Appends one line of what programs wrote as well as people: a number is left as it is, also where
/// it is negative.
struct CsvCell {
  std::string text;
  bool is_number = false;
};

void append_csv_line(std::string& out, std::span<const CsvCell> cells);

}  // namespace plugin::report
