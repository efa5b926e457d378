#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "qa/profile.h"
#include "qa/record.h"
#include "qa/time.h"

namespace qa {

/// On catching up, the highest stage passed still nudges if it passed less than this ago
/// (metrics.md §3a).
inline constexpr Duration kFreshStage{60'000};

/// Which stages of one round have had their record. Kept per round identity, for its life.
struct StageMarks {
  std::uint8_t fired = 0;  ///< bit per Stage
  bool has_escalated = false;
  std::optional<Time> overdue_at;  ///< when `overdue` reached somebody: escalation counts from it

  bool has(Stage stage) const { return (fired >> static_cast<unsigned>(stage) & 1U) != 0; }

  void set(Stage stage) {
    fired = static_cast<std::uint8_t>(fired | 1U << static_cast<unsigned>(stage));
  }
};

/// The stages of a round that have fallen due and have no record yet.
struct DueStages {
  std::array<bool, kStages> is_due{};
  std::optional<Stage> highest;
};

DueStages due_stages(const Profile& profile, Time opened_at, const StageMarks& marks, Time now);

/// When the next stage (or the escalation) falls due; nullopt: none is left.
std::optional<Time> next_stage(const Profile& profile, Time opened_at, const StageMarks& marks);

/// How many notifications an agent can bear (metrics.md §3a): nudges due within a second are one;
/// six each five minutes, `overdue` excepted.
class NudgeBudget {
 public:
  /// True if a nudge at `at` may reach `agent`; counts it if so. Calls come in ascending `at`.
  bool spend(const Profile& profile, std::string_view agent, Stage stage, Time at);

 private:
  std::map<std::string, std::deque<Time>, std::less<>> sent_;
};

}  // namespace qa
