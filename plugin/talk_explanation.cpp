#include "plugin/talk_explanation.h"

#include <fmt/format.h>

#include <limits>
#include <vector>

#include "plugin/told_talk.h"
#include "rules/score.h"

namespace plugin {
namespace {

std::vector<ToldMessage> told_messages(const rules::Talk& talk) {
  std::vector<ToldMessage> told;
  for (const rules::TalkMessage& message : talk.messages) {
    ToldMessage line;
    line.at_ms = message.at_ms - talk.messages.front().at_ms;
    line.speaker = message.speaker;
    line.is_automatic = message.is_automatic;
    line.content_kind = message.kind;
    line.text = message.text;
    told.push_back(line);
  }
  return told;
}

/// The talk, inspected by the rule set and judged when all is over.
ToldTalk judged(const rules::RulePack& rules, rules::Talk talk) {
  ToldTalk told;
  told.messages = told_messages(talk);
  std::vector<std::vector<rules::ClauseHit>> hits(talk.messages.size());
  rules::Scratch scratch;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    rules::TalkMessage& message = talk.messages[i];
    rules.inspect({message.speaker, message.kind, message.is_automatic, message.text}, scratch,
                  hits[i]);
    message.hits = hits[i];
  }
  const rules::Judgement judgement = rules.judge(talk, std::numeric_limits<std::int64_t>::max());
  for (const rules::TalkFinding& found : judgement.findings) {
    ToldFinding finding;
    finding.message = found.message;
    finding.rule = &rules.info(found.rule);
    finding.known_at_ms = found.decided_at_ms - talk.messages.front().at_ms;
    finding.spans.assign(found.spans.begin(), found.spans.end());
    (finding.rule->classify.empty() ? told.findings : told.intents).push_back(std::move(finding));
  }
  told.score = rules::score_of(rules, talk, judgement);
  return told;
}

}  // namespace

std::string talk_text(const rules::RulePack& rules, const rules::Talk& talk,
                      rules::Language language) {
  return told_text(judged(rules, talk), language);
}

std::string talk_json(const rules::RulePack& rules, const rules::Talk& talk) {
  return fmt::format(R"({{"version":"{}",{}}})", rules.version(), told_json(judged(rules, talk)));
}

}  // namespace plugin
