#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>

#include "qa/event.h"
#include "qa/record.h"
#include "store/conversation_head.h"
#include "store/privacy.h"
#include "store/sqlite/rollups.h"
#include "store/sqlite/sqlite.h"
#include "store/sqlite/sqlite_reads.h"
#include "store/store.h"

namespace store::sqlite {

/// Writes batches into an open transaction, through statements prepared once. What the events make
/// of their conversations is gathered and written by finish().
class BatchRows {
 public:
  /// The schema is the newest; `reads` and `rollups` are of the same connection. All four
  /// outlive this.
  BatchRows(Database& database, Reads& reads, Rollups& rollups, const Privacy& privacy);

  /// Forgets what an earlier transaction gathered and did not commit.
  void begin();
  void add(const Batch& batch, Appended& appended);
  /// The heads of the conversations and sources that the events touched.
  void finish();

  std::int64_t add_profile(ProfileVersion version);
  std::int64_t add_publication(Publication publication, std::span<const rules::Source> sources);
  /// False: another verdict stands than the one this one follows.
  bool add_review(const qa::Review& review);
  void add(const AuditEntry& entry);

 private:
  struct Touched {
    ConversationHead head;
    bool is_late = false;  ///< an event came out of order: fold all of them again
    bool is_changed = false;
    bool is_new = false;         ///< no event of it was stored
    bool is_classified = false;  ///< an intent of it came or went
  };

  struct SourceSum {
    std::int64_t events = 0;
    qa::Time last{qa::Duration{INT64_MIN}};
  };

  void add(const qa::Event& event, Appended& appended);
  void add(const qa::RoundRecord& round);
  void add(const qa::NudgeRecord& nudge);
  void add(const qa::FindingRecord& finding);
  void add(const qa::IntentRecord& intent);
  void add(const qa::AnomalyRecord& anomaly);
  void add(const qa::GapRecord& gap);
  void add(const DraftRecord& draft);
  void add(const qa::Surge& surge);
  void add(const qa::Benchmark& benchmark);

  template <class Records>
  void add_all(const Records& records) {
    for (const auto& record : records) {
      add(record);
    }
  }

  Touched& touched(const qa::ConversationKey& key, bool is_conversation);
  void add_words(const qa::Event& event, const std::string& conversation);
  void write_head(const qa::ConversationKey& key, const ConversationHead& head);

  Reads& reads_;
  Rollups& rollups_;
  const Privacy& privacy_;
  std::unordered_map<qa::ConversationKey, Touched> touched_;
  std::map<std::pair<std::string, std::string>, SourceSum> sources_;
  std::string data_;  // reused
  qa::ConversationKey key_;
  qa::Event room_;

  Statement event_;
  Statement words_;
  Statement more_words_;
  Statement head_;
  Statement last_ordinal_;
  Statement put_head_;
  Statement source_;
  Statement round_;
  Statement nudge_;
  Statement finding_;
  Statement intent_;
  Statement forget_intent_;
  Statement anomaly_;
  Statement gap_;
  Statement draft_;
  Statement surge_;
  Statement benchmark_;
  Statement forget_benchmarks_;
  Statement audit_;
  Statement profile_;
  Statement rule_set_;
  Statement publication_;
  Statement last_publication_;
  Statement review_;
  Statement last_review_;
  Statement cursor_;
  Statement forget_cursor_;
};

}  // namespace store::sqlite
