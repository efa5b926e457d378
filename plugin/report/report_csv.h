#pragma once

#include <string>

#include "qa/report.h"

namespace plugin::report {

/// One line a figure, UTF-8 with a byte order mark, for spreadsheets: the whole first (`by` is
/// empty), then the groups as in the JSON. Numbers are written as there, in full; what is null
/// there is empty here. Reasons and currencies are lines of their own,
/// `dissatisfaction_reasons.slow`.
std::string report_csv(const qa::Report& report);

}  // namespace plugin::report
