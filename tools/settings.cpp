#include "tools/settings.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "plugin/classifying_rules.h"
#include "plugin/config.h"
#include "plugin/rule_library.h"
#include "plugin/rule_publication.h"
#include "qa/report_period.h"

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

std::shared_ptr<const rules::RulePack> load_rules_argument(const std::string& folder,
                                                           store::Reader* reader) {
  plugin::RuleLibrary library;
  if (!folder.empty()) {
    library = plugin::RuleLibrary(folder);
  } else if (reader != nullptr) {
    if (auto active = plugin::active_rule_set(*reader); !active.empty()) {
      library = plugin::RuleLibrary(std::move(active), nullptr);
    }
  }
  const rules::Compiled compiled = library.load();
  if (!compiled.pack) {
    fmt::print(stderr, "{}", plugin::problems_text(compiled, rules::Language::kEnglish));
  }
  return compiled.pack;
}

std::shared_ptr<const rules::RulePack> load_classifying_rules(const std::string& folder) {
  std::vector<rules::Diagnostic> unreadable;
  const std::vector<rules::Source> sources =
      folder.empty() ? rules::shipped_packs() : plugin::read_rules(folder, unreadable);
  rules::Compiled compiled;
  if (unreadable.empty()) {
    compiled = plugin::compile_classifying(sources);
  } else {
    compiled.diagnostics = std::move(unreadable);
  }
  if (!compiled.pack) {
    fmt::print(stderr, "{}", plugin::problems_text(compiled, rules::Language::kEnglish));
  }
  return compiled.pack;
}

void declare_period(CLI::App& command, PeriodArguments& arguments) {
  CLI::Option* from = command.add_option("--from", arguments.from, "Local date or instant");
  CLI::Option* to = command.add_option("--to", arguments.to, "Local date or instant, exclusive");
  command.add_option("--days", arguments.days, "So many days up to the last stored event")
      ->check(CLI::PositiveNumber)
      ->excludes(from)
      ->excludes(to);
}

std::optional<store::Period> read_period(const PeriodArguments& arguments, store::Reader& reader) {
  const qa::LocalTime local(reader.present_profile());
  store::Period period;
  const auto read = [&local](std::string_view option, const std::string& text, qa::Time& bound) {
    const auto time = text.empty() ? std::optional(bound) : qa::parse_bound(text, local);
    if (!time) {
      fmt::print(stderr, "sandglass: {}: {} is neither a local date (2026-11-22) nor an instant\n",
                 option, text);
      return false;
    }
    bound = *time;
    return true;
  };
  if (!read("--from", arguments.from, period.from) || !read("--to", arguments.to, period.to)) {
    return std::nullopt;
  }
  if (period.from >= period.to) {
    fmt::print(
        stderr,
        "sandglass: the period from {} to {} is empty: --to is exclusive and must be later\n",
        qa::format_time(period.from), qa::format_time(period.to));
    return std::nullopt;
  }
  if (const auto last = reader.last_event_time(); last && arguments.days > 0) {
    period.to = *last + qa::Duration{1};
    period.from = *last - std::chrono::hours{24} * arguments.days;
  }
  return period;
}

}  // namespace tools
