#include "rules/cover.h"

#include <gtest/gtest.h>

namespace rules {
namespace {

TEST(Cover, OverlapsWhatSharesAnythingWithIt) {
  Cover cover;
  cover.add(10, 12);
  cover.add(2, 5);
  cover.add(4, 7);
  cover.build();

  EXPECT_TRUE(cover.overlaps(0, 3));
  EXPECT_TRUE(cover.overlaps(6, 7));
  EXPECT_TRUE(cover.overlaps(8, 20));
  EXPECT_TRUE(cover.overlaps(3, 4));
  EXPECT_FALSE(cover.overlaps(0, 2));
  EXPECT_FALSE(cover.overlaps(7, 10));
  EXPECT_FALSE(cover.overlaps(12, 13));
}

TEST(Cover, OfALongStretchHidesNoneBehindAShortOneInIt) {
  Cover cover;
  cover.add(0, 20);
  cover.add(1, 2);
  cover.build();
  EXPECT_TRUE(cover.overlaps(10, 11));
}

TEST(Cover, OfNothingOverlapsNothing) {
  Cover cover;
  cover.add(0, 20);
  cover.clear();
  cover.build();
  EXPECT_FALSE(cover.overlaps(0, 100));
}

}  // namespace
}  // namespace rules
