#pragma once

#include <string>

#include "qa/report.h"
#include "rules/diagnostic.h"

namespace plugin::report {

/// The report as one HTML page to be looked at, printed (A4) or sent: charts as SVG, tables with
/// the numbers behind them. It asks for nothing outside itself: no script, no font, no picture, and
/// its content security policy forbids them, whatever names hold; light or dark as the reader's
/// system is. Cuts with many groups show those of most impact and say how many are left out. The
/// same report is the same bytes.
std::string report_html(const qa::Report& report, rules::Language language);

}  // namespace plugin::report
