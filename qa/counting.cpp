#include "qa/counting.h"

#include "qa/contribution.h"
#include "qa/profile_json.h"

namespace qa {

std::string counting_of(const Profile& profile) {
  // What is not named here counts: a setting that comes new is on the safe side.
  const Profile plain;
  Profile counting = profile;
  counting.name = plain.name;
  counting.version = plain.version;
  counting.ladder = plain.ladder;
  counting.nudges_enabled = plain.nudges_enabled;
  counting.nudge_budget = plain.nudge_budget;
  counting.nudge_budget_span = plain.nudge_budget_span;
  counting.nudge_merge_span = plain.nudge_merge_span;
  counting.escalate_after = plain.escalate_after;
  counting.quiet = plain.quiet;
  counting.retention_days = plain.retention_days;
  counting.thresholds = plain.thresholds;
  counting.sales_periods = plain.sales_periods;
  return std::to_string(kContributionVersion) + " " + profile_json(counting);
}

}  // namespace qa
