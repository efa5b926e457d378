#pragma once

#include <string_view>

#include "qa/ids.h"
#include "qa/record.h"
#include "qa/words.h"
#include "rules/pack.h"

namespace qa {

/// The rule of this id; null: the set has none.
const rules::RuleInfo* find_rule(const rules::RulePack& rules, std::string_view id);

/// What is stored and shown of a hit on a word. `agent`: whom it concerns.
FindingRecord make_finding_record(const rules::RulePack& rules, const ConversationKey& key,
                                  const Word& word, const KnownHit& hit, std::string_view agent);

}  // namespace qa
