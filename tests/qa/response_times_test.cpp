#include "qa/response_times.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace qa {
namespace {

ResponseTimes of(const std::vector<std::int64_t>& values) {
  ResponseTimes times;
  for (const std::int64_t value : values) {
    times.add(value);
  }
  return times;
}

/// More than are kept as a list, some of them too long to be counted, some before 0.
std::vector<std::int64_t> very_many(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::int64_t> values;
  for (int i = 0; i < 150'000; ++i) {
    values.push_back(static_cast<std::int64_t>(random() % 700'000) - 100);
  }
  for (int i = 0; i < 20'000; ++i) {
    values.push_back(static_cast<std::int64_t>(random()) * 3);
  }
  return values;
}

std::int64_t rank_of(std::vector<std::int64_t> values, std::size_t percent) {
  std::sort(values.begin(), values.end());
  return values[(percent * values.size() + 99) / 100 - 1];
}

TEST(ResponseTimes, PercentilesAreNearestRank) {
  EXPECT_EQ(of({7}).rank(50), 7);
  EXPECT_EQ(of({4, 3, 2, 1}).rank(50), 2);
  EXPECT_EQ(of({5, 4, 3, 2, 1}).rank(50), 3);
  EXPECT_EQ(of({10, 9, 8, 7, 6, 5, 4, 3, 2, 1}).rank(90), 9);
  EXPECT_EQ(of({11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}).rank(90), 10);
  EXPECT_EQ(of({1, 2, 3}).rank(100), 3);
  EXPECT_EQ(of({1, 2, 3}).rank(1), 1);
}

TEST(ResponseTimes, RanksOfAGreatManyAreExact) {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const std::vector<std::int64_t> values = very_many(seed);
    const ResponseTimes times = of(values);
    EXPECT_EQ(times.size(), values.size());
    for (const std::int64_t percent : {1, 50, 85, 89, 90, 100}) {
      EXPECT_EQ(times.rank(percent), rank_of(values, static_cast<std::size_t>(percent)))
          << percent << " %, seed " << seed;
    }
  }
}

TEST(ResponseTimes, PartsOfAnySizeMergeToTheWhole) {
  const std::vector<std::int64_t> many = very_many(4);
  const ResponseTimes few = of({5, 3, 8'000'000});
  std::vector<std::int64_t> all = many;
  all.insert(all.end(), {5, 3, 8'000'000});
  const ResponseTimes whole = of(all);

  ResponseTimes into_few = few;
  into_few.merge(of(many));
  ResponseTimes into_many = of(many);
  into_many.merge(few);
  ResponseTimes both = of(many);
  both.merge(of(many));

  EXPECT_EQ(into_few, whole);
  EXPECT_EQ(into_many, whole);
  EXPECT_EQ(both.size(), 2 * many.size());
  EXPECT_EQ(both.rank(90), of(many).rank(90));
}

TEST(ResponseTimes, WhatWasMergedCanBeTakenOutAgain) {
  ResponseTimes times = of({5, 3, 3});
  times.merge(of(very_many(5)));
  EXPECT_TRUE(times.take_out(of(very_many(5))));
  EXPECT_EQ(times, of({3, 3, 5}));
  EXPECT_FALSE(times.take_out(of({4})));
  EXPECT_FALSE(of({3}).take_out(of({3, 3})));
}

TEST(ResponseTimes, OnlyTheNumberIsKeptWhereNobodyAsksForARank) {
  ResponseTimes times = ResponseTimes::number_only();
  times.add(4);
  times.merge(of(very_many(6)));
  EXPECT_EQ(times.size(), 1 + very_many(6).size());
  EXPECT_FALSE(times.knows_ranks());
  EXPECT_TRUE(times.sorted().empty());
}

}  // namespace
}  // namespace qa
