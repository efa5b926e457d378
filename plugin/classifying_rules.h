#pragma once

#include <vector>

#include "rules/compiler.h"

namespace plugin {

/// Of these packs only the rules that say what customers want (`classify`): all that figures by
/// intent need, and quicker than all rules. The version is that of the whole set.
rules::Compiled compile_classifying(const std::vector<rules::Source>& sources);

}  // namespace plugin
