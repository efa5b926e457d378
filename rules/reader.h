#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "rules/document.h"

/// YAML in, `Node` out: the only place that knows yaml-cpp. Refuses what a rule file has no use
/// for (anchors, aliases, tags, merge keys, several documents) and bounds size, depth and number
/// of entries, so that reading costs time and memory linear in the file, whatever is in it.
namespace rules {

/// Larger than any pack a person can keep in order; bounds every later step.
inline constexpr std::size_t kLargestSource = std::size_t{1} << 20U;
inline constexpr std::size_t kDeepest = 12;
inline constexpr std::size_t kMostNodes = 100'000;

/// @returns the root, or nullopt when the text could not be read to its end; then `diagnostics`
/// has at least one error. Problems that do not stop the reading (a duplicate key, an anchor) are
/// added and the root is returned.
std::optional<Node> read(std::string_view text, const SourceLines& lines,
                         std::vector<Diagnostic>& diagnostics);

/// `line` with the value that YAML would take apart put in single quotes: after `- ` the whole
/// rest, after `key: [` each item that needs it. nullopt if nothing on the line needs quotes.
std::optional<std::string> quoted_line(std::string_view line);

/// `- …` with everything after the dash in single quotes; nullopt for a line of another form.
std::optional<std::string> quoted_item(std::string_view line);

}  // namespace rules
