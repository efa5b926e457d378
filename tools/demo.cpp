#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>

#include "plugin/app.h"
#include "plugin/clock.h"
#include "plugin/demo_data.h"
#include "plugin/demo_schedule.h"
#include "plugin/report/report_text.h"
#include "plugin/reporting.h"
#include "plugin/workstation/simulator_server.h"
#include "tools/command.h"
#include "tools/terminal.h"

namespace tools {
namespace {

using rules::Language;

struct Arguments {
  double speed = 10;
  std::string length = "60s";
  std::string database;
  std::string rules;
  std::string language;
  std::uint64_t seed = 1;
  bool headless = false;
};

/// A folder that goes when the demo ends, unless the person named a database.
class DemoFolder {
 public:
  DemoFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "sandglass-demo-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      throw std::runtime_error(fmt::format("{}: cannot be made", name));
    }
    path_ = name;
  }

  ~DemoFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  DemoFolder(const DemoFolder&) = delete;
  DemoFolder& operator=(const DemoFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// "60s", "5m", "90": seconds; nullopt for anything else.
std::optional<std::chrono::milliseconds> read_length(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  const std::string_view unit(end);
  const double seconds = unit == "m" ? value * 60 : value;
  if (end == text.c_str() || (!unit.empty() && unit != "s" && unit != "m") || !(seconds > 0) ||
      seconds > 86'400) {
    return std::nullopt;
  }
  return std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)};
}

void introduce(const Arguments& arguments, Language language, const std::string& url) {
  if (language == Language::kChinese) {
    fmt::print(
        "沙漏演示：一台模拟的客服工作台（{}）按 {:g} 倍速播放真实感的会话，沙漏通过 websocket "
        "接入，\n"
        "跟踪每一轮等待，在三分钟之前提醒客服，并检查发出的每一句话。时间是演示里的时间。\n\n",
        url, arguments.speed);
  } else {
    fmt::print(
        "Sandglass demo: a simulated workstation ({}) plays conversations {:g} times as fast. "
        "Sandglass is "
        "attached\nover a websocket, follows every waiting customer, warns before the three "
        "minutes are over, "
        "and checks what\nis said. Times are the demo's own.\n\n",
        url, arguments.speed);
  }
}

void summarise(plugin::App& app, qa::Time began, qa::Time now, Language language,
               const std::string& kept) {
  const plugin::EngineCounts& counts = app.engine().counts();
  const bool chinese = language == Language::kChinese;
  fmt::print(
      fmt::runtime(chinese
                       ? "\n演示结束：{} 个事件，{} 次提醒（另有 {} 次未打扰），{} 条质检结果，{} "
                         "次草稿检查。\n\n"
                       : "\nThe demo is over: {} events, {} nudges ({} more held back), {} "
                         "findings, {} drafts checked.\n\n"),
      counts.events, counts.nudges, counts.suppressed, counts.findings, counts.drafts);
  const qa::Profile& profile = app.engine().desk().profile();
  qa::ReportRequest request;
  request.period = {began - std::chrono::hours(1), now + qa::Duration{1}};
  request.cuts = {qa::Cut::kAgent};
  request.instant = now;
  request.generated_at = plugin::wall_now();
  fmt::print("{}", plugin::report::report_text(plugin::report_of(app.reader(), profile, request),
                                               language));
  if (kept.empty()) {
    fmt::print("{}", chinese
                         ? "\n接下来：sandglass demo --db demo.db 保留数据库，再试\n"
                         : "\nNext: keep the database with sandglass demo --db demo.db, then\n");
  } else {
    fmt::print("{}",
               chinese ? "\n数据库已保留，接下来可以试：\n" : "\nThe database was kept. Next:\n");
  }
  const std::string name = kept.empty() ? "demo.db" : kept;
  fmt::print(
      "  sandglass report --db {} --by agent\n  sandglass rules explain '亲，加下微信细聊'\n"
      "  sandglass run --config sandglass.yaml      (docs/operations.md)\n",
      name);
}

