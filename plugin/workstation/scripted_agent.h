#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "plugin/workstation/simulator_drafts.h"
#include "qa/event.h"
#include "qa/time.h"

/// The people behind the keyboards of a simulated workstation: before they send a message they have
/// it checked, and they do as they are told, mostly.
namespace plugin::workstation {

struct ScriptedAgentOptions {
  int checked_percent = 100;  ///< of the human messages are checked as drafts first
  int adopt_percent = 50;     ///< of the warnings with a rewrite are heeded
  std::uint64_t seed = 1;     ///< decides which, by message id
  qa::Duration deadline{800};
};

/// Pure. Events of a conversation whose message is being checked wait behind it, so the order in a
/// conversation stays.
class ScriptedAgent {
 public:
  explicit ScriptedAgent(ScriptedAgentOptions options);

  /// What to do now, in order: first publish, then ask.
  struct Step {
    std::vector<qa::Event> publish;
    std::vector<DraftRequest> ask;
  };

  /// The next event of the play. With `may_check` false it is sent unchecked (in its turn).
  Step offer(qa::Event event, qa::Time now, bool may_check = true);
  /// A draft of this agent was decided, or could not be asked (an allow). Unknown ids do nothing.
  Step decided(const DraftOutcome& outcome, qa::Time now);

  std::size_t waiting() const { return held_.size(); }

 private:
  struct Held {
    std::string draft;
    qa::Time since{};
    std::deque<qa::Event> events;  ///< the first is the message being checked
  };

  bool wants_check(const qa::Event& event) const;
  bool chance(std::string_view id, std::string_view about, int percent) const;
  bool concerns_dropped(const qa::Event& event) const;
  void hold(Held& held, qa::Event event, qa::Time now, Step& step);

  ScriptedAgentOptions options_;
  std::map<std::string, Held> held_;  ///< by conversation
  std::set<std::string> dropped_;     ///< ids of messages that were never sent
};

}  // namespace plugin::workstation
