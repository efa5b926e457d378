#include "qa/topics.h"

#include <algorithm>
#include <tuple>

namespace qa {

void TopicCounter::add(const ConversationFacts& facts, const ConversationEvidence& evidence,
                       Sides sides) {
  if (facts.is_excluded || (request_.origin && facts.origin != *request_.origin)) {
    return;
  }
  std::map<std::string_view, std::int64_t> said;  // topic → messages
  std::map<std::string_view, std::int64_t> said_before;
  for (const IntentRecord& intent : evidence.intents) {
    const std::string_view topic = request_.level > 0
                                       ? intent_at_level(intent.intent, request_.level)
                                       : std::string_view{intent.intent};
    if (sides.period && request_.period.contains(intent.at)) {
      ++said[topic];
    }
    if (sides.previous && request_.previous && request_.previous->contains(intent.at)) {
      ++said_before[topic];
    }
  }
  classified_ += said.empty() ? 0 : 1;
  for (const auto& [topic, messages] : said) {
    Count& count = counts_[std::string{topic}];
    ++count.conversations;
    count.messages += messages;
  }
  for (const auto& [topic, messages] : said_before) {
    ++counts_[std::string{topic}].previous;
  }
  if (!request_.intent.empty()) {
    keep(facts, evidence);
  }
}

bool TopicCounter::is_of_intent(std::string_view intent) const {
  const std::string& wanted = request_.intent;
  return intent.substr(0, wanted.size()) == wanted &&
         (intent.size() == wanted.size() || intent[wanted.size()] == '/');
}

void TopicCounter::keep(const ConversationFacts& facts, const ConversationEvidence& evidence) {
  TopicConversation about{facts.key, kLatestTime, 0, facts.last_human};
  for (const IntentRecord& intent : evidence.intents) {
    if (is_of_intent(intent.intent) && request_.period.contains(intent.at)) {
      about.first_at = std::min(about.first_at, intent.at);
      ++about.messages;
    }
  }
  if (about.messages > 0) {
    kept_.push_back(std::move(about));
  }
}

std::vector<Topic> TopicCounter::topics(std::size_t most) const {
  std::vector<Topic> topics;
  for (const auto& [intent, count] : counts_) {
    if (count.conversations > 0) {
      topics.push_back({intent, count.conversations, count.messages,
                        request_.previous ? std::optional(count.previous) : std::nullopt});
    }
  }
  std::sort(topics.begin(), topics.end(), [](const Topic& a, const Topic& b) {
    return std::tie(b.conversations, b.messages, a.intent) <
           std::tie(a.conversations, a.messages, b.intent);
  });
  topics.resize(std::min(topics.size(), most));
  return topics;
}

std::vector<TopicConversation> TopicCounter::conversations() const {
  std::vector<TopicConversation> sorted = kept_;
  std::sort(sorted.begin(), sorted.end(),
            [](const TopicConversation& a, const TopicConversation& b) {
              return std::tie(b.messages, a.first_at, a.conversation) <
                     std::tie(a.messages, b.first_at, b.conversation);
            });
  return sorted;
}

}  // namespace qa
