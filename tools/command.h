#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

/// One subcommand a file; sandglass.cpp has the table. Exit codes are promises
/// (docs/operations.md).
namespace tools {

inline constexpr int kOk = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;         ///< usage or configuration
inline constexpr int kStoreTrouble = 3;  ///< the database, its lock, its disk
inline constexpr int kCheckFound = 4;    ///< a check did its work and found problems

/// What a subcommand does once its arguments are read; returns the exit code. store::Error and
/// other exceptions may leave it: sandglass.cpp says them to the person and chooses the code.
using Action = std::function<int()>;

/// Declares arguments on `command` and puts what to do in `action`.
using Declare = void (*)(CLI::App& command, Action& action);

void declare_demo(CLI::App& command, Action& action);
void declare_doctor(CLI::App& command, Action& action);
void declare_explain(CLI::App& command, Action& action);
void declare_export(CLI::App& command, Action& action);
void declare_import(CLI::App& command, Action& action);
void declare_migrate(CLI::App& command, Action& action);
void declare_new_rule(CLI::App& command, Action& action);
void declare_profile(CLI::App& command, Action& action);
void declare_rebuild(CLI::App& command, Action& action);
void declare_risks(CLI::App& command, Action& action);
void declare_surges(CLI::App& command, Action& action);
void declare_topics(CLI::App& command, Action& action);
void declare_replay(CLI::App& command, Action& action);
void declare_report(CLI::App& command, Action& action);
void declare_review(CLI::App& command, Action& action);
/// The part of `rules` that has to do with a database: publish, rollback, diff, sets.
void declare_rule_sets(CLI::App& command, Action& action);
void declare_backtest(CLI::App& command, Action& action);
void declare_rule_statistics(CLI::App& command, Action& action);
void declare_except(CLI::App& command, Action& action);
void declare_rules(CLI::App& command, Action& action);
void declare_run(CLI::App& command, Action& action);
void declare_sql(CLI::App& command, Action& action);
void declare_workstation(CLI::App& command, Action& action);

}  // namespace tools
