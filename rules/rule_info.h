#pragma once

#include "rules/pack.h"
#include "rules/rule.h"

namespace rules {

/// What callers may know of a rule.
RuleInfo info_of(const Rule& rule);

}  // namespace rules
