#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "store/sqlite/sqlite.h"
#include "store/store.h"

namespace store::sqlite {

/// Answers of a SQLite file (store::Reader says what they mean), through statements prepared once.
/// The connection's thread.
class Reads {
 public:
  /// The schema is the newest.
  explicit Reads(std::shared_ptr<Database> database);
  ~Reads();
  Reads(Reads&&) noexcept;

  std::optional<Cursor> cursor(std::string_view source);
  std::optional<qa::History> history(const qa::ConversationKey& key);
  void read_words(const qa::ConversationKey& first, const qa::ConversationKey& last,
                  const std::function<void(const MessageWords&)>& visit);
  void scan_words(const std::function<bool(const MessageWords&)>& visit);
  std::int64_t count_conversations(const Period& period);
  std::vector<qa::ConversationKey> live_conversations(qa::Time closed_since);
  std::vector<qa::ConversationKey> conversations(const Period& period,
                                                 const std::optional<qa::ConversationKey>& after,
                                                 std::size_t limit);
  std::vector<qa::ConversationKey> find_conversation(std::string_view id);
  std::vector<qa::FindingRecord> findings(const Period& period, std::size_t limit);
  std::vector<qa::GapRecord> gaps(const Period& period);
  std::vector<qa::Surge> surges(const Period& period);
  std::vector<qa::AnomalyRecord> anomalies(const Period& period, std::size_t limit);
  std::vector<DraftRecord> drafts(const qa::ConversationKey& key);
  std::vector<AuditEntry> audit(std::size_t limit);
  std::vector<ProfileVersion> profiles();
  std::vector<Publication> publications();
  std::vector<rules::Source> rule_set(std::string_view version);
  std::vector<qa::Review> reviews(const std::optional<qa::ConversationKey>& of);
  std::optional<qa::Time> last_event_time(std::string_view source);
  std::optional<qa::Time> first_event_time();
  std::vector<qa::Benchmark> benchmarks();
  Counts counts();

  bool read_rollups(const qa::RollupQuery& query, std::string_view counting,
                    const RollupSink& sink);
  RollupState rollup_state();
  std::vector<qa::Label> labels();

  /// Events in order of arrival; with `with_words` false their texts stay empty.
  std::vector<qa::Event> events(const qa::ConversationKey& key, bool with_words);
  std::vector<qa::IntentRecord> intents(const qa::ConversationKey& key);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace store::sqlite
