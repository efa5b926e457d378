#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "qa/counted.h"
#include "qa/insight.h"
#include "qa/insight_evidence.h"

namespace qa {

/// Whether nudges are followed by replies: of the rounds still open when a stage fell due, how many
/// were answered soon after, where somebody was nudged and where nobody was. Nudges held back for a
/// round out of the window are left out on both sides, for nobody was at the desk. No experiment:
/// what was held back (budget, quiet, snoozed, history) differs in more than the nudge.
class NudgeEffectBuilder {
 public:
  /// @param within  "soon": the profile's escalate_after, the time a nudge is given to work
  explicit NudgeEffectBuilder(Duration within) : within_(within) {}

  /// @param round  a counted round (CountedKind::kRound)
  void add(const Counted& round, const ConversationEvidence& evidence);

  /// Stages with a round on both sides.
  std::vector<NudgeEffect> effects() const;

 private:
  struct Sides {
    Share shown;
    Share suppressed;
  };

  Duration within_;
  std::array<Sides, kStages> stages_;
};

}  // namespace qa
