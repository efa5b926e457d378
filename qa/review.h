#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "qa/ids.h"
#include "qa/metrics_figure.h"
#include "qa/record.h"
#include "qa/time.h"

/// What people make of findings. A finding is the machine's, a verdict is only ever a person's.
namespace qa {

enum class Verdict : std::uint8_t {
  kRight,   ///< the rule was right: the reply is what it forbids
  kWrong,   ///< a false alarm
  kUnsure,  ///< neither can be said; counts for nothing
};
std::string_view to_string(Verdict verdict);  // right wrong unsure
std::optional<Verdict> verdict_named(std::string_view name);

/// What a finding is known by, whichever rule set made it: a verdict holds for the words and the
/// rule, not for one version of the rule.
struct FindingIdentity {
  ConversationKey conversation;
  std::string message;
  std::int32_t message_revision = 0;
  std::string rule;

  auto operator<=>(const FindingIdentity&) const = default;
  bool operator==(const FindingIdentity&) const = default;
};

FindingIdentity identity_of(const FindingRecord& finding);

/// One verdict of one person. The one with the highest revision stands; the others are history.
struct Review {
  FindingIdentity finding;
  std::int32_t revision = 1;  ///< 1, 2 … of this finding, in the order they were given
  std::string rule_set;       ///< of the finding that was looked at, 64 hex digits
  Verdict verdict = Verdict::kUnsure;
  std::string reviewer;
  std::string note;  ///< the reviewer's own words; may be empty
  Time at{};

  bool operator==(const Review&) const = default;
};

/// Whether people look at a finding of a rule that wants `percent` of its findings looked at
/// (0 never, 100 always). Decided by the finding's identity alone, shop and account left out: live
/// traffic, its replay and a back-test choose the same ones, and nobody can choose by liking.
bool is_for_review(const FindingIdentity& finding, std::uint32_t percent);

/// How often a rule was right, by the verdicts that stand.
struct Precision {
  std::int64_t right = 0;
  std::int64_t wrong = 0;
  std::int64_t unsure = 0;

  void add(Verdict verdict);
  /// right / (right + wrong); nullopt before the first of either.
  std::optional<double> share() const;
  /// 95 %, Wilson score; nullopt as above.
  std::optional<Interval> interval() const;

  bool operator==(const Precision&) const = default;
};

}  // namespace qa
