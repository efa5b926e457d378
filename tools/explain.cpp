#include "plugin/explain.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "plugin/clock.h"
#include "plugin/conversation_explanation.h"
#include "plugin/figure_explanation.h"
#include "plugin/reporting.h"
#include "plugin/review_queue.h"
#include "plugin/screen.h"
#include "store/open.h"
#include "tools/command.h"
#include "tools/period_option.h"
#include "tools/settings.h"

namespace tools {
namespace {

struct Arguments {
  std::string database = "sandglass.db";
  std::string rules;
  std::string what;
  std::string format = "text";
  // Of a figure.
  plugin::ReportQuestion question;
  std::string period;
  bool only_bad = false;
  std::size_t limit = 50;
  std::string language = "en";
};

/// Everything that can be said of a name, with what it takes.
class Explainer {
 public:
  Explainer(store::Reader& reader, std::shared_ptr<const rules::RulePack> rules)
      : reader_(reader), rules_(std::move(rules)), profile_(reader.present_profile()) {}

  /// "CONVERSATION": all of it, for every shop and source that has one of this id. There must be
  /// rules.
  std::string conversation(const std::string& id, bool as_json) const {
    std::string text;
    for (const qa::ConversationKey& key : reader_.find_conversation(id)) {
      if (const auto history = reader_.history(key)) {
        const plugin::ConversationExplanation wanted{&*history, &profile_, rules_};
        text += text.empty() || as_json ? "" : "\n";
        text +=
            as_json ? plugin::conversation_json(wanted) + "\n" : plugin::conversation_text(wanted);
      }
    }
    return text;
  }

  bool has_conversation(const std::string& id) const {
    return !reader_.find_conversation(id).empty();
  }

  /// "CONVERSATION:MESSAGE:RULE" as `review list` prints it.
  std::string finding(const std::string& name) const {
    const auto item = plugin::find_finding(reader_, name);
    const auto history =
        item ? reader_.history(item->finding.conversation) : std::optional<qa::History>();
    return history ? plugin::explain_findings(request(*history), item->finding.message,
                                              item->finding.rule)
                   : std::string();
  }

  /// "CONVERSATION/ROUND", the round by number or identity, and "CONVERSATION:MESSAGE". Ids may
  /// hold either sign: the last cut that leads somewhere holds.
  std::string round_or_message(const std::string& name) const {
    for (std::size_t cut = name.find_last_of("/:"); cut != std::string::npos && cut > 0;
         cut = name.find_last_of("/:", cut - 1)) {
      const std::string part = name.substr(cut + 1);
      std::string text;
      for (const qa::ConversationKey& key : reader_.find_conversation(name.substr(0, cut))) {
        if (const auto history = reader_.history(key)) {
          text += name[cut] == '/' ? plugin::explain_round(request(*history), part)
                                   : plugin::explain_findings(request(*history), part);
        }
      }
      if (!text.empty()) {
        return text;
      }
    }
    return {};
  }

 private:
  plugin::ExplainRequest request(const qa::History& history) const {
    return {&history, &profile_, rules_.get(), rules::Language::kEnglish};
  }

  store::Reader& reader_;
  std::shared_ptr<const rules::RulePack> rules_;
  qa::Profile profile_;
};

constexpr std::string_view kForms =
    "say a figure as the JSON report names it, CONVERSATION, CONVERSATION/ROUND (number or opening "
    "message), CONVERSATION:MESSAGE for "
    "the findings on a message, or a finding as review list names it";

int explain_conversation(const Explainer& explainer, const Arguments& arguments, bool has_rules) {
  if (!has_rules) {
    return kUsage;  // what is wrong with them was printed
  }
  fmt::print("{}", explainer.conversation(arguments.what, arguments.format == "json"));
  return kOk;
}

/// The name of a figure: what it is made of.
int explain_metric(store::Reader& reader, qa::Metric metric, const Arguments& arguments) {
  plugin::ReportQuestion question = arguments.question;
  question.compare = qa::Compare::kNone;
  const auto refuse = [](const std::string& message) {
    fmt::print(stderr, "sandglass: {}\n", message);
    return kUsage;
  };
  if (const auto problem = take_period_or_today(arguments.period, question)) {
    return refuse(*problem);
  }
  const qa::Profile profile = reader.present_profile();
  const qa::LocalTime local(profile);
  const auto request = plugin::make_request(question, plugin::known_times(reader),
                                            plugin::wall_now(), profile, local);
  if (const auto* problem = std::get_if<plugin::ReportProblem>(&request)) {
    return refuse(problem->message);
  }
  const auto explanation =
      plugin::explain_figure(reader, profile, std::get<qa::ReportRequest>(request),
                             {metric, arguments.only_bad, arguments.limit});
  if (arguments.format == "json") {
    fmt::print("{}\n", plugin::explanation_json(explanation));
  } else {
    fmt::print("{}", plugin::explanation_text(explanation, arguments.language == "zh"
                                                               ? rules::Language::kChinese
                                                               : rules::Language::kEnglish));
  }
  return kOk;
}

int explain(const Arguments& arguments) {
  if (arguments.what.empty()) {
    fmt::print(stderr, "sandglass: {}\n", kForms);
    return kUsage;
  }
  const auto reader = store::open_reader(arguments.database);
  const qa::MetricDefinition* figure = qa::find_metric(arguments.what);
  if (figure != nullptr && reader->find_conversation(arguments.what).empty()) {
    return explain_metric(*reader, figure->metric, arguments);
  }
  const auto rules = load_rules_argument(arguments.rules, reader.get());
  const Explainer explainer(*reader, rules);
  if (explainer.has_conversation(arguments.what)) {
    return explain_conversation(explainer, arguments, rules != nullptr);
  }
  std::string text = explainer.finding(arguments.what);
  if (text.empty()) {
    text = explainer.round_or_message(arguments.what);
  }
  const std::string name = plugin::terminal_text(arguments.what, plugin::kUncut);
  if (text.empty()) {
    fmt::print(stderr, "sandglass: {}: there is no such conversation, round or finding in {}; {}\n",
               name, arguments.database, kForms);
    return kFailed;
  }
  if (arguments.format == "json") {
    fmt::print(stderr,
               "sandglass: {}: only a whole conversation can be had as JSON; leave out --format\n",
               name);
    return kUsage;
  }
  fmt::print("{}", text);
  return kOk;
}

}  // namespace

void declare_explain(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command
      .add_option("what", arguments->what,
                  "A figure (mean_response_ms …), CONVERSATION, CONVERSATION/ROUND, "
                  "CONVERSATION:MESSAGE or CONVERSATION:MESSAGE:RULE")
      ->required();
  command.add_option("--db", arguments->database, "Database file");
  command.add_option("--rules", arguments->rules,
                     "Folder of rule packs; default: those of the database");
  command
      .add_option("--format", arguments->format,
                  "text or json; json for figures and whole conversations, each one line")
      ->check(CLI::IsMember({"text", "json"}));
  declare_period(command, arguments->period, arguments->question, "of a figure; default: today");
  command.add_option("--only", arguments->question.only,
                     "CUT=KEY, as agent=a_1: only what stands in that group; may be repeated");
  command.add_flag("--missed", arguments->only_bad, "Only what makes the figure worse");
  command.add_option("--limit", arguments->limit, "Things listed, the worst first; 0: all");
  command.add_option("--language", arguments->language, "en or zh, of figures")
      ->check(CLI::IsMember({"en", "zh"}));
  command.callback([arguments, &action] { action = [arguments] { return explain(*arguments); }; });
}

}  // namespace tools
