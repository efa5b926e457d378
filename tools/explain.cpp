#include "plugin/explain.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

#include "plugin/review_queue.h"
#include "store/open.h"
#include "tools/command.h"
#include "tools/settings.h"

namespace tools {
namespace {

struct Arguments {
  std::string database = "sandglass.db";
  std::string rules;
  std::string what;
};

/// Everything that can be said of a name, with what it takes.
class Explainer {
 public:
  Explainer(store::Reader& reader, const rules::RulePack* rules)
      : reader_(reader), rules_(rules), profile_(reader.present_profile()) {}

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
    return {&history, &profile_, rules_, rules::Language::kEnglish};
  }

  store::Reader& reader_;
  const rules::RulePack* rules_;
  qa::Profile profile_;
};

int explain(const Arguments& arguments) {
  const auto cut = arguments.what.find_first_of("/:");
  if (cut == std::string::npos || cut == 0 || cut + 1 == arguments.what.size()) {
    fmt::print(stderr,
               "sandglass: say CONVERSATION/ROUND (number or opening message), "
               "CONVERSATION:MESSAGE for the findings on a message, or a finding as review list "
               "names it\n");
    return kUsage;
  }
  const auto reader = store::open_reader(arguments.database);
  const auto rules = load_rules_argument(arguments.rules, reader.get());
  const Explainer explainer(*reader, rules.get());
  std::string text = explainer.finding(arguments.what);
  if (text.empty()) {
    text = explainer.round_or_message(arguments.what);
  }
  if (text.empty()) {
    fmt::print(stderr, "sandglass: {}: there is no such round or finding in {}\n", arguments.what,
               arguments.database);
    return kFailed;
  }
  fmt::print("{}", text);
  return kOk;
}

}  // namespace

void declare_explain(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command
      .add_option("what", arguments->what,
                  "CONVERSATION/ROUND, CONVERSATION:MESSAGE or CONVERSATION:MESSAGE:RULE")
      ->required();
  command.add_option("--db", arguments->database, "Database file");
  command.add_option("--rules", arguments->rules,
                     "Folder of rule packs; default: those of the database");
  command.callback([arguments, &action] { action = [arguments] { return explain(*arguments); }; });
}

}  // namespace tools
