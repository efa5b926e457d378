#include "plugin/rule_sets.h"

#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "plugin/rule_library.h"
#include "plugin/rule_publication.h"
#include "store/open.h"
#include "tools/command.h"
#include "tools/owned_database.h"

namespace tools {
namespace {

struct Arguments {
  std::string database = "sandglass.db";
  std::string folder;
  std::string version;
  std::string author;
  std::string reason;
  std::vector<std::string> sets;
  bool is_json = false;
  rules::Language language = rules::Language::kEnglish;
};

/// Null where there is no such file: then only folders and the shipped packs have names.
std::unique_ptr<store::Reader> reader_of(const std::string& database) {
  return std::filesystem::exists(database) ? store::open_reader(database) : nullptr;
}

bool has_reason(const Arguments& arguments) {
  const bool is_given = arguments.reason.find_first_not_of(' ') != std::string::npos;
  if (!is_given) {
    fmt::print(stderr, "sandglass: --reason says why, for those who come later\n");
  }
  return is_given;
}

int change(const Arguments& arguments, plugin::RuleChange asked) {
  asked.author = arguments.author.empty() ? default_author() : arguments.author;
  asked.reason = arguments.reason;
  return publish_rules(arguments.database, asked, arguments.language);
}

int publish(const Arguments& arguments) {
  if (!has_reason(arguments)) {
    return kUsage;
  }
  std::vector<rules::Diagnostic> unreadable;
  const auto sources = plugin::read_rules(arguments.folder, unreadable);
  for (const rules::Diagnostic& diagnostic : unreadable) {
    fmt::print(stderr, "{}", rules::to_text(diagnostic, arguments.language));
  }
  if (!unreadable.empty()) {
    return kUsage;
  }
  // With the names of the files, as their author knows them.
  if (const rules::Compiled compiled = rules::compile(sources); !compiled.pack) {
    fmt::print(stderr, "{}sandglass: {}: refused; the active rule set stays\n",
               plugin::problems_text(compiled, arguments.language), arguments.folder);
    return kCheckFound;
  }
  plugin::RuleChange asked;
  asked.packs = plugin::named_by_pack(sources);
  return change(arguments, std::move(asked));
}

int rollback(const Arguments& arguments) {
  if (!has_reason(arguments)) {
    return kUsage;
  }
  const auto reader = reader_of(arguments.database);
  const auto found = reader ? plugin::find_publication(*reader, arguments.version) : std::nullopt;
  if (reader && !found) {
    fmt::print(stderr, "sandglass: {}: there is no such publication; see `sandglass rules sets`\n",
               arguments.version);
    return kUsage;
  }
  plugin::RuleChange asked;
  asked.restores = found ? found->publication : 0;
  return change(arguments, std::move(asked));
}

int diff(const Arguments& arguments) {
  const auto reader = reader_of(arguments.database);
  std::vector<std::string> names = arguments.sets;
  if (names.empty()) {  // what the last publication changed
    const auto publications = reader ? reader->publications() : std::vector<store::Publication>{};
    names = {publications.size() > 1
                 ? std::to_string(publications[publications.size() - 2].publication)
                 : "shipped",
             "active"};
  } else if (names.size() == 1) {  // what publishing this would change
    names.insert(names.begin(), "active");
  }
  std::vector<plugin::NamedRuleSet> sets;
  for (const std::string& name : names) {
    std::string problem;
    auto found = plugin::find_rule_set(reader.get(), name, problem);
    if (!found) {
      fmt::print(stderr, "sandglass: {}", problem);
      return kUsage;
    }
    sets.push_back(std::move(*found));
  }
  const auto changes = rules::changed_rules(sets[0].sources, sets[1].sources);
  if (arguments.is_json) {
    fmt::print("{{\"before\":{},\"after\":{},\"changes\":{}}}\n", rules::json_quoted(sets[0].name),
               rules::json_quoted(sets[1].name), plugin::changes_json(changes));
  } else {
    fmt::print("{} → {}\n{}", sets[0].name, sets[1].name,
               plugin::changes_text(changes, arguments.language));
  }
  return kOk;
}

int sets(const Arguments& arguments) {
  const auto reader = store::open_reader(arguments.database);
  plugin::list_rule_sets(*reader, arguments.is_json, arguments.language, std::cout);
  return kOk;
}

void declare_change(CLI::App& command, const std::shared_ptr<Arguments>& arguments) {
  command.add_option("--reason", arguments->reason, "Why, for those who come later")->required();
  command.add_option("--author", arguments->author, "Who; default: the user id");
}

}  // namespace

void declare_rule_sets(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* publish_command = command.add_subcommand(
      "publish", "Make a folder's packs the active rule set of a database, at once where it runs");
  CLI::App* rollback_command =
      command.add_subcommand("rollback", "Take an older rule set into use again");
  CLI::App* diff_command = command.add_subcommand(
      "diff", "What changes between two rule sets; with one, what publishing it would change");
  CLI::App* sets_command = command.add_subcommand("sets", "Every publication: when, who, why");
  for (CLI::App* each : {publish_command, rollback_command, diff_command, sets_command}) {
    each->add_option("--db", arguments->database, "Database file");
    each->add_flag_callback(
        "--zh", [arguments] { arguments->language = rules::Language::kChinese; }, "用中文说明");
  }
  for (CLI::App* each : {diff_command, sets_command}) {
    each->add_flag("--json", arguments->is_json, "One JSON value on standard output");
  }
  publish_command->add_option("folder", arguments->folder, "Folder of rule packs, or one file")
      ->required();
  declare_change(*publish_command, arguments);
  rollback_command
      ->add_option("version", arguments->version, "Number of a publication, or a version")
      ->required();
  declare_change(*rollback_command, arguments);
  diff_command
      ->add_option("sets", arguments->sets,
                   "Publication, version, folder, `active` or `shipped`; none: the last change")
      ->expected(0, 2);
  publish_command->callback(
      [arguments, &action] { action = [arguments] { return publish(*arguments); }; });
  rollback_command->callback(
      [arguments, &action] { action = [arguments] { return rollback(*arguments); }; });
  diff_command->callback(
      [arguments, &action] { action = [arguments] { return diff(*arguments); }; });
  sets_command->callback(
      [arguments, &action] { action = [arguments] { return sets(*arguments); }; });
}

}  // namespace tools
