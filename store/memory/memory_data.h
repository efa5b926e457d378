#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/conversation_head.h"
#include "store/store.h"

/// What the in-memory twin holds. `mutex` guards everything else: a store and its readers may live
/// on different threads.
namespace store::memory {

using RoundKey = std::string;                               // opened_by
using NudgeKey = std::tuple<std::string, qa::Stage, bool>;  // …, is_escalation
using FindingKey = std::tuple<std::string, std::int32_t, std::string, std::string>;
using DraftKey = std::pair<std::string, std::int64_t>;

struct Conversation {
  ConversationHead head;
  std::vector<qa::Event> events;  ///< in order of arrival
};

/// Conclusions about a conversation; they may be stored before its first event.
struct Conclusions {
  std::map<RoundKey, qa::RoundRecord> rounds;
  std::map<NudgeKey, qa::NudgeRecord> nudges;
  std::map<FindingKey, qa::FindingRecord> findings;
  std::map<std::string, qa::IntentRecord> intents;  ///< that stand, by message
  std::map<DraftKey, DraftRecord> drafts;
};

struct Data {
  mutable std::mutex mutex;
  std::map<qa::ConversationKey, Conversation> conversations;
  std::map<qa::ConversationKey, Conclusions> conclusions;
  std::vector<qa::Event> others;  ///< events about no conversation
  std::set<std::tuple<std::string, std::string, std::string>> ids;  ///< shop, source, event id
  std::vector<qa::AnomalyRecord> anomalies;
  std::vector<qa::GapRecord> gaps;
  std::vector<AuditEntry> audit;
  std::map<std::pair<qa::Time, std::string>, qa::Surge> surges;  ///< by beginning and shop
  std::map<std::string, Cursor> cursors;
  std::vector<ProfileVersion> profiles;
  std::vector<Publication> publications;
  std::vector<qa::Benchmark> benchmarks;
  std::map<std::string, std::map<std::string, std::string>> rule_sets;  ///< version, pack: source
  std::map<qa::FindingIdentity, std::vector<qa::Review>> reviews;
};

}  // namespace store::memory
