#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/finding.h"

namespace rules {

/// What is in every text that a pattern matches, so that the others need not be tried. Texts are
/// those of the pattern's view.
struct Need {
  std::vector<std::string> any_of;  ///< at least one of these; empty = nothing is known
  std::vector<std::string> all_of;  ///< and each of these

  bool is_known() const { return !any_of.empty(); }
};

/// The need of a regular expression that compiles in `memory` bytes, as RE2's Prefilter derives it.
///
/// Prefilter gives a formula of "and" and "or" over short texts (atoms), true for every text that
/// matches. The formula cannot be read, but it can be asked; it never turns false by more atoms
/// being present. So where it is false with all atoms present but one, that one is needed; and any
/// set with which absent it is false has one that is present in every match.
///
/// Prefilter lower-cases its atoms, the text is not lower-cased again. So only atoms are used that
/// no other spelling leads to: of characters without case and, since norm and the views made from
/// it hold no capitals, ASCII. (Norm keeps ς beside σ, and Prefilter turns one into the other; raw
/// keeps capitals.) A pattern that needs other letters has no known need.
Need need_of_regex(const std::string& regex, View view, std::int64_t memory);

}  // namespace rules
