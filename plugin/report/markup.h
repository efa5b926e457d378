#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plugin::report {

/// Text that may come from anybody as text inside HTML, SVG and quoted attributes: & < > " ' are
/// escaped, control, bidirectional and invisible characters are shown as \u{202e}, broken UTF-8 is
/// U+FFFD, and what is wider than `columns` is cut with "…" (see shown()).
std::string markup(std::string_view text, std::size_t columns = 200);

}  // namespace plugin::report
