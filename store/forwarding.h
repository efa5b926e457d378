#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "store/store.h"

namespace store {

/// Gives `Base` (Reader or Store) the reads of `Reads`, whatever backend that is: a store and a
/// read-only reader of one backend answer from the same code. `Reads` may be a pointer to what
/// answers.
template <class Base, class Reads>
class Forwarding : public Base {
 public:
  explicit Forwarding(Reads reads) : reads_(std::move(reads)) {}

  std::optional<Cursor> cursor(std::string_view source) override {
    return answers().cursor(source);
  }

  std::optional<qa::History> history(const qa::ConversationKey& key) override {
    return answers().history(key);
  }

  void read_words(const qa::ConversationKey& first, const qa::ConversationKey& last,
                  const std::function<void(const MessageWords&)>& visit) override {
    answers().read_words(first, last, visit);
  }

  void scan_words(const std::function<bool(const MessageWords&)>& visit) override {
    answers().scan_words(visit);
  }

  std::int64_t count_conversations(const Period& period) override {
    return answers().count_conversations(period);
  }

  std::vector<qa::ConversationKey> live_conversations(qa::Time closed_since) override {
    return answers().live_conversations(closed_since);
  }

  std::vector<qa::ConversationKey> conversations(const Period& period,
                                                 const std::optional<qa::ConversationKey>& after,
                                                 std::size_t limit) override {
    return answers().conversations(period, after, limit);
  }

  std::vector<qa::ConversationKey> find_conversation(std::string_view id) override {
    return answers().find_conversation(id);
  }

  std::vector<qa::FindingRecord> findings(const Period& period, std::size_t limit) override {
    return answers().findings(period, limit);
  }

  std::vector<qa::GapRecord> gaps(const Period& period) override { return answers().gaps(period); }

  std::vector<qa::Surge> surges(const Period& period) override { return answers().surges(period); }

  std::vector<qa::AnomalyRecord> anomalies(const Period& period, std::size_t limit) override {
    return answers().anomalies(period, limit);
  }

  std::vector<DraftRecord> drafts(const qa::ConversationKey& key) override {
    return answers().drafts(key);
  }

  std::vector<AuditEntry> audit(std::size_t limit) override { return answers().audit(limit); }

  std::vector<ProfileVersion> profiles() override { return answers().profiles(); }

  std::vector<Publication> publications() override { return answers().publications(); }

  std::vector<rules::Source> rule_set(std::string_view version) override {
    return answers().rule_set(version);
  }

  std::vector<qa::Review> reviews(const std::optional<qa::ConversationKey>& of) override {
    return answers().reviews(of);
  }

  using Reader::last_event_time;

  std::optional<qa::Time> last_event_time(std::string_view source) override {
    return answers().last_event_time(source);
  }

  std::optional<qa::Time> first_event_time() override { return answers().first_event_time(); }

  std::vector<qa::Benchmark> benchmarks() override { return answers().benchmarks(); }

  Counts counts() override { return answers().counts(); }

  bool read_rollups(const qa::RollupQuery& query, std::string_view counting,
                    const RollupSink& sink) override {
    return answers().read_rollups(query, counting, sink);
  }

  RollupState rollup_state() override { return answers().rollup_state(); }

  std::vector<qa::Label> labels() override { return answers().labels(); }

 protected:
  Reads& reads() { return reads_; }

 private:
  auto& answers() {
    if constexpr (requires { *reads_; }) {
      return *reads_;
    } else {
      return reads_;
    }
  }

  Reads reads_;
};

}  // namespace store
