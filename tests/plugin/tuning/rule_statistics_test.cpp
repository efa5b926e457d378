#include "plugin/rule_statistics.h"

#include "tests/plugin/tuning/tuning_fixture.h"

namespace tuning_test {
namespace {

using plugin::RuleOverlap;
using plugin::RuleStatistics;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<rules::Source> three_rules() {
  return {{"base",
           "version: 1\npack: base\nrules:\n"
           "- id: contact\n  level: major\n  has: 微信\n"
           "- id: wechat\n  level: major\n  has: 加微信\n"
           "- id: never\n  status: trial\n  has: 从不出现\n"}};
}

class RuleStatisticsTest : public TuningTest {};

TEST_F(RuleStatisticsTest, CountsHitsVerdictsSilenceAndOverlaps) {
  converse("c_1", {"加微信", "微信"}, three_rules());
  converse("c_2", {"加微信"}, three_rules());
  converse("c_3", {"随便"});
  ASSERT_TRUE(decide("c_1:c_1.m2:contact", qa::Verdict::kRight));
  ASSERT_TRUE(decide("c_1:c_1.m3:contact", qa::Verdict::kWrong));
  const RuleStatistics statistics =
      plugin::rule_statistics(*store_, three_rules(), {}, /*measures_cost=*/false);
  ASSERT_EQ(statistics.rules.size(), 3U);
  EXPECT_EQ(statistics.rules[0].id, "contact");
  EXPECT_EQ(statistics.rules[0].hits, 3);
  EXPECT_EQ(statistics.rules[0].waiting, 1);
  EXPECT_EQ(statistics.rules[0].decided, (qa::Precision{1, 1, 0}));
  EXPECT_EQ(statistics.rules[1].hits, 2);
  EXPECT_EQ(statistics.rules[2].hits, 0);
  EXPECT_TRUE(statistics.rules[2].is_trial);
  EXPECT_FALSE(statistics.rules[0].cost_ns);
  EXPECT_THAT(statistics.overlaps, ElementsAre(RuleOverlap{"contact", "wechat", 2}));
  EXPECT_EQ(statistics.others, 1);
  const std::string text = plugin::statistics_text(statistics, rules::Language::kEnglish);
  EXPECT_THAT(text, HasSubstr("never fires:\n  never never (trial)\n"));
  EXPECT_THAT(text, HasSubstr("50.0 % ["));
  EXPECT_THAT(plugin::statistics_json(statistics),
              HasSubstr(R"("overlaps":[{"left":"contact","right":"wechat","both":2}],"others":1)"));
}

TEST_F(RuleStatisticsTest, MeasuresTheCostOfEachRuleWhenAsked) {
  converse("c_1", {"加微信", "微信"}, three_rules());
  for (const plugin::RuleFigures& rule :
       plugin::rule_statistics(*store_, three_rules(), {}, /*measures_cost=*/true).rules) {
    ASSERT_TRUE(rule.cost_ns) << rule.id;
    EXPECT_GT(*rule.cost_ns, 0) << rule.id;
  }
}

}  // namespace
}  // namespace tuning_test
