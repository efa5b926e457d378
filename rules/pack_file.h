#pragma once

#include <vector>

#include "rules/rule.h"

/// One rule file: its pack and its rules.
namespace rules {

struct PackFile {
  Pack pack;
  std::vector<Rule> rules;
};

PackFile collect_file(const Node& root, std::size_t source, const SourceLines& lines,
                      std::vector<Diagnostic>& diagnostics);

}  // namespace rules
