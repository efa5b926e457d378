#include "qa/metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "tests/qa/metrics_talk.h"

namespace qa {
namespace {

using M = Metric;

TEST(Metrics, Example1OneLateRoundOfTwoQuestions) {
  Talk talk;
  talk.phase(on("10:10:00")).answered(on("10:10:15"), seconds(475));
  talk.ask(on("10:10:15"), on("10:18:10")).ask(on("10:15:20"), on("10:18:10"));
  const Sums sums{{talk}};

  EXPECT_EQ(fraction(sums[M::kThreeMinuteRoundRate]), "0/1");
  EXPECT_EQ(fraction(sums[M::kThreeMinuteReplyRate]), "1/2");
  EXPECT_EQ(sums[M::kMeanResponse].value, 475'000);
}

TEST(Metrics, Example2ASecondRoundInTime) {
  Talk talk;
  talk.phase(on("10:10:00")).answered(on("10:10:15"), seconds(475));
  talk.answered(on("10:18:30"), seconds(30));
  const Sums sums{{talk}};

  EXPECT_EQ(fraction(sums[M::kThreeMinuteRoundRate]), "1/2");
  EXPECT_EQ(sums[M::kThreeMinuteRoundRate].value, 0.5);
}

TEST(Metrics, Example3TenQuestionsUnservedAreOneRound) {
  Talk talk;
  talk.phase(on("10:00:00")).unserved(on("10:00:00"), seconds(900)).closed(on("10:15:00"));
  for (int i = 0; i < 10; ++i) {
    talk.ask(on("10:00:00") + seconds(18 * i));
  }
  const Sums sums{{talk}};

  EXPECT_EQ(fraction(sums[M::kThreeMinuteRoundRate]), "0/1");
  EXPECT_EQ(fraction(sums[M::kThreeMinuteReplyRate]), "0/10");
  EXPECT_EQ(sums[M::kMeanResponse].value, 600'000);
  EXPECT_EQ(sums[M::kTrueMeanWait].value, 900'000);
  EXPECT_EQ(fraction(sums[M::kUnservedConversations]), "1");
}

TEST(Metrics, Example4TheWindowIsTestedAtTheStartOfTheSession) {
  const auto counted = [](std::string_view start) {
    Talk talk;
    talk.phase(on(start)).unserved(on(start), seconds(900)).closed(on(start) + seconds(900));
    return fraction(Sums{{talk}}[M::kMeanResponse]);
  };

  EXPECT_EQ(counted("22:59:59.500"), "600000/1");
  EXPECT_EQ(counted("23:00:00.000"), "0/0");
  EXPECT_EQ(counted("07:59:59.999"), "0/0");
  EXPECT_EQ(counted("08:00:00.000"), "600000/1");
}

TEST(Metrics, Example6TheLimitItselfIsInTime) {
  const auto rate = [](double wait) {
    Talk talk;
    talk.phase(on("10:00:00")).answered(on("10:00:00"), seconds(wait));
    talk.ask(on("10:00:00"), on("10:00:00") + seconds(wait));
    const Sums sums{{talk}};
    return fraction(sums[M::kThreeMinuteRoundRate]) + " " +
           fraction(sums[M::kThreeMinuteReplyRate]);
  };

  EXPECT_EQ(rate(180.000), "1/1 1/1");
  EXPECT_EQ(rate(180.001), "0/1 0/1");
}

TEST(Metrics, Example7TheRawWaitIsKeptBesideTheCappedOne) {
  Talk talk;
  talk.phase(on("10:00:00")).answered(on("10:00:00"), seconds(700));
  const Sums sums{{talk}};

  EXPECT_EQ(sums[M::kMeanResponse].value, 600'000);
  EXPECT_EQ(sums[M::kTrueMeanWait].value, 700'000);
}

TEST(Metrics, Example8ARoundIsReportedUnderItsResponderOrItsLastOwner) {
  Talk continued{"c_1"};
  continued.phase(on("10:00:00"), "a_A").answered(on("10:00:00"), seconds(150), "a_B");
  Talk split{"c_2"};
  split.phase(on("10:00:00"), "a_A").unserved(on("10:00:00"), seconds(120), "a_A");
  split.answered(on("10:02:00"), seconds(30), "a_B");
  const Sums one{{continued}};
  const Sums two{{split}};

  EXPECT_EQ(one.metrics.groups().at({Cut::kAgent, "a_B"}).rounds, 1);
  EXPECT_EQ(one.metrics.groups().count({Cut::kAgent, "a_A"}), 0u);
  EXPECT_EQ(two.metrics.groups().at({Cut::kAgent, "a_A"}).counted_ms_sum, 600'000);
  EXPECT_EQ(two.metrics.groups().at({Cut::kAgent, "a_B"}).counted_ms_sum, 30'000);
}

TEST(Metrics, Example9OneUnservedRoundDoublesTheMean) {
  Talk talk;
  talk.phase(on("10:00:00"));
  for (int i = 0; i < 30; ++i) {
    talk.answered(on("10:00:00") + seconds(60 * i), seconds(20));
  }
  const double before = Sums{{talk}}[M::kMeanResponse].value.value();
  talk.unserved(on("11:00:00"), seconds(60));
  const Sums sums{{talk}};

  EXPECT_EQ(before, 20'000);
  EXPECT_DOUBLE_EQ(sums[M::kMeanResponse].value.value(), 1'200'000.0 / 31);
  EXPECT_EQ(fraction(sums[M::kMeanResponse]), "1200000/31");
}

TEST(Metrics, Example10ARoundBelongsToItsStartAndClocksNeverPause) {
  Talk talk;
  talk.phase(on("22:59:00")).answered(on("22:59:50"), seconds(70));
  const Sums sums{{talk}};

  EXPECT_EQ(fraction(sums[M::kThreeMinuteRoundRate]), "1/1");
  EXPECT_EQ(sums[M::kTrueMeanWait].value, 70'000);
}

TEST(Metrics, Example12AWithdrawnRoundCountsNowhere) {
  Talk talk;
  talk.phase(on("10:00:00")).round(RoundState::kWithdrawn, on("10:00:05"));
  talk.closed(on("10:10:00"));
  talk.ask(on("10:00:05")).last_ask().is_counted = false;
  const Sums sums{{talk}};

  EXPECT_EQ(fraction(sums[M::kThreeMinuteRoundRate]), "0/0");
  EXPECT_EQ(fraction(sums[M::kThreeMinuteReplyRate]), "0/0");
  EXPECT_EQ(fraction(sums[M::kUnservedConversations]), "0");
}

TEST(Metrics, Example13OnlyTheRevisedRatingCounts) {
  Talk talk;
  talk.phase(on("10:00:00")).rated(2).rated(5);
  const Sums sums{{talk}};

  EXPECT_EQ(fraction(sums[M::kRated]), "1");
  EXPECT_EQ(sums[M::kMeanScore].value, 5);
  EXPECT_EQ(fraction(sums[M::kSatisfactionRate]), "1/1");
  EXPECT_EQ(fraction(sums[M::kDissatisfactionRate]), "0/1");
}

TEST(Metrics, Example14FourOfFiveQuestionsInOneLateRound) {
  Talk talk;
  talk.phase(on("10:00:00")).answered(on("10:00:00"), seconds(185));
  for (int i = 0; i < 5; ++i) {
    talk.ask(on("10:00:00") + seconds(10 * i), on("10:03:05"));
  }
  const Sums sums{{talk}};

  EXPECT_EQ(fraction(sums[M::kThreeMinuteRoundRate]), "0/1");
  EXPECT_EQ(fraction(sums[M::kThreeMinuteReplyRate]), "4/5");
}

TEST(Metrics, RatesOfNothingAreNullAndCountsOfNothingAreZero) {
  const Sums sums{{}};

  for (const Figure& figure : sums.figures) {
    const bool is_count = figure.unit() == Unit::kCount;
    EXPECT_EQ(figure.value.has_value(), is_count) << figure.key();
    EXPECT_FALSE(figure.needs_work) << figure.key();
    EXPECT_FALSE(figure.is_small_sample) << figure.key();
    EXPECT_EQ(figure.interval, std::nullopt) << figure.key();
  }
  EXPECT_EQ(fraction(sums[M::kPickupRate]), "0/0");
  EXPECT_EQ(fraction(sums[M::kMedianResponse]), "null/0");
}

TEST(Metrics, FiguresStandInTheOrderOfTheirDefinitions) {
  const Sums sums{{}};

  ASSERT_EQ(sums.figures.size(), kMetrics);
  for (std::size_t i = 0; i < kMetrics; ++i) {
    EXPECT_EQ(static_cast<std::size_t>(sums.figures[i].metric), i);
    EXPECT_EQ(static_cast<std::size_t>(metric_definitions()[i].metric), i);
    EXPECT_EQ(find_metric(metric_definitions()[i].key), &metric_definitions()[i]);
  }
  EXPECT_EQ(find_metric("mean_response"), nullptr);
}

TEST(Metrics, FiguresThatNeedIntentsAreNullUntilThereAreIntents) {
  Talk talk;
  talk.phase(on("10:00:00")).answered(on("10:00:00"), seconds(10)).closed(on("10:10:00"));
  const Sums sums{{talk}};

  EXPECT_EQ(sums[M::kResolutionRate].value, std::nullopt);
  EXPECT_EQ(sums[M::kRepeatContactRate].value, std::nullopt);
  EXPECT_EQ(sums[M::kRepeatContactRate].denominator, std::nullopt);
}

TEST(Metrics, MedianAndNinetiethOfCountedTimes) {
  Talk talk;
  talk.phase(on("10:00:00"));
  for (const int wait : {10, 20, 30, 700}) {
    talk.answered(on("10:00:00"), seconds(wait));
  }
  const Sums sums{{talk}};

  EXPECT_EQ(sums[M::kMedianResponse].value, 20'000);
  EXPECT_EQ(sums[M::kP90Response].value, 600'000);
  EXPECT_EQ(fraction(sums[M::kP90Response]), "null/4");
}

TEST(Metrics, ACustomerMissesWithOneLateRoundInAnyConversation) {
  Talk first{"c_1"};
  first.customer("u_1").phase(on("10:00:00")).answered(on("10:00:00"), seconds(10));
  Talk second{"c_2"};
  second.customer("u_1").phase(on("11:00:00")).answered(on("11:00:00"), seconds(300));
  Talk other{"c_3"};
  other.customer("u_2").phase(on("12:00:00")).answered(on("12:00:00"), seconds(10));
  const Sums sums{{first, second, other}};

  EXPECT_EQ(fraction(sums[M::kThreeMinuteCustomerRate]), "1/2");
}

TEST(Metrics, TheSameCustomerIdInTwoShopsIsTwoCustomers) {
  Talk here{"c_1"};
  here.customer("u_1").phase(on("10:00:00")).answered(on("10:00:00"), seconds(10));
  Talk there{"c_2"};
  there.customer("u_1").phase(on("10:00:00")).answered(on("10:00:00"), seconds(10));
  there.facts().key.shop = "another";
  const Sums sums{{here, there}};

  EXPECT_EQ(fraction(sums[M::kThreeMinuteCustomerRate]), "2/2");
  EXPECT_EQ(fraction(sums[M::kCustomers]), "2");
}

TEST(Metrics, CustomersNobodyKnowsAreToldApartByConversation) {
  Talk one{"c_1"};
  one.customer("").phase(on("10:00:00"));
  Talk two{"c_2"};
  two.customer("").phase(on("10:00:00"));

  EXPECT_EQ(fraction(Sums{{one, two}}[M::kCustomers]), "2");
}

TEST(Metrics, YoungUnansweredMessagesOfAnOpenPhaseAreLeftOut) {
  Talk open;
  open.phase(on("10:00:00")).ask(on("10:00:00"));
  Talk closed;
  closed.phase(on("10:00:00")).closed(on("10:00:10")).ask(on("10:00:00"));
  const auto rate = [](const Talk& talk, std::string_view at) {
    return fraction(Sums{{talk}, that_day(), Profile::douyin(), on(at)}[M::kThreeMinuteReplyRate]);
  };

  EXPECT_EQ(rate(open, "10:02:59.999"), "0/0");
  EXPECT_EQ(rate(open, "10:03:00.000"), "0/1");
  EXPECT_EQ(rate(closed, "10:00:20.000"), "0/1");
}

TEST(Metrics, AReplyStampedBeforeItsQuestionIsInTime) {
  Talk talk;
  talk.phase(on("10:00:00")).ask(on("10:00:05"), on("10:00:00"));

  EXPECT_EQ(fraction(Sums{{talk}}[M::kThreeMinuteReplyRate]), "1/1");
}

TEST(Metrics, ResponseTimesAreAnchoredAtThePhaseAndRatesAtTheOpening) {
  Talk talk;  // begun before the window opens, asked inside it
  talk.phase(on("07:59:00"))
      .answered(on("08:01:00"), seconds(10))
      .ask(on("08:01:00"), on("08:01:10"));
  const Sums sums{{talk}};

  EXPECT_EQ(fraction(sums[M::kMeanResponse]), "0/0");
  EXPECT_EQ(fraction(sums[M::kThreeMinuteRoundRate]), "1/1");
  EXPECT_EQ(fraction(sums[M::kThreeMinuteReplyRate]), "1/1");
  EXPECT_EQ(fraction(sums[M::kHandedOver]), "0");
}

TEST(Metrics, APeriodSelectsByTheSameAnchor) {
  Talk talk;  // the phase before noon, the question after it
  talk.phase(on("11:59:59"))
      .answered(on("12:00:00"), seconds(10))
      .ask(on("12:00:00"), on("12:00:10"));
  const Sums morning{{talk}, {on("08:00:00"), on("12:00:00")}};
  const Sums afternoon{{talk}, {on("12:00:00"), on("18:00:00")}};

  EXPECT_EQ(fraction(morning[M::kMeanResponse]), "10000/1");
  EXPECT_EQ(fraction(afternoon[M::kMeanResponse]), "0/0");
  EXPECT_EQ(fraction(morning[M::kThreeMinuteRoundRate]), "0/0");
  EXPECT_EQ(fraction(afternoon[M::kThreeMinuteRoundRate]), "1/1");
  EXPECT_EQ(fraction(morning[M::kThreeMinuteReplyRate]), "0/0");
  EXPECT_EQ(fraction(afternoon[M::kThreeMinuteReplyRate]), "1/1");
}

TEST(Metrics, TheFirstResponseIsThatOfTheFirstRoundThatWasNotWithdrawn) {
  Talk talk;
  talk.phase(on("10:00:00")).round(RoundState::kWithdrawn, on("10:00:00"));
  talk.answered(on("10:01:00"), seconds(40)).answered(on("10:05:00"), seconds(5));
  talk.closed(on("10:10:00"));
  talk.phase(on("11:00:00")).round(RoundState::kOpen, on("11:00:00"));
  const Sums sums{{talk}};

  EXPECT_EQ(fraction(sums[M::kMeanFirstResponse]), "40000/1");
}

TEST(Metrics, PickupQueueAndAbandonedSessions) {
  Talk taken{"c_1"};
  taken.queued(on("10:00:00")).accepted(on("10:00:30"), "a_1");
  Talk early{"c_2"};  // assigned before the phase began, by a clock that is a little behind
  early.phase(on("10:00:00")).last_phase().accepted_at = on("09:59:59");
  Talk left{"c_3"};
  left.queued(on("10:00:00")).closed(on("10:05:00"));
  Talk waiting{"c_4"};
  waiting.queued(on("10:00:00"));
  const Sums sums{{taken, early, left, waiting}};

  EXPECT_EQ(fraction(sums[M::kHandedOver]), "4");
  EXPECT_EQ(fraction(sums[M::kAccepted]), "2");
  EXPECT_EQ(fraction(sums[M::kPickupRate]), "2/4");
  EXPECT_EQ(fraction(sums[M::kMeanQueue]), "30000/2");
  EXPECT_EQ(fraction(sums[M::kAbandoned]), "1");
}

TEST(Metrics, AConversationIsUnservedOnlyIfItsPhaseClosedWithNoAnswer) {
  Talk answered{"c_1"};
  answered.phase(on("10:00:00")).answered(on("10:00:00"), seconds(5));
  answered.unserved(on("10:01:00"), seconds(60)).closed(on("10:02:00"));
  Talk open{"c_2"};
  open.phase(on("10:00:00")).unserved(on("10:00:00"), seconds(60));
  Talk silent{"c_3"};
  silent.phase(on("10:00:00")).closed(on("10:02:00"));
  Talk lost{"c_4"};
  lost.phase(on("10:00:00")).unserved(on("10:00:00"), seconds(60)).closed(on("10:01:00"));

  EXPECT_EQ(fraction(Sums{{answered, open, silent, lost}}[M::kUnservedConversations]), "1");
}

TEST(Metrics, ExcludedConversationsAreInNoFigure) {
  Talk talk;
  talk.excluded().phase(on("10:00:00")).answered(on("10:00:00"), seconds(5)).rated(1);
  talk.ask(on("10:00:00")).said(ActorKind::kCustomer, on("10:00:00"));
  talk.round(RoundState::kOpen, on("10:10:00"));
  const Sums sums{{talk}};

  for (const Figure& figure : sums.figures) {
    EXPECT_EQ(figure.value.value_or(0), 0) << figure.key();
    EXPECT_EQ(figure.denominator.value_or(0), 0) << figure.key();
  }
  EXPECT_EQ(sums.metrics.total().open_rounds, 0);
}

TEST(Metrics, LeftCensoredRoundsAndCensoredPhasesAreLeftOut) {
  Talk talk;
  talk.phase(on("10:00:00")).censored().round(RoundState::kLeftCensored, on("10:00:00"));
  talk.ask(on("10:00:00"), on("10:00:10")).last_ask().is_counted = false;
  talk.answered(on("10:05:00"), seconds(20)).ask(on("10:05:00"), on("10:05:20"));
  const Sums sums{{talk}};

  EXPECT_EQ(fraction(sums[M::kThreeMinuteRoundRate]), "1/1");
  EXPECT_EQ(fraction(sums[M::kThreeMinuteReplyRate]), "1/1");
  EXPECT_EQ(fraction(sums[M::kMeanResponse]), "20000/1");
  EXPECT_EQ(fraction(sums[M::kHandedOver]), "0");
  EXPECT_EQ(fraction(sums[M::kMeanFirstResponse]), "0/0");
}

TEST(Metrics, OpenRoundsAreCountedApart) {
  Talk talk;
  talk.phase(on("10:00:00")).round(RoundState::kOpen, on("10:00:00"));
  const Sums sums{{talk}};

  EXPECT_EQ(sums.metrics.total().open_rounds, 1);
  EXPECT_EQ(fraction(sums[M::kThreeMinuteRoundRate]), "0/0");
}

TEST(Metrics, FewRatingsCarryAnIntervalAndManyDoNot) {
  std::vector<Talk> talks;
  for (int i = 0; i < 30; ++i) {
    talks.emplace_back("c_" + std::to_string(i));
    talks.back().phase(on("10:00:00")).rated(i < 3 ? 1 : 5);
  }
  const Sums many{talks};
  talks.pop_back();
  const Sums few{talks};

  EXPECT_FALSE(many[M::kSatisfactionRate].is_small_sample);
  EXPECT_EQ(many[M::kSatisfactionRate].interval, std::nullopt);
  EXPECT_TRUE(few[M::kSatisfactionRate].is_small_sample);
  EXPECT_TRUE(few[M::kDissatisfactionRate].is_small_sample);
  EXPECT_EQ(fraction(few[M::kDissatisfactionRate]), "3/29");
}

TEST(Metrics, TheIntervalIsWilsons) {
  const Interval half = wilson_interval(5, 10);
  EXPECT_NEAR(half.low, 0.236593, 1e-6);
  EXPECT_NEAR(half.high, 0.763407, 1e-6);

  const Interval none = wilson_interval(0, 10);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.277533, 1e-6);
  EXPECT_EQ(wilson_interval(10, 10).high, 1);
}

TEST(Metrics, ScoresHaveAMeanAndAMedian) {
  std::vector<Talk> talks;
  for (const int score : {1, 2, 5, 5}) {
    talks.emplace_back("c_" + std::to_string(talks.size()));
    talks.back().phase(on("10:00:00")).rated(score);
  }
  const Sums sums{talks};

  EXPECT_EQ(sums[M::kMeanScore].value, 3.25);
  EXPECT_EQ(sums[M::kMedianScore].value, 2);
}

TEST(Metrics, ARatingWithNoHumanPhaseBeforeItIsInNoFigure) {
  Talk talk;
  talk.rated(1);

  EXPECT_EQ(fraction(Sums{{talk}}[M::kRated]), "0");
}

TEST(Metrics, BadRatingsAreToldByReason) {
  std::vector<Talk> talks(5);
  for (Talk& talk : talks) {
    talk.phase(on("10:00:00"));
  }
  talks[0].rated(1, {"态度差", "敷衍"});        // twice the same reason: once
  talks[1].rated(2, {"回复慢", "未解决问题"});  // two reasons: each
  talks[2].rated(3, {"快递丢了"});              // nobody mapped it
  talks[3].rated(1);                            // no tag
  talks[4].rated(5, {"态度差"});                // not a bad rating
  const Sums sums{talks};

  const Figure& reasons = sums[M::kDissatisfactionReasons];
  EXPECT_EQ(fraction(reasons), "4");
  EXPECT_EQ(reasons.parts,
            (std::map<std::string, std::int64_t>{
                {"attitude", 1}, {"other", 2}, {"repeat", 0}, {"slow", 1}, {"unsolved", 1}}));
}

TEST(Metrics, VolumesCountAtEveryHourByTheirOwnTime) {
  Talk talk;
  talk.said(ActorKind::kCustomer, on("03:00:00")).said(ActorKind::kBot, on("03:00:01"));
  talk.said(ActorKind::kHuman, on("09:00:00")).said(ActorKind::kSystem, on("09:00:01"));
  talk.said(ActorKind::kCustomer, instant("2026-11-23T00:00:00+08:00"));
  const Sums sums{{talk}};

  EXPECT_EQ(fraction(sums[M::kConversations]), "1");
  EXPECT_EQ(fraction(sums[M::kCustomers]), "1");
  EXPECT_EQ(fraction(sums[M::kCustomerMessages]), "1");
  EXPECT_EQ(fraction(sums[M::kAgentMessages]), "1");
  EXPECT_EQ(fraction(sums[M::kBotMessages]), "1");
}

TEST(Metrics, AnAssistantsAnswerIsReportedUnderTheOwner) {
  Talk talk;
  talk.phase(on("10:00:00"), "a_owner").answered(on("10:00:00"), seconds(5), "bot_1");
  talk.last_round().responder_is_bot = true;

  EXPECT_EQ(Sums{{talk}}.metrics.groups().at({Cut::kAgent, "a_owner"}).rounds, 1);
}

TEST(Metrics, WhatIsWorseThanItsThresholdNeedsWork) {
  Talk slow;
  slow.phase(on("10:00:00")).answered(on("10:00:00"), seconds(120.001));
  Talk fair;
  fair.phase(on("10:00:00")).answered(on("10:00:00"), seconds(120));

  EXPECT_TRUE(Sums{{slow}}[M::kMeanResponse].needs_work);
  EXPECT_FALSE(Sums{{fair}}[M::kMeanResponse].needs_work);
  EXPECT_EQ(Sums{{fair}}[M::kMeanResponse].threshold, 120'000);
  EXPECT_EQ(Sums{{fair}}[M::kTrueMeanWait].threshold, std::nullopt);
}

/// Conversations with a bit of everything, the same for the same seed.
std::vector<Talk> random_talks(unsigned seed, int number) {
  std::mt19937 random{seed};
  const auto below = [&random](int limit) {
    return std::uniform_int_distribution<int>{0, limit - 1}(random);
  };
  std::vector<Talk> talks;
  for (int i = 0; i < number; ++i) {
    Talk& talk = talks.emplace_back("c_" + std::to_string(i));
    talk.customer("u_" + std::to_string(below(number / 2 + 1)));
    talk.channel(below(3) == 0 ? "" : "web");
    const Time start = that_day().from + seconds(below(86'400));
    talk.phase(start, below(4) == 0 ? "" : "a_" + std::to_string(below(4)),
               below(3) == 0 ? "" : "p_" + std::to_string(below(3)));
    for (int round = below(5); round > 0; --round) {
      const Time at = start + seconds(below(3000));
      if (below(5) == 0) {
        talk.unserved(at, seconds(below(2000)), below(2) == 0 ? "" : "a_1");
      } else {
        talk.answered(at, seconds(below(800)), "a_" + std::to_string(below(4)));
      }
      talk.ask(at, below(3) == 0 ? std::nullopt : std::optional<Time>{at + seconds(below(400))});
      talk.said(ActorKind::kCustomer, at);
      talk.said(ActorKind::kHuman, at, "a_" + std::to_string(below(4)));
      if (below(3) > 0) {
        talk.wants("物流/" + std::to_string(below(3)));
      }
    }
    if (below(2) == 0) {
      talk.closed(start + seconds(4000));
    }
    if (below(3) == 0) {
      talk.rated(1 + below(5), {below(2) == 0 ? "回复慢" : "态度差"});
    }
  }
  return talks;
}

TEST(Metrics, PartsMergeToTheWholeHoweverTheyWereSplit) {
  const Profile profile = Profile::douyin();
  const LocalTime local{profile};
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const std::vector<Talk> talks = random_talks(seed, 40);
    const Sums whole{talks};
    std::vector<Metrics> parts(4, Metrics{whole.metrics.cuts()});
    for (std::size_t i = 0; i < talks.size(); ++i) {
      parts[(i * 7 + seed) % parts.size()].add(talks[talks.size() - 1 - i], that_day(), profile,
                                               local, that_day().to);
    }
    Metrics merged{whole.metrics.cuts()};
    for (const Metrics& part : parts) {
      merged.merge(part);
    }

    EXPECT_EQ(merged.figures(profile), whole.figures) << "seed " << seed;
    ASSERT_EQ(merged.groups().size(), whole.metrics.groups().size()) << "seed " << seed;
    for (const auto& [group, tally] : whole.metrics.groups()) {
      EXPECT_EQ(figures_of(merged.groups().at(group), nullptr, nullptr, profile),
                figures_of(tally, nullptr, nullptr, profile))
          << "seed " << seed << " group " << group.key;
    }
  }
}

TEST(Metrics, EveryCutPartitionsWhatIsCounted) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const Sums sums{random_talks(seed, 60)};
    const Tally& total = sums.metrics.total();
    for (const Cut cut : sums.metrics.cuts()) {
      Tally sum;
      for (const auto& [group, tally] : sums.metrics.groups()) {
        if (group.by == cut) {
          sum.merge(tally);
        }
      }
      const std::string where = std::string{to_string(cut)} + ", seed " + std::to_string(seed);
      EXPECT_EQ(sum.asks, total.asks) << where;
      EXPECT_EQ(sum.rounds, total.rounds) << where;
      EXPECT_EQ(sum.counted_ms.size(), total.counted_ms.size()) << where;
      EXPECT_EQ(sum.counted_ms_sum, total.counted_ms_sum) << where;
      EXPECT_EQ(sum.first_rounds, total.first_rounds) << where;
      EXPECT_EQ(sum.handed_over, total.handed_over) << where;
      EXPECT_EQ(sum.scores, total.scores) << where;
      EXPECT_EQ(sum.conversations, total.conversations) << where;
      EXPECT_EQ(sum.customer_messages, total.customer_messages) << where;
      EXPECT_EQ(sum.agent_messages, total.agent_messages) << where;
    }
  }
}

TEST(Metrics, WhatHasNoAgentProductOrChannelIsInTheGroupNone) {
  Talk talk;
  talk.channel("").queued(on("09:05:00")).unserved(on("09:05:00"), seconds(10), "");
  const Sums sums{{talk}};

  EXPECT_EQ(sums.metrics.groups().at({Cut::kAgent, "none"}).rounds, 1);
  EXPECT_EQ(sums.metrics.groups().at({Cut::kProduct, "none"}).rounds, 1);
  EXPECT_EQ(sums.metrics.groups().at({Cut::kChannel, "none"}).rounds, 1);
  EXPECT_EQ(sums.metrics.groups().at({Cut::kHour, "09"}).rounds, 1);
  EXPECT_EQ(sums.metrics.groups().at({Cut::kDay, "2026-11-22"}).rounds, 1);
}

TEST(Metrics, CutsHaveNames) {
  for (const Cut cut : {Cut::kAgent, Cut::kProduct, Cut::kHour, Cut::kDay, Cut::kChannel,
                        Cut::kIntent, Cut::kIntent1, Cut::kIntent2, Cut::kIntent3}) {
    EXPECT_EQ(cut_named(to_string(cut)), cut);
  }
  EXPECT_EQ(cut_named("moon"), std::nullopt);
  EXPECT_EQ(cut_named("intent:4"), std::nullopt);
  EXPECT_EQ(to_string(Cut::kIntent2), "intent:2");
  EXPECT_EQ(kind_of(Cut::kIntent2), "intent");
  EXPECT_EQ(kind_of(Cut::kDay), "day");
  EXPECT_EQ(intent_level(Cut::kIntent2), 2);
  EXPECT_EQ(intent_level(Cut::kIntent), std::nullopt);
  EXPECT_EQ(intent_level(Cut::kAgent), std::nullopt);
}

TEST(Metrics, AnIntentIsAPathCutToALevel) {
  EXPECT_EQ(intent_at_level("物流/催促/发货", 1), "物流");
  EXPECT_EQ(intent_at_level("物流/催促/发货", 2), "物流/催促");
  EXPECT_EQ(intent_at_level("物流/催促/发货", 3), "物流/催促/发货");
  EXPECT_EQ(intent_at_level("物流", 2), "物流");
  EXPECT_EQ(intent_at_level("", 1), "");
}

TEST(Metrics, EachLevelOfIntentsHasItsOwnGroups) {
  Talk one{"c_1"};
  one.phase(on("10:00:00")).answered(on("10:00:00"), seconds(10)).wants("物流/催促/发货");
  Talk two{"c_2"};
  two.phase(on("10:00:00")).answered(on("10:00:00"), seconds(20)).wants("物流/催促/派送");
  Talk three{"c_3"};
  three.phase(on("10:00:00")).answered(on("10:00:00"), seconds(30));
  const Sums sums{{one, two, three}};

  EXPECT_EQ(sums.metrics.groups().at({Cut::kIntent, "物流/催促/发货"}).rounds, 1);
  EXPECT_EQ(sums.metrics.groups().at({Cut::kIntent2, "物流/催促"}).rounds, 2);
  EXPECT_EQ(sums.metrics.groups().at({Cut::kIntent1, "物流"}).counted_ms_sum, 30'000);
  EXPECT_EQ(sums.metrics.groups().at({Cut::kIntent1, "unclassified"}).counted_ms_sum, 30'000);
}

}  // namespace
}  // namespace qa
