#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "qa/report.h"
#include "qa/topics.h"
#include "rules/diagnostic.h"
#include "store/store.h"

/// What customers of a database want, hottest first (热点), and the conversations behind one topic.
namespace plugin {

struct TopicQuestion {
  int level = qa::kTopicLevel;       ///< segments of an intent's path; 0: whole paths
  std::optional<qa::Origin> origin;  ///< conversations that came to people this way; nullopt: all
  std::size_t most = qa::kTopicsShown;
  std::string intent;  ///< lists the conversations of this topic, or one below it; empty: topics
};

struct TopicList {
  qa::TopicsRequest request;
  std::string zone;
  std::int64_t classified = 0;  ///< conversations of the period with any intent
  std::vector<qa::Topic> topics;
  std::vector<qa::TopicConversation> conversations;  ///< of request.intent
};

/// Reads every conversation of both periods. @throws store::Error
TopicList list_topics(store::Reader& reader, const qa::Profile& profile,
                      const qa::ReportRequest& request, const TopicQuestion& question);

std::string topics_text(const TopicList& list, rules::Language language);
/// One line: {"period", "previous", "level", "source", "classified", "topics": [{"intent",
/// "conversations", "messages", "previous"}]}, and of an intent {"intent", "conversations"}.
std::string topics_json(const TopicList& list);
std::string topics_csv(const TopicList& list);

}  // namespace plugin
