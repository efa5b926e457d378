#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Text as JSON carries it: what the event codec does to bytes before and after the parser.
namespace qa::event_json {

/// Longest text of a message, in Unicode code points (kefu.v1, "Limits and closes").
inline constexpr std::size_t kLongestText = 20'000;

/// Overwrites every `\uD800`–`\uDFFF` escape that has no partner with `\ufffd`, in place: JSON
/// allows such halves (a platform that cuts inside an emoji sends them), the parser does not.
/// @returns how many there were.
int repair_surrogates(char* json, std::size_t size);

/// The part of `text` (valid UTF-8) up to its `most`th code point.
std::string_view first_code_points(std::string_view text, std::size_t most);

/// Undoes the escapes of the inside of a JSON string whose surrogates are paired. Writes at most
/// `escaped.size()` bytes to `out`.
/// @returns the length written; npos for an escape JSON does not know.
std::size_t unescape(std::string_view escaped, char* out);

}  // namespace qa::event_json
