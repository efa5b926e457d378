#include "store/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "store/forwarding.h"
#include "store/open.h"
#include "tests/support/event_builder.h"

namespace store {
namespace {

using support::EventBuilder;
using testing::ElementsAre;

/// Lets a test hold the writer thread inside a write, and see that it is there.
class Gate {
 public:
  void close() {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
  }

  void open() {
    const std::lock_guard lock(mutex_);
    is_closed_ = false;
    changed_.notify_all();
  }

  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !is_closed_; });
    --waiting_;
  }

  void wait_until_someone_waits() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_closed_ = false;
  int waiting_ = 0;
};

/// Counts up; a test waits for a number.
class Counter {
 public:
  void add() {
    const std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_all();
  }

  void wait_for(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return count_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

/// What a test controls and watches of the store the writer owns.
struct Controls {
  Gate gate;
  std::atomic<int> failures{0};  ///< writes that fail from now on
  std::atomic<bool> fail_for_good{false};
  Counter tidied;
  Counter rolled_up;
  std::atomic<int> roll_ups_left{0};  ///< how often roll_up() still has more to do
  std::mutex mutex;
  std::vector<std::size_t> groups;  ///< batches of every write that went through
};

/// The in-memory store behind a gate, failing on demand.
class TestStore final : public Forwarding<Store, std::unique_ptr<MemoryStore>> {
 public:
  explicit TestStore(Controls& controls) : Forwarding(open_memory_store()), controls_(controls) {}

  Appended append_all(std::span<const Batch> batches) override {
    controls_.gate.pass();
    if (controls_.fail_for_good) {
      throw Error(ErrorKind::kCorrupt, false, "corrupt, says the test");
    }
    if (controls_.failures > 0) {
      --controls_.failures;
      throw Error(ErrorKind::kFull, true, "full, says the test");
    }
    const std::lock_guard lock(controls_.mutex);
    controls_.groups.push_back(batches.size());
    return reads()->append_all(batches);
  }

  std::int64_t append_profile(const qa::Profile& profile, qa::Time at, std::string_view author,
                              std::string_view reason) override {
    return reads()->append_profile(profile, at, author, reason);
  }

  std::int64_t append_publication(const Publication& publication,
                                  std::span<const rules::Source> sources) override {
    return reads()->append_publication(publication, sources);
  }

  bool append_review(const qa::Review& review) override { return reads()->append_review(review); }

  void migrate() override {}

  void tidy() override { controls_.tidied.add(); }

  bool roll_up(std::size_t /*most*/) override {
    const bool has_more = controls_.roll_ups_left-- > 0;
    controls_.rolled_up.add();
    return has_more;
  }

  std::unique_ptr<Reader> reader() { return reads()->reader(); }

 private:
  Controls& controls_;
};

class WriterTest : public testing::Test {
 protected:
  void start(WriterOptions options = {}) {
    auto store = std::make_unique<TestStore>(controls_);
    reader_ = store->reader();
    WriterCallbacks callbacks;
    callbacks.on_committed = [this](Ticket ticket) {
      const std::lock_guard lock(mutex_);
      committed_.push_back(ticket);
    };
    callbacks.on_trouble = [this](const Error& error, qa::Duration pause) {
      {
        const std::lock_guard lock(mutex_);
        pauses_.push_back(pause);
        EXPECT_TRUE(error.retryable());
      }
      troubles_.add();
    };
    callbacks.on_recovered = [this] { recovered_.add(); };
    callbacks.on_failed = [this](const Error&, bool is_final) {
      EXPECT_TRUE(is_final);
      failed_.add();
    };
    writer_ = std::make_unique<Writer>(std::move(store), options, std::move(callbacks));
  }

  /// One event in a batch of its own.
  std::optional<Ticket> push() {
    Batch batch;
    batch.events = builder_.customer("?").take();
    return writer_->try_push(std::move(batch));
  }

  /// Pushes one batch and waits until the writer holds it behind the closed gate.
  void push_into_gate() {
    controls_.gate.close();
    ASSERT_TRUE(push());
    controls_.gate.wait_until_someone_waits();
  }

  std::vector<Ticket> committed() {
    const std::lock_guard lock(mutex_);
    return committed_;
  }

  std::vector<std::size_t> groups() {
    const std::lock_guard lock(controls_.mutex);
    return controls_.groups;
  }

  EventBuilder builder_;
  Controls controls_;
  std::mutex mutex_;
  std::vector<Ticket> committed_;
  std::vector<qa::Duration> pauses_;
  Counter troubles_;
  Counter recovered_;
  Counter failed_;
  std::unique_ptr<Reader> reader_;
  std::unique_ptr<Writer> writer_;  // last: its thread uses everything above
};

TEST_F(WriterTest, ABatchIsDurableAfterFlush) {
  start();
  EXPECT_EQ(push(), Ticket{1});
  EXPECT_TRUE(writer_->flush());
  EXPECT_EQ(reader_->counts().events, 1);
  EXPECT_EQ(writer_->committed(), 1U);
}

TEST_F(WriterTest, WhateverIsQueuedDuringACommitMakesTheNextOne) {
  start();
  push_into_gate();
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(push());
  }
  controls_.gate.open();
  EXPECT_TRUE(writer_->stop());
  EXPECT_THAT(groups(), ElementsAre(1, 5));
  EXPECT_THAT(committed(), ElementsAre(1, 6));
}

TEST_F(WriterTest, AGroupHoldsAtMostSoManyEventsButAlwaysOneBatch) {
  WriterOptions options;
  options.most_events = 10;
  start(options);
  push_into_gate();
  for (const int size : {4, 4, 4, 25, 1}) {
    Batch batch;
    for (int i = 0; i < size; ++i) {
      builder_.customer("?");
    }
    batch.events = builder_.take();
    ASSERT_TRUE(writer_->try_push(std::move(batch)));
  }
  controls_.gate.open();
  EXPECT_TRUE(writer_->stop());
  EXPECT_THAT(groups(), ElementsAre(1, 2, 1, 1, 1));
  EXPECT_EQ(reader_->counts().events, 39);
}

TEST_F(WriterTest, TellsWhatIsNotDurableYetOfAConversation) {
  start();
  push_into_gate();  // in the transaction
  Batch other;
  other.events = EventBuilder().conversation("c_other").customer("?").take();
  ASSERT_TRUE(writer_->try_push(std::move(other)));
  ASSERT_TRUE(push());
  const std::vector<Batch> parts = writer_->unwritten("desk", "c_1");
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].events.size(), 1U);
  EXPECT_EQ(parts[1].events.size(), 1U);
  EXPECT_LT(parts[0].events[0].conv_seq, parts[1].events[0].conv_seq);
  EXPECT_EQ(writer_->unwritten("desk", "c_other").size(), 1U);
  EXPECT_TRUE(writer_->unwritten("elsewhere", "c_1").empty());
  controls_.gate.open();
  EXPECT_TRUE(writer_->flush());
  EXPECT_TRUE(writer_->unwritten("desk", "c_1").empty());
}

