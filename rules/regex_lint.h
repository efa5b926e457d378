#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/finding.h"
#include "rules/pattern.h"

/// What can be said of a regular expression before RE2 sees it: constructs RE2 has not, and
/// habits that do not mean what they look like.
namespace rules {

/// Adds E024 (look-around, back-reference), E027 (a required character the view never holds),
/// W101 (unbounded repeat of anything), W103 (? behind a Chinese word binds to one character).
void lint_regex(const WrittenText& written, View view, const SourceLines& lines,
                std::vector<Diagnostic>& diagnostics);

/// What every match of the regular expression, without slashes, begins with; empty if that is not
/// plain to see.
std::string literal_prefix(std::string_view regex);

/// Whether the regular expression, without slashes, repeats something without a limit: `*`, `+`,
/// `{3,}`. Its matches may be as long as the text.
bool is_open_ended(std::string_view regex);

}  // namespace rules
