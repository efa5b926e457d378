#include "rules/rule_info.h"

namespace rules {

RuleInfo info_of(const Rule& rule) {
  RuleInfo info;
  info.id = rule.id;
  info.name = rule.name;
  info.pack = rule.pack;
  info.line = rule.line;
  info.level = rule.level;
  info.action = rule.action;
  info.tell = rule.tell;
  info.suggest = rule.suggest;
  info.is_shadow = rule.status == Status::kTrial;
  info.needs_talk = rule.conditions.needs_talk();
  info.needs_context = info.needs_talk || rule.conditions.customer_said;
  info.classify = rule.conditions.classify;
  info.scoring = rule.scoring;
  info.cooldown_ms = rule.cooldown_ms;
  info.review_percent = rule.review.percent;
  info.owner = rule.owner;
  info.why = rule.why;
  return info;
}

}  // namespace rules
