#include "kefu_fixture.h"

namespace {

using workstation_test::Duration;
using workstation_test::KefuTest;
using workstation_test::message;
using namespace std::chrono_literals;

class KefuHeartbeat : public KefuTest {
 protected:
  void pong(std::int64_t n, std::int64_t head, std::string_view time = {}) {
    text(fmt::format(R"({{"op":"pong","n":{},"head_seq":{}{}}})", n, head,
                     time.empty() ? "" : fmt::format(R"(,"time":"{}")", time)));
  }

  /// Answers every ping at once for `span`.
  void answer_for(Duration span, std::int64_t head) {
    const auto until = now.monotonic + span;
    while (now.monotonic < until && !host.closed) {
      elapse(100ms);
      const auto pings = sent("ping");
      if (pings.size() > answered) {
        answered = pings.size();
        pong(static_cast<std::int64_t>(answered), head);
      }
    }
  }

  std::size_t answered = 0;
};

TEST_F(KefuHeartbeat, FirstPingGoesAtARandomFraction) {
  next_random = 0.25;
  go_live();
  elapse(4'999ms);
  EXPECT_TRUE(sent("ping").empty());
  elapse(1ms);
  EXPECT_EQ(sent("ping"), std::vector<std::string>{R"({"op":"ping","n":1,"seq":100})"});
}

TEST_F(KefuHeartbeat, PingsRiseAndNameWhatCame) {
  go_live();
  answer_for(10s, 100);
  text(message(101));
  answer_for(20s, 101);
  EXPECT_EQ(sent("ping"), (std::vector<std::string>{R"({"op":"ping","n":1,"seq":100})",
                                                    R"({"op":"ping","n":2,"seq":101})"}));
}

TEST_F(KefuHeartbeat, NoPongWithinTenSecondsEndsTheLine) {
  go_live();
  elapse(10s);  // the ping goes
  text(R"({"op":"hint","kind":"typing","conversation":"c"})");
  elapse(9'999ms);
  text(R"({"op":"hint","kind":"typing","conversation":"c"})");
  EXPECT_FALSE(host.closed);
  elapse(1ms);
  EXPECT_EQ(host.closed, 4008);
  EXPECT_EQ(host.reason, "no pong within 10 s");
}

TEST_F(KefuHeartbeat, NoFrameForTwoAndAHalfHeartbeatsEndsTheLine) {
  next_random = 0.99;
  go_live(5'000);
  answer_for(5s, 100);  // one ping and its pong at 4.95 s
  ASSERT_EQ(answered, 1U);
  elapse(5s);
  pong(2, 100);
  elapse(12'499ms - 5s);
  EXPECT_FALSE(host.closed);
  elapse(20s);
  EXPECT_EQ(host.closed, 4008);
}

TEST_F(KefuHeartbeat, PongsWithoutEventsForTwoHeartbeatsEndTheLine) {
  go_live();
  answer_for(60s, 105);
  EXPECT_EQ(host.closed, 4008);
  EXPECT_EQ(host.reason, "pongs come and events do not");
}

TEST_F(KefuHeartbeat, EventsThatStillComeAreNoSilence) {
  go_live();
  for (std::int64_t seq = 101; seq < 108; ++seq) {
    answer_for(20s, 1'000);
    text(message(seq));
  }
  EXPECT_FALSE(host.closed);
}

TEST_F(KefuHeartbeat, AHeadThatWasReachedIsNoSilence) {
  go_live();
  answer_for(300s, 100);
  EXPECT_FALSE(host.closed);
}

TEST_F(KefuHeartbeat, AFullWindowIsNotJudged) {
  go_live(20'000, 2);
  text(message(101));
  text(message(102));  // nothing is stored: the window is full
  elapse(300s);
  EXPECT_FALSE(host.closed);
  stored(102);
  elapse(9s);
  EXPECT_FALSE(host.closed);
  elapse(60s);
  EXPECT_EQ(host.closed, 4008);
}

TEST_F(KefuHeartbeat, PausedReadingIsNotJudged) {
  go_live();
  dialect->reading_paused(true, now);
  elapse(300s);
  EXPECT_FALSE(host.closed);
  dialect->reading_paused(false, now);
  elapse(9s);
  EXPECT_FALSE(host.closed);
  elapse(20s);
  EXPECT_EQ(host.closed, 4008);
}

TEST_F(KefuHeartbeat, NoHelloWithinTenSecondsEndsTheLine) {
  elapse(9'999ms);
  EXPECT_FALSE(host.closed);
  elapse(1ms);
  EXPECT_EQ(host.closed, 4008);
  EXPECT_EQ(host.reason, "no hello within 10 s");
}

TEST_F(KefuHeartbeat, NoReadyWithinTenSecondsOfAuthEndsTheLine) {
  elapse(8s);
  hello();
  elapse(9'999ms);
  EXPECT_FALSE(host.closed);
  elapse(1ms);
  EXPECT_EQ(host.closed, 4008);
  EXPECT_EQ(host.reason, "no ready within 10 s");
}

TEST_F(KefuHeartbeat, APongIsASampleOfTheWorkstationsClock) {
  go_live();
  elapse(10s);
  ASSERT_EQ(sent("ping").size(), 1U);
  elapse(40ms);
  pong(1, 100, "2026-11-22T10:00:00.000Z");
  EXPECT_EQ(memory.clock.at(now), *qa::parse_time("2026-11-22T10:00:00.020Z"));
}

TEST_F(KefuHeartbeat, AClockThatMovedIsAskedAgainAtOnce) {
  go_live();
  elapse(10s);
  pong(1, 100, "2026-11-22T10:00:00.000Z");
  elapse(20s);
  pong(2, 100, "2026-11-22T10:20:20.000Z");  // twenty minutes ahead
  ASSERT_EQ(sent("ping").size(), 3U);
  pong(3, 100, "2026-11-22T10:20:20.000Z");
  EXPECT_EQ(memory.clock.at(now), *qa::parse_time("2026-11-22T10:20:20.000Z"));
}

TEST_F(KefuHeartbeat, AMachineThatSleptAsksAtOnce) {
  go_live();
  answer_for(15s, 100);
  ASSERT_EQ(sent("ping").size(), 1U);
  now.wall += std::chrono::minutes(10);
  text(message(101));
  stored(101);
  elapse(1s);  // the ack is due, and the timer sees the jump
  EXPECT_EQ(sent("ping").size(), 2U);
}

TEST_F(KefuHeartbeat, PongsNobodyAskedForAreNoSamples) {
  go_live();
  pong(77, 100, "2026-11-22T10:00:00.000Z");
  EXPECT_EQ(memory.clock.samples(), 0U);
}

}  // namespace
