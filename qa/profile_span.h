#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "qa/profile.h"

/// Spans of a day as people write them: "08:00-23:00" (qa/profile_json.h says which are valid).
namespace qa {

std::optional<DaySpan> span_of(std::string_view text);

/// "08:00-23:00"; span_of of it gives the same span.
std::string to_string(const DaySpan& span);

/// Without the blanks at both ends.
std::string_view trimmed(std::string_view text);

/// The whole of `digits` as a decimal number; false where it is none.
bool read_number(std::string_view digits, std::int32_t& value);

/// Calls `each` with every trimmed part of a list with commas; not at all for a blank text.
template <typename Each>
void for_each_part(std::string_view text, Each each) {
  while (!trimmed(text).empty()) {
    const auto comma = text.find(',');
    each(trimmed(text.substr(0, comma)));
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
}

}  // namespace qa
