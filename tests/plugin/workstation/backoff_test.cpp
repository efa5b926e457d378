#include "plugin/workstation/backoff.h"

#include <gtest/gtest.h>

namespace {

using plugin::workstation::Backoff;
using qa::Duration;

TEST(Backoff, DoublesUpToHalfAMinute) {
  Backoff backoff([] { return 1.0; });
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 9; ++i) {
    waits.push_back(backoff.next().count());
  }
  EXPECT_EQ(waits,
            (std::vector<std::int64_t>{500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000}));
}

TEST(Backoff, IsUniformFromZero) {
  Backoff none([] { return 0.0; });
  EXPECT_EQ(none.next(), Duration{0});
  Backoff half([] { return 0.5; });
  EXPECT_EQ(half.next(), Duration{250});
}

TEST(Backoff, StartsAgainAfterAStableLink) {
  Backoff backoff([] { return 1.0; });
  backoff.next();
  backoff.next();
  backoff.was_stable();
  EXPECT_EQ(backoff.next(), Duration{500});
}

TEST(Backoff, WhatTheWorkstationAsksForIsTheLeastPlusUpToASecond) {
  Backoff low([] { return 0.0; });
  EXPECT_EQ(low.next(Duration{1500}), Duration{1500});
  Backoff high([] { return 0.5; });
  EXPECT_EQ(high.next(Duration{1500}), Duration{2000});
}

TEST(Backoff, AShortRequestDoesNotShortenTheWait) {
  Backoff backoff([] { return 1.0; });
  for (int i = 0; i < 6; ++i) {
    backoff.next();
  }
  EXPECT_EQ(backoff.next(Duration{1000}), Duration{30000});
}

TEST(Backoff, AnAbsurdRequestIsCapped) {
  Backoff backoff([] { return 0.0; });
  EXPECT_EQ(backoff.next(Duration{std::int64_t{1} << 52}), Backoff::kLongestMinimum);
}

}  // namespace
