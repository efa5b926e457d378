#pragma once

#include <string>

#include "qa/compact.h"
#include "qa/metrics_tally.h"

/// Sums as they are stored: everything a tally holds but its customers and open rounds, which
/// depend on more than can be added up.
namespace qa {

/// Appends the sums: a bit set saying which are not 0, those, how many of each score and
/// of each wait, and the response times in ascending order, each as the step from the one before. A
/// tally may have been added to in any order: equal sums are equal bytes.
void append_sums(std::string& out, const Tally& tally);

/// What append_sums() wrote. @returns a tally without customers; where the bytes are no good (the
/// reader then says so) anything.
Tally read_sums(CompactReader& reader);

/// Takes a share out that went in before. False, and `tally` is of no more use, where the share is
/// not in it.
[[nodiscard]] bool take_out(Tally& tally, const Tally& share);

/// True where append_sums() would write nothing but zeros.
bool has_no_sums(const Tally& tally);

}  // namespace qa