TEST_F(WriterTest, AFullQueueRefusesAndLeavesTheBatchAlone) {
  WriterOptions options;
  options.longest_queue = 2;
  start(options);
  push_into_gate();
  EXPECT_TRUE(push());
  EXPECT_TRUE(push());
  Batch refused;
  refused.events = builder_.customer("later").take();
  EXPECT_EQ(writer_->try_push(std::move(refused)), std::nullopt);
  ASSERT_EQ(refused.events.size(), 1U);  // NOLINT(bugprone-use-after-move): refused is not moved
  controls_.gate.open();
  EXPECT_TRUE(writer_->flush());
  EXPECT_EQ(writer_->try_push(std::move(refused)), Ticket{4});
  EXPECT_TRUE(writer_->stop());
  EXPECT_EQ(reader_->counts().events, 4);
}

TEST_F(WriterTest, AFullDiskLosesNothingAcknowledgesNothingAndPassesByItself) {
  WriterOptions options;
  options.first_pause = qa::Duration{1};
  options.longest_pause = qa::Duration{4};
  controls_.failures = 6;
  start(options);
  push_into_gate();
  EXPECT_TRUE(push());
  controls_.gate.open();
  troubles_.wait_for(6);
  recovered_.wait_for(1);
  EXPECT_TRUE(writer_->flush());
  EXPECT_EQ(reader_->counts().events, 2);
  EXPECT_TRUE(writer_->stop());
  EXPECT_THAT(committed(), ElementsAre(1, 2));
  using qa::Duration;
  EXPECT_THAT(pauses_, ElementsAre(Duration{1}, Duration{2}, Duration{4}, Duration{4}, Duration{4},
                                   Duration{4}));
}

TEST_F(WriterTest, NothingIsAcknowledgedWhileTheDiskIsFull) {
  WriterOptions options;
  options.first_pause = qa::Duration{3'600'000};
  controls_.failures = 1;
  start(options);
  ASSERT_TRUE(push());
  troubles_.wait_for(1);
  EXPECT_THAT(committed(), ElementsAre());
  EXPECT_EQ(writer_->committed(), 0U);
  EXPECT_EQ(reader_->counts().events, 0);
}

TEST_F(WriterTest, StoppingInterruptsThePauseAndTriesOnceMore) {
  WriterOptions options;
  options.first_pause = qa::Duration{3'600'000};
  controls_.failures = 1;
  start(options);
  ASSERT_TRUE(push());
  troubles_.wait_for(1);
  EXPECT_TRUE(writer_->stop());
  EXPECT_EQ(reader_->counts().events, 1);
}

TEST_F(WriterTest, StoppingWhileTheDiskStaysFullSaysSo) {
  WriterOptions options;
  options.first_pause = qa::Duration{3'600'000};
  controls_.failures = 1'000;
  start(options);
  ASSERT_TRUE(push());
  troubles_.wait_for(1);
  EXPECT_FALSE(writer_->stop());
  EXPECT_FALSE(writer_->flush());
  EXPECT_EQ(reader_->counts().events, 0);
}

