#include "plugin/config_document.h"

#include <fmt/format.h>

#include <utility>

#include "rules/reader.h"

namespace plugin {
namespace {

std::string settings_message(const rules::Diagnostic& diagnostic) {
  switch (diagnostic.code) {
    case rules::Code::kAnchorOrTag:
      return fmt::format("{} is not allowed in a settings file; write the value out",
                         diagnostic.arguments.at(0));
    case rules::Code::kNeedsQuotes:
      return "not readable as YAML; look for a bracket or quote that is missing or stray";
    case rules::Code::kTooDeep:
      return "nested deeper or longer than any settings file needs";
    default:
      return rules::message(diagnostic, rules::Language::kEnglish);
  }
}

}  // namespace

ConfigProblem whole_file_problem(std::string message) {
  return {0, 0, std::move(message)};
}

std::optional<DocumentNode> parse_document(std::string_view text,
                                           std::vector<ConfigProblem>& problems) {
  const rules::SourceLines lines("", text);
  std::vector<rules::Diagnostic> diagnostics;
  auto root = rules::read(text, lines, diagnostics);
  for (const rules::Diagnostic& diagnostic : diagnostics) {
    problems.push_back({static_cast<int>(diagnostic.place.line),
                        static_cast<int>(diagnostic.place.column), settings_message(diagnostic)});
  }
  if (!diagnostics.empty()) {
    return std::nullopt;
  }
  return root;
}

}  // namespace plugin
