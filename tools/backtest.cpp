#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <variant>

#include "plugin/backtesting.h"
#include "plugin/rule_sets.h"
#include "store/open.h"
#include "tools/command.h"
#include "tools/interruption.h"
#include "tools/progress.h"
#include "tools/settings.h"
#include "tools/terminal.h"

namespace tools {
namespace {

struct Arguments {
  std::string database = "sandglass.db";
  std::string rules = "active";
  std::string against;
  std::string resume;
  PeriodArguments period;
  std::size_t most = 20;
  bool is_json = false;
  rules::Language language = rules::Language::kEnglish;
};

/// Where a pass that was cancelled is kept unless --resume names a file.
constexpr std::string_view kKeptIn = "sandglass-backtest.json";

int refuse(const std::string& problem) {
  fmt::print(stderr, "sandglass: {}{}", problem, problem.ends_with('\n') ? "" : "\n");
  return kUsage;
}

/// @returns false where there is a file that cannot be taken up.
bool take_up(const std::string& path, std::optional<plugin::BacktestResult>& resumed) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return true;  // it will be made
  }
  resumed = plugin::read_backtest(std::string(std::istreambuf_iterator<char>(file), {}));
  return resumed.has_value();
}

bool keep(const plugin::BacktestResult& result, const std::string& path) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << plugin::to_json(result);
  return static_cast<bool>(file.flush());
}

int say(store::Reader& reader, const plugin::BacktestResult& result, const Arguments& arguments) {
  if (arguments.is_json) {
    fmt::print("{}\n", plugin::to_json(result));
  } else {
    fmt::print("{}", plugin::backtest_text(reader, result, arguments.most, arguments.language));
  }
  return kOk;
}

int stop(const plugin::BacktestResult& result, const Arguments& arguments) {
  const std::string path = arguments.resume.empty() ? std::string(kKeptIn) : arguments.resume;
  if (!keep(result, path)) {
    fmt::print(stderr, "sandglass: {}: cannot be written; the pass is lost\n", path);
    return kFailed;
  }
  fmt::print(stderr,
             "sandglass: stopped after {} conversations; go on with the same command and --resume "
             "{}\n",
             result.conversations, path);
  return kFailed;
}

int backtest(const Arguments& arguments) {
  const auto reader = store::open_reader(arguments.database);
  plugin::BacktestRequest request;
  std::string problem;
  const std::string against = arguments.against.empty() ? "active" : arguments.against;
  const auto before = plugin::find_rule_set(reader.get(), against, problem);
  const auto after =
      before ? plugin::find_rule_set(reader.get(), arguments.rules, problem) : std::nullopt;
  if (!after) {
    return refuse(problem);
  }
  request.before = before->sources;
  request.after = after->sources;
  const auto period = read_period(arguments.period, *reader);
  if (!period) {
    return kUsage;
  }
  request.period = *period;
  std::optional<plugin::BacktestResult> resumed;
  if (!arguments.resume.empty() && !take_up(arguments.resume, resumed)) {
    return refuse(fmt::format("{}: this is not what a stopped back-test wrote", arguments.resume));
  }
  std::variant<plugin::BacktestResult, plugin::BacktestProblem> done;
  {
    const Interruption interruption;
    const std::int64_t total = is_error_terminal() ? reader->counts().conversations : 0;
    Progress progress(total);
    request.is_cancelled = [&](const plugin::BacktestResult& result) {
      progress.show(result.conversations,
                    fmt::format("{} of {} conversations", result.conversations, total));
      return interruption.is_asked();
    };
    done = plugin::backtest(*reader, request, std::move(resumed));
  }
  if (const auto* refused = std::get_if<plugin::BacktestProblem>(&done)) {
    fmt::print(stderr, "{}", refused->message);
    return kCheckFound;
  }
  const auto& result = std::get<plugin::BacktestResult>(done);
  return result.is_complete ? say(*reader, result, arguments) : stop(result, arguments);
}

}  // namespace

void declare_backtest(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command.add_option("rules", arguments->rules,
                     "The new rules: a folder, a publication, a version; default: the active set");
  command.add_option("--against", arguments->against,
                     "The old rules, named in the same way; default: the active set");
  command.add_option("--db", arguments->database, "Database file");
  declare_period(command, arguments->period);
  command.add_option("--resume", arguments->resume,
                     "Go on where this file says, and keep a stopped pass in it");
  command.add_option("--most", arguments->most, "Differences shown of each kind; default 20");
  command.add_flag("--json", arguments->is_json, "One JSON value on standard output");
  command.add_flag_callback(
      "--zh", [arguments] { arguments->language = rules::Language::kChinese; }, "用中文显示");
  command.callback([arguments, &action] { action = [arguments] { return backtest(*arguments); }; });
}

}  // namespace tools
