#pragma once

#include <span>
#include <string_view>

#include "rules/diagnostic.h"

/// The one table of diagnostics: code, message and explanation in both languages.
namespace rules {

struct DiagnosticTexts {
  Code code = Code::kYamlSyntax;
  std::string_view name;
  std::string_view message_en;
  std::string_view message_zh;
  std::string_view help_en;
  std::string_view help_zh;
};

const DiagnosticTexts& texts_of(Code code);

/// All of them, in order of Code.
std::span<const DiagnosticTexts> diagnostic_texts();

}  // namespace rules
