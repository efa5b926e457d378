#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "plugin/clock.h"
#include "plugin/review_commands.h"
#include "qa/report_period.h"
#include "store/open.h"
#include "tools/command.h"
#include "tools/owned_database.h"
#include "tools/settings.h"

namespace tools {
namespace {

struct Arguments {
  std::string database = "sandglass.db";
  PeriodArguments period;
  std::string finding;
  std::string verdict;
  std::string note;
  std::string reviewer;
  bool is_all = false;
  bool is_decided = false;
  plugin::ReviewListing listing;
};

int refuse(const std::string& message) {
  fmt::print(stderr, "sandglass: {}\n", message);
  return kUsage;
}

/// The listing as the arguments ask for it: a list is of what waits, an export of what was decided,
/// unless they say more. nullopt: what is wrong was said.
std::optional<plugin::ReviewListing> listing_of(const Arguments& arguments, store::Reader& reader,
                                                bool is_export) {
  plugin::ReviewListing listing = arguments.listing;
  const auto period = read_period(arguments.period, reader);
  if (!period) {
    return std::nullopt;
  }
  listing.filter.period = *period;
  if (!arguments.verdict.empty()) {
    listing.filter.verdict = qa::verdict_named(arguments.verdict);
  }
  using Which = plugin::ReviewFilter::Which;
  const bool is_decided = arguments.is_decided || is_export || listing.filter.verdict;
  listing.filter.which = arguments.is_all ? Which::kAll
                         : is_decided     ? Which::kDecided
                                          : Which::kWaiting;
  return listing;
}

int list(const Arguments& arguments, bool is_export) {
  const auto reader = store::open_reader(arguments.database);
  const auto listing = listing_of(arguments, *reader, is_export);
  if (!listing) {
    return kUsage;
  }
  if (is_export) {
    plugin::export_reviews(*reader, *listing, std::cout);
  } else {
    plugin::list_reviews(*reader, *listing, std::cout);
  }
  return kOk;
}

std::optional<plugin::ReviewItem> named_finding(const Arguments& arguments, store::Reader& reader) {
  auto item = plugin::find_finding(reader, arguments.finding);
  if (!item) {
    fmt::print(stderr,
               "sandglass: {}: there is no such finding in {}; `sandglass review list --all` "
               "names them, as CONVERSATION:MESSAGE:RULE\n",
               arguments.finding, arguments.database);
  }
  return item;
}

int show(const Arguments& arguments) {
  const auto reader = store::open_reader(arguments.database);
  const auto item = named_finding(arguments, *reader);
  if (!item) {
    return kFailed;
  }
  plugin::show_review(*reader, *item, arguments.listing, std::cout);
  return kOk;
}

int decide(const Arguments& arguments) {
  qa::Review review;
  const auto verdict = qa::verdict_named(arguments.verdict);
  if (!verdict) {
    return refuse("a verdict is right, wrong (a false alarm) or unsure");
  }
  {
    const auto reader = store::open_reader(arguments.database);
    const auto item = named_finding(arguments, *reader);
    if (!item) {
      return kFailed;
    }
    review.finding = qa::identity_of(item->finding);
    review.rule_set = item->finding.rule_set;
    review.revision = item->standing() == nullptr ? 1 : item->standing()->revision + 1;
  }
  review.verdict = *verdict;
  review.note = arguments.note;
  review.reviewer = arguments.reviewer.empty() ? default_author() : arguments.reviewer;
  DatabaseChange change;
  change.route = "/review";
  change.body = plugin::to_json(review);
  change.make = [&review](store::Store& store) {
    review.at = plugin::wall_now();
    if (!store.append_review(review)) {
      fmt::print(stderr, "sandglass: {}\n", plugin::kDecidedMeanwhile);
      return kFailed;
    }
    fmt::print("{}\n", plugin::to_json(review));
    return kOk;
  };
  return change_database(arguments.database, change);
}

void declare_listing(CLI::App& command, const std::shared_ptr<Arguments>& arguments) {
  declare_period(command, arguments->period);
  command.add_option("--rule", arguments->listing.filter.rule, "Only findings of this rule");
  command.add_option("--agent", arguments->listing.filter.agent, "Only findings of this agent");
  command.add_option("--verdict", arguments->verdict, "Only those decided so")
      ->check(CLI::IsMember({"right", "wrong", "unsure"}));
  command.add_flag("--decided", arguments->is_decided, "Those with a verdict");
  command.add_flag("--all", arguments->is_all, "Every finding, chosen for review or not");
}

}  // namespace

void declare_review(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  command.require_subcommand(1);
  CLI::App* list_command = command.add_subcommand(
      "list", "Findings that wait for a verdict; with --decided or --all others too");
  CLI::App* show_command =
      command.add_subcommand("show", "One finding, the messages around it, its verdicts");
  CLI::App* decide_command = command.add_subcommand("decide", "Say whether a finding is right");
  CLI::App* export_command = command.add_subcommand(
      "export", "Findings with their verdicts as CSV; with --all those not decided too");
  for (CLI::App* each : {list_command, show_command, decide_command, export_command}) {
    each->add_option("--db", arguments->database, "Database file");
  }
  for (CLI::App* each : {show_command, decide_command}) {
    each->add_option("finding", arguments->finding, "CONVERSATION:MESSAGE:RULE")->required();
  }
  for (CLI::App* each : {list_command, show_command}) {
    each->add_flag("--json", arguments->listing.is_json, "One JSON value on standard output");
    each->add_flag_callback(
        "--zh", [arguments] { arguments->listing.language = rules::Language::kChinese; },
        "用中文显示");
  }
  declare_listing(*list_command, arguments);
  declare_listing(*export_command, arguments);
  list_command->add_option("--limit", arguments->listing.limit, "At most so many; default 50");
  decide_command->add_option("verdict", arguments->verdict, "right, wrong or unsure")->required();
  decide_command->add_option("--note", arguments->note, "Why, in your own words");
  decide_command->add_option("--reviewer", arguments->reviewer, "Who; default: the user id");
  list_command->callback(
      [arguments, &action] { action = [arguments] { return list(*arguments, false); }; });
  export_command->callback(
      [arguments, &action] { action = [arguments] { return list(*arguments, true); }; });
  show_command->callback(
      [arguments, &action] { action = [arguments] { return show(*arguments); }; });
  decide_command->callback(
      [arguments, &action] { action = [arguments] { return decide(*arguments); }; });
}

}  // namespace tools
