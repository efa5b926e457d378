#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "store/open.h"
#include "store/writer.h"
#include "tests/contract/figures.h"
#include "tests/support/temp_dir.h"

/// A child process writes numbered batches through the writer and reports every commit over a
/// pipe; the parent kills it (SIGKILL) at a random moment, looks at what is on disk, and lets the
/// next child go on from the last number that was acknowledged: what was stored beyond it comes
/// again, as a workstation sends again what it knows nothing of.
/// SANDGLASS_KILL_LOOPS (default 20) says how often, SANDGLASS_KILL_SEED when.
namespace store {
namespace {

constexpr int kConversations = 97;  // many more than one batch touches
constexpr int kEventsInBatch = 3;

std::string numbered(const char* prefix, std::uint64_t number) {
  return prefix + std::to_string(number);
}

/// Event `number`, from 0: the same number, the same event, in whatever process.
qa::Event event_of(std::uint64_t number) {
  qa::MessageCreated message;
  message.id = numbered("m_", number);
  // A person greets, then questions and answers in turn: where no question waits there are sums.
  const bool is_answer = number / kConversations % 2 == 0;
  message.author = is_answer ? qa::Actor{qa::ActorKind::kHuman, "a_1", ""}
                             : qa::Actor{qa::ActorKind::kCustomer, "u_1", ""};
  message.content.text = std::string(number % 1'500, 'x') + numbered(" ", number);
  qa::Event event;
  event.id = numbered("e_", number);
  event.type = "message.created";
  event.shop = "shop_1";
  event.source = "desk";
  event.subject = numbered("c_", number % kConversations);
  event.time = qa::kEarliestTime + qa::Duration{static_cast<std::int64_t>(number)};
  event.conv_seq = static_cast<std::int64_t>(number) + 1;
  event.data = std::move(message);
  return event;
}

/// Batch `number`, from 1: its events and a cursor that says they are all in. What comes again
/// moves no cursor back that was `stored` before, as the plug-in begins from its own.
Batch batch_of(std::uint64_t number, std::uint64_t stored) {
  Batch batch;
  for (std::uint64_t i = 0; i < kEventsInBatch; ++i) {
    batch.events.push_back(event_of((number - 1) * kEventsInBatch + i));
  }
  batch.cursor = Cursor{"desk", "s_1", static_cast<std::int64_t>(std::max(number, stored))};
  return batch;
}

/// Never returns.
[[noreturn]] void write_until_killed(const std::string& path, std::uint64_t first,
                                     std::uint64_t stored, int pipe) {
  WriterOptions options;
  options.longest_queue = 64;
  options.tidy_after = qa::Duration{0};
  WriterCallbacks callbacks;
  callbacks.on_committed = [=](Ticket ticket) {
    const std::uint64_t number = first + ticket - 1;
    if (::write(pipe, &number, sizeof number) != sizeof number) {
      ::_exit(2);
    }
  };
  Writer writer(open_store(path), options, std::move(callbacks));
  for (std::uint64_t number = first;; ++number) {
    Batch batch = batch_of(number, stored);
    while (!writer.try_push(std::move(batch))) {
      writer.flush();
    }
    if (number % 16 == 0) {
      writer.flush();  // groups of all sizes, and idle moments for a checkpoint
    }
  }
}

/// Never returns. Makes the sums anew, a few conversations at a time, over and over.
[[noreturn]] void rebuild_until_killed(const std::string& path, int pipe) {
  const auto store = open_store(path);
  for (std::uint64_t slice = 0;; ++slice) {
    if (!store->roll_up(5)) {
      store->forget_sums();
    }
    if (::write(pipe, &slice, sizeof slice) != sizeof slice) {
      ::_exit(2);
    }
  }
}

class Killer {
 public:
  Killer(std::string path, std::uint32_t seed) : path_(std::move(path)), random_(seed) {}

  /// One child, killed. @returns the last batch it acknowledged.
  std::uint64_t run(std::uint64_t acknowledged, std::uint64_t stored) {
    return run(acknowledged, 8,
               [&](int pipe) { write_until_killed(path_, acknowledged + 1, stored, pipe); });
  }

  /// One child that makes sums anew, killed.
  void run_rebuild() {
    static_cast<void>(run(0, 40, [&](int pipe) { rebuild_until_killed(path_, pipe); }));
  }

 private:
  /// @param most  reports to wait for, at most
  std::uint64_t run(std::uint64_t acknowledged, int most, const std::function<void(int)>& work) {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      work(ends[1]);
    }
    ::close(ends[1]);
    const int reports = std::uniform_int_distribution<int>(0, most)(random_);
    for (int i = 0; i < reports && read(ends[0], acknowledged); ++i) {
    }
    spin();
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << status;
    while (read(ends[0], acknowledged)) {  // what it said before it died
    }
    ::close(ends[0]);
    return acknowledged;
  }

  static bool read(int pipe, std::uint64_t& number) {
    return ::read(pipe, &number, sizeof number) == sizeof number;
  }

  /// Moves the kill away from the report, into the middle of the next write.
  void spin() {
    const int turns = std::uniform_int_distribution<int>(0, 400'000)(random_);
    for (volatile int turn = 0; turn < turns;) {
      turn = turn + 1;
    }
  }

  std::string path_;
  std::mt19937 random_;
};

std::uint64_t environment(const char* name, std::uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

/// Puts what can be into the sums. @returns whether anything is in them
bool put_into_sums(const std::string& path) {
  const auto store = open_store(path);
  while (store->roll_up(50)) {
  }
  return store->rollup_state().unrolled < store->counts().conversations;
}

/// Everything up to the stored cursor is there once, in order and whole; nothing beyond it is.
void expect_exactly(Reader& reader, std::uint64_t batches) {
  const std::uint64_t events = batches * kEventsInBatch;
  EXPECT_EQ(reader.counts().events, static_cast<std::int64_t>(events));
  EXPECT_EQ(reader.counts().messages, static_cast<std::int64_t>(events));
  for (std::uint64_t conversation = 0; conversation < kConversations; ++conversation) {
    const auto history = reader.history({"shop_1", "desk", numbered("c_", conversation)});
    std::uint64_t number = conversation;
    for (const qa::Event& event : history ? history->events : std::vector<qa::Event>{}) {
      const qa::Event expected = event_of(number);
      ASSERT_EQ(event.id, expected.id);
      ASSERT_EQ(std::get<qa::MessageCreated>(event.data).content.text,
                std::get<qa::MessageCreated>(expected.data).content.text);
      number += kConversations;
    }
    EXPECT_GE(number, events) << "conversation " << conversation << " lacks its end";
  }
}

TEST(Kill9, NothingAcknowledgedIsMissingAndNothingIsDoubled) {
  const std::uint64_t loops = environment("SANDGLASS_KILL_LOOPS", 20);
  const auto seed =
      static_cast<std::uint32_t>(environment("SANDGLASS_KILL_SEED", std::random_device()()));
  SCOPED_TRACE("SANDGLASS_KILL_SEED=" + std::to_string(seed));
  RecordProperty("seed", std::to_string(seed));
  std::printf("seed %u, %llu loops\n", seed, static_cast<unsigned long long>(loops));
  constexpr std::uint64_t kLoopsWithOneFile = 10;  // or reading it back would be all the work
  std::uint64_t killed_in_flight = 0;
  std::uint64_t had_sums = 0;
  for (std::uint64_t loop = 0; loop < loops;) {
    const support::TempDir dir;
    const std::string path = (dir.path() / "kill9.db").string();
    Killer killer(path, seed + static_cast<std::uint32_t>(loop));
    open_store(path);
    std::uint64_t acknowledged = 0;
    std::uint64_t stored = 0;
    for (std::uint64_t i = 0; i < kLoopsWithOneFile && loop < loops; ++i, ++loop) {
      had_sums += put_into_sums(path) ? 1U : 0U;
      acknowledged = killer.run(acknowledged, stored);
      ASSERT_EQ(integrity_check(path), std::vector<std::string>{}) << "loop " << loop;
      const auto reader = open_reader(path);
      const auto cursor = reader->cursor("desk");
      stored = cursor ? static_cast<std::uint64_t>(cursor->seq) : 0;
      ASSERT_GE(stored, acknowledged) << "loop " << loop;
      killed_in_flight += stored > acknowledged ? 1 : 0;
      ASSERT_NO_FATAL_FAILURE(expect_exactly(*reader, stored)) << "loop " << loop;
      ASSERT_TRUE(contract::expect_same_figures(*reader, qa::Profile::douyin()));
    }
  }
  std::printf("%llu kills fell between a commit and its report, %llu had sums to lose\n",
              static_cast<unsigned long long>(killed_in_flight),
              static_cast<unsigned long long>(had_sums));
  EXPECT_GT(2 * had_sums, loops);
}

TEST(Kill9, SumsBeingMadeAnewAreRightWhereTheyAreAndAreMadeToTheEnd) {
  const std::uint64_t loops = environment("SANDGLASS_KILL_LOOPS", 20);
  const auto seed =
      static_cast<std::uint32_t>(environment("SANDGLASS_KILL_SEED", std::random_device()()));
  SCOPED_TRACE("SANDGLASS_KILL_SEED=" + std::to_string(seed));
  const support::TempDir dir;
  const std::string path = (dir.path() / "kill9.db").string();
  {
    const auto store = open_store(path);
    for (std::uint64_t number = 1; number <= kConversations; ++number) {
      static_cast<void>(store->append(batch_of(number, 0)));
    }
  }
  Killer killer(path, seed);
  std::uint64_t half_made = 0;
  for (std::uint64_t loop = 0; loop < loops; ++loop) {
    killer.run_rebuild();
    ASSERT_EQ(integrity_check(path), std::vector<std::string>{}) << "loop " << loop;
    const auto reader = open_reader(path);
    half_made += reader->rollup_state().is_complete ? 0U : 1U;
    const bool are_sums_read = contract::expect_same_figures(*reader, qa::Profile::douyin());
    EXPECT_EQ(are_sums_read, reader->rollup_state().is_complete) << "loop " << loop;
  }
  EXPECT_GT(half_made, 0U) << "or no kill interrupted anything";
  EXPECT_TRUE(put_into_sums(path));
  const auto store = open_reader(path);
  EXPECT_TRUE(store->rollup_state().is_complete);
  EXPECT_EQ(store->rollup_state().unrolled, 0) << "every question has its answer";
  EXPECT_TRUE(contract::expect_same_figures(*store, qa::Profile::douyin()));
}

}  // namespace
}  // namespace store
