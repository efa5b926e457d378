#include "plugin/workstation/clock_offset.h"

#include <gtest/gtest.h>

namespace {

using plugin::workstation::ClockOffset;
using plugin::workstation::Monotonic;
using qa::Duration;

constexpr qa::Time kServer = qa::from_ms(1'800'000'000'000);

struct Clock {
  /// A round trip that starts now, with the server `ahead` of kServer + elapsed.
  bool sample(Duration there, Duration back, Duration ahead = Duration{0}) {
    const Monotonic sent = now;
    const qa::Time server =
        kServer + std::chrono::duration_cast<Duration>(now.time_since_epoch() + there) + ahead;
    now += there + back;
    const bool wants_more = offset.add(sent, now, server);
    now += std::chrono::seconds(5);
    return wants_more;
  }

  /// Server time minus the truth.
  Duration error() const {
    return *offset.at(now) - kServer - std::chrono::duration_cast<Duration>(now.time_since_epoch());
  }

  ClockOffset offset;
  Monotonic now{};
};

TEST(ClockOffset, IsUnknownAtFirstAndThenTheWallClockStandsIn) {
  const ClockOffset offset;
  EXPECT_FALSE(offset.at(Monotonic{}));
  EXPECT_EQ(offset.at({Monotonic{}, kServer}), kServer);
}

TEST(ClockOffset, SeedServesUntilTheFirstSample) {
  ClockOffset offset;
  offset.seed(kServer, Monotonic{});
  EXPECT_EQ(offset.at(Monotonic{} + Duration{7}), kServer + Duration{7});
  offset.add(Monotonic{}, Monotonic{} + Duration{10}, kServer + Duration{105});
  EXPECT_EQ(offset.at(Monotonic{} + Duration{10}), kServer + Duration{110});
}

TEST(ClockOffset, AStampBelongsToTheMiddleOfTheRoundTrip) {
  Clock clock;
  clock.sample(Duration{40}, Duration{40});
  EXPECT_EQ(clock.error(), Duration{0});
  Clock lopsided;
  lopsided.sample(Duration{80}, Duration{0});
  EXPECT_EQ(lopsided.error(), Duration{40});
}

TEST(ClockOffset, ShortRoundTripsOutweighLongOnes) {
  Clock clock;
  for (int i = 0; i < 8; ++i) {
    clock.sample(Duration{900}, Duration{0});  // 450 ms off each
  }
  for (int i = 0; i < 3; ++i) {
    clock.sample(Duration{1}, Duration{1});
  }
  EXPECT_EQ(clock.error(), Duration{0});
}

TEST(ClockOffset, KeepsTheLastSixteen) {
  Clock clock;
  for (int i = 0; i < 16; ++i) {
    clock.sample(Duration{1}, Duration{1});
  }
  for (int i = 0; i < 16; ++i) {
    clock.sample(Duration{1}, Duration{1}, Duration{300});
  }
  EXPECT_EQ(clock.error(), Duration{300});
  EXPECT_EQ(clock.offset.samples(), 16U);
}

TEST(ClockOffset, OneStrayIsDoubtedAndForgotten) {
  Clock clock;
  clock.sample(Duration{1}, Duration{1});
  EXPECT_TRUE(clock.sample(Duration{1}, Duration{1}, Duration{600'000}));
  EXPECT_EQ(clock.error(), Duration{0});
  EXPECT_FALSE(clock.sample(Duration{1}, Duration{1}));
  EXPECT_EQ(clock.error(), Duration{0});
}

TEST(ClockOffset, TwoThatAgreeReplaceEverythingBefore) {
  Clock clock;
  for (int i = 0; i < 16; ++i) {
    clock.sample(Duration{1}, Duration{1});
  }
  EXPECT_TRUE(clock.sample(Duration{1}, Duration{1}, Duration{600'000}));
  EXPECT_FALSE(clock.sample(Duration{1}, Duration{1}, Duration{600'000}));
  EXPECT_EQ(clock.error(), Duration{600'000});
}

}  // namespace
