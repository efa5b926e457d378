#include "qa/finding_record.h"

#include "qa/review.h"

namespace qa {

const rules::RuleInfo* find_rule(const rules::RulePack& rules, std::string_view id) {
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    if (rules.info(i).id == id) {
      return &rules.info(i);
    }
  }
  return nullptr;
}

FindingRecord make_finding_record(const rules::RulePack& rules, const ConversationKey& key,
                                  const Word& word, const KnownHit& hit, std::string_view agent) {
  FindingRecord record;
  record.conversation = key;
  record.message = word.message;
  record.message_revision = word.revision;
  record.rule = hit.rule;
  record.rule_set = rules.version();
  record.view = hit.view;
  record.spans = hit.spans;
  record.at = hit.at == Time{} ? word.time : hit.at;
  record.agent = agent;
  if (const rules::RuleInfo* info = hit.rule.empty() ? nullptr : find_rule(rules, hit.rule)) {
    record.pack = info->pack;
    record.level = info->level;
    record.action = info->is_shadow ? rules::Action::kLog : info->action;
    record.is_trial = info->is_shadow;
    record.is_for_review = is_for_review(identity_of(record), info->review_percent);
  }
  return record;
}

}  // namespace qa
