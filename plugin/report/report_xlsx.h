#pragma once

#include <cstddef>
#include <string>

#include "qa/report.h"
#include "rules/diagnostic.h"

namespace plugin::report {

/// Rows of a sheet, its head included (Excel's limit; LibreOffice has the same).
inline constexpr std::size_t kSheetRows = 1'048'576;

/// The report as a workbook for Excel and LibreOffice: a sheet with every figure and what it is
/// made of, then one a cut with a line a group and a column a figure. Numbers are number cells with
/// all their digits, in the units of the JSON (milliseconds, fractions), strings are string cells
/// and nothing else; what is null there is an empty cell here. The same report is the same bytes.
/// @throws std::runtime_error where a cut has more groups than a sheet has rows
std::string report_xlsx(const qa::Report& report, rules::Language language);

}  // namespace plugin::report
