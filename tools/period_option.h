#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "plugin/reporting.h"

namespace tools {

/// Names a person can give a period, for help and refusals.
inline constexpr const char* kPeriods =
    "today, yesterday, last7, last30, week, month, lastweek, lastmonth, a day (2026-11-22), an ISO "
    "week (2026-W47), a month (2026-11) and a sale of the profile (sale:双11)";

/// --period, --from, --to and --at.
/// @param name, question  outlive the command  @param otherwise  what holds without any of them
void declare_period(CLI::App& command, std::string& name, plugin::ReportQuestion& question,
                    const std::string& otherwise);

/// Puts the period named into the question; nullopt, or what is wrong.
std::optional<std::string> take_period(const std::string& name, plugin::ReportQuestion& question);

/// As take_period(); today where neither a name nor an end was given.
std::optional<std::string> take_period_or_today(const std::string& name,
                                                plugin::ReportQuestion& question);

}  // namespace tools
