#pragma once

#include <string>

namespace rules {

/// JSON Schema (draft 2020-12) of a rule file, for editors: every key in English and Chinese where
/// it may stand, and the named values. Made from the vocabulary, so it cannot fall behind it. It is
/// wider than the language: what texts, ids and numbers must be like only the compiler says.
std::string rule_schema();

}  // namespace rules
