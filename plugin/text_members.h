#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace plugin {

/// Reads texts out of one JSON object, as requests to the process that holds a database are
/// written. False: it is none, or one of the members is missing or no text.
/// @param members  their keys, and where each goes
bool read_texts(std::string_view json,
                std::initializer_list<std::pair<const char*, std::string*>> members);

}  // namespace plugin
