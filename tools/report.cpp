#include <fmt/format.h>

#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "plugin/clock.h"
#include "plugin/replay.h"
#include "plugin/replay_evidence.h"
#include "plugin/report/report_format.h"
#include "plugin/reporting.h"
#include "plugin/whole_file.h"
#include "store/open.h"
#include "tools/command.h"
#include "tools/event_files.h"
#include "tools/period_option.h"
#include "tools/settings.h"
#include "tools/terminal.h"

namespace tools {
namespace {

using plugin::report::Format;

constexpr std::string_view kStandardOutput = "-";

struct Arguments {
  std::vector<std::string> files;
  std::string database;
  std::string profile;
  std::string rules;
  bool without_rules = false;
  bool from_rows = false;
  std::string period;
  std::string compare = "previous";
  std::vector<std::string> by;
  std::string format;
  std::string out = "-";
  std::string language = "en";
  bool with_causes = false;
  bool without_customers = false;
  bool without_causes = false;
  plugin::ReportQuestion question;
};

constexpr const char* kCuts =
    "agent, product, hour, day, channel, shop, source, intent, intent:1, intent:2, intent:3";

int refuse(const std::string& message) {
  fmt::print(stderr, "sandglass: {}\n", message);
  return kUsage;
}

/// Figures straight from event files: everything passes through the core in memory.
/// @param rules  that say what customers want; null: nobody says
std::variant<qa::Report, plugin::ReportProblem> report_of_files(
    const Arguments& arguments, const qa::Profile& profile,
    std::shared_ptr<const rules::RulePack> rules) {
  plugin::ReplayEvidence evidence;
  const bool wants_evidence = arguments.question.wants_insight;
  plugin::Replay replay({profile, std::move(rules), "replay", "default"}, nullptr,
                        [&](const qa::Effect& effect) {
                          if (wants_evidence) {
                            evidence.see(effect);
                          }
                        });
  std::optional<qa::Period> known;
  plugin::Names names;
  replay.on_event = [&](const qa::Event& event) {
    known = known ? qa::Period{std::min(known->from, event.time), std::max(known->to, event.time)}
                  : qa::Period{event.time, event.time};
    names.see(event);
    if (wants_evidence) {
      evidence.see(event);
    }
  };
  const auto tell = [](const plugin::exchange::EventFileReader& file) {
    for (const auto& [problem, lines] : file.tally().problems) {
      fmt::print(stderr, "{}: {} lines left out, first line {}: {}\n", file.name(), lines.lines,
                 lines.first_line, problem);
    }
  };
  if (!EventFiles(arguments.files).read(replay, tell)) {
    throw std::runtime_error("stopped: figures of half a file would be wrong");
  }
  const qa::LocalTime local(profile);
  // The file is all there is: its last event is now.
  const qa::Time now = known ? known->to : plugin::wall_now();
  auto request = plugin::make_request(arguments.question, known, now, profile, local);
  if (auto* problem = std::get_if<plugin::ReportProblem>(&request)) {
    return *problem;
  }
  auto& asked = std::get<qa::ReportRequest>(request);
  asked.generated_at = plugin::wall_now();
  qa::ReportBuilder builder(profile, asked);
  names.give(builder);
  for (const qa::ConversationKey& key : replay.desk().conversations()) {
    if (const auto facts = replay.desk().facts(key, asked.instant)) {
      builder.add(*facts, evidence.of(key));
    }
  }
  return builder.report();
}

std::variant<qa::Report, plugin::ReportProblem> report_of_database(const Arguments& arguments) {
  const auto reader = store::open_reader(arguments.database);
  qa::Profile profile = reader->present_profile();
  if (!arguments.profile.empty()) {
    const auto given = read_profile_argument(arguments.profile);
    if (!given) {
      return plugin::ReportProblem{"--profile: see above"};
    }
    profile = *given;
  }
  const auto known = plugin::known_times(*reader);
  const qa::LocalTime local(profile);
  auto request =
      plugin::make_request(arguments.question, known, plugin::wall_now(), profile, local);
  if (auto* problem = std::get_if<plugin::ReportProblem>(&request)) {
    return *problem;
  }
  return plugin::report_of(
      *reader, profile, std::get<qa::ReportRequest>(request),
      arguments.from_rows ? plugin::CountFrom::kRows : plugin::CountFrom::kSums);
}

/// The form asked for, or that of the file's ending; nullopt: refused, said why.
std::optional<Format> format_of(const Arguments& arguments) {
  std::optional<Format> format;
  if (!arguments.format.empty()) {
    format = plugin::report::format_named(arguments.format);
  } else if (arguments.out == kStandardOutput) {
    format = Format::kText;
  } else {
    format = plugin::report::format_of_file(arguments.out);
  }
  if (!format) {
    refuse(
        arguments.format.empty()
            ? fmt::format("--out: the ending of {} is that of no format: add --format, one of {}",
                          arguments.out, plugin::report::format_names())
            : fmt::format("--format: {} is none of {}", arguments.format,
                          plugin::report::format_names()));
  } else if (plugin::report::is_binary(*format) && arguments.out == kStandardOutput &&
             is_output_shown()) {
    refuse(
        fmt::format("--format {}: not for a terminal: name a file with --out", arguments.format));
    format.reset();
  }
  return format;
}

void put(const std::string& bytes, const std::string& out) {
  if (out != kStandardOutput) {
    plugin::write_whole_file(out, bytes);
  } else {
    std::fwrite(bytes.data(), 1, bytes.size(), stdout);  // main() tells whether it got there
  }
}

int report(Arguments arguments) {
  if (arguments.files.empty() == arguments.database.empty()) {
    return refuse("report takes event files, or --db DATABASE");
  }
  if (!arguments.database.empty() && (!arguments.rules.empty() || arguments.without_rules)) {
    return refuse("a database holds what its rules made of it: --rules is for event files");
  }
  const auto wrong = arguments.database.empty()
                         ? take_period(arguments.period, arguments.question)
                         : take_period_or_today(arguments.period, arguments.question);
  if (wrong) {
    return refuse(*wrong);
  }
  const auto compare = qa::compare_named(arguments.compare);
  if (!compare) {
    return refuse("--compare: one of previous, year, none");
  }
  arguments.question.compare = *compare;
  for (const std::string& by : arguments.by) {
    const auto cut = qa::cut_named(by);
    if (!cut) {
      return refuse(fmt::format("--by: {} is none of {}", by, kCuts));
    }
    arguments.question.cuts.push_back(*cut);
  }
  const auto format = format_of(arguments);
  if (!format) {
    return kUsage;
  }
  // Causes take every row of the period; the CSV is figures, a line each.
  arguments.question.wants_insight = *format == Format::kText
                                         ? arguments.with_causes
                                         : *format != Format::kCsv && !arguments.without_causes;
  arguments.question.insight_if_quick = !arguments.with_causes;
  arguments.question.with_customers = !arguments.without_customers;
  std::variant<qa::Report, plugin::ReportProblem> made;
  if (!arguments.files.empty()) {
    const auto profile =
        read_profile_argument(arguments.profile.empty() ? "douyin" : arguments.profile);
    if (!profile) {
      return kUsage;
    }
    std::shared_ptr<const rules::RulePack> rules;
    if (!arguments.without_rules) {
      rules = load_classifying_rules(arguments.rules);
      if (!rules) {
        return kUsage;
      }
    }
    made = report_of_files(arguments, *profile, std::move(rules));
  } else {
    made = report_of_database(arguments);
  }
  if (const auto* problem = std::get_if<plugin::ReportProblem>(&made)) {
    return refuse(problem->message);
  }
  put(plugin::report::report_as(
          *format, std::get<qa::Report>(made),
          arguments.language == "zh" ? rules::Language::kChinese : rules::Language::kEnglish),
      arguments.out);
  return kOk;
}

}  // namespace

void declare_report(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command.add_option("files", arguments->files, "Event files, when there is no database");
  command.add_option("--db", arguments->database, "Database file");
  declare_period(command, arguments->period, arguments->question, "default with --db: today");
  command.add_flag("--baseline", arguments->question.with_baseline,
                   "Beside every figure what is usual: the four weeks before the period");
  command.add_option("--compare", arguments->compare, "previous, year or none");
  command
      .add_option("--by", arguments->by,
                  fmt::format("{} (bot, bot_to_human, human; whole intents, or so many levels of "
                              "them); several with commas",
                              kCuts))
      ->delimiter(',');
  command.add_option("--only", arguments->question.only,
                     "CUT=KEY, as agent=a_1: only what stands in that group; may be repeated");
  command.add_option("--format", arguments->format,
                     fmt::format("{}; default: by the ending of --out, else text",
                                 plugin::report::format_names()));
  command.add_option("--out", arguments->out,
                     "File to write, whole or not at all; default -, standard output");
  command.add_option("--language", arguments->language, "en or zh")
      ->check(CLI::IsMember({"en", "zh"}));
  command.add_option("--profile", arguments->profile,
                     "douyin, taobao or a YAML file; default: the database's");
  command.add_option("--rules", arguments->rules,
                     "Folder of rule packs that say what customers want, for event files; default: "
                     "the shipped ones");
  auto* causes = command.add_flag("--causes", arguments->with_causes,
                                  "What lies behind the figures, in text too, however long it "
                                  "takes");
  command
      .add_flag("--no-causes", arguments->without_causes,
                fmt::format("Not what lies behind the figures, which takes every row of the "
                            "period; default where more than {} conversations have to be read",
                            plugin::kMostForInsight))
      ->excludes(causes);
  command.add_flag("--no-customers", arguments->without_customers,
                   "Not the figures that tell customers apart (distinct customers, repeat "
                   "contacts, sales), which read a line a conversation");
  command.add_flag("--from-rows", arguments->from_rows,
                   "Count every conversation again instead of reading the stored sums: slower, the "
                   "same figures");
  command.add_flag("--no-rules", arguments->without_rules,
                   "Classify nothing: no figure knows an intent");
  command.callback([arguments, &action] { action = [arguments] { return report(*arguments); }; });
}

}  // namespace tools
