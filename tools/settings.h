#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "qa/profile.h"
#include "rules/pack.h"
#include "store/store.h"

/// What several subcommands read alike.
namespace tools {

/// A profile by name (douyin, taobao) or from a YAML file. Prints what is wrong to stderr; nullopt
/// then.
std::optional<qa::Profile> read_profile_argument(const std::string& name_or_file);

/// A rule set from a folder; where `folder` is empty the one that `reader`'s database has active,
/// else the shipped packs. Prints diagnostics to stderr; null where there is an error.
/// @param reader  may be null.
std::shared_ptr<const rules::RulePack> load_rules_argument(const std::string& folder,
                                                           store::Reader* reader);

/// The rules that say what customers want, of a folder or, where `folder` is empty, of the shipped
/// packs. Prints diagnostics to stderr; null where there is an error.
std::shared_ptr<const rules::RulePack> load_classifying_rules(const std::string& folder);

/// A stretch of stored time as a person gives it.
struct PeriodArguments {
  std::string from;  ///< local date or instant
  std::string to;    ///< exclusive
  int days = 0;      ///< up to the last stored event; 0: not given
};

void declare_period(CLI::App& command, PeriodArguments& arguments);

/// Everything where nothing is given. Local dates are those of the database's profile. nullopt:
/// what is wrong was printed to stderr.
std::optional<store::Period> read_period(const PeriodArguments& arguments, store::Reader& reader);

}  // namespace tools
