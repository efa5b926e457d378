#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/profile.h"

/// The written form of a profile: one JSON object, UTF-8, every setting by the name docs/metrics.md
/// gives it. The store keeps profiles so, `sandglass profile` shows and takes them so.
///
/// Spans of a day are "08:00-23:00", half-open, `24:00` is the end of the day; one whose end is not
/// after its beginning passes midnight ("18:00-02:00"). Ends beyond that may be written as hours
/// over 24 ("18:00-42:00" is a whole day from 18:00).
namespace qa {

/// One thing wrong with a setting, and what would be right.
struct ProfileProblem {
  std::string key;       ///< "ladder_s.urgent", "hours.monday"; empty: the document as a whole
  std::string expected;  ///< "a whole number of milliseconds from 1 to 604800000"

  bool operator==(const ProfileProblem&) const = default;
};

/// "ladder_s.urgent: expected …"
std::string to_string(const ProfileProblem& problem);

struct ReadProfile {
  std::optional<Profile> profile;        ///< nullopt where there is any problem
  std::vector<ProfileProblem> problems;  ///< all of them, in the order of the document
};

/// Reads a profile; settings the document leaves out keep the value they have in `base`, and so do
/// weekdays and ladder stages; `dates`, `reason_by_tag` and `thresholds` are taken whole. An
/// unknown or repeated key is a problem. Never throws for bad input.
ReadProfile read_profile(std::string_view json, const Profile& base = Profile::douyin());

/// Changes one setting from text, as a person types it: set_in_profile(p, "reply_limit_ms",
/// "120000"), ("zone", "Europe/London"), ("hours", "08:00-12:00,13:00-23:00") for every day,
/// ("hours.sunday", ""), ("hours.dates.2026-11-11", "00:00-24:00"), ("bad_stars", "1,2"),
/// ("thresholds.mean_response_ms", "90000"), ("reason_by_tag.太慢", "slow"). `null` removes an
/// entry of `hours.dates`, `thresholds` or `reason_by_tag`. JSON is taken everywhere too.
ReadProfile set_in_profile(const Profile& profile, std::string_view key, std::string_view text);

/// Every setting, in a fixed order, on one line. read_profile of it gives the same profile.
std::string profile_json(const Profile& profile);

}  // namespace qa
