#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>

#include "qa/time.h"
#include "store/error.h"
#include "store/store.h"

/// The one thread that writes. Batches go in from the net thread by value and come back as tickets
/// when they are durable.
///
/// Invariants: tickets rise by one a batch; batches are committed in the order of their tickets,
/// each exactly once; a ticket is reported only after its commit. Whatever is queued when the
/// previous commit ends makes the next transaction (self-clocking): one batch alone waits for one
/// fsync, a flood makes its own groups. A retryable error (a full disk) keeps the group and tries
/// again with growing pauses; nothing is dropped, nothing later overtakes it, and the queue fills
/// until the caller stops reading its sockets.
namespace store {

using Ticket = std::uint64_t;  ///< from 1

struct WriterOptions {
  std::size_t longest_queue = 256;  ///< batches and tasks waiting; try_push refuses beyond
  std::size_t most_events = 1'000;  ///< of several batches in one transaction
  /// Least time between two commits, for slow disks; a task or a full queue cuts it short.
  qa::Duration commit_interval{0};
  qa::Duration first_pause{100};  ///< before the first retry; doubles
  qa::Duration longest_pause{5'000};
  /// Idle for so long: Store::tidy(), then a look whether roll_up() has anything to do. Where it is
  /// known to have (at the start, after a task, while it says so) nothing is waited for.
  qa::Duration tidy_after{1'000};
};

/// All called on the writer thread; none may block for long or throw. Empty ones are not called.
struct WriterCallbacks {
  /// Every batch up to this ticket is durable.
  std::function<void(Ticket)> on_committed;
  /// A write failed and is tried again after `pause`. Called for every failed try.
  std::function<void(const Error&, qa::Duration pause)> on_trouble;
  /// The write that was in trouble is durable.
  std::function<void()> on_recovered;
  /// A write failed for good, or tidying did (then `is_final` is false and writing goes on). After
  /// a final failure nothing is committed any more and try_push refuses.
  std::function<void(const Error&, bool is_final)> on_failed;
};

class Writer {
 public:
  /// Starts the thread, which owns `store` from now on.
  Writer(std::unique_ptr<Store> store, WriterOptions options, WriterCallbacks callbacks);
  /// stop()s.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Queues a batch. nullopt when the queue is full, or after stop() or a final failure: `batch` is
  /// then untouched; the caller stops reading its socket and tries again after the next
  /// on_committed. Any thread; never blocks.
  [[nodiscard]] std::optional<Ticket> try_push(Batch&& batch);

  /// Told how a task ended: null, what it threw, or a std::future_error (broken promise) if the
  /// writer ended first. On the writer thread, or run()'s where the writer has ended already; must
  /// not throw, nor block for long.
  using Done = std::function<void(std::exception_ptr)>;

  /// Runs `task` with the store on the writer thread, after everything queued before it: profiles,
  /// backups. `done` is called exactly once. Any thread; neither the queue's bound nor
  /// `commit_interval` holds it back.
  void run(std::function<void(Store&)> task, Done done);
  /// The same for a caller that waits.
  std::future<void> run(std::function<void(Store&)> task);

  /// What was accepted and is not durable yet of one conversation, oldest first: the parts of the
  /// batches (Batch::about) that are about it. Any thread; never waits for the disk.
  std::vector<Batch> unwritten(std::string_view source, std::string_view conversation) const;

  /// Waits until everything pushed before is durable. False: it is not and will not be (a final
  /// failure, or stop() during trouble). Any thread but the writer's.
  bool flush();

  /// Writes what is queued, then ends the thread. In trouble it tries once more, without a pause.
  /// True: everything that was accepted is durable. Idempotent. Any thread but the writer's.
  bool stop();

  /// What the newest commit covered; 0: none yet.
  Ticket committed() const;
  /// Batches and tasks waiting.
  std::size_t queued() const;

 private:
  struct Task {
    std::function<void(Store&)> work;
    Done done;
  };

  struct Queued {
    Ticket ticket = 0;  ///< of a batch
    std::variant<Batch, Task> work;
  };

  /// What the present transaction writes. Only the writer's thread changes it, and only under the
  /// lock; it reads it without.
  struct Group {
    std::vector<Batch> batches;
    Ticket last = 0;
  };

  using Lock = std::unique_lock<std::mutex>;

  void work();
  bool wait_for_work(Lock& lock);
  void pace(Lock& lock);
  void take_group();
  void run_task(Lock& lock);
  void commit(Lock& lock);
  std::optional<Error> try_commit();
  bool pause_before_retry(Lock& lock, const Error& error, qa::Duration pause);
  void tidy(Lock& lock);
  void roll_up(Lock& lock);
  /// Trouble is told and ends nothing.
  void in_idle_time(Lock& lock, const std::function<void(Store&)>& work);
  void fail(Lock& lock, const Error& error);

  const std::unique_ptr<Store> store_;  // the writer thread's
  const WriterOptions options_;
  const WriterCallbacks callbacks_;

  mutable std::mutex mutex_;  // guards everything below
  std::condition_variable wake_;
  std::condition_variable progress_;
  std::deque<Queued> queue_;
  std::size_t queued_tasks_ = 0;  // of queue_
  Group group_;
  Ticket next_ = 1;
  Ticket committed_ = 0;
  bool is_stopping_ = false;
  bool has_failed_ = false;
  bool has_ended_ = false;
  bool is_untidy_ = true;  // at the start: what a crash left behind
  bool sums_wait_ = true;  // roll_up() has more to do, or may have
  std::mutex stopping_;    // one join
  std::thread thread_;     // last: everything else is ready when it starts
};

}  // namespace store
