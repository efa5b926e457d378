#include "qa/insight_evidence.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>

#include "rules/alike.h"

namespace qa {

bool SaidWords::matters(const Event& event) {
  const auto* said = std::get_if<MessageCreated>(&event.data);
  return said != nullptr ? said->is_public && said->author.kind == ActorKind::kCustomer &&
                               !said->content.text.empty()
                         : std::holds_alternative<MessageRecalled>(event.data);
}

void SaidWords::see(const Event& event) {
  if (!matters(event)) {
    return;
  }
  if (const auto* recalled = std::get_if<MessageRecalled>(&event.data)) {
    taken_back_.push_back(recalled->message_id);
    return;
  }
  const auto& said = std::get<MessageCreated>(event.data);
  said_.push_back({event.conv_seq, said.id, said.content.text});
}

std::vector<const SaidWords::Said*> SaidWords::in_order() const {
  std::vector<const Said*> sorted;
  for (const Said& said : said_) {
    sorted.push_back(&said);
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Said* a, const Said* b) { return a->conv_seq < b->conv_seq; });
  std::set<std::string_view> seen(taken_back_.begin(), taken_back_.end());
  sorted.erase(
      std::remove_if(sorted.begin(), sorted.end(),
                     [&seen](const Said* said) { return !seen.insert(said->message).second; }),
      sorted.end());
  return sorted;
}

std::int64_t SaidWords::repeated_questions() const {
  if (said_.size() < 2) {
    return 0;  // one message repeats nothing, and to compare costs
  }
  std::int64_t repeated = 0;
  std::vector<rules::Bigrams> questions;
  for (const Said* words : in_order()) {
    rules::Bigrams said = rules::bigrams_of(words->words);
    if (said.length < kShortestQuestion) {
      continue;
    }
    const std::size_t reach = std::min(questions.size(), kRepetitionReach);
    repeated += std::any_of(questions.end() - static_cast<std::ptrdiff_t>(reach), questions.end(),
                            [&said](const rules::Bigrams& before) {
                              return before.digits == said.digits &&
                                     rules::is_alike(before, said, kSameQuestionPercent);
                            })
                    ? 1
                    : 0;
    questions.push_back(std::move(said));
  }
  return repeated;
}

ConversationEvidence evidence_of(const History& history) {
  ConversationEvidence evidence{history.nudges, history.findings, history.intents, 0};
  SaidWords words;
  for (const Event& event : history.events) {
    words.see(event);
  }
  evidence.repeated_questions = words.repeated_questions();
  return evidence;
}

}  // namespace qa
