#include "qa/figure_witness.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "qa/desk.h"
#include "qa/report.h"
#include "tests/qa/metrics_talk.h"
#include "tests/support/conversation_generator.h"

namespace qa {
namespace {

const std::vector<Cut> kEveryCut{Cut::kAgent,   Cut::kProduct, Cut::kHour,   Cut::kDay,
                                 Cut::kChannel, Cut::kShop,    Cut::kSource, Cut::kIntent,
                                 Cut::kIntent1, Cut::kIntent2, Cut::kIntent3};

/// Generated days, some of whose messages want something, some orders by other customers.
std::vector<ConversationFacts> facts_of_days(std::uint64_t seed) {
  ::support::GeneratorOptions options;
  options.seed = seed;
  options.conversations = 60;
  std::mt19937_64 random(seed);
  std::map<std::string, std::vector<Event>> talks;
  for (const Event& event : ::support::generate_days(options, 3)) {
    if (is_about_conversation(event)) {
      talks[event.subject].push_back(event);
    }
  }
  const Profile profile = Profile::douyin();
  const LocalTime local{profile};
  const std::vector<std::string> wants{"物流/催促/催发货", "物流/查询", "售后/退货"};
  std::vector<ConversationFacts> all;
  for (const auto& [id, talk] : talks) {
    std::vector<IntentRecord> intents;
    for (const Event& event : talk) {
      const auto* said = std::get_if<MessageCreated>(&event.data);
      if (said != nullptr && said->author.kind == ActorKind::kCustomer && random() % 2 == 0) {
        IntentRecord intent;
        intent.message = said->id;
        intent.intent = wants[random() % wants.size()];
        intent.at = event.time;
        intents.push_back(std::move(intent));
      }
    }
    all.push_back(facts_of({random() % 2 == 0 ? "shop_1" : "shop_2", "desk", id}, talk, profile,
                           local, talk.back().time + Duration{200'000'000}, intents));
    all.back().customer = "u_" + std::to_string(random() % 25);  // who come back
    if (random() % 3 == 0 && all.back().first_at) {
      all.back().orders.push_back({*all.back().first_at + Duration{7'200'000}, "o_" + id, 990,
                                   "CNY", "", random() % 2 == 0 ? "u_3" : ""});
    }
  }
  return all;
}

Period period_of(const std::vector<ConversationFacts>& all) {
  Time first = kLatestTime;
  for (const ConversationFacts& facts : all) {
    first = std::min(first, facts.first_at.value_or(kLatestTime));
  }
  const LocalTime local{Profile::douyin()};
  const Time from = local.next_midnight(first);  // not everything lies in it
  return {from, from + Duration{36 * 3'600'000}};
}

Report report_of(const std::vector<ConversationFacts>& all, const Period& period,
                 std::vector<Cut> cuts, std::vector<GroupId> only) {
  ReportRequest request{period, std::nullopt, std::move(cuts), period.to, period.to};
  request.only = std::move(only);
  ReportBuilder builder{Profile::douyin(), request};
  for (const ConversationFacts& facts : all) {
    builder.add(facts);
  }
  return builder.report();
}

std::vector<FigureItem> items_of(Metric metric, const std::vector<ConversationFacts>& all,
                                 const Period& period, std::vector<GroupId> only = {}) {
  FigureWitness witness{metric, Profile::douyin(), period, period.to, std::move(only)};
  for (const ConversationFacts& facts : all) {
    witness.add(facts);
  }
  return witness.items();
}

void expect_sum(const Figure& figure, const std::vector<FigureItem>& items,
                const std::string& where) {
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;
  for (const FigureItem& item : items) {
    EXPECT_EQ(item.numerator.has_value(), figure.numerator.has_value()) << where;
    EXPECT_EQ(item.denominator.has_value(), figure.denominator.has_value()) << where;
    numerator += item.numerator.value_or(0);
    denominator += item.denominator.value_or(0);
  }
  EXPECT_EQ(numerator, figure.numerator.value_or(0)) << where;
  EXPECT_EQ(denominator, figure.denominator.value_or(0)) << where;
}

TEST(FigureWitness, ItemsAddUpToTheirFigureWhateverIsAskedFor) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const auto all = facts_of_days(seed);
    const Period period = period_of(all);
    std::mt19937_64 random(seed);
    const Report whole = report_of(all, period, kEveryCut, {});
    ASSERT_FALSE(whole.breakdown.empty());
    for (int i = 0; i < 12; ++i) {
      std::vector<GroupId> only;
      for (std::size_t groups = random() % 3; groups > 0; --groups) {
        const ReportGroup& group = whole.breakdown[random() % whole.breakdown.size()];
        only.push_back({group.by, group.key});
      }
      const Report report = report_of(all, period, {}, only);
      for (const MetricDefinition& definition : metric_definitions()) {
        std::string where = std::string{definition.key} + ", seed " + std::to_string(seed);
        for (const GroupId& group : only) {
          where += ", " + std::string{to_string(group.by)} + "=" + group.key;
        }
        expect_sum(report.figure(definition.metric), items_of(definition.metric, all, period, only),
                   where);
      }
    }
  }
}

