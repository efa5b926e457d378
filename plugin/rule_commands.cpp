#include "plugin/rule_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <ostream>

#include "plugin/rule_library.h"
#include "plugin/screen.h"
#include "plugin/talk_explanation.h"
#include "rules/example.h"
#include "rules/utf8.h"

namespace plugin {
namespace {

constexpr int kGood = 0;
constexpr int kUsage = 2;
constexpr int kFoundProblems = 4;

using rules::json_quoted;

/// Loads what the command names. A single file is compiled alone.
rules::Compiled load(const RuleCommand& command) {
  if (command.rules.empty()) {
    return RuleLibrary().load();
  }
  const std::filesystem::path path(command.rules);
  std::error_code problem;
  return std::filesystem::is_regular_file(path, problem) ? load_rule_file(path)
                                                         : RuleLibrary(path).load();
}

bool is_unreadable(const rules::Compiled& compiled) {
  return std::any_of(compiled.diagnostics.begin(), compiled.diagnostics.end(),
                     [](const rules::Diagnostic& diagnostic) {
                       return diagnostic.code == rules::Code::kCannotRead ||
                              diagnostic.code == rules::Code::kNoPacks;
                     });
}

int exit_code(const rules::Compiled& compiled) {
  if (compiled.pack) {
    return kGood;
  }
  return is_unreadable(compiled) ? kUsage : kFoundProblems;
}

std::size_t count_of(const rules::Compiled& compiled, rules::Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(compiled.diagnostics.begin(), compiled.diagnostics.end(),
                    [severity](const rules::Diagnostic& diagnostic) {
                      return rules::severity_of(diagnostic.code) == severity;
                    }));
}

void show_diagnostics(const rules::Compiled& compiled, const RuleCommand& command,
                      std::ostream& err) {
  for (const rules::Diagnostic& diagnostic : compiled.diagnostics) {
    err << rules::to_text(diagnostic, command.language);
  }
}

bool is_chinese(const RuleCommand& command) {
  return command.language == rules::Language::kChinese;
}

std::string_view kind_name(rules::TestResult::Kind kind) {
  switch (kind) {
    case rules::TestResult::Kind::kBad:
      return "bad";
    case rules::TestResult::Kind::kOk:
      return "ok";
    case rules::TestResult::Kind::kTodoBad:
      return "todo_bad";
  }
  return "bad";
}

struct TestCounts {
  std::size_t failed = 0;
  std::size_t known_misses = 0;
  std::size_t now_caught = 0;
};

TestCounts counts_of(const std::vector<rules::TestResult>& tests) {
  TestCounts out;
  for (const rules::TestResult& test : tests) {
    const bool is_todo = test.kind == rules::TestResult::Kind::kTodoBad;
    out.failed += test.is_failed() ? 1U : 0U;
    out.known_misses += is_todo && !test.is_caught ? 1U : 0U;
    out.now_caught += is_todo && test.is_caught ? 1U : 0U;
  }
  return out;
}

std::string tests_json(const rules::Compiled& compiled, const TestCounts& counts) {
  std::string results;
  for (const rules::TestResult& test : compiled.tests) {
    results += results.empty() ? "" : ",";
    results += fmt::format(
        R"({{"rule":{},"kind":"{}","file":{},"line":{},"text":{},"caught":{},"failed":{}}})",
        json_quoted(test.rule), kind_name(test.kind), json_quoted(test.place.file), test.place.line,
        json_quoted(test.text), test.is_caught, test.is_failed());
  }
  return fmt::format(
      R"({{"rules":{},"tests":{},"failed":{},"known_misses":{},"now_caught":{},"results":[{}],)"
      R"("diagnostics":{}}})",
      compiled.pack ? compiled.pack->size() : 0, compiled.tests.size(), counts.failed,
      counts.known_misses, counts.now_caught, results, rules::to_json(compiled.diagnostics));
}

/// The last line break of a block text is not part of what people read.
std::string one_line(std::string text) {
  while (text.ends_with('\n')) {
    text.pop_back();
  }
  std::replace(text.begin(), text.end(), '\n', '/');
  return text;
}

/// Code points of `text` that the span covers.
std::string excerpt(std::string_view text, rules::Span span) {
  const std::u32string letters = rules::utf8::decode(text);
  if (span.start >= letters.size()) {
    return {};
  }
  return rules::utf8::encode(std::u32string_view(letters).substr(span.start, span.length));
}

std::string line_json(const rules::MatchedLine& line) {
  return fmt::format(R"({{"key":"{}","pattern":{},"file":{},"line":{},"start":{},"len":{}}})",
                     line.key, json_quoted(line.pattern), json_quoted(line.file), line.line,
                     line.span.start, line.span.length);
}

std::string lines_json(const std::vector<rules::MatchedLine>& lines) {
  std::string out;
  for (const rules::MatchedLine& line : lines) {
    out += (out.empty() ? "" : ",") + line_json(line);
  }
  return "[" + out + "]";
}

std::string rule_json(const rules::ExplainedRule& rule) {
  std::string hits;
  for (const rules::ExplainedHit& hit : rule.hits) {
    hits += hits.empty() ? "" : ",";
    hits += fmt::format(
        R"({{"key":"{}","pattern":{},"file":{},"line":{},"start":{},"len":{},"shielded_by":{}}})",
        hit.matched.key, json_quoted(hit.matched.pattern), json_quoted(hit.matched.file),
        hit.matched.line, hit.matched.span.start, hit.matched.span.length,
        hit.is_shielded ? line_json(hit.shield) : "null");
  }
  return fmt::format(
      R"({{"id":{},"name":{},"pack":{},"file":{},"line":{},"view":"{}","hit":{},"reason":{},)"
      R"("hits":[{}],"exceptions":{},"others":{}}})",
      json_quoted(rule.id), json_quoted(rule.name), json_quoted(rule.pack), json_quoted(rule.file),
      rule.line, rules::to_string(rule.view), rule.is_hit, json_quoted(rule.reason), hits,
      lines_json(rule.exceptions), lines_json(rule.others));
}

std::string explanation_json(const rules::Explanation& explanation, const std::string& version) {
  std::string views;
  for (const auto& [view, text] : explanation.views) {
    views += views.empty() ? "" : ",";
    views += fmt::format(R"("{}":{})", rules::to_string(view), json_quoted(text));
  }
  std::string shown;
  for (const rules::ExplainedRule& rule : explanation.rules) {
    shown += (shown.empty() ? "" : ",") + rule_json(rule);
  }
  return fmt::format(R"({{"version":"{}","views":{{{}}},"rules":[{}]}})", version, views, shown);
}

void show_rule(const rules::ExplainedRule& rule, const ExplainedMessage& message,
               std::ostream& out) {
  out << fmt::format("\n{} {} ({}, {}:{}, view {}): {}\n", rule.id, rule.name, rule.pack, rule.file,
                     rule.line, rules::to_string(rule.view),
                     rule.is_hit ? "finding" : "no finding: " + rule.reason);
  const auto place = [&message](const rules::MatchedLine& line) {
    return fmt::format("[{},{}) '{}'", line.span.start, line.span.start + line.span.length,
                       excerpt(message.text, line.span));
  };
  for (const rules::ExplainedHit& hit : rule.hits) {
    out << fmt::format("  {} {} by {}:{} {}\n", hit.matched.key, place(hit.matched),
                       hit.matched.file, hit.matched.line, hit.matched.pattern);
    if (hit.is_shielded) {
      out << fmt::format("    shielded by except {} {}:{} {}\n", place(hit.shield), hit.shield.file,
                         hit.shield.line, hit.shield.pattern);
    }
  }
  for (const rules::MatchedLine& line : rule.exceptions) {
    out << fmt::format("  except tried {} {}:{} {}\n", place(line), line.file, line.line,
                       line.pattern);
  }
  for (const rules::MatchedLine& line : rule.others) {
    const bool is_customers = line.key == "customer_said";
    out << fmt::format("  {} {} {}:{} {}\n", line.key,
                       is_customers ? std::string("found") : place(line), line.file, line.line,
                       line.pattern);
  }
}

int explain_dialogue(const rules::RulePack& pack, const RuleCommand& command,
                     const std::string& dialogue, std::ostream& out, std::ostream& err) {
  std::string bad_line;
  if (!rules::parse_dialogue(dialogue, bad_line)) {
    err << fmt::format(
        fmt::runtime(
            is_chinese(command)
                ? "这一行不是对话格式：{}（应为「customer 0:05 文字」或「agent 0:20 文字」）\n"
                : "not a line of a dialogue: {} (they are like `customer 0:05 text` or "
                  "`agent 0:20 text`)\n"),
        terminal_text(bad_line, 100));
    return kUsage;
  }
  rules::ExampleTalk talk(dialogue, {}, rules::Says::kAgent);
  if (command.is_json) {
    out << talk_json(pack, talk.talk()) << '\n';
  } else {
    out << talk_text(pack, talk.talk(), command.language);
  }
  return kGood;
}

}  // namespace

