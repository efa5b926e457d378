#pragma once

#include <memory>
#include <optional>
#include <string>

#include "qa/profile.h"
#include "rules/pack.h"

/// What several subcommands read alike.
namespace tools {

/// A profile by name (douyin, taobao) or from a YAML file. Prints what is wrong to stderr; nullopt
/// then.
std::optional<qa::Profile> read_profile_argument(const std::string& name_or_file);

/// A rule set from a folder, or the shipped packs where `folder` is empty. Prints diagnostics to
/// stderr; null where there is an error.
std::shared_ptr<const rules::RulePack> load_rules_argument(const std::string& folder);

}  // namespace tools
