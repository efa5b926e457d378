#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "qa/profile.h"
#include "store/store.h"

namespace plugin {

/// One setting changed by a person: what `sandglass profile set` asks for, directly or through a
/// running process.
struct ProfileChange {
  std::string key;
  std::string value;
  std::string author;
  std::string reason;  ///< never empty: a change without a why cannot be traced
};

std::string to_json(const ProfileChange& change);
/// nullopt where `json` is not what to_json writes.
std::optional<ProfileChange> read_profile_change(std::string_view json);

struct ChangedProfile {
  std::optional<qa::Profile> profile;  ///< nullopt where there are problems
  std::string problems;                ///< one a line
};

/// `profile` with the change made; nothing is stored.
ChangedProfile apply_change(const qa::Profile& profile, const ProfileChange& change);

}  // namespace plugin
