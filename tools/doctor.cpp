#include "plugin/doctor.h"

#include <fmt/format.h>

#include <memory>

#include "plugin/screen.h"
#include "tools/command.h"

namespace tools {
namespace {

struct Arguments {
  std::string config = "sandglass.yaml";
  bool prints_config = false;
};

const char* mark_of(plugin::Checkup::State state) {
  switch (state) {
    case plugin::Checkup::State::kGood:
      return "ok  ";
    case plugin::Checkup::State::kWarning:
      return "warn";
    case plugin::Checkup::State::kBad:
      return "BAD ";
  }
  return "BAD ";
}

int doctor(const Arguments& arguments) {
  const auto reading = plugin::read_config(arguments.config, plugin::ConfigSources::of_process());
  for (const plugin::ConfigProblem& problem : reading.problems) {
    fmt::print(stderr, "{}\n", plugin::to_text(arguments.config, problem));
  }
  if (!reading.is_good()) {
    return kUsage;
  }
  if (arguments.prints_config) {
    fmt::print("{}", plugin::print_config(reading.config));
    return kOk;
  }
  for (const plugin::ConfigProblem& notice : reading.notices) {
    fmt::print("{}  settings: {}\n", mark_of(plugin::Checkup::State::kWarning),
               plugin::terminal_text(plugin::to_text(arguments.config, notice), plugin::kUncut));
  }
  bool is_well = true;
  for (const plugin::Checkup& checkup : plugin::examine(reading.config)) {
    fmt::print("{}  {}: {}\n", mark_of(checkup.state),
               plugin::terminal_text(checkup.what, plugin::kUncut),
               plugin::terminal_text(checkup.detail, plugin::kUncut));
    is_well = is_well && checkup.state != plugin::Checkup::State::kBad;
  }
  return is_well ? kOk : kCheckFound;
}

}  // namespace

void declare_doctor(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command.add_option("--config", arguments->config, "Settings file (YAML)");
  command.add_flag("--print-config", arguments->prints_config,
                   "Show the effective settings, secrets masked");
  command.callback([arguments, &action] { action = [arguments] { return doctor(*arguments); }; });
}

}  // namespace tools
