#pragma once

#include <string>
#include <vector>

#include "rules/collector.h"

namespace rules {

/// SHA-256 in 64 lower-case hex digits over, for each pack in order of its name: name, NUL, size
/// of the source in decimal, NUL, source.
std::string version_of(const std::vector<Pack>& packs, const std::vector<Source>& sources);

}  // namespace rules
