#pragma once

#include <string>

#include "rules/diagnostic.h"
#include "rules/pack.h"
#include "rules/talk.h"

/// What a rule set makes of a whole conversation, for people and for programs: every message, every
/// finding with the words it marks and the moment it was certain, the intents, the score.
/// Conditions that wait are decided as if nothing came after the last message: every time limit
/// runs out, but only what closes the conversation ends it.
namespace plugin {

/// One line a message, in the form of a dialogue example of a rule (docs/rules.md), then what was
/// found. Fit for a terminal.
std::string talk_text(const rules::RulePack& rules, const rules::Talk& talk,
                      rules::Language language);

/// {"version","messages":[{"at_ms","speaker","auto","text"}],"findings":[{"message","rule","name",
/// "pack","file","line","trial","decided_ms","spans":[{"start","len"}]}],"intents":[{"message",
/// "rule","intent"}],"score":{"points","dimensions":[{"name","earned","possible"}]}}; messages are
/// counted from 0, times are milliseconds since the first message, spans code points of the text.
std::string talk_json(const rules::RulePack& rules, const rules::Talk& talk);

}  // namespace plugin
