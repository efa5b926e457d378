#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/finding.h"

namespace rules {

/// What is in every text that a pattern matches, so that the others need not be tried. Texts are
/// those of the pattern's view.
struct Need {
  /// Texts of which at least one is there; not empty.
  using Group = std::vector<std::string>;

  std::vector<Group> one_of_each;  ///< empty = nothing is known

  bool is_known() const { return !one_of_each.empty(); }
};

/// The need of a regular expression that compiles in `memory` bytes, as RE2's Prefilter derives it.
///
/// Prefilter gives a formula of "and" and "or" over short texts (atoms), true for every text that
/// matches. The formula cannot be read, but it can be asked; it never turns false by more atoms
/// being present. So any set of atoms with which absent it is false has one that is present in
/// every match: that is a group. Each atom that is needed by itself is one; then, of the atoms no
/// group has yet, as many groups as there are, each of them without an atom that can be done
/// without.
///
/// Prefilter lower-cases its atoms, the text is not lower-cased again. So only atoms are used that
/// no other spelling leads to: of characters without case and, since norm and the views made from
/// it hold no capitals, ASCII. (Norm keeps ς beside σ, and Prefilter turns one into the other; raw
/// keeps capitals.) A pattern that needs other letters has no known need.
Need need_of_regex(const std::string& regex, View view, std::int64_t memory);

}  // namespace rules
