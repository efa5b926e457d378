#pragma once

#include <string_view>
#include <vector>

#include "rules/compiled_clause.h"

namespace rules {

/// Places where all words stand near each other: for every place such a chain begins at, up to the
/// end of the one that ends first. n log n in the places of the words, whatever the gap.
std::vector<ByteSpan> find_near(const Near<CompiledPattern>& near, std::string_view text,
                                const Signature& signature);

}  // namespace rules
