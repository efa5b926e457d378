#pragma once

#include <memory>
#include <string>

#include "qa/desk.h"
#include "rules/pack.h"

/// What a rule set makes of a stored conversation: every message with its edits and its recall,
/// every finding with the words it marks and the moment it was certain, the intents, the score.
/// Judged anew by the inspectors of live traffic, as if nothing came after the last event: every
/// time limit runs out, but only what closes the conversation ends it. What other rules found when
/// it was live is not in it.
namespace plugin {

struct ConversationExplanation {
  const qa::History* history = nullptr;
  const qa::Profile* profile = nullptr;  ///< says which rounds and phases there are, and the zone
  std::shared_ptr<const rules::RulePack> rules;  ///< must be given
};

/// Fit for a terminal.
std::string conversation_text(const ConversationExplanation& request);

/// One line: {"conversation","shop","source","first_message_at","version", …} and the members of
/// told_json(). `first_message_at` is UTC, null where there is no message.
std::string conversation_json(const ConversationExplanation& request);

}  // namespace plugin
