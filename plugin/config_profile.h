#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugin/config_values.h"
#include "qa/profile.h"

/// A profile in a YAML file: the written form of qa/profile_json.h, and `base` (docs/operations.md,
/// "Profile"). A setting that is left out keeps the value of the base.
namespace plugin {

qa::Profile read_profile_map(ConfigContext& context, const DocumentNode& node);

/// One YAML line a setting, each after `indent` blanks, that read_profile_map() takes back.
std::string print_profile(const qa::Profile& profile, std::size_t indent);

/// The keys of the map, in the order of docs/operations.md.
std::vector<std::string> profile_keys();

}  // namespace plugin
