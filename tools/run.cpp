#include <fmt/format.h>

#include <memory>

#include "plugin/app.h"
#include "tools/command.h"
#include "tools/settings.h"
#include "tools/terminal.h"

namespace tools {
namespace {

struct Arguments {
  std::string config = "sandglass.yaml";
  std::string rules;
  std::string database;
  bool headless = false;
};

int run(const Arguments& arguments) {
  auto reading = plugin::read_config(arguments.config, plugin::ConfigSources::of_process());
  for (const plugin::ConfigProblem& notice : reading.notices) {
    fmt::print(stderr, "{}\n", plugin::to_text(arguments.config, notice));
  }
  for (const plugin::ConfigProblem& problem : reading.problems) {
    fmt::print(stderr, "{}\n", plugin::to_text(arguments.config, problem));
  }
  if (!reading.is_good()) {
    return kUsage;
  }
  plugin::App::Options options;
  options.config = std::move(reading.config);
  options.language = language_of_process(rules::Language::kChinese);
  if (!arguments.rules.empty()) {
    options.config.rules = arguments.rules;
  }
  if (!arguments.database.empty()) {
    options.config.database = arguments.database;
  }
  if (options.config.connections.empty()) {
    fmt::print(stderr,
               "{}: no workstation to attach to: add one under connections (docs/operations.md)\n",
               arguments.config);
    return kUsage;
  }
  const bool has_screen = is_terminal() && !arguments.headless;
  if (has_screen && options.config.log.file.empty()) {
    // Lines on standard error would run through the screen.
    options.config.log.file = options.config.database.string() + ".log";
  }
  plugin::Log log(options.config.log);
  const rules::Language language = options.language;
  try {
    plugin::App app(std::move(options), log);
    std::optional<TerminalView> view;
    if (has_screen) {
      view.emplace(app, language, false, nullptr);
    }
    return app.run() ? kOk : kStoreTrouble;
  } catch (const plugin::RulesRefused& refused) {
    fmt::print(stderr, "{}sandglass: the rules have errors; nothing was started\n", refused.what());
    return kUsage;
  }
}

}  // namespace

void declare_run(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command.add_option("--config", arguments->config, "Settings file (YAML)");
  command.add_option("--rules", arguments->rules, "Folder of rule packs, watched for changes");
  command.add_option("--db", arguments->database, "Database file, in place of the settings' one");
  command.add_flag("--headless", arguments->headless, "Log lines even on a terminal");
  command.callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace tools
