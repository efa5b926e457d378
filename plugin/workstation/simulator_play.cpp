#include "plugin/workstation/simulator_play.h"

#include <algorithm>
#include <utility>

namespace plugin::workstation {
namespace {

/// What was said longer ago than this is history: nobody was there to be asked about it.
constexpr qa::Duration kPast{60'000};

}  // namespace

SimulatedPlay::SimulatedPlay(SimulatedDesk& desk, EventPlayer player,
                             std::optional<ScriptedAgentOptions> agent)
    : desk_(desk),
      player_(std::move(player)),
      agent_(agent ? std::make_unique<ScriptedAgent>(*agent) : nullptr) {}

void SimulatedPlay::follow(ScriptedAgent::Step step, qa::Time now) {
  for (qa::Event& event : step.publish) {
    desk_.publish(std::move(event), now);
  }
  for (const DraftRequest& request : step.ask) {
    if (!desk_.check_draft(request, now)) {
      DraftOutcome unasked;
      unasked.id = request.id;
      unasked.by = "nobody";
      follow(agent_->decided(unasked, now), now);
    }
  }
}

void SimulatedPlay::take_outcomes(qa::Time now) {
  for (const DraftOutcome& outcome : desk_.take_draft_outcomes()) {
    if (agent_) {
      follow(agent_->decided(outcome, now), now);
    }
  }
}

bool SimulatedPlay::advance(qa::Time now, int most) {
  desk_.advance(now);
  take_outcomes(now);
  for (int i = 0; i < most && !desk_.is_congested(); ++i) {
    auto event = player_.take(now);
    if (!event) {
      return false;
    }
    if (agent_) {
      const bool is_past = event->time + kPast < now;
      follow(agent_->offer(std::move(*event), now, !is_past), now);
    } else {
      desk_.publish(std::move(*event), now);
    }
  }
  const auto next = player_.next_at();
  return next && *next <= now && !desk_.is_congested();
}

std::optional<qa::Time> SimulatedPlay::next_deadline() const {
  const auto of_desk = desk_.next_deadline();
  const auto of_player = desk_.is_congested() ? std::optional<qa::Time>{} : player_.next_at();
  return of_desk && of_player ? std::min(of_desk, of_player) : of_desk ? of_desk : of_player;
}

}  // namespace plugin::workstation
