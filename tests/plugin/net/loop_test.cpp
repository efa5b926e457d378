#include "plugin/net/loop.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <string>
#include <thread>

#include "pump.h"

namespace {

using namespace std::chrono_literals;
using net_test::pump;
using plugin::net::Loop;
using plugin::net::Timer;

TEST(Loop, RunsPostedTasksInOrder) {
  Loop loop;
  std::string order;
  loop.post([&] { order += 'a'; });
  loop.post([&] { order += 'b'; });
  loop.post([&] { loop.stop(); });
  loop.run();
  EXPECT_EQ(order, "ab");
}

TEST(Loop, StopBeforeRunIsNotForgotten) {
  Loop loop;
  loop.stop();
  loop.run();
  SUCCEED();
}

TEST(Loop, TakesTasksFromAnotherThread) {
  Loop loop;
  std::thread::id ran_on;
  std::thread other([&] {
    loop.post([&] {
      ran_on = std::this_thread::get_id();
      loop.stop();
    });
  });
  loop.run();
  other.join();
  EXPECT_EQ(ran_on, std::this_thread::get_id());
}

TEST(Loop, HandsSignalsToTheHandlerEachTime) {
  Loop loop;
  int seen = 0;
  loop.on_signal({SIGHUP}, [&](int signal) { seen += signal == SIGHUP ? 1 : 100; });
  ::raise(SIGHUP);
  ASSERT_TRUE(pump(loop, [&] { return seen == 1; }));
  ::raise(SIGHUP);
  ASSERT_TRUE(pump(loop, [&] { return seen == 2; }));
}

TEST(Timer, CallsBackOnce) {
  Loop loop;
  Timer timer(loop);
  int calls = 0;
  timer.expires_in(1ms, [&] { ++calls; });
  EXPECT_TRUE(timer.is_set());
  ASSERT_TRUE(pump(loop, [&] { return calls == 1; }));
  EXPECT_FALSE(timer.is_set());
}

TEST(Timer, CancelledWhileDueIsNotCalled) {
  Loop loop;
  Timer first(loop);
  Timer second(loop);
  int calls = 0;
  // Both are due at once; whichever runs first cancels the other.
  first.expires_in(0ms, [&] { ++calls, second.cancel(); });
  second.expires_in(0ms, [&] { ++calls, first.cancel(); });
  bool is_done = false;
  ASSERT_TRUE(pump(loop, [&] { return calls == 1; }));
  loop.post([&] { is_done = true; });
  ASSERT_TRUE(pump(loop, [&] { return is_done; }));
  EXPECT_EQ(calls, 1);
}

TEST(Timer, SetAgainForgetsTheEarlierTask) {
  Loop loop;
  Timer timer(loop);
  std::string order;
  timer.expires_in(0ms, [&] { order += "old"; });
  timer.expires_in(0ms, [&] { order += "new"; });
  ASSERT_TRUE(pump(loop, [&] { return !order.empty(); }));
  EXPECT_EQ(order, "new");
}

TEST(Timer, DestroyedTimerIsNotCalled) {
  Loop loop;
  int calls = 0;
  {
    Timer timer(loop);
    timer.expires_in(0ms, [&] { ++calls; });
  }
  bool is_done = false;
  Timer later(loop);
  later.expires_in(2ms, [&] { is_done = true; });
  ASSERT_TRUE(pump(loop, [&] { return is_done; }));
  EXPECT_EQ(calls, 0);
}

}  // namespace