int demo(const Arguments& arguments) {
  const auto length = read_length(arguments.length);
  if (!length) {
    fmt::print(stderr, "sandglass: --for takes seconds or minutes: 60s, 5m\n");
    return kUsage;
  }
  if (!(arguments.speed >= 0.1) || arguments.speed > 100) {
    fmt::print(stderr, "sandglass: --speed lies between 0.1 and 100\n");
    return kUsage;
  }
  Language language = language_of_process(Language::kChinese);
  if (!arguments.language.empty()) {
    language = arguments.language == "zh" ? Language::kChinese : Language::kEnglish;
  }
  std::optional<DemoFolder> folder;
  plugin::App::Options options;
  options.language = language;
  options.config.rules = arguments.rules;
  options.config.database = arguments.database;
  if (arguments.database.empty()) {
    folder.emplace();
    options.config.database = folder->path() / "demo.db";
  }
  options.config.log.file = options.config.database.string() + ".log";
  // The demo's clock runs faster than the wall's; workstation and desk share it, as they would
  // share real time.
  const qa::Time began = plugin::wall_now();
  const auto origin = plugin::monotonic_now();
  const auto clock = [began, origin, speed = arguments.speed] {
    const std::chrono::duration<double, std::milli> real = plugin::monotonic_now() - origin;
    return began + qa::Duration{static_cast<std::int64_t>(real.count() * speed)};
  };
  // Whoever tries it at night sees nudges too.
  options.config.profile = qa::Profile::douyin();
  options.config.profile->hours.weekdays.fill({{0, 24 * 60}});
  options.clock = clock;
  options.clock_rate = arguments.speed;
  plugin::Log log(options.config.log);

  plugin::workstation::SimulatorServerOptions serving;
  serving.clock = clock;
  serving.clock_rate = arguments.speed;
  serving.play = {1, plugin::workstation::PlayTimes::kShift};
  serving.waits_for_client = true;
  serving.agent =
      plugin::workstation::ScriptedAgentOptions{60, 50, arguments.seed, qa::Duration{800}};
  plugin::ParsedDemo parsed = plugin::parse_demo(plugin::demo_text());
  plugin::DemoSchedule schedule;
  schedule.live = began;
  schedule.seed = arguments.seed;
  schedule.run = fmt::format("{:x}", qa::to_ms(began));
  plugin::workstation::PlayedSource source{plugin::demo_source(std::move(parsed.script), schedule),
                                           began};

  plugin::ConnectionConfig connection;
  connection.name = "demo";
  connection.token = plugin::Secret(serving.desk.desk_token);
  options.config.connections.push_back(connection);
  std::vector<plugin::workstation::PlayedSource> sources;
  sources.push_back(std::move(source));
  const std::string kept = arguments.database;
  // One loop serves both ends; between them are real sockets all the same.
  options.config.connections.front().url = "ws://127.0.0.1:1/";
  plugin::App app(std::move(options), log);
  plugin::workstation::SimulatorServer simulated(app.loop(), std::move(serving),
                                                 std::move(sources));
  app.set_url("demo", simulated.url());
  std::optional<TerminalView> view;
  if (!is_terminal() || arguments.headless) {
    introduce(arguments, language, simulated.url());
  }
  view.emplace(app, language, arguments.headless, clock);
  plugin::net::Timer end(app.loop());
  end.expires_in(*length, [&] { app.stop("the demo is over"); });
  const bool durable = app.run();
  view.reset();
  summarise(app, began, clock(), language, kept);
  return durable ? kOk : kStoreTrouble;
}

}  // namespace

void declare_demo(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command.add_option("--speed", arguments->speed, "Demo seconds a real second, 0.1 to 100");
  command.add_option("--for", arguments->length, "How long: 60s, 5m");
  command.add_option("--db", arguments->database,
                     "Keep the database here; default: a temporary one");
  command.add_option("--rules", arguments->rules,
                     "Folder of rule packs; default: the shipped ones");
  command.add_option("--language", arguments->language, "zh or en; default: the terminal's")
      ->check(CLI::IsMember({"zh", "en"}));
  command.add_option("--seed", arguments->seed, "Another order of events");
  command.add_flag("--headless", arguments->headless, "Lines instead of a screen");
  command.callback([arguments, &action] { action = [arguments] { return demo(*arguments); }; });
}

}  // namespace tools
