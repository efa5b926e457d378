#pragma once

#include <string>
#include <vector>

#include "plugin/report/json_writer.h"
#include "qa/report.h"

namespace plugin::report {

/// The report as one JSON object on one line, for scripts (docs/metrics.md, "The report as JSON").
/// The order of keys never changes; times are UTC with milliseconds; numbers are the shortest that
/// read back as the same double; what has no value is null, never 0 and never NaN. Keys a figure
/// has only at times: `interval`, `small_sample`, `reasons`, `currencies`, `needs_work`,
/// `getting_worse`; keys a group has only in a cut by intent of some level: `level`.
std::string report_json(const qa::Report& report);

/// The member `only`: the groups everything told stands in.
void write_only(JsonWriter& out, const std::vector<qa::GroupId>& only);

}  // namespace plugin::report
