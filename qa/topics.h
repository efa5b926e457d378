#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "qa/insight.h"
#include "qa/insight_evidence.h"

/// What customers want, by how many conversations say so: hot topics.
namespace qa {

struct TopicsRequest {
  Period period;
  std::optional<Period> previous;  ///< to compare with
  int level = kTopicLevel;         ///< segments of an intent's path; 0: the whole path
  std::optional<Origin> origin;    ///< conversations that came to people this way; nullopt: all
  std::string intent;  ///< keeps the conversations of this topic (or one below it); empty: none
};

/// A conversation in which a customer said what they want.
struct TopicConversation {
  ConversationKey conversation;
  Time first_at{};            ///< first message of the topic in the period
  std::int64_t messages = 0;  ///< of the topic in the period
  std::string agent;          ///< last human who served; empty: nobody

  bool operator==(const TopicConversation&) const = default;
};

/// Counts conversations, each once a topic, by their own messages' times: a message counts in the
/// period it was said in, whenever its conversation began. Conversations of excluded customers
/// count nowhere.
class TopicCounter {
 public:
  struct Sides {
    bool period = true;
    bool previous = true;
  };

  explicit TopicCounter(TopicsRequest request) : request_(std::move(request)) {}

  /// Each conversation once, in any order.
  /// @param sides  the periods it counts in; a report of some groups only leaves out those in which
  ///               nothing of it stands in them
  void add(const ConversationFacts& facts, const ConversationEvidence& evidence, Sides sides);

  void add(const ConversationFacts& facts, const ConversationEvidence& evidence) {
    add(facts, evidence, Sides{});
  }

  /// Hottest first: by conversations, then messages, then path. Topics of the period only, at most
  /// `most`.
  std::vector<Topic> topics(std::size_t most) const;

  /// Conversations in the period with any intent at all.
  std::int64_t classified() const { return classified_; }

  /// Of request.intent, the one that asked most first, then by time and key.
  std::vector<TopicConversation> conversations() const;

 private:
  struct Count {
    std::int64_t conversations = 0;
    std::int64_t messages = 0;
    std::int64_t previous = 0;
  };

  bool is_of_intent(std::string_view intent) const;
  void keep(const ConversationFacts& facts, const ConversationEvidence& evidence);

  TopicsRequest request_;
  std::map<std::string, Count> counts_;
  std::int64_t classified_ = 0;
  std::vector<TopicConversation> kept_;
};

}  // namespace qa
