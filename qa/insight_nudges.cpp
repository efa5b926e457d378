#include "qa/insight_nudges.h"

namespace qa {

void NudgeEffectBuilder::add(const Counted& round, const ConversationEvidence& evidence) {
  const RoundRecord& record = *round.round;
  for (const NudgeRecord& nudge : evidence.nudges) {
    const bool was_waiting = !record.ended_at || *record.ended_at > nudge.stage_at;
    if (nudge.opened_by != record.opened_by || nudge.is_escalation ||
        nudge.suppressed == Suppressed::kOutOfWindow || !was_waiting) {
      continue;
    }
    Sides& sides = stages_[static_cast<std::size_t>(nudge.stage)];
    Share& share = nudge.suppressed == Suppressed::kNo ? sides.shown : sides.suppressed;
    ++share.rounds;
    share.answered += record.answered_at && *record.answered_at <= nudge.stage_at + within_;
  }
}

std::vector<NudgeEffect> NudgeEffectBuilder::effects() const {
  std::vector<NudgeEffect> effects;
  for (std::size_t i = 0; i < kStages; ++i) {
    const Sides& sides = stages_[i];
    if (sides.shown.rounds == 0 || sides.suppressed.rounds == 0) {
      continue;
    }
    NudgeEffect effect{static_cast<Stage>(i), within_, sides.shown, sides.suppressed};
    for (Share* share : {&effect.shown, &effect.suppressed}) {
      share->interval = wilson_interval(share->answered, share->rounds);
    }
    effects.push_back(effect);
  }
  return effects;
}

}  // namespace qa
