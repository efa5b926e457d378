#include "qa/ladder.h"

#include <algorithm>

namespace qa {

DueStages due_stages(const Profile& profile, Time opened_at, const StageMarks& marks, Time now) {
  DueStages due;
  for (std::size_t i = 0; i < kStages; ++i) {
    const auto stage = static_cast<Stage>(i);
    if (!marks.has(stage) && opened_at + profile.ladder[i] <= now) {
      due.is_due[i] = true;
      due.highest = stage;
    }
  }
  return due;
}

std::optional<Time> next_stage(const Profile& profile, Time opened_at, const StageMarks& marks) {
  std::optional<Time> next;
  const auto consider = [&](Time at) { next = next ? std::min(*next, at) : at; };
  for (std::size_t i = 0; i < kStages; ++i) {
    if (!marks.has(static_cast<Stage>(i))) {
      consider(opened_at + profile.ladder[i]);
    }
  }
  if (marks.overdue_at && !marks.has_escalated) {
    consider(*marks.overdue_at + profile.escalate_after);
  }
  return next;
}

bool NudgeBudget::spend(const Profile& profile, std::string_view agent, Stage stage, Time at) {
  if (stage == Stage::kOverdue) {
    return true;
  }
  auto found = sent_.find(agent);
  if (found == sent_.end()) {
    found = sent_.emplace(agent, std::deque<Time>{}).first;
  }
  std::deque<Time>& sent = found->second;
  while (!sent.empty() && sent.front() + profile.nudge_budget_span <= at) {
    sent.pop_front();
  }
  if (!sent.empty() && at - sent.back() < profile.nudge_merge_span) {
    return true;
  }
  if (sent.size() >= static_cast<std::size_t>(std::max(0, profile.nudge_budget))) {
    return false;
  }
  sent.push_back(at);
  return true;
}

}  // namespace qa
