#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugin/config_values.h"
#include "plugin/report_schedule.h"

/// The `reports:` map of a settings file.
namespace plugin {

/// Says every problem with it; what is left is a schedule with nothing to do.
ReportSchedule read_reports(ConfigContext& context, const DocumentNode& node);

/// "reports:\n  folder: …"; empty for a schedule with nothing to do.
std::string print_reports(const ReportSchedule& schedule);

/// "folder", "daily" …
std::vector<std::string_view> report_keys();

}  // namespace plugin