TEST(ReportOnly, TheTotalOfAGroupIsItsGroupInTheBreakdown) {
  const auto all = facts_of_days(7);
  const Period period = period_of(all);
  const Report whole = report_of(all, period, kEveryCut, {});
  std::map<Cut, int> looked_at;
  for (const ReportGroup& group : whole.breakdown) {
    ++looked_at[group.by];
    const Report only = report_of(all, period, {}, {{group.by, group.key}});
    EXPECT_EQ(only.metrics, group.metrics) << to_string(group.by) << "=" << group.key;
  }
  EXPECT_EQ(looked_at.size(), kEveryCut.size());
}

TEST(FigureWitness, TheWorstComeFirst) {
  Talk talk;
  talk.phase(on("10:00:00")).answered(on("10:00:00"), seconds(10));
  talk.answered(on("10:10:00"), seconds(300)).answered(on("10:20:00"), seconds(200));
  const auto items = items_of(Metric::kThreeMinuteRoundRate, {talk}, that_day());

  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0].id, "m_2");
  EXPECT_EQ(items[0].wait, seconds(300));
  EXPECT_TRUE(items[0].is_bad);
  EXPECT_EQ(items[1].id, "m_3");
  EXPECT_EQ(items[2].id, "m_1");
  EXPECT_FALSE(items[2].is_bad);
}

TEST(FigureWitness, OfAMeanWhatIsAboveTheMeanOfTheWholeIsBad) {
  Talk slow{"c_1"};
  slow.phase(on("10:00:00"), "a_slow").answered(on("10:00:00"), seconds(100), "a_slow");
  slow.answered(on("10:10:00"), seconds(120), "a_slow");
  Talk quick{"c_2"};
  quick.phase(on("10:00:00"), "a_2").answered(on("10:00:00"), seconds(20), "a_2");
  const auto items =
      items_of(Metric::kMeanResponse, {slow, quick}, that_day(), {{Cut::kAgent, "a_slow"}});

  ASSERT_EQ(items.size(), 2u);
  EXPECT_TRUE(items[0].is_bad);
  EXPECT_TRUE(items[1].is_bad) << "above the 80 s of the whole, below the 110 s of the agent";
}

TEST(FigureWitness, ACustomerIsShownByTheConversationThatMissed) {
  Talk good{"c_1"};
  good.customer("u_1").phase(on("09:00:00")).answered(on("09:00:00"), seconds(10));
  Talk late{"c_2"};
  late.customer("u_1").phase(on("10:00:00")).answered(on("10:00:00"), seconds(500));
  const auto items = items_of(Metric::kThreeMinuteCustomerRate, {good, late}, that_day());

  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].kind, ItemKind::kCustomer);
  EXPECT_EQ(items[0].customer, "u_1");
  EXPECT_EQ(items[0].conversation.id, "c_2");
  EXPECT_EQ(items[0].numerator, 0);
}

TEST(GroupNamed, ReadsACutAndAKey) {
  EXPECT_EQ(group_named("agent=a=1"), (GroupId{Cut::kAgent, "a=1"}));
  EXPECT_EQ(group_named("intent:2=物流/查询"), (GroupId{Cut::kIntent2, "物流/查询"}));
  EXPECT_EQ(group_named("agent"), std::nullopt);
  EXPECT_EQ(group_named("agent="), std::nullopt);
  EXPECT_EQ(group_named("moon=full"), std::nullopt);
}

}  // namespace
}  // namespace qa
