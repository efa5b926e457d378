#pragma once

#include <string>

#include "qa/report.h"
#include "rules/diagnostic.h"

/// The parts of an HTML report that are charts: each one `<section class="card">` or nothing.
/// Everything from outside in them is escaped.
namespace plugin::report {

/// The figures of the dashboard, each with its threshold, its change and its shape.
std::string tiles(const qa::Report& report, rules::Language language);
/// One figure step by step beside the previous period, and the same as a table.
/// @param width  of the drawing, kWideChart or kHalfChart
std::string trend_card(const qa::Report& report, qa::Metric metric, double width,
                       rules::Language language);
std::string reasons_card(const qa::Report& report, rules::Language language);
std::string waits_card(const qa::Report& report, rules::Language language);
std::string hours_card(const qa::Report& report, rules::Language language);

}  // namespace plugin::report
