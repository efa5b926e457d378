#include "rules/score.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/rules/talks.h"

namespace rules {

void PrintTo(const DimensionScore& score, std::ostream* out) {
  *out << score.name << ' ' << score.earned << '/' << score.possible;
}

namespace {

using rules::testing::rules_of;
using rules::testing::TalkOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

ScoredRule rule_with(Scoring scoring, std::size_t findings, bool could_apply = true) {
  return {std::move(scoring), findings, could_apply};
}

Scoring taking(int once, int each = 0, int most = 0) {
  Scoring out;
  out.once = once;
  out.each = each;
  out.most = most;
  out.dimension = "态度";
  return out;
}

int points_of(const std::vector<ScoredRule>& rules) {
  return score_of(rules).points;
}

TEST(Score, OnceIsTakenOffOnceAndEachUpToItsMost) {
  EXPECT_EQ(points_of({rule_with(taking(10), 3)}), 90);
  EXPECT_EQ(points_of({rule_with(taking(0, 5), 3)}), 85);
  EXPECT_EQ(points_of({rule_with(taking(0, 5, 8), 3)}), 92);
  EXPECT_EQ(points_of({rule_with(taking(10, 5, 8), 0)}), 100);
}

TEST(Score, StaysWithinZeroAndAHundred) {
  Scoring bonus;
  bonus.bonus = 20;
  EXPECT_EQ(points_of({rule_with(bonus, 1)}), 100);
  EXPECT_EQ(points_of({rule_with(bonus, 1), rule_with(taking(30), 1)}), 90);
  EXPECT_EQ(points_of({rule_with(taking(0, 100), 1'000'000)}), 0);
}

TEST(Score, IsNothingAfterAFatalFinding) {
  Scoring fatal;
  fatal.is_fatal = true;
  EXPECT_EQ(points_of({rule_with(fatal, 0)}), 100);
  EXPECT_EQ(points_of({rule_with(fatal, 1)}), 0);
}

TEST(Score, ARuleThatCouldNotApplyIsInNoDimension) {
  EXPECT_THAT(score_of(std::vector{rule_with(taking(10), 0, false)}).dimensions, IsEmpty());
  EXPECT_THAT(
      score_of(std::vector{rule_with(taking(10), 0), rule_with(taking(0, 5, 20), 2)}).dimensions,
      ElementsAre(DimensionScore{"态度", 20, 30}));
  EXPECT_THAT(score_of(std::vector{rule_with(taking(0, 5), 4)}).dimensions,
              ElementsAre(DimensionScore{"态度", 0, 5}));
}

TEST(Score, OfATalkKnowsWhatCouldApply) {
  const auto pack = rules_of(
      "- {id: a, has: 烦, score: -10, dimension: 态度}\n"
      "- {id: b, after: {says: customer, has: 骗子}, expect: {has: 抱歉, within: 1 message},"
      " score: -20, dimension: 安抚}\n"
      "- {id: c, has: 烦, score: -50, status: trial}\n"
      "- {id: d, says: customer, has: 烦, score: -5, attrs: {vip: 是}, dimension: 会员}\n");
  TalkOf talk(pack);
  talk.customer(0, "在吗").agent(1, "烦");
  const ConversationScore calm = score_of(*pack, talk.talk(), talk.judge(9'000));
  EXPECT_EQ(calm.points, 90);
  EXPECT_THAT(calm.dimensions, ElementsAre(DimensionScore{"态度", 0, 10}));
  talk.customer(2, "骗子").agent(3, "抱歉");
  talk.talk().attributes.push_back({2'000, "vip", "是"});
  const ConversationScore angry = score_of(*pack, talk.talk(), talk.judge(9'000));
  EXPECT_EQ(angry.points, 90);
  EXPECT_THAT(angry.dimensions,
              ElementsAre(DimensionScore{"会员", 5, 5}, DimensionScore{"安抚", 20, 20},
                          DimensionScore{"态度", 0, 10}));
}

}  // namespace
}  // namespace rules
