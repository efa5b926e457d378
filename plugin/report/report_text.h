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

}  // namespace plugin::report
