#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "store/memory/memory_data.h"
#include "store/store.h"

namespace store::memory {

/// Answers of the in-memory twin (store::Reader says what they mean). Any thread.
class Reads {
 public:
  explicit Reads(std::shared_ptr<Data> data) : data_(std::move(data)) {}

  std::optional<Cursor> cursor(std::string_view source) const;
  std::optional<qa::History> history(const qa::ConversationKey& key) const;
  void read_words(const qa::ConversationKey& first, const qa::ConversationKey& last,
                  const std::function<void(const MessageWords&)>& visit) const;
  void scan_words(const std::function<bool(const MessageWords&)>& visit) const;
  std::int64_t count_conversations(const Period& period) const;
  std::vector<qa::ConversationKey> live_conversations(qa::Time closed_since) const;
  std::vector<qa::ConversationKey> conversations(const Period& period,
                                                 const std::optional<qa::ConversationKey>& after,
                                                 std::size_t limit) const;
  std::vector<qa::ConversationKey> find_conversation(std::string_view id) const;
  std::vector<qa::FindingRecord> findings(const Period& period, std::size_t limit) const;
  std::vector<qa::GapRecord> gaps(const Period& period) const;
  std::vector<qa::Surge> surges(const Period& period) const;
  std::vector<qa::AnomalyRecord> anomalies(const Period& period, std::size_t limit) const;
  std::vector<DraftRecord> drafts(const qa::ConversationKey& key) const;
  std::vector<AuditEntry> audit(std::size_t limit) const;
  std::vector<ProfileVersion> profiles() const;
  std::vector<Publication> publications() const;
  std::vector<rules::Source> rule_set(std::string_view version) const;
  std::vector<qa::Review> reviews(const std::optional<qa::ConversationKey>& of) const;
  std::optional<qa::Time> last_event_time(std::string_view source) const;
  std::optional<qa::Time> first_event_time() const;
  std::vector<qa::Benchmark> benchmarks() const;
  Counts counts() const;
  /// Keeps no sums: names every conversation as unrolled.
  bool read_rollups(const qa::RollupQuery& query, std::string_view counting,
                    const RollupSink& sink) const;
  RollupState rollup_state() const;
  std::vector<qa::Label> labels() const;

  Data& data() { return *data_; }

  const std::shared_ptr<Data>& shared() const { return data_; }

 private:
  std::shared_ptr<Data> data_;
};

}  // namespace store::memory