int check_rules(const RuleCommand& command, std::ostream& out, std::ostream& err) {
  const rules::Compiled compiled = load(command);
  const std::size_t errors = count_of(compiled, rules::Severity::kError);
  const std::size_t warnings = count_of(compiled, rules::Severity::kWarning);
  const std::size_t size = compiled.pack ? compiled.pack->size() : 0;
  if (command.is_json) {
    out << fmt::format(
        R"({{"rules":{},"always_tried":{},"version":{},"errors":{},"warnings":{},"diagnostics":{}}})",
        size, compiled.pack ? compiled.pack->always_tried() : 0,
        compiled.pack ? json_quoted(compiled.pack->version()) : "null", errors, warnings,
        rules::to_json(compiled.diagnostics));
    out << '\n';
    return exit_code(compiled);
  }
  show_diagnostics(compiled, command, err);
  if (!compiled.pack) {
    out << (is_chinese(command)
                ? fmt::format("规则集不能用：{} 个错误，{} 个警告\n", errors, warnings)
                : fmt::format("rule set refused: {} errors, {} warnings\n", errors, warnings));
  } else {
    const std::string version = compiled.pack->version().substr(0, 12);
    out << fmt::format(
        fmt::runtime(
            is_chinese(command)
                ? "{} 条规则（其中 {} 条每句都要试），{} 个样例，{} 个警告，版本 {}\n"
                : "{} rules ({} tried on every message), {} tests, {} warnings, version {}\n"),
        size, compiled.pack->always_tried(), compiled.tests.size(), warnings, version);
  }
  return exit_code(compiled);
}

