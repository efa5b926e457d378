#include "plugin/classifying_rules.h"

#include <set>
#include <string>
#include <utility>

#include "rules/collector.h"

namespace plugin {

rules::Compiled compile_classifying(const std::vector<rules::Source>& sources) {
  std::vector<rules::Diagnostic> problems;  // compile() tells them again
  std::set<std::string> ids;
  for (const rules::Rule& rule : rules::collect(sources, problems).rules) {
    if (!rule.conditions.classify.empty()) {
      ids.insert(rule.id);
    }
  }
  rules::CompileOptions options;
  options.only = std::move(ids);
  return rules::compile(sources, options);
}

}  // namespace plugin
