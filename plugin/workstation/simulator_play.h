#pragma once

#include <memory>
#include <optional>

#include "plugin/workstation/scripted_agent.h"
#include "plugin/workstation/simulator_desk.h"
#include "plugin/workstation/simulator_player.h"

/// A simulated workstation at work, still without sockets: the play feeds the desk, and the people
/// in it have their drafts checked. Pure.
namespace plugin::workstation {

class SimulatedPlay {
 public:
  /// @param agent  nullopt: nobody asks before they send
  SimulatedPlay(SimulatedDesk& desk, EventPlayer player, std::optional<ScriptedAgentOptions> agent);

  void start(qa::Time now) { player_.start(now); }

  bool has_started() const { return player_.has_started(); }

  bool is_over() const { return player_.is_over() && agent_waits() == 0; }

  std::int64_t played() const { return player_.played(); }

  /// Plays what is due, at most `most` events, unless a client lags; then lets the desk do what is
  /// due there. True: more is due at once.
  bool advance(qa::Time now, int most);
  /// When advance() has something to do next.
  std::optional<qa::Time> next_deadline() const;

 private:
  std::size_t agent_waits() const { return agent_ ? agent_->waiting() : 0; }

  void follow(ScriptedAgent::Step step, qa::Time now);
  void take_outcomes(qa::Time now);

  SimulatedDesk& desk_;
  EventPlayer player_;
  std::unique_ptr<ScriptedAgent> agent_;
};

}  // namespace plugin::workstation
