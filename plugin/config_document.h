#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/config.h"
#include "rules/document.h"

/// The settings file as a tree with places: read by the reader of rule files, so it is the same
/// lesser YAML (one document; no anchors, aliases, tags; bounded), with problems worded for a
/// settings file. Duplicate keys are kept, for the caller to report.
namespace plugin {

using DocumentNode = rules::Node;

/// nullopt where `text` is no such document; the reasons are appended to `problems`. An empty text
/// is a null node.
std::optional<DocumentNode> parse_document(std::string_view text,
                                           std::vector<ConfigProblem>& problems);

ConfigProblem whole_file_problem(std::string message);

}  // namespace plugin
