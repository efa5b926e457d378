#include "plugin/background_store.h"

#include <algorithm>
#include <utility>

#include "store/unwritten.h"

namespace plugin {
namespace {

/// Batches of a replay hold a thousand events each: some 10 MB wait at most.
constexpr std::size_t kLongestQueue = 8;
/// Nobody waits for a single event here, so commits may be large: fewer of them wait for the disk,
/// and a page that many rows go to is written once for all of them.
constexpr std::size_t kEventsOfACommit = 10'000;
/// A commit waits so long for a full queue, which takes a tenth of a second when all goes well.
constexpr qa::Duration kCommitInterval{200};
/// Conversations remembered before those that are written by now are forgotten.
constexpr std::size_t kMostPending = 50'000;

}  // namespace

BackgroundStore::BackgroundStore(std::unique_ptr<store::Store> store,
                                 std::unique_ptr<store::Reader> reader)
    : Forwarding(reader.get()), reader_(std::move(reader)) {
  store::WriterOptions options;
  options.longest_queue = kLongestQueue;
  options.most_events = kEventsOfACommit;
  options.commit_interval = kCommitInterval;
  store::WriterCallbacks callbacks;
  const auto note = [this](std::optional<store::Error> error) {
    const std::lock_guard lock(mutex_);
    ++commits_;
    if (error && !error_) {
      error_ = std::move(error);
    }
    committed_.notify_all();
  };
  callbacks.on_committed = [note](store::Ticket) { note(std::nullopt); };
  // Nobody sits beside an import to make room on the disk: trouble ends it, as it ends a replay.
  callbacks.on_trouble = [note](const store::Error& error, qa::Duration) { note(error); };
  callbacks.on_failed = [note](const store::Error& error, bool is_final) {
    note(is_final ? std::optional(error) : std::nullopt);
  };
  writer_ = std::make_unique<store::Writer>(std::move(store), options, std::move(callbacks));
}

BackgroundStore::~BackgroundStore() {
  writer_.reset();
}

void BackgroundStore::fail_if_failed() {
  const std::lock_guard lock(mutex_);
  if (error_) {
    throw *error_;
  }
}

void BackgroundStore::push(store::Batch batch) {
  if (pending_.size() > kMostPending) {
    const store::Ticket committed = writer_->committed();
    std::erase_if(pending_,
                  [committed](const auto& entry) { return entry.second.ticket <= committed; });
  }
  std::vector<Pending*> touched;
  const auto touch = [&](const qa::ConversationKey& key) {
    const auto [entry, is_new] = pending_.try_emplace(key.id);
    if (is_new) {
      entry->second.key = key;
    }
    touched.push_back(&entry->second);
  };
  qa::ConversationKey of_event;
  for (const qa::Event& event : batch.events) {
    of_event.shop = event.shop;
    of_event.source = event.source;
    of_event.id = event.subject;
    touch(of_event);
  }
  for (const qa::RoundRecord& round : batch.rounds) {
    touch(round.conversation);
  }
  std::unique_lock lock(mutex_);
  for (;;) {
    if (error_) {
      throw *error_;
    }
    const std::size_t seen = commits_;
    lock.unlock();
    const auto ticket = writer_->try_push(std::move(batch));
    if (ticket) {
      newest_ = *ticket;
      for (Pending* const entry : touched) {
        entry->ticket = *ticket;
      }
      return;
    }
    lock.lock();
    committed_.wait(lock, [&] { return commits_ > seen || error_.has_value(); });
  }
}

/// Null: nothing of it is on its way to the disk.
const qa::ConversationKey* BackgroundStore::pending(std::string_view conversation) const {
  const auto found = pending_.find(std::string(conversation));
  if (found == pending_.end() || found->second.ticket <= writer_->committed()) {
    return nullptr;
  }
  return &found->second.key;
}

std::optional<qa::History> BackgroundStore::history(const qa::ConversationKey& key) {
  fail_if_failed();
  std::vector<store::Batch> unwritten;
  if (pending(key.id) != nullptr) {
    unwritten = writer_->unwritten(key.source, key.id);
  }
  auto stored = reader_->history(key);
  if (unwritten.empty()) {
    return stored;
  }
  qa::History known = std::move(stored).value_or(qa::History{});
  known.key = key;
  return store::with_unwritten(std::move(known), std::move(unwritten));
}

std::vector<qa::ConversationKey> BackgroundStore::find_conversation(std::string_view id) {
  const qa::ConversationKey* coming = pending(id);  // before the stored ones are read
  auto keys = reader_->find_conversation(id);
  if (coming != nullptr && std::find(keys.begin(), keys.end(), *coming) == keys.end()) {
    keys.push_back(*coming);
  }
  return keys;
}

store::Appended BackgroundStore::append_all(std::span<const store::Batch> batches) {
  for (const store::Batch& batch : batches) {
    push(batch);
  }
  return {};
}

std::int64_t BackgroundStore::append_profile(const qa::Profile& profile, qa::Time at,
                                             std::string_view author, std::string_view reason) {
  std::int64_t version = 0;
  writer_
      ->run(
          [&](store::Store& store) { version = store.append_profile(profile, at, author, reason); })
      .get();
  return version;
}

std::int64_t BackgroundStore::append_publication(const store::Publication& publication,
                                                 std::span<const rules::Source> sources) {
  std::int64_t number = 0;
  writer_
      ->run([&](store::Store& store) { number = store.append_publication(publication, sources); })
      .get();
  return number;
}

bool BackgroundStore::append_review(const qa::Review& review) {
  bool is_added = false;
  writer_->run([&](store::Store& store) { is_added = store.append_review(review); }).get();
  return is_added;
}

void BackgroundStore::migrate() {
  writer_->run([](store::Store& store) { store.migrate(); }).get();
}

/// The writer tries a full disk again for as long as it lives; whoever waits here waits for the
/// first trouble, not for its end.
void BackgroundStore::flush() {
  {
    std::unique_lock lock(mutex_);
    committed_.wait(lock, [this] { return error_ || writer_->committed() >= newest_; });
  }
  fail_if_failed();
  tidy();
}

void BackgroundStore::tidy() {
  writer_->run([](store::Store& store) { store.tidy(); }).get();
}

}  // namespace plugin
