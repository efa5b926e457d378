#include "rules/compiler.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "rules/compiled_pack.h"
#include "rules/example.h"
#include "rules/rule_info.h"
#include "rules/version.h"

namespace rules {
namespace {

/// More problems than this in one file follow from each other; the rest are counted.
constexpr std::size_t kMostShown = 100;

class Compiler {
 public:
  explicit Compiler(const std::vector<Source>& sources)
      : collected_(collect(sources, out_.diagnostics)) {}

  Compiled compile(const std::vector<Source>& sources, const CompileOptions& options) {
    if (sources.empty()) {
      out_.diagnostics.push_back(SourceLines("rules", "").at(Code::kNoPacks, 0, 0, {}));
    }
    std::vector<PackedRule> running;
    for (const Rule& rule : collected_.rules) {
      if (rule.status == Status::kRetired || (options.only && !options.only->contains(rule.id))) {
        continue;
      }
      PackedRule packed = packed_rule(rule);
      if (options.whoever_speaks) {
        packed.rule.says = Says::kAny;
        packed.rule.automatic = Automatic::kInclude;
        packed.rule.kinds.clear();
        packed.rule.customer_said.clear();
      } else {
        run_tests(rule, packed.rule);
      }
      if (rule.status != Status::kDraft) {
        running.push_back(std::move(packed));
      }
    }
    tidy();
    if (!has_error(out_.diagnostics)) {
      out_.pack = std::make_shared<const CompiledPack>(std::move(running),
                                                       version_of(collected_.packs, sources));
    }
    return std::move(out_);
  }

 private:
  std::vector<CompiledPattern> patterns(const Rule& rule, const std::vector<Pattern>& written,
                                        View view) {
    std::vector<CompiledPattern> out;
    for (const Pattern& pattern : written) {
      if (auto compiled =
              CompiledPattern::compile(pattern, view, rule.is_whole_words,
                                       collected_.lines[rule.source], out_.diagnostics)) {
        out.push_back(std::move(*compiled));
      }
    }
    return out;
  }

  PackedRule packed_rule(const Rule& rule) {
    CompiledRule compiled;
    compiled.says = rule.says;
    compiled.automatic = rule.automatic;
    compiled.kinds = rule.kinds;
    compiled.view = rule.view;
    compiled.customer_view = rule.customer_view;
    compiled.has_length = rule.has_length;
    compiled.length = rule.length;
    compiled.has = patterns(rule, rule.has, rule.view);
    compiled.whole = patterns(rule, rule.whole, rule.view);
    compiled.except = patterns(rule, rule.except, rule.view);
    compiled.unless = patterns(rule, rule.unless, rule.view);
    compiled.lacks = patterns(rule, rule.lacks, rule.view);
    compiled.customer_said = patterns(rule, rule.customer_said, rule.customer_view);
    for (const CompiledPattern& pattern : compiled.has) {
      if (pattern.always_runs() && rule.view != View::kRaw) {
        out_.diagnostics.push_back(at_text(collected_.lines[rule.source], Code::kAlwaysRuns,
                                           pattern.written(), 0, 1,
                                           {rule.id, pattern.written().text}));
      }
    }
    const SourceLines& lines = collected_.lines[rule.source];
    return {info_of(rule), std::move(compiled), lines.file(), rule.line,
            lines.place(kAnnex + 1, 1).file};
  }

  /// A rule that did not compile whole is not tried: its tests would fail for that reason.
  void run_tests(const Rule& rule, const CompiledRule& compiled) {
    if (has_error(out_.diagnostics)) {
      return;
    }
    run_list(rule, compiled, rule.bad, TestResult::Kind::kBad);
    run_list(rule, compiled, rule.ok, TestResult::Kind::kOk);
    run_list(rule, compiled, rule.todo_bad, TestResult::Kind::kTodoBad);
  }

  void run_list(const Rule& rule, const CompiledRule& compiled,
                const std::vector<WrittenText>& examples, TestResult::Kind kind) {
    for (const WrittenText& example : examples) {
      std::string bad_line;
      if (is_dialogue(example.text) && !parse_dialogue(example.text, bad_line)) {
        report(rule, Code::kBadDialogue, example, {bad_line});
        continue;
      }
      TestResult result;
      result.rule = rule.id;
      result.kind = kind;
      result.place = collected_.lines[rule.source].place(example.line, example.column);
      result.text = example.text;
      result.is_caught = any_message(messages_of(example.text, rule.says),
                                     [&](const Utterance& utterance, const Context& context) {
                                       judged_.reset(utterance, context);
                                       return compiled.is_about(utterance) &&
                                              compiled.matches(judged_, spans_, nullptr);
                                     });
      if (result.is_failed()) {
        const bool is_bad = kind == TestResult::Kind::kBad;
        report(
            rule, Code::kFailingTest, example,
            {rule.id, is_bad ? "this 'bad' example is not caught" : "this 'ok' example is caught",
             is_bad ? "这条 bad 样例没有抓到" : "这条 ok 样例被误抓了"});
      } else if (kind == TestResult::Kind::kTodoBad && result.is_caught) {
        report(rule, Code::kNowCaught, example, {rule.id, example.text});
      }
      out_.tests.push_back(std::move(result));
    }
  }

  void report(const Rule& rule, Code code, const WrittenText& at,
              std::vector<std::string> arguments) {
    test_problems_.push_back(at_text(collected_.lines[rule.source], code, at, 0, 1, {}));
    test_problems_.back().arguments = std::move(arguments);
  }

  /// By place, each said once, a flood in one file cut short.
  void tidy() {
    std::vector<Diagnostic>& all = out_.diagnostics;
    std::move(test_problems_.begin(), test_problems_.end(), std::back_inserter(all));
    for (Diagnostic& diagnostic : all) {
      if (diagnostic.fix && diagnostic.fix->line > kAnnex) {
        diagnostic.fix->line -= kAnnex;
      }
    }
    sort_by_place(all);
    std::set<std::tuple<Code, std::string, std::vector<std::string>>> seen;
    std::map<std::string, std::size_t> in_file;
    std::vector<Diagnostic> kept;
    for (Diagnostic& diagnostic : all) {
      const bool is_new =
          seen.emplace(diagnostic.code, to_string(diagnostic.place), diagnostic.arguments).second;
      if (is_new && ++in_file[diagnostic.place.file] <= kMostShown) {
        kept.push_back(std::move(diagnostic));
      }
    }
    for (const auto& [file, count] : in_file) {
      if (count > kMostShown) {
        kept.push_back(SourceLines(file, "").at(Code::kTooManyProblems, 0, 0,
                                                {std::to_string(count - kMostShown)}));
      }
    }
    all = std::move(kept);
  }

  Compiled out_;
  Collected collected_;
  Judged judged_;
  std::vector<Span> spans_;
  std::vector<Diagnostic> test_problems_;
};

}  // namespace

Compiled compile(const std::vector<Source>& sources, const CompileOptions& options) {
  return Compiler(sources).compile(sources, options);
}

}  // namespace rules
