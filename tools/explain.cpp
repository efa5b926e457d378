#include "plugin/explain.h"

#include <fmt/format.h>

#include <memory>

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

/// "CONVERSATION/ROUND": the round by number or identity; "CONVERSATION:MESSAGE" is a finding's
/// message.
int explain(const Arguments& arguments) {
  const auto slash = arguments.what.rfind('/');
  const auto colon = arguments.what.rfind(':');
  const bool is_round = slash != std::string::npos && (colon == std::string::npos || slash > colon);
  const auto cut = is_round ? slash : colon;
  if (cut == std::string::npos || cut == 0 || cut + 1 == arguments.what.size()) {
    fmt::print(stderr,
               "sandglass: say CONVERSATION/ROUND (number or opening message), or "
               "CONVERSATION:MESSAGE for the findings on a message\n");
    return kUsage;
  }
  const std::string conversation = arguments.what.substr(0, cut);
  const std::string part = arguments.what.substr(cut + 1);
  const auto reader = store::open_reader(arguments.database);
  const auto rules = load_rules_argument(arguments.rules, reader.get());
  const qa::Profile profile = reader->present_profile();
  std::string text;
  for (const qa::ConversationKey& key : reader->find_conversation(conversation)) {
    const auto history = reader->history(key);
    if (!history) {
      continue;
    }
    const plugin::ExplainRequest request{&*history, &profile, rules.get(),
                                         rules::Language::kEnglish};
    text +=
        is_round ? plugin::explain_round(request, part) : plugin::explain_findings(request, part);
  }
  if (text.empty()) {
    fmt::print(stderr, "sandglass: {}: there is no such {} in {}\n", arguments.what,
               is_round ? "round" : "finding", arguments.database);
    return kFailed;
  }
  fmt::print("{}", text);
  return kOk;
}

}  // namespace

void declare_explain(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command.add_option("what", arguments->what, "CONVERSATION/ROUND, or CONVERSATION:MESSAGE")
      ->required();
  command.add_option("--db", arguments->database, "Database file");
  command.add_option("--rules", arguments->rules,
                     "Folder of rule packs; default: those of the database");
  command.callback([arguments, &action] { action = [arguments] { return explain(*arguments); }; });
}

}  // namespace tools
