#pragma once

#include <string>

#include "qa/report.h"
#include "rules/diagnostic.h"

namespace plugin::report {

/// The report for a person at a terminal: every figure with what it was made of, its threshold and
/// its change, then one table a cut. The same numbers as report_json, durations in seconds and
/// shares in per cent, rounded to two places for the eye; bounds in local time. Plain text, no
/// colour, lines ending in "\n"; names from outside cannot steer the terminal.
std::string report_text(const qa::Report& report, rules::Language language);

/// One figure's value as report_text shows it: "93.33%", "38.71 s", "5", "—" where there is none.
std::string value_text(const qa::Figure& figure, rules::Language language);

}  // namespace plugin::report
