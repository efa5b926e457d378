#include "plugin/replay_evidence.h"

namespace plugin {

void ReplayEvidence::see(const qa::Event& event) {
  if (qa::SaidWords::matters(event)) {
    conversations_[{event.shop, event.source, event.subject}].words.see(event);
  }
}

void ReplayEvidence::see(const qa::Effect& effect) {
  if (const auto* nudge = std::get_if<qa::NudgeRecord>(&effect)) {
    conversations_[nudge->conversation]
        .nudges[{nudge->opened_by, nudge->stage, nudge->is_escalation}] = *nudge;
  } else if (const auto* finding = std::get_if<qa::FindingRecord>(&effect)) {
    conversations_[finding->conversation].findings[qa::identity_of(*finding)] = *finding;
  } else if (const auto* intent = std::get_if<qa::IntentRecord>(&effect)) {
    conversations_[intent->conversation].intents[intent->message] = *intent;
  }
}

qa::ConversationEvidence ReplayEvidence::of(const qa::ConversationKey& key) const {
  qa::ConversationEvidence evidence;
  const auto known = conversations_.find(key);
  if (known == conversations_.end()) {
    return evidence;
  }
  const Gathered& gathered = known->second;
  for (const auto& [stage, nudge] : gathered.nudges) {
    evidence.nudges.push_back(nudge);
  }
  for (const auto& [identity, finding] : gathered.findings) {
    evidence.findings.push_back(finding);
  }
  for (const auto& [message, intent] : gathered.intents) {
    if (!intent.is_withdrawn) {
      evidence.intents.push_back(intent);
    }
  }
  evidence.repeated_questions = gathered.words.repeated_questions();
  return evidence;
}

}  // namespace plugin
