#pragma once

#include <cstddef>

#include "qa/words.h"
#include "rules/pack.h"

namespace qa {

/// Looks at the text of a message (of Word::Kind::kSaid), once a rule set: whoever asks first pays,
/// all others find clause_hits there. What another set found in any of the words is forgotten.
void inspect_once(Words& words, std::size_t position, const rules::RulePack& rules,
                  rules::Scratch& scratch);

}  // namespace qa
