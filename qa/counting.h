#pragma once

#include <string>

#include "qa/profile.h"

namespace qa {

/// The settings that decide what is counted, as one text: two profiles with the same text make the
/// same sums of every conversation. Thresholds, the ladder, quiet hours and retention are not among
/// them. Begins with the version of the form sums are stored in.
std::string counting_of(const Profile& profile);

}  // namespace qa
