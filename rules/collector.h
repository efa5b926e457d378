#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.h"

/// From trees to rules: keys and values checked, words expanded, packs merged in order of name.
namespace rules {

struct Source {
  std::string name;  ///< file name as people should read it in a diagnostic
  std::string text;
};

struct Collected {
  std::vector<SourceLines> lines;  ///< one for each source, same order
  std::vector<Pack> packs;         ///< in order of name
  std::vector<Rule> rules;         ///< by pack, then as written
};

/// Reads every source; problems of all of them are added to `diagnostics`. A rule with a problem
/// may be missing from the result or stand there incomplete: compile only when there is no error.
Collected collect(const std::vector<Source>& sources, std::vector<Diagnostic>& diagnostics);

}  // namespace rules
