#include <fmt/format.h>

#include <memory>
#include <string>
#include <variant>

#include "plugin/clock.h"
#include "plugin/reporting.h"
#include "plugin/risk_list.h"
#include "plugin/surge_list.h"
#include "plugin/topic_list.h"
#include "store/open.h"
#include "tools/command.h"
#include "tools/period_option.h"

namespace tools {
namespace {

/// The last hour is what happens now.
constexpr qa::Duration kRecent{3'600'000};

struct Arguments {
  std::string database = "sandglass.db";
  std::string period;
  plugin::ReportQuestion question;
  std::string format = "text";
  std::string language = "en";
  std::string compare = "previous";
  // Of topics.
  bool is_recent = false;
  std::string source = "all";
  plugin::TopicQuestion topics;
  // Of risks.
  plugin::RiskQuestion risks;
};

int refuse(const std::string& message) {
  fmt::print(stderr, "sandglass: {}\n", message);
  return kUsage;
}

rules::Language language_of(const Arguments& arguments) {
  return arguments.language == "zh" ? rules::Language::kChinese : rules::Language::kEnglish;
}

/// What is asked of a database, or what is wrong with it.
std::variant<qa::ReportRequest, plugin::ReportProblem> request_of(store::Reader& reader,
                                                                  const qa::Profile& profile,
                                                                  Arguments& arguments) {
  if (const auto problem = take_period_or_today(arguments.period, arguments.question)) {
    return plugin::ReportProblem{*problem};
  }
  const qa::LocalTime local(profile);
  return plugin::make_request(arguments.question, plugin::known_times(reader), plugin::wall_now(),
                              profile, local);
}

/// The last hour before the instant, beside the hour before it.
void make_recent(qa::ReportRequest& request, const plugin::ReportQuestion& question) {
  const qa::Time to = question.at.empty() ? plugin::wall_now() : request.instant;
  request.period = {to - kRecent, to};
  request.previous = qa::Period{to - 2 * kRecent, to - kRecent};
}

int topics(Arguments arguments) {
  const bool has_period = !arguments.period.empty() || !arguments.question.from.empty() ||
                          !arguments.question.to.empty();
  if (arguments.is_recent && has_period) {
    return refuse("--recent is the last hour: leave out --period, --from and --to, or --recent");
  }
  arguments.question.compare = qa::compare_named(arguments.compare).value_or(qa::Compare::kNone);
  arguments.topics.origin = qa::origin_named(arguments.source);
  const auto reader = store::open_reader(arguments.database);
  const qa::Profile profile = reader->present_profile();
  auto made = request_of(*reader, profile, arguments);
  if (const auto* problem = std::get_if<plugin::ReportProblem>(&made)) {
    return refuse(problem->message);
  }
  auto& request = std::get<qa::ReportRequest>(made);
  if (arguments.is_recent) {
    make_recent(request, arguments.question);
  }
  const plugin::TopicList list = plugin::list_topics(*reader, profile, request, arguments.topics);
  if (arguments.format == "json") {
    fmt::print("{}\n", plugin::topics_json(list));
  } else if (arguments.format == "csv") {
    fmt::print("{}", plugin::topics_csv(list));
  } else {
    fmt::print("{}", plugin::topics_text(list, language_of(arguments)));
  }
  return kOk;
}

int risks(Arguments arguments) {
  arguments.question.compare = qa::Compare::kNone;
  const auto reader = store::open_reader(arguments.database);
  const qa::Profile profile = reader->present_profile();
  const auto made = request_of(*reader, profile, arguments);
  if (const auto* problem = std::get_if<plugin::ReportProblem>(&made)) {
    return refuse(problem->message);
  }
  const plugin::RiskList list =
      plugin::list_risks(*reader, profile, std::get<qa::ReportRequest>(made), arguments.risks);
  if (arguments.format == "json") {
    fmt::print("{}\n", plugin::risks_json(list));
  } else if (arguments.format == "csv") {
    fmt::print("{}", plugin::risks_csv(list));
  } else {
    fmt::print("{}", plugin::risks_text(list, language_of(arguments)));
  }
  return kOk;
}

int surges(Arguments arguments) {
  arguments.question.compare = qa::Compare::kNone;
  const auto reader = store::open_reader(arguments.database);
  const qa::Profile profile = reader->present_profile();
  const auto made = request_of(*reader, profile, arguments);
  if (const auto* problem = std::get_if<plugin::ReportProblem>(&made)) {
    return refuse(problem->message);
  }
  const plugin::SurgeList list =
      plugin::list_surges(*reader, profile, std::get<qa::ReportRequest>(made));
  if (arguments.format == "json") {
    fmt::print("{}\n", plugin::surges_json(list));
  } else if (arguments.format == "csv") {
    fmt::print("{}", plugin::surges_csv(list));
  } else {
    fmt::print("{}", plugin::surges_text(list, language_of(arguments)));
  }
  return kOk;
}

void declare_all(CLI::App& command, Arguments& arguments) {
  command.add_option("--db", arguments.database, "Database file; default sandglass.db");
  declare_period(command, arguments.period, arguments.question, "default: today");
  command.add_option("--format", arguments.format, "text, json or csv")
      ->check(CLI::IsMember({"text", "json", "csv"}));
  command.add_option("--language", arguments.language, "en or zh")
      ->check(CLI::IsMember({"en", "zh"}));
}

}  // namespace

void declare_topics(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  declare_all(command, *arguments);
  command.add_flag("--recent", arguments->is_recent, "The last hour, beside the hour before it");
  command.add_option("--compare", arguments->compare, "previous, year or none")
      ->check(CLI::IsMember({"previous", "year", "none"}));
  command
      .add_option("--level", arguments->topics.level,
                  "Segments of an intent told apart: 1, 2 or 3; 0: all")
      ->check(CLI::Range(0, 3));
  command
      .add_option("--source", arguments->source,
                  "How conversations came to people: all, bot (never), bot_to_human, human")
      ->check(CLI::IsMember({"all", "bot", "bot_to_human", "human"}));
  command.add_option("--top", arguments->topics.most, "Topics listed")
      ->check(CLI::Range(1, 100'000));
  command.add_option("--conversations", arguments->topics.intent,
                     "INTENT: the conversations behind a topic instead");
  command.callback([arguments, &action] { action = [arguments] { return topics(*arguments); }; });
}

void declare_risks(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  declare_all(command, *arguments);
  command.add_option("--least", arguments->risks.least, "Points from which one is listed")
      ->check(CLI::Range(1, 100));
  command.add_option("--top", arguments->risks.most, "Conversations listed; 0: all");
  command.callback([arguments, &action] { action = [arguments] { return risks(*arguments); }; });
}

void declare_surges(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  declare_all(command, *arguments);
  command.callback([arguments, &action] { action = [arguments] { return surges(*arguments); }; });
}

}  // namespace tools
