#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "plugin/clock.h"
#include "plugin/rule_exception.h"
#include "plugin/rule_library.h"
#include "plugin/rule_publication.h"
#include "plugin/screen.h"
#include "store/open.h"
#include "tools/command.h"
#include "tools/owned_database.h"

namespace tools {
namespace {

struct Arguments {
  std::string database = "sandglass.db";
  std::string finding;
  std::string folder;
  std::string text;
  std::string why;
  std::string author;
  bool is_confirmed = false;
  rules::Language language = rules::Language::kEnglish;
};

/// The new lines as a difference, fit for a terminal.
void show(const plugin::ProposedException& proposed) {
  fmt::print("+++ {}\n", proposed.local_name);
  std::size_t at = 0;
  while (at < proposed.added.size()) {
    const std::size_t end = std::min(proposed.added.find('\n', at), proposed.added.size());
    fmt::print("+ {}\n",
               plugin::terminal_text(proposed.added.substr(at, end - at), plugin::kUncut));
    at = end + 1;
  }
}

bool is_confirmed(const Arguments& arguments) {
  if (arguments.is_confirmed) {
    return true;
  }
  if (::isatty(STDIN_FILENO) == 1) {
    fmt::print("{} [y/N] ",
               arguments.language == rules::Language::kChinese ? "写入吗？" : "Write it?");
    static_cast<void>(std::fflush(stdout));
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
  }
  fmt::print("nothing was written: --yes writes it\n");
  return false;
}

/// Beside the folder's other packs: a file of the local pack, or a new local.yaml.
int write_folder(const Arguments& arguments, const plugin::ProposedException& proposed) {
  const std::filesystem::path named(proposed.local_name);
  const std::filesystem::path path = std::filesystem::exists(named)
                                         ? named
                                         : std::filesystem::path(arguments.folder) / "local.yaml";
  for (const rules::Source& source : proposed.sources) {
    if (source.name == proposed.local_name) {
      std::ofstream file(path, std::ios::binary | std::ios::trunc);
      file << source.text;
      if (!file.flush()) {
        fmt::print(stderr, "sandglass: {}: cannot be written\n", path.string());
        return kFailed;
      }
    }
  }
  fmt::print("{}\n", path.string());
  return kOk;
}

int publish(const Arguments& arguments, const plugin::ProposedException& proposed,
            const std::string& who) {
  plugin::RuleChange asked;
  asked.packs = plugin::named_by_pack(proposed.sources);
  asked.author = who;
  asked.reason = arguments.why;
  return publish_rules(arguments.database, asked, arguments.language);
}

int except(const Arguments& arguments) {
  const std::string who = arguments.author.empty() ? default_author() : arguments.author;
  plugin::ProposedException proposed;
  {
    const auto reader = store::open_reader(arguments.database);
    const auto item = plugin::find_finding(*reader, arguments.finding);
    if (!item) {
      fmt::print(stderr, "sandglass: {}: there is no such finding in {}\n", arguments.finding,
                 arguments.database);
      return kFailed;
    }
    plugin::ExceptionRequest request;
    std::vector<rules::Diagnostic> unreadable;
    if (!arguments.folder.empty()) {
      request.sources = plugin::read_rules(arguments.folder, unreadable);
    } else {
      request.sources = plugin::active_rule_set(*reader);
      if (request.sources.empty()) {
        request.sources = plugin::named_by_pack(rules::shipped_packs());
      }
    }
    for (const rules::Diagnostic& diagnostic : unreadable) {
      fmt::print(stderr, "{}", rules::to_text(diagnostic, arguments.language));
    }
    if (!unreadable.empty()) {
      return kUsage;
    }
    request.finding = item->finding;
    request.why = arguments.why;
    request.who = who;
    request.day = qa::format_time(plugin::wall_now()).substr(0, 10);
    request.text = arguments.text;
    request.language = arguments.language;
    proposed = plugin::propose_exception(*reader, request);
  }
  if (!proposed.problems.empty()) {
    fmt::print(stderr, "{}sandglass: refused; nothing was written\n", proposed.problems);
    return kCheckFound;
  }
  show(proposed);
  if (!is_confirmed(arguments)) {
    return kOk;
  }
  return arguments.folder.empty() ? publish(arguments, proposed, who)
                                  : write_folder(arguments, proposed);
}

}  // namespace

void declare_except(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command.add_option("finding", arguments->finding, "CONVERSATION:MESSAGE:RULE, a false alarm")
      ->required();
  command.add_option("--why", arguments->why, "Why it is harmless")->required();
  command.add_option("--text", arguments->text,
                     "What to except, as in a rule; default: the hit and what is around it");
  command.add_option("--rules", arguments->folder,
                     "Write the local pack of this folder; default: publish in the database");
  command.add_option("--db", arguments->database, "Database file");
  command.add_option("--author", arguments->author, "Who; default: the user id");
  command.add_flag("--yes", arguments->is_confirmed, "Write without asking");
  command.add_flag_callback(
      "--zh", [arguments] { arguments->language = rules::Language::kChinese; }, "用中文说明");
  command.callback([arguments, &action] { action = [arguments] { return except(*arguments); }; });
}

}  // namespace tools
