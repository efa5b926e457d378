#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "qa/insight.h"
#include "qa/report.h"
#include "rules/diagnostic.h"

namespace plugin::report {

/// "1 round", "5 rounds".
std::string counted(std::int64_t number, std::string_view one, std::string_view many);

/// Which figure is off, and by how much. Says so where no group stands out.
std::string diagnosis_text(const qa::Diagnosis& diagnosis, const qa::Report& report,
                           rules::Language language);

/// What one group has to do with it.
/// @param limit_s  of a reply in time, seconds
std::string contributor_text(qa::Metric figure, const qa::Contributor& contributor,
                             std::int64_t limit_s, rules::Language language);

}  // namespace plugin::report
