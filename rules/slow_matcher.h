#pragma once

#include <memory>
#include <vector>

#include "rules/collector.h"
#include "rules/pack.h"

/// The obviously right matcher every quicker one is compared with, and kept for ever. It reads
/// texts code point by code point, makes the views anew for every rule and looks nothing up in
/// advance. Regular expressions are RE2's in both.
namespace rules {

/// @returns null if `sources` have an error. Same rules in the same order as compile(); does not
/// run their tests.
std::shared_ptr<const RulePack> compile_slowly(const std::vector<Source>& sources);

}  // namespace rules
