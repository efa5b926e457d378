#include "rules/compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

#include "rules/compiled_pack.h"
#include "rules/example.h"
#include "rules/rule_info.h"
#include "rules/shadowing.h"
#include "rules/talk_judge.h"
#include "rules/version.h"

namespace rules {
namespace {

/// More problems than this in one file follow from each other; the rest are counted.
constexpr std::size_t kMostShown = 100;
/// Steps of all regular expressions of a rule set, some 16 bytes each before a text is met. Ten
/// times what the shipped packs have; with more a set takes many seconds to compile.
constexpr std::size_t kMostSteps = 1'500'000;

class Compiler {
 public:
  explicit Compiler(const std::vector<Source>& sources)
      : collected_(collect(sources, out_.diagnostics)) {}

  Compiled compile(const std::vector<Source>& sources, const CompileOptions& options) {
    if (sources.empty()) {
      out_.diagnostics.push_back(SourceLines("rules", "").at(Code::kNoPacks, 0, 0, {}));
    }
    reserve();
    for (const Rule& rule : collected_.rules) {
      if (rule.status == Status::kRetired || !is_wanted(rule, options)) {
        continue;
      }
      if (steps_ > kMostSteps) {
        report_too_large(rule);
        break;
      }
      Ready ready = ready_rule(rule);
      if (options.whoever_speaks) {
        look_at_everyone(ready);
      } else {
        run_tests(rule, ready);
      }
      if (rule.status != Status::kDraft) {
        add(std::move(ready));
        written_.push_back(&rule);
      }
    }
    if (!has_error(out_.diagnostics) && !options.whoever_speaks) {
      report_shadowed();
    }
    tidy();
    if (!has_error(out_.diagnostics)) {
      out_.pack = std::make_shared<const CompiledPack>(std::move(running_), std::move(conditions_),
                                                       std::move(clauses_),
                                                       version_of(collected_.packs, sources));
    }
    return std::move(out_);
  }

 private:
  /// A rule with its own clauses, numbered within the rule.
  struct Ready {
    PackedRule rule;
    Conditions conditions;
    std::vector<CompiledClause> clauses;
  };

  /// So much and no more will stay in memory as long as the rule set.
  void reserve() {
    running_.reserve(collected_.rules.size());
    conditions_.reserve(collected_.rules.size());
    std::size_t clauses = 0;
    for (const Rule& rule : collected_.rules) {
      clauses += rule.clauses.size();
    }
    clauses_.reserve(clauses);
  }

  bool is_wanted(const Rule& rule, const CompileOptions& options) const {
    if (!options.only || options.only->contains(rule.id)) {
      return true;
    }
    return !options.whoever_speaks && !rule.conditions.classify.empty() &&
           std::any_of(collected_.rules.begin(), collected_.rules.end(), [&](const Rule& other) {
             return !other.conditions.intents.empty() && options.only->contains(other.id);
           });
  }

  Ready ready_rule(const Rule& rule) {
    const SourceLines& lines = collected_.lines[rule.source];
    Ready out;
    out.rule = {info_of(rule), lines.place(kAnnex + 1, 1).file};
    out.conditions = rule.conditions;
    out.rule.info.file = lines.file();
    for (const Clause& clause : rule.clauses) {
      out.clauses.push_back(compile_clause(clause, lines, out_.diagnostics));
      steps_ += program_size(out.clauses.back());
      report_always_running(rule, out.clauses.back());
    }
    return out;
  }

  void report_always_running(const Rule& rule, const CompiledClause& clause) {
    const std::vector<OneOf> needed = needed_patterns(clause);
    if (clause.view == View::kRaw || std::any_of(needed.begin(), needed.end(), is_quickly_known)) {
      return;
    }
    // One for the whole message, or its beginning, ends at the first character that does not fit.
    const auto is_in = [](const std::vector<CompiledPattern>& list, const CompiledPattern* one) {
      return std::any_of(list.begin(), list.end(),
                         [one](const auto& each) { return &each == one; });
    };
    for (const OneOf& patterns : needed) {
      for (const CompiledPattern* const pattern : patterns) {
        if (pattern->always_runs() && !is_in(clause.whole, pattern) &&
            !is_in(clause.starts, pattern)) {
          out_.diagnostics.push_back(at_text(collected_.lines[rule.source], Code::kAlwaysRuns,
                                             pattern->written(), 0, 1,
                                             {rule.id, pattern->written().text}));
        }
      }
    }
  }

  /// Compiling goes no further: what comes behind it would only take longer.
  void report_too_large(const Rule& rule) {
    out_.diagnostics.push_back(collected_.lines[rule.source].at(
        Code::kOverBudget, rule.line, rule.column,
        {fmt::format("the rules before it take {} steps, {} are allowed", steps_, kMostSteps)}));
  }