int test_rules(const RuleCommand& command, std::ostream& out, std::ostream& err) {
  const rules::Compiled compiled = load(command);
  const TestCounts counts = counts_of(compiled.tests);
  if (command.is_json) {
    out << tests_json(compiled, counts) << '\n';
    return exit_code(compiled);
  }
  show_diagnostics(compiled, command, err);
  for (const rules::TestResult& test : compiled.tests) {
    if (test.kind == rules::TestResult::Kind::kTodoBad && !test.is_caught) {
      out << fmt::format("{}:{}: {} {}: {}\n", test.place.file, test.place.line,
                         is_chinese(command) ? "已知漏判" : "known miss of", test.rule,
                         one_line(test.text));
    }
  }
  const bool has_run = !compiled.tests.empty() || compiled.pack;
  if (!has_run) {
    out << (is_chinese(command) ? "规则有错，样例没有执行\n"
                                : "no test was run: the rules have errors\n");
  } else if (is_chinese(command)) {
    out << fmt::format("{} 个样例，{} 个不通过，{} 个已知漏判\n", compiled.tests.size(),
                       counts.failed, counts.known_misses);
  } else {
    out << fmt::format("{} tests, {} failed, {} known misses\n", compiled.tests.size(),
                       counts.failed, counts.known_misses);
  }
  return exit_code(compiled);
}

int explain_rules(const RuleCommand& command, const ExplainedMessage& message, std::ostream& out,
                  std::ostream& err) {
  const rules::Compiled compiled = load(command);
  if (!compiled.pack) {
    show_diagnostics(compiled, command, err);
    return exit_code(compiled);
  }
  if (rules::is_dialogue(message.text)) {
    return explain_dialogue(*compiled.pack, command, message.text, out, err);
  }
  rules::Utterance utterance;
  utterance.speaker = message.is_customer ? rules::Speaker::kCustomer : rules::Speaker::kAgent;
  utterance.is_automatic = message.is_automatic;
  utterance.text = message.text;
  const std::vector<std::string_view> said(message.customer_said.begin(),
                                           message.customer_said.end());
  const rules::Explanation explanation = compiled.pack->explain(utterance, rules::Context{said});
  if (command.is_json) {
    out << explanation_json(explanation, compiled.pack->version()) << '\n';
    return kGood;
  }
  for (const auto& [view, text] : explanation.views) {
    out << fmt::format("{:<6} {}\n", rules::to_string(view), one_line(text));
  }
  for (const rules::ExplainedRule& rule : explanation.rules) {
    show_rule(rule, message, out);
  }
  if (explanation.rules.empty()) {
    out << (is_chinese(command) ? "\n没有规则命中\n" : "\nno rule found anything\n");
  }
  return kGood;
}

}  // namespace plugin
