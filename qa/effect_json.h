#pragma once

#include <string>

#include "qa/record.h"

namespace qa {

/// Appends one line (newline included) of `replay --effects`: docs/effects.md. No words, ever: ids,
/// times, spans. Key order is fixed, so equal effects are equal bytes. Nothing for an IntentRecord.
void append_effect_json(std::string& out, const Effect& effect);

}  // namespace qa