TEST_F(WriterTest, AFailureForGoodEndsItAndEveryoneIsTold) {
  controls_.fail_for_good = true;
  start();
  ASSERT_TRUE(push());
  EXPECT_FALSE(writer_->flush());
  failed_.wait_for(1);
  EXPECT_EQ(push(), std::nullopt);
  EXPECT_FALSE(writer_->stop());
  EXPECT_THAT(committed(), ElementsAre());
}

TEST_F(WriterTest, StopWritesWhatIsQueuedAndThenRefuses) {
  start();
  push_into_gate();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(push());
  }
  controls_.gate.open();
  EXPECT_TRUE(writer_->stop());
  EXPECT_TRUE(writer_->stop());
  EXPECT_EQ(reader_->counts().events, 21);
  EXPECT_EQ(push(), std::nullopt);
}

TEST_F(WriterTest, ATaskRunsInItsPlaceWithTheStore) {
  start();
  push_into_gate();
  std::int64_t seen = -1;
  std::int64_t version = 0;
  auto done = writer_->run([&](Store& store) {
    seen = store.counts().events;
    version = store.append_profile(qa::Profile::douyin(), qa::from_ms(1), "system", "first");
  });
  ASSERT_TRUE(push());
  controls_.gate.open();
  done.get();
  EXPECT_TRUE(writer_->flush());
  EXPECT_EQ(seen, 1);
  EXPECT_EQ(version, 1);
  EXPECT_EQ(reader_->counts().events, 2);
}

TEST_F(WriterTest, WhatATaskThrowsGoesToItsCallerOnly) {
  start();
  auto done = writer_->run([](Store&) { throw Error(ErrorKind::kIo, false, "oh"); });
  EXPECT_THROW(done.get(), Error);
  ASSERT_TRUE(push());
  EXPECT_TRUE(writer_->flush());
}

TEST_F(WriterTest, ATaskAfterTheEndIsABrokenPromise) {
  start();
  writer_->stop();
  EXPECT_THROW(writer_->run([](Store&) {}).get(), std::future_error);
}

TEST_F(WriterTest, TidiesWhenIdleAfterAWriteAndNotAgain) {
  WriterOptions options;
  options.tidy_after = qa::Duration{0};
  start(options);
  ASSERT_TRUE(push());
  controls_.tidied.wait_for(1);
  ASSERT_TRUE(push());
  controls_.tidied.wait_for(2);
}

TEST_F(WriterTest, SumsAreMadeBetweenCommitsOfADeskThatIsNeverIdle) {
  WriterOptions options;
  options.tidy_after = qa::Duration{3'600'000};
  controls_.roll_ups_left = 20;
  start(options);
  for (int commits = 1; commits <= 3; ++commits) {
    ASSERT_TRUE(push());
    EXPECT_TRUE(writer_->flush());
  }
  controls_.rolled_up.wait_for(21);
  controls_.roll_ups_left = 1;
  writer_->run([](Store&) {}).get();  // as a profile that counts otherwise
  controls_.rolled_up.wait_for(23);
}

TEST_F(WriterTest, AnIntervalLetsGroupsGrowAndAFullQueueCutsItShort) {
  WriterOptions options;
  options.longest_queue = 3;
  options.commit_interval = qa::Duration{3'600'000};
  start(options);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(push());
  }
  EXPECT_TRUE(writer_->flush());
  EXPECT_THAT(groups(), ElementsAre(3));
}

TEST_F(WriterTest, ATaskCutsTheIntervalShort) {
  WriterOptions options;
  options.commit_interval = qa::Duration{3'600'000};
  start(options);
  ASSERT_TRUE(push());
  std::int64_t seen = 0;
  writer_->run([&](Store& store) { seen = store.counts().events; }).get();
  EXPECT_EQ(seen, 1);
}

TEST_F(WriterTest, ATaskThatTheEndOvertakesIsToldSo) {
  controls_.fail_for_good = true;
  start();
  push_into_gate();
  auto done = writer_->run([](Store&) { FAIL() << "the writer has ended"; });
  controls_.gate.open();
  EXPECT_THROW(done.get(), std::future_error);
}

TEST_F(WriterTest, ManyThreadsMayPushFlushAndAsk) {
  WriterOptions options;
  options.longest_queue = 8;
  start(options);
  std::atomic<int> accepted{0};
  std::vector<std::thread> threads;
  for (int worker = 0; worker < 4; ++worker) {
    threads.emplace_back([&, worker] {
      EventBuilder builder;
      builder.conversation("c_" + std::to_string(worker));
      for (int i = 0; i < 100;) {
        Batch batch;
        batch.events =
            builder.event_id(std::to_string(worker) + "#" + std::to_string(i)).customer("?").take();
        if (writer_->try_push(std::move(batch))) {
          ++accepted;
          ++i;
        } else {
          writer_->flush();
        }
      }
      EXPECT_LE(writer_->queued(), 8U);
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_TRUE(writer_->stop());
  EXPECT_EQ(accepted, 400);
  EXPECT_EQ(reader_->counts().events, 400);
  EXPECT_TRUE(std::is_sorted(committed_.begin(), committed_.end()));
  EXPECT_EQ(committed_.back(), 400U);
}

}  // namespace
}  // namespace store
