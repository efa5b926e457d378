#include "plugin/new_rule.h"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <optional>

#include "plugin/screen.h"
#include "tools/command.h"

namespace tools {
namespace {

struct Arguments {
  plugin::NewRule rule;
  std::string form;
  std::string pack;
  bool asks_nothing = false;
};

/// Asks for what the command line leaves out; an empty answer takes the default. Questions go to
/// standard error, so that the rule on standard output can be kept in a file.
class Interview {
 public:
  explicit Interview(Arguments& arguments) : arguments_(arguments) {}

  /// False when the answers end before the questions.
  bool ask_all() {
    rules::RuleSkeleton& rule = arguments_.rule.skeleton;
    return ask(rule.id, "Id, stable and unique, such as shop.brand",
               "编号，固定且唯一，如 shop.brand") &&
           ask(rule.name, "Name that people read [the id]", "给人看的名称 [同编号]") &&
           ask(arguments_.form, "has | sequence | absence | time | repeat [has]",
               "has 说了某些话 | sequence 先后说了 | absence 该说没说 | time 超时未回 | repeat "
               "重复 [has]") &&
           ask_texts() &&
           ask(arguments_.pack, "File or folder to write it to [only show it]",
               "写到哪个文件或文件夹 [只显示]");
  }

 private:
  bool ask_texts() {
    rules::RuleSkeleton& rule = arguments_.rule.skeleton;
    const auto form = rules::rule_form(arguments_.form.empty() ? "has" : arguments_.form);
    if (!form || *form == rules::RuleForm::kRepeat) {
      return true;  // a form nobody knows is refused with the command line
    }
    const bool has_first =
        *form == rules::RuleForm::kSequence || *form == rules::RuleForm::kAbsence;
    if (has_first &&
        !ask_list(rule.after, "What the customer says first, one text a line, then an empty line",
                  "客户先说的话，一行一句，空行结束")) {
      return false;
    }
    if (*form == rules::RuleForm::kAbsence) {
      return ask_list(rule.has,
                      "What the agent should say then, one text a line, then an empty line",
                      "之后客服应当说的话，一行一句，空行结束");
    }
    if (*form == rules::RuleForm::kTime) {
      return ask_list(rule.has, "What the customer says, one text a line, then an empty line",
                      "客户说的话，一行一句，空行结束");
    }
    return ask_list(rule.has, "What the agent says, one text a line, then an empty line",
                    "客服说的话，一行一句，空行结束") &&
           (*form != rules::RuleForm::kHas ||
            ask_list(rule.bad, "Whole messages it must catch, one a line, then an empty line",
                     "必须抓到的整句话，一行一句，空行结束"));
  }

  std::optional<std::string> line(const char* english, const char* chinese) {
    const bool is_chinese = arguments_.rule.skeleton.language == rules::Language::kChinese;
    std::cerr << (is_chinese ? chinese : english) << (is_chinese ? "：" : ": ") << std::flush;
    std::string answer;
    if (!std::getline(std::cin, answer)) {
      std::cerr << '\n';
      return std::nullopt;
    }
    const std::size_t first = answer.find_first_not_of(" \t\r");
    const std::size_t last = answer.find_last_not_of(" \t\r");
    return first == std::string::npos ? std::string() : answer.substr(first, last + 1 - first);
  }

  bool ask(std::string& value, const char* english, const char* chinese) {
    if (!value.empty()) {
      return true;
    }
    auto answer = line(english, chinese);
    value = answer.value_or("");
    return answer.has_value();
  }

  bool ask_list(std::vector<std::string>& values, const char* english, const char* chinese) {
    if (!values.empty()) {
      return true;
    }
    for (auto answer = line(english, chinese); answer; answer = line("", "")) {
      if (answer->empty()) {
        return true;
      }
      values.push_back(std::move(*answer));
    }
    return false;
  }

