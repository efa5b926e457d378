#include "qa/insight_evidence.h"

#include <algorithm>
#include <cstddef>

#include "rules/alike.h"

namespace qa {

const std::string* customer_words(const Event& event) {
  const auto* said = std::get_if<MessageCreated>(&event.data);
  return said != nullptr && said->is_public && said->author.kind == ActorKind::kCustomer &&
                 !said->content.text.empty()
             ? &said->content.text
             : nullptr;
}

void SaidWords::see(const Event& event) {
  if (const std::string* words = customer_words(event)) {
    said_.emplace_back(event.conv_seq, *words);
  }
}

std::int64_t SaidWords::repeated_questions() const {
  if (said_.size() < 2) {
    return 0;  // one message repeats nothing, and to compare costs
  }
  std::vector<const std::pair<std::int64_t, std::string>*> in_order;
  for (const auto& words : said_) {
    in_order.push_back(&words);
  }
  std::stable_sort(in_order.begin(), in_order.end(),
                   [](const auto* a, const auto* b) { return a->first < b->first; });
  std::int64_t repeated = 0;
  std::vector<rules::Bigrams> questions;
  for (const auto* words : in_order) {
    rules::Bigrams said = rules::bigrams_of(words->second);
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
