#include "tools/settings.h"

#include <fmt/format.h>

#include "plugin/app.h"
#include "plugin/config.h"
#include "plugin/rule_library.h"

namespace tools {

std::optional<qa::Profile> read_profile_argument(const std::string& name_or_file) {
  if (auto named = qa::Profile::named(name_or_file)) {
    return named;
  }
  plugin::ProfileReading reading = plugin::read_profile(name_or_file);
  for (const plugin::ConfigProblem& problem : reading.problems) {
    fmt::print(stderr, "{}\n", plugin::to_text(name_or_file, problem));
  }
  if (!reading.is_good()) {
    fmt::print(stderr, "sandglass: --profile takes douyin, taobao or a YAML file\n");
    return std::nullopt;
  }
  return std::move(reading.profile);
}

std::shared_ptr<const rules::RulePack> load_rules_argument(const std::string& folder) {
  plugin::RuleLibrary library =
      folder.empty() ? plugin::RuleLibrary() : plugin::RuleLibrary(folder);
  const rules::Compiled compiled = library.load();
  if (!compiled.pack) {
    fmt::print(stderr, "{}", plugin::problems_text(compiled, rules::Language::kEnglish));
  }
  return compiled.pack;
}

}  // namespace tools