  Arguments& arguments_;
};

void refuse(const Arguments& arguments, std::string_view english, std::string_view chinese) {
  const bool is_chinese = arguments.rule.skeleton.language == rules::Language::kChinese;
  fmt::print(stderr, "sandglass: {}\n", is_chinese ? chinese : english);
}

/// Where it is and what comes next.
void tell_next(const Arguments& arguments, const plugin::ProposedRule& proposed) {
  const bool is_chinese = arguments.rule.skeleton.language == rules::Language::kChinese;
  if (proposed.file.empty()) {
    fmt::print(stderr, "{}\n",
               is_chinese ? "# 只是显示，没有写入：--pack 文件或文件夹 会写进去"
                          : "# nothing was written: --pack FILE or FOLDER writes it");
    return;
  }
  fmt::print(fmt::runtime(is_chinese ? "接下来：改好 {0}，然后 sandglass rules check {1}\n"
                                     : "next: edit {0}, then sandglass rules check {1}\n"),
             proposed.file.string(), arguments.pack);
}

/// The new lines as a difference, fit for a terminal.
void show(const plugin::ProposedRule& proposed) {
  if (proposed.file.empty()) {
    fmt::print("{}", proposed.added);
    return;
  }
  fmt::print("+++ {}\n", proposed.file.string());
  for (std::size_t at = 0; at < proposed.added.size();) {
    const std::size_t end = std::min(proposed.added.find('\n', at), proposed.added.size());
    const std::string line =
        plugin::terminal_text(proposed.added.substr(at, end - at), plugin::kUncut);
    fmt::print("+{}{}\n", line.empty() ? "" : " ", line);
    at = end + 1;
  }
}

int make(Arguments& arguments) {
  const bool is_person = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
  if (is_person && !arguments.asks_nothing && !Interview(arguments).ask_all()) {
    refuse(arguments, "nothing was written", "没有写入任何内容");
    return kUsage;
  }
  if (arguments.rule.skeleton.id.empty()) {
    refuse(arguments, "a rule needs an id: sandglass rules new ID",
           "规则要有编号：sandglass rules new 编号");
    return kUsage;
  }
  const auto form = rules::rule_form(arguments.form.empty() ? "has" : arguments.form);
  if (!form) {
    refuse(arguments, "--like is one of has, sequence, absence, time, repeat",
           "--like 只能是 has、sequence、absence、time、repeat 之一");
    return kUsage;
  }
  arguments.rule.skeleton.form = *form;
  arguments.rule.pack = arguments.pack;
  const plugin::ProposedRule proposed = plugin::propose_rule(arguments.rule);
  if (!proposed.problems.empty()) {
    fmt::print(stderr, "{}", proposed.problems);
    refuse(arguments, "refused; nothing was written", "没有写入任何内容");
    return kCheckFound;
  }
  if (!proposed.file.empty()) {
    plugin::write_rule(proposed);
  }
  show(proposed);
  tell_next(arguments, proposed);
  return kOk;
}

}  // namespace

void declare_new_rule(CLI::App& command, Action& action) {
  const auto arguments = std::make_shared<Arguments>();
  rules::RuleSkeleton& rule = arguments->rule.skeleton;
  command.add_option("id", rule.id, "Id of the new rule; asked for on a terminal");
  command.add_option("--name", rule.name, "Name that people read; default: the id");
  command.add_option("--like", arguments->form, "has (default), sequence, absence, time or repeat");
  command.add_option("--has", rule.has, "A text to look for, as in a rule; may be repeated")
      ->allow_extra_args(false);
  command
      .add_option("--after", rule.after,
                  "What the customer says first (sequence, absence); may be repeated")
      ->allow_extra_args(false);
  command.add_option("--bad", rule.bad, "A message it must catch; may be repeated")
      ->allow_extra_args(false);
  command.add_option("--ok", rule.ok, "A message it must leave alone; may be repeated")
      ->allow_extra_args(false);
  command.add_option("--pack", arguments->pack,
                     "File or folder to write it to; default: only show it");
  command.add_flag("--yes", arguments->asks_nothing, "Ask nothing, even on a terminal");
  command.add_flag_callback(
      "--zh", [arguments] { arguments->rule.skeleton.language = rules::Language::kChinese; },
      "用中文提问、写说明");
  command.callback([arguments, &action] { action = [arguments] { return make(*arguments); }; });
}

}  // namespace tools
