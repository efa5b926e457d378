#include "rules/pattern_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace rules {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Places = std::vector<std::pair<Literals::Id, std::uint32_t>>;

Places places_of(const Literals& literals, std::string_view text) {
  std::vector<Literals::Occurrence> found;
  literals.find(text, found);
  Places out;
  for (const Literals::Occurrence& occurrence : found) {
    out.emplace_back(occurrence.literal, occurrence.begin);
  }
  std::sort(out.begin(), out.end());
  return out;
}

TEST(Literals, FindsEveryOccurrenceAlsoOverlappingOnes) {
  Literals literals;
  for (const char* const text : {"哈哈", "哈", "b", "ab", "微信号", "微信"}) {
    literals.add(text);
  }
  literals.build();
  EXPECT_EQ(places_of(literals, "哈哈哈"), (Places{{0, 0}, {0, 3}, {1, 0}, {1, 3}, {1, 6}}));
  EXPECT_EQ(places_of(literals, "ab"), (Places{{2, 1}, {3, 0}}));
  EXPECT_EQ(places_of(literals, "加微信号"), (Places{{4, 3}, {5, 3}}));
  EXPECT_THAT(places_of(literals, ""), IsEmpty());
  EXPECT_THAT(places_of(literals, "微"), IsEmpty());
}

TEST(Literals, GivesTheSameTextTheSameId) {
  Literals literals;
  EXPECT_EQ(literals.add("微信"), 0U);
  EXPECT_EQ(literals.add("红包"), 1U);
  EXPECT_EQ(literals.add("微信"), 0U);
  literals.build();
  EXPECT_EQ(places_of(literals, "微信"), (Places{{0, 0}}));
}

TEST(Literals, WithoutAnyFindsNothing) {
  Literals literals;
  literals.build();
  EXPECT_TRUE(literals.empty());
  EXPECT_THAT(places_of(literals, "微信"), IsEmpty());
}

TEST(Literals, KnowsWhichTextsAreCommon) {
  Literals literals;
  for (const char* const text : {"加微信", "微信号", "微信支付", "薇"}) {
    literals.add(text);
  }
  EXPECT_EQ(literals.commonness("微信"), 3U);
  EXPECT_EQ(literals.commonness("加微信"), 1U);
  EXPECT_EQ(literals.commonness("微"), 3U);
  EXPECT_EQ(literals.commonness("薇"), 1U);
  EXPECT_EQ(literals.commonness("信微"), 0U);
}

/// Few characters of one to four bytes, NUL among them, so that everything collides and overlaps.
std::string random_text(std::mt19937& random, unsigned longest) {
  static const std::vector<std::string> kPieces = {
      std::string(1, '\0'), "a", "b", "é", "微", "信", "😀"};
  std::string out;
  for (auto n = random() % longest; n > 0; --n) {
    out += kPieces[random() % kPieces.size()];
  }
  return out;
}

TEST(Literals, AgreeWithSearchingForOneAfterTheOther) {
  std::mt19937 random(20'261'122);
  std::size_t compared = 0;
  for (int round = 0; round < 200; ++round) {
    Literals literals;
    std::vector<std::string> texts;
    for (auto n = random() % 40; n > 0; --n) {
      const std::string text = random_text(random, 5);
      if (!text.empty() && std::find(texts.begin(), texts.end(), text) == texts.end()) {
        texts.push_back(text);
        literals.add(text);
      }
    }
    literals.build();
    for (int i = 0; i < 50; ++i) {
      const std::string text = random_text(random, 20);
      Places expected;
      for (Literals::Id id = 0; id < texts.size(); ++id) {
        for (auto at = text.find(texts[id]); at != std::string::npos;
             at = text.find(texts[id], at + 1)) {
          expected.emplace_back(id, static_cast<std::uint32_t>(at));
        }
      }
      ASSERT_EQ(places_of(literals, text), expected) << "seed 20261122, round " << round;
      compared += texts.size();
    }
  }
  EXPECT_GT(compared, 100'000U);
}

std::vector<std::uint32_t> patterns_of(const PatternIndex& index, std::string_view text) {
  MessageViews views;
  views.reset(text);
  PatternIndex::Found found;
  index.find(views, found);
  return found.patterns;
}

TEST(PatternIndex, NamesEachPatternOnceInOrder) {
  PatternIndex index;
  index.add(170, View::kClean, {{{"微信", "vx"}}});
  index.add(3, View::kClean, {{{"微信"}}});
  index.add(5, View::kClean, {{{"红包"}}});
  index.build();
  EXPECT_THAT(patterns_of(index, "Ｖx 微.信"), ElementsAre(3, 170));
  EXPECT_THAT(patterns_of(index, "你好"), IsEmpty());
}

TEST(PatternIndex, NamesAPatternWithSeveralNeedsForAnyOfThem) {
  PatternIndex index;
  index.add(0, View::kClean, {{{"微信"}}});
  index.add(0, View::kClean, {{{"红包"}}});
  index.build();
  EXPECT_THAT(patterns_of(index, "红包"), ElementsAre(0));
}

TEST(PatternIndex, RemembersNothingOfTheTextBefore) {
  PatternIndex index;
  index.add(0, View::kClean, {{{"微信"}}});
  index.build();
  PatternIndex::Found found;
  MessageViews views;
  for (const auto& [text, count] : {std::pair("微信", 1U), std::pair("你好", 0U)}) {
    views.reset(text);
    index.find(views, found);
    EXPECT_EQ(found.patterns.size(), count) << text;
  }
}

TEST(PatternIndex, ReadsEveryPatternInItsOwnView) {
  PatternIndex index;
  index.add(0, View::kRaw, {{{"Vx"}}});
  index.add(1, View::kNorm, {{{"v x"}}});
  index.add(2, View::kDigits, {{{"138"}}});
  index.add(3, View::kSquash, {{{"vx"}}});
  index.build();
  EXPECT_THAT(patterns_of(index, "V X 一三-八"), ElementsAre(1, 2, 3));
  EXPECT_THAT(patterns_of(index, "Vx"), ElementsAre(0, 3));
}

TEST(PatternIndex, LooksForTheRarestOfWhatMustAllBeThere) {
  PatternIndex index;
  index.add(0, View::kClean, {{{"的"}, {"钱"}}});
  index.add(1, View::kClean, {{{"的"}}});
  index.build();
  EXPECT_THAT(patterns_of(index, "好的"), ElementsAre(1));
  EXPECT_THAT(patterns_of(index, "钱"), ElementsAre(0));
}

TEST(PatternIndex, LooksForLongTextsRatherThanShortOnes) {
  PatternIndex index;
  index.add(0, View::kClean, {{{"先", "要"}, {"保证金", "激活费", "解冻"}}});
  index.build();
  EXPECT_THAT(patterns_of(index, "先说要什么"), IsEmpty());
  EXPECT_THAT(patterns_of(index, "解冻"), ElementsAre(0));
}

}  // namespace
}  // namespace rules
