#pragma once

#include <map>
#include <string>
#include <tuple>

#include "qa/event.h"
#include "qa/ids.h"
#include "qa/insight_evidence.h"
#include "qa/record.h"
#include "qa/review.h"

namespace plugin {

/// Gathers, while event files are replayed, what a database would hold of each conversation beside
/// its events: nudges, findings, intents, and what customers said.
class ReplayEvidence {
 public:
  /// As it was applied, shop and source settled.
  void see(const qa::Event& event);
  void see(const qa::Effect& effect);

  /// What stands now.
  qa::ConversationEvidence of(const qa::ConversationKey& key) const;

 private:
  struct Gathered {
    /// By round, stage and whether it is an escalation.
    std::map<std::tuple<std::string, qa::Stage, bool>, qa::NudgeRecord> nudges;
    std::map<qa::FindingIdentity, qa::FindingRecord> findings;
    std::map<std::string, qa::IntentRecord> intents;  ///< by message
    qa::SaidWords words;
  };

  std::map<qa::ConversationKey, Gathered> conversations_;
};

}  // namespace plugin
