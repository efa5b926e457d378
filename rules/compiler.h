#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "rules/collector.h"
#include "rules/diagnostic.h"
#include "rules/pack.h"

/// The one way from rule files to a rule set.
namespace rules {

/// One example of a rule, tried.
struct TestResult {
  enum class Kind : std::uint8_t { kBad, kOk, kTodoBad };

  std::string rule;
  Kind kind = Kind::kBad;
  Place place;
  std::string text;
  bool is_caught = false;

  /// A known miss (todo_bad) never fails.
  bool is_failed() const {
    return (kind == Kind::kBad && !is_caught) || (kind == Kind::kOk && is_caught);
  }
};

struct Compiled {
  std::shared_ptr<const RulePack> pack;  ///< null if there is any error: all or nothing
  std::vector<Diagnostic> diagnostics;   ///< all problems of all sources, by place
  std::vector<TestResult> tests;         ///< empty when the rules did not even compile
};

/// Part of a rule set, for those who compare two of them. The version stays that of the whole.
struct CompileOptions {
  /// Ids of the rules wanted; nullopt: all. The others are read and checked, then left out, but
  /// for those that set an intent where a wanted rule asks for one.
  std::optional<std::set<std::string>> only;
  /// Every rule looks at every message, whoever wrote it and of whatever kind: a message no such
  /// rule finds, none of the rules finds. Examples are not run.
  bool whoever_speaks = false;
};

/// Reads, checks and compiles the packs and runs the rules' own tests. Drafts are checked and
/// tested but not in the pack; retired rules only keep their ids taken.
/// The version is SHA-256 over, for each pack in order of its name: name, NUL, size in decimal,
/// NUL, source. Pure; any thread. Names of sources are what diagnostics show and no more.
Compiled compile(const std::vector<Source>& sources, const CompileOptions& options = {});

/// Name and text of each pack that comes with the program, by name.
std::vector<Source> shipped_packs();

}  // namespace rules
