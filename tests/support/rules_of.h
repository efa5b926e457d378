#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "rules/compiler.h"

namespace support {

/// A rule set from the text of one pack; every problem is a failure of the test.
inline std::shared_ptr<const rules::RulePack> rules_of(std::string_view yaml) {
  const rules::Compiled compiled = rules::compile({{"test.yaml", std::string(yaml)}});
  for (const rules::Diagnostic& diagnostic : compiled.diagnostics) {
    if (rules::severity_of(diagnostic.code) == rules::Severity::kError) {
      ADD_FAILURE() << rules::to_text(diagnostic, rules::Language::kEnglish);
    }
  }
  return compiled.pack;
}

}  // namespace support
