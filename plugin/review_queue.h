#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/review.h"
#include "store/store.h"

/// Findings as reviewers meet them: one for each message and rule, with the verdicts so far.
namespace plugin {

struct ReviewItem {
  qa::FindingRecord finding;        ///< of several rule sets that found the same, the last stored
  std::vector<qa::Review> reviews;  ///< oldest first

  const qa::Review* standing() const { return reviews.empty() ? nullptr : &reviews.back(); }
};

struct ReviewFilter {
  enum class Which : std::uint8_t {
    kWaiting,  ///< chosen for review (the rule's `review`) and not decided
    kDecided,
    kAll,  ///< whether chosen or not
  };

  Which which = Which::kWaiting;
  store::Period period;
  std::string rule;   ///< empty: any
  std::string agent;  ///< empty: any
  std::optional<qa::Verdict> verdict;
};

/// What stands and fits, by time. @throws store::Error.
std::vector<ReviewItem> review_items(store::Reader& reader, const ReviewFilter& filter);

/// What people call a finding by: `CONVERSATION:MESSAGE:RULE`, and `CONVERSATION:MESSAGE@2:RULE`
/// for the second edit of a message.
std::string finding_name(const qa::FindingIdentity& finding);

/// The finding a person names; ids may hold colons themselves. nullopt: the database has none of
/// that name. @throws store::Error.
std::optional<ReviewItem> find_finding(store::Reader& reader, std::string_view name);

/// What is said where append_review() refuses.
inline constexpr std::string_view kDecidedMeanwhile =
    "somebody else has decided on this finding meanwhile; look at it again";

/// A verdict as it goes to the process that holds the database.
std::string to_json(const qa::Review& review);
/// nullopt where `json` is not what to_json writes. `at` is left to whoever stores it.
std::optional<qa::Review> read_review(std::string_view json);

}  // namespace plugin
