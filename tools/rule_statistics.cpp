#include "plugin/rule_statistics.h"

#include <fmt/format.h>

#include <memory>

#include "plugin/rule_sets.h"
#include "store/open.h"
#include "tools/command.h"
#include "tools/settings.h"

namespace tools {
namespace {

struct Arguments {
  std::string database = "sandglass.db";
  std::string rules = "active";
  PeriodArguments period;
  bool measures_cost = false;
  bool is_json = false;
  rules::Language language = rules::Language::kEnglish;
};

int statistics(const Arguments& arguments) {
  const auto reader = store::open_reader(arguments.database);
  std::string problem;
  const auto set = plugin::find_rule_set(reader.get(), arguments.rules, problem);
  if (!set) {
    fmt::print(stderr, "sandglass: {}", problem);
    return kUsage;
  }
  const auto period = read_period(arguments.period, *reader);
  if (!period) {
    return kUsage;
  }
  const auto figures =
      plugin::rule_statistics(*reader, set->sources, *period, arguments.measures_cost);
  fmt::print("{}{}",
             arguments.is_json ? plugin::statistics_json(figures)
                               : plugin::statistics_text(figures, arguments.language),
             arguments.is_json ? "\n" : "");
  return kOk;
}

}  // namespace

void declare_rule_statistics(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command.add_option("rules", arguments->rules,
                     "A folder, a publication, a version; default: the active set");
  command.add_option("--db", arguments->database, "Database file");
  declare_period(command, arguments->period);
  command.add_flag("--cost", arguments->measures_cost,
                   "Measure what each rule costs, over up to 2,000 stored messages");
  command.add_flag("--json", arguments->is_json, "One JSON value on standard output");
  command.add_flag_callback(
      "--zh", [arguments] { arguments->language = rules::Language::kChinese; }, "用中文显示");
  command.callback(
      [arguments, &action] { action = [arguments] { return statistics(*arguments); }; });
}

}  // namespace tools
