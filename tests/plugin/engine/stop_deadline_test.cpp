#include "plugin/stop_deadline.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <future>

namespace plugin {
namespace {

using namespace std::chrono_literals;

TEST(StopDeadline, ASignalStartsItThoughNoOtherThreadMoves) {
  std::promise<void> late;
  const StopDeadline deadline({SIGTERM}, 0ms, [&] { late.set_value(); });
  ::raise(SIGTERM);
  late.get_future().wait();  // this thread is the one that hangs
}

TEST(StopDeadline, BeginningTwiceIsLateOnce) {
  int calls = 0;
  {
    std::promise<void> late;
    StopDeadline deadline({SIGTERM}, 0ms, [&] {
      ++calls;
      late.set_value();
    });
    deadline.begin();
    deadline.begin();
    late.get_future().wait();
    ::raise(SIGTERM);
  }
  EXPECT_EQ(calls, 1);
}

TEST(StopDeadline, AStopThatEndsInTimeCallsItOff) {
  bool is_late = false;
  {
    StopDeadline deadline({SIGTERM}, 1h, [&] { is_late = true; });
    deadline.begin();
  }
  EXPECT_FALSE(is_late);
}

}  // namespace
}  // namespace plugin
