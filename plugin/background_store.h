#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/forwarding.h"
#include "store/store.h"
#include "store/writer.h"

namespace plugin {

/// A store whose rows are written on a thread of their own, for whoever brings a great many:
/// append() returns when the batch is queued, and waits only where the queue is full. histories and
/// keys of conversations are as if everything queued had been written; all other reads see what is.
/// One thread.
///
/// What it promises less than a store: an append is durable after flush() only, and one that failed
/// is told by a later call.
class BackgroundStore final : public store::Forwarding<store::Store, store::Reader*> {
 public:
  /// @param reader  of the same database
  BackgroundStore(std::unique_ptr<store::Store> store, std::unique_ptr<store::Reader> reader);
  /// Writes what is queued.
  ~BackgroundStore() override;

  std::optional<qa::History> history(const qa::ConversationKey& key) override;
  std::vector<qa::ConversationKey> find_conversation(std::string_view id) override;

  /// Queues a batch. @throws store::Error where an earlier one failed
  void push(store::Batch batch);
  /// @returns nothing but zeros: what became of the batches is not known yet
  store::Appended append_all(std::span<const store::Batch> batches) override;
  std::int64_t append_profile(const qa::Profile& profile, qa::Time at, std::string_view author,
                              std::string_view reason) override;
  std::int64_t append_publication(const store::Publication& publication,
                                  std::span<const rules::Source> sources) override;
  bool append_review(const qa::Review& review) override;
  void migrate() override;
  void tidy() override;

  /// Returns when everything is durable, and tidied. @throws store::Error where something is not.
  void flush();

 private:
  struct Pending {
    store::Ticket ticket = 0;
    qa::ConversationKey key;
  };

  const qa::ConversationKey* pending(std::string_view conversation) const;
  void fail_if_failed();

  std::unique_ptr<store::Reader> reader_;
  /// Of a conversation's id: the newest batch with something of it.
  std::unordered_map<std::string, Pending> pending_;
  std::mutex mutex_;  // guards what the callbacks touch
  std::condition_variable committed_;
  std::size_t commits_ = 0;
  store::Ticket newest_ = 0;  ///< of the caller's thread: of what was pushed last
  std::optional<store::Error> error_;
  std::unique_ptr<store::Writer> writer_;  // last: its thread uses the others
};

}  // namespace plugin
