#pragma once

#include "plugin/report/json_writer.h"
#include "qa/insight.h"

namespace plugin::report {

/// The member `insight` of the JSON report (docs/metrics.md, "Causes"): values, nothing
/// worked out from them.
void write_insight(JsonWriter& out, const qa::Insight& insight);

/// One element of an array.
void write_risk(JsonWriter& out, const qa::ComplaintRisk& risk);
void write_topic(JsonWriter& out, const qa::Topic& topic);

}  // namespace plugin::report
