#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plugin/workstation/simulator_frames.h"
#include "plugin/workstation/simulator_options.h"
#include "plugin/workstation/simulator_record.h"
#include "qa/time.h"

/// How a workstation takes advice from its plug-ins: nothing twice, nothing stale, not too much.
namespace plugin::workstation {

class SimulatedAdvice {
 public:
  explicit SimulatedAdvice(const SimulatorOptions& options);

  struct Answer {
    std::string status;                       ///< of the receipt; "rate_limited": an error instead
    std::optional<qa::Duration> retry_after;  ///< of rate_limited
  };

  /// @param sender      instance of the client: the rate is its own, across reconnects
  /// @param because_at  time of the causing event, where it is known; the ttl counts from it
  Answer take(const std::string& sender, const NudgeFrame& nudge,
              std::optional<qa::Time> because_at, qa::Time now);
  Answer take(const VerdictFrame& verdict);

  /// The rung of the ladder a waiting nudge at `now` belongs to and how late it is there: the
  /// highest one passed, counting one that is at most a second away as passed. nullopt before the
  /// first.
  struct Rung {
    qa::Duration stage{};
    qa::Duration late{};
  };

  std::optional<Rung> rung_of(qa::Time because_at, qa::Time now) const;

  /// While set, every nudge is answered rate_limited.
  std::optional<qa::Duration> forced_retry;

 private:
  std::optional<qa::Duration> over_rate(const std::string& sender, const std::string& conversation,
                                        qa::Time now);

  int per_minute_;
  qa::Duration spacing_;
  std::vector<qa::Duration> ladder_;
  std::map<std::string, qa::Time> remembered_;  ///< dedupe key or id → until when
  std::map<std::string, std::deque<qa::Time>> by_sender_;
  std::map<std::string, qa::Time> by_conversation_;  ///< sender and conversation → last one
  std::map<std::string, bool> verdicts_;             ///< ids and dedupe keys seen
};

}  // namespace plugin::workstation
