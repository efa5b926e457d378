#include <iostream>
#include <iterator>
#include <memory>

#include "plugin/rule_commands.h"
#include "rules/schema.h"
#include "tools/command.h"

namespace tools {
namespace {

void declare_common(CLI::App& command, const std::shared_ptr<plugin::RuleCommand>& arguments) {
  command.add_option("rules", arguments->rules,
                     "Folder of rule packs or one file; default: the shipped ones");
  command.add_flag("--json", arguments->is_json, "One JSON value on standard output");
  command.add_flag_callback(
      "--zh", [arguments] { arguments->language = rules::Language::kChinese; }, "用中文说明问题");
}

}  // namespace

void declare_rules(CLI::App& command, Action& action) {
  command.require_subcommand(1);
  declare_new_rule(*command.add_subcommand("new", "Begin a new rule: a draft to go on from"),
                   action);
  declare_rule_sets(command, action);
  declare_rule_statistics(
      *command.add_subcommand("stats", "Hits, precision by verdicts, what never fires, overlaps"),
      action);
  declare_except(
      *command.add_subcommand("except", "Make an exception, and an example, of a false alarm"),
      action);
  declare_backtest(*command.add_subcommand(
                       "backtest", "What changed rules would have found in stored conversations"),
                   action);
  const auto arguments = std::make_shared<plugin::RuleCommand>();
  const auto message = std::make_shared<plugin::ExplainedMessage>();
  CLI::App* check = command.add_subcommand("check", "Compile the packs and show every problem");
  declare_common(*check, arguments);
  check->callback([arguments, &action] {
    action = [arguments] { return plugin::check_rules(*arguments, std::cout, std::cerr); };
  });
  CLI::App* test = command.add_subcommand("test", "Run the examples of all rules");
  declare_common(*test, arguments);
  test->callback([arguments, &action] {
    action = [arguments] { return plugin::test_rules(*arguments, std::cout, std::cerr); };
  });
  CLI::App* explain = command.add_subcommand(
      "explain", "Show what the rules make of a message or a dialogue, and why");
  explain
      ->add_option("text", message->text,
                   "The message; or a dialogue, a line each: customer 0:05 text; - reads it from "
                   "standard input")
      ->required();
  explain->add_option("--rules", arguments->rules,
                      "Folder of rule packs or one file; default: the shipped ones");
  explain->add_option("--customer-said", message->customer_said,
                      "The customer's turn before it; may be repeated");
  explain->add_flag("--customer", message->is_customer, "The message is the customer's");
  explain->add_flag("--auto", message->is_automatic, "The message is automatic");
  explain->add_flag("--json", arguments->is_json, "One JSON value on standard output");
  explain->add_flag_callback(
      "--zh", [arguments] { arguments->language = rules::Language::kChinese; }, "用中文说明");
  explain->callback([arguments, message, &action] {
    action = [arguments, message] {
      if (message->text == "-") {
        message->text.assign(std::istreambuf_iterator<char>(std::cin), {});
      }
      return plugin::explain_rules(*arguments, *message, std::cout, std::cerr);
    };
  });
  CLI::App* schema =
      command.add_subcommand("schema", "Print the JSON Schema of rule files, for editors");
  schema->callback([&action] {
    action = [] {
      std::cout << rules::rule_schema();
      return 0;
    };
  });
}

}  // namespace tools