  void report_shadowed() {
    for (const Shadow& shadow : shadowed_rules(running_, conditions_, clauses_)) {
      const PackedRule& other = running_[shadow.by];
      const Rule& rule = *written_[shadow.rule];
      out_.diagnostics.push_back(collected_.lines[rule.source].at(
          Code::kShadowed, rule.line, rule.column,
          {rule.id, other.info.id, fmt::format("{}:{}", other.info.file, other.info.line)}));
    }
  }

  /// Leaves of a rule what it looks for in the message it is about.
  static void look_at_everyone(Ready& ready) {
    Conditions alone;
    alone.main = ready.conditions.trigger();
    alone.says = Says::kAny;
    CompiledClause& clause = ready.clauses[*alone.main];
    clause.says = Says::kAny;
    clause.automatic = Automatic::kInclude;
    clause.kinds.clear();
    ready.conditions = std::move(alone);
    ready.rule.info.needs_talk = ready.rule.info.needs_context = false;
  }

  /// Adds a rule to those that will run.
  void add(Ready ready) {
    ready.conditions.move_clauses(static_cast<ClauseId>(clauses_.size()));
    running_.push_back(std::move(ready.rule));
    conditions_.push_back(std::move(ready.conditions));
    std::move(ready.clauses.begin(), ready.clauses.end(), std::back_inserter(clauses_));
  }

  /// A rule that did not compile whole is not tried: its tests would fail for that reason.
  void run_tests(const Rule& rule, const Ready& ready) {
    if (has_error(out_.diagnostics)) {
      return;
    }
    run_list(rule, ready, rule.bad, TestResult::Kind::kBad);
    run_list(rule, ready, rule.ok, TestResult::Kind::kOk);
    run_list(rule, ready, rule.todo_bad, TestResult::Kind::kTodoBad);
  }

  void run_list(const Rule& rule, const Ready& ready, const std::vector<WrittenText>& examples,
                TestResult::Kind kind) {
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
      result.is_caught = is_caught(ready, example.text);
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

  bool is_caught(const Ready& ready, const std::string& example) {
    ExampleTalk talk(example, ready.conditions, ready.clauses[ready.conditions.trigger()].says);
    std::vector<std::vector<ClauseHit>> hits(talk.talk().messages.size());
    for (std::size_t i = 0; i < hits.size(); ++i) {
      TalkMessage& message = talk.talk().messages[i];
      text_.reset(message.text);
      for (ClauseId clause = 0; clause < ready.clauses.size(); ++clause) {
        ClauseHit hit;
        if (is_about(ready.clauses[clause], message.speaker, message.is_automatic, message.kind) &&
            holds(ready.clauses[clause], text_, hit, nullptr)) {
          hit.clause = clause;
          hits[i].push_back(std::move(hit));
        }
      }
      message.hits = hits[i];
    }
    std::vector<TalkFinding> findings;
    TalkJudge(talk.talk()).judge(0, ready.conditions, findings);
    return !findings.empty();
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

    struct Count {
      std::size_t problems = 0;
      std::size_t hidden_errors = 0;
    };

    std::map<std::string, Count> in_file;
    std::vector<Diagnostic> kept;
    for (Diagnostic& diagnostic : all) {
      const bool is_new =
          seen.emplace(diagnostic.code, to_string(diagnostic.place), diagnostic.arguments).second;
      if (!is_new) {
        continue;
      }
      Count& count = in_file[diagnostic.place.file];
      if (++count.problems > kMostShown) {
        count.hidden_errors += severity_of(diagnostic.code) == Severity::kError ? 1U : 0U;
      } else {
        kept.push_back(std::move(diagnostic));
      }
    }
    for (const auto& [file, count] : in_file) {
      if (count.problems > kMostShown) {
        // A flood of warnings keeps no rule from running.
        const Code code = count.hidden_errors > 0 ? Code::kTooManyProblems : Code::kMoreWarnings;
        kept.push_back(
            SourceLines(file, "").at(code, 0, 0, {std::to_string(count.problems - kMostShown)}));
      }
    }
    all = std::move(kept);
  }

  Compiled out_;
  Collected collected_;
  std::size_t steps_ = 0;  ///< of the regular expressions compiled so far
  std::vector<PackedRule> running_;
  std::vector<Conditions> conditions_;  ///< one for each of `running_`
  std::vector<const Rule*> written_;    ///< one for each of `running_`
  std::vector<CompiledClause> clauses_;
  JudgedText text_;
  std::vector<Diagnostic> test_problems_;
};

}  // namespace

Compiled compile(const std::vector<Source>& sources, const CompileOptions& options) {
  return Compiler(sources).compile(sources, options);
}

}  // namespace rules
