#include "qa/contribution.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "qa/counting.h"
#include "qa/desk.h"
#include "qa/report.h"
#include "qa/rollup.h"
#include "qa/tally_sums.h"
#include "tests/qa/metrics_talk.h"
#include "tests/qa/wild_conversation.h"
#include "tests/support/conversation_generator.h"

namespace qa {
namespace {

const std::vector<Cut> kEveryCut{Cut::kAgent,   Cut::kProduct, Cut::kHour,   Cut::kDay,
                                 Cut::kChannel, Cut::kShop,    Cut::kSource, Cut::kIntent,
                                 Cut::kIntent1, Cut::kIntent2, Cut::kIntent3};

/// Some of its customer's messages want something.
std::vector<IntentRecord> some_intents(const std::vector<Event>& events, std::mt19937_64& random) {
  const std::vector<std::string> intents{"物流/催促/催发货", "物流/查询", "退款", "售后/退货/上门"};
  std::vector<IntentRecord> records;
  for (const Event& event : events) {
    const auto* said = std::get_if<MessageCreated>(&event.data);
    if (said != nullptr && said->author.kind == ActorKind::kCustomer && random() % 3 == 0) {
      IntentRecord record;
      record.message = said->id;
      record.intent = intents[random() % intents.size()];
      record.at = event.time;
      records.push_back(std::move(record));
    }
  }
  return records;
}

std::vector<ConversationFacts> facts_by_conversation(const std::vector<Event>& events,
                                                     const Profile& profile,
                                                     std::mt19937_64& random) {
  const LocalTime local(profile);
  std::map<std::string, std::vector<Event>> talks;
  for (const Event& event : events) {
    if (is_about_conversation(event)) {
      talks[event.subject].push_back(event);
    }
  }
  std::vector<ConversationFacts> all;
  for (const auto& [id, talk] : talks) {
    all.push_back(facts_of({random() % 2 == 0 ? "shop_1" : "shop_2", "desk", id}, talk, profile,
                           local, talk.back().time + Duration{200'000'000},
                           some_intents(talk, random)));
  }
  return all;
}

std::vector<ConversationFacts> wild_facts(std::uint64_t seed, const Profile& profile) {
  std::mt19937_64 random(seed);
  std::vector<Event> events;
  for (int i = 0; i < 60; ++i) {
    const auto talk = testing::wild_conversation(random, "c_" + std::to_string(i));
    for (Event event : talk) {
      event.subject = "c_" + std::to_string(i);
      events.push_back(std::move(event));
    }
  }
  return facts_by_conversation(events, profile, random);
}

std::vector<ConversationFacts> generated_facts(std::uint64_t seed, const Profile& profile) {
  ::support::GeneratorOptions options;
  options.seed = seed;
  options.conversations = 40;
  std::mt19937_64 random(seed);
  return facts_by_conversation(::support::generate_days(options, 4), profile, random);
}

/// What a store does with contributions: sums by row, shares of all splits.
class Sums {
 public:
  explicit Sums(const LocalTime& local) : local_(local) {}

  void add(const ConversationFacts& facts, const Profile& profile) {
    Contribution made = contribution_of(facts, profile, local_);
    const auto decoded = decode(facts.key, encode(made));
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(decoded->shares, made.shares);
    for (const CellShare& share : decoded->shares) {
      for (const Split split : kSplits) {
        rows_[{facts.key.shop, rollup_key(split, *decoded, share.cell)}].merge(share.sums);
      }
    }
    contributions_.push_back(*decoded);
  }

  void give(ReportBuilder& builder) const {
    const auto query = builder.rollups();
    ASSERT_TRUE(query.has_value());
    for (const auto& [row, sums] : rows_) {
      if (std::find(query->splits.begin(), query->splits.end(), row.second.split) !=
          query->splits.end()) {
        std::string bytes;
        append_sums(bytes, sums);
        CompactReader reader(bytes);
        builder.add(Rollup{row.first, row.second, read_sums(reader)});
        EXPECT_TRUE(reader.is_done());
      }
    }
    if (query->contributions_since) {
      for (const Contribution& contribution : contributions_) {
        builder.add_customer(contribution);
      }
    }
  }

 private:
  const LocalTime& local_;
  std::map<std::pair<std::string, RollupKey>, Tally> rows_;
  std::vector<Contribution> contributions_;
};

void expect_same_reports(const std::vector<ConversationFacts>& all, const Profile& profile,
                         const Period& period, bool with_customers = true) {
  const LocalTime local(profile);
  ReportRequest request;
  request.period = period;
  request.previous = Period{local.midnight(period.from - Duration{1}), period.from};
  request.baseline = request.previous;
  request.cuts = kEveryCut;
  request.instant = kLatestTime;
  request.with_customers = with_customers;
  ReportBuilder from_rows(profile, request);
  ReportBuilder from_sums(profile, request);
  Sums sums(local);
  for (const ConversationFacts& facts : all) {
    from_rows.add(facts);
    if (is_settled(facts)) {
      sums.add(facts, profile);
    } else {
      from_sums.add(facts);
    }
  }
  sums.give(from_sums);
  const Report rows = from_rows.report();
  const Report stored = from_sums.report();
  EXPECT_EQ(rows.metrics, stored.metrics);
  EXPECT_EQ(rows.breakdown, stored.breakdown);
  EXPECT_EQ(rows.open_rounds, stored.open_rounds);
  EXPECT_EQ(rows.loyalty, stored.loyalty);
  EXPECT_TRUE(rows.charts == stored.charts);
}

Profile with_reasons(Profile profile) {
  profile.reason_by_tag = {{"没解决", "unsolved"}, {"回复慢", "slow"}, {"态度差", "attitude"}};
  return profile;
}

TEST(Contribution, ReportsFromSumsAreThoseFromFactsForWildConversations) {
  for (const Profile& base : {Profile::douyin(), Profile::taobao()}) {
    const Profile profile = with_reasons(base);
    const LocalTime local(profile);
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
      SCOPED_TRACE(profile.name + ", seed " + std::to_string(seed));
      const Time first = local.midnight(on("12:00:00"));
      for (const Time from : {first, local.next_midnight(first)}) {
        expect_same_reports(wild_facts(seed, profile), profile, {from, local.next_midnight(from)});
      }
    }
  }
}

TEST(Contribution, ReportsFromSumsAreThoseFromFactsForGeneratedDays) {
  const Profile profile = with_reasons(Profile::douyin());
  const LocalTime local(profile);
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    const Time from = local.next_midnight(on("12:00:00"));
    const Time to = local.next_midnight(local.next_midnight(from));
    for (const bool with_customers : {true, false}) {
      expect_same_reports(generated_facts(seed, profile), profile, {from, to}, with_customers);
    }
  }
}

TEST(Contribution, ReportsFromSumsAreThoseFromFactsOverDaysOfOtherLengths) {
  Profile profile = with_reasons(Profile::douyin());
  // On the day of the wild conversations this zone's clock is put back or forward by nothing; a
  // zone half an hour off, and one that changed three weeks before, have other midnights.
  for (const char* zone : {"Australia/Lord_Howe", "America/New_York", "Asia/Kolkata"}) {
    SCOPED_TRACE(zone);
    profile.zone = zone;
    const LocalTime local(profile);
    const Time from = local.midnight(on("12:00:00"));
    expect_same_reports(wild_facts(7, profile), profile, {from, local.next_midnight(from)});
  }
}

TEST(Contribution, APeriodThatEndsWithinADayIsNotForSums) {
  ReportRequest request;
  request.period = {on("00:00:00"), on("12:00:00")};
  EXPECT_FALSE(ReportBuilder(Profile::douyin(), request).rollups().has_value());
  request.period = {on("00:00:00"), on("00:00:00") + Duration{86'400'000}};
  EXPECT_TRUE(ReportBuilder(Profile::douyin(), request).rollups().has_value());
}

TEST(Contribution, SumsOfOverlappingPeriodsAreReadOnce) {
  ReportRequest request;
  const Duration day{86'400'000};
  request.period = {on("00:00:00"), on("00:00:00") + 7 * day};
  request.previous = Period{on("00:00:00") - 30 * day, on("00:00:00") - 20 * day};
  request.instant = on("00:00:00") + 2 * day;
  const auto query = ReportBuilder(Profile::douyin(), request).rollups();
  ASSERT_TRUE(query.has_value());
  const std::int32_t first = local_hour(on("00:00:00"), LocalTime(Profile::douyin())).day;
  EXPECT_EQ(query->days,
            (std::vector<LocalDays>{{first - 30, first - 20}, {first - 1, first + 7}}));
  EXPECT_EQ(query->splits, std::vector{Split::kOrigin});
}

TEST(Contribution, ATalkThatWaitsForAnAnswerIsNotSettled) {
  Talk talk;
  talk.phase(on("10:00:00")).round(RoundState::kOpen, on("10:00:00"));
  EXPECT_FALSE(is_settled(talk));
  EXPECT_TRUE(is_settled(talk.excluded()));
  Talk asked;
  asked.phase(on("10:00:00")).answered(on("10:00:00"), seconds(5)).ask(on("10:00:00"));
  EXPECT_FALSE(is_settled(asked));
  asked.last_ask().replied_at = on("10:00:05");
  EXPECT_TRUE(is_settled(asked));
  Talk closed;
  closed.phase(on("10:00:00")).unserved(on("10:00:00"), seconds(5)).closed(on("10:00:05"));
  EXPECT_TRUE(is_settled(closed.ask(on("10:00:00"))));
}

TEST(Contribution, AnExcludedTalkAddsNothing) {
  Talk talk;
  talk.phase(on("10:00:00")).answered(on("10:00:00"), seconds(5)).ordered(on("10:05:00"), 100);
  const Contribution made =
      contribution_of(talk.excluded(), Profile::douyin(), LocalTime(Profile::douyin()));
  EXPECT_TRUE(made.shares.empty());
  EXPECT_TRUE(made.contact.phases.empty());
  EXPECT_TRUE(made.contact.orders.empty());
}

TEST(Contribution, BytesThatAreNotOneAreRefused) {
  const Profile profile = with_reasons(Profile::douyin());
  const LocalTime local(profile);
  std::mt19937_64 random(3);
  for (const ConversationFacts& facts : wild_facts(5, profile)) {
    const std::string bytes = encode(contribution_of(facts, profile, local));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_FALSE(decode(facts.key, std::string_view(bytes).substr(0, size)).has_value());
    }
    EXPECT_FALSE(decode(facts.key, bytes + '\0').has_value());
    for (int i = 0; i < 50; ++i) {
      std::string broken = bytes;
      broken[random() % broken.size()] = static_cast<char>(random() % 256);
      if (const auto read = decode(facts.key, broken)) {
        EXPECT_LE(read->shares.size(), broken.size());  // whatever it says, it is bounded
      }
    }
  }
  EXPECT_FALSE(decode({}, std::string(20, '\xff')).has_value());
}

TEST(Contribution, HoldsIdsAndNoWords) {
  const Profile profile = Profile::douyin();
  const std::string bytes =
      encode(contribution_of(generated_facts(1, profile).front(), profile, LocalTime(profile)));
  EXPECT_EQ(bytes.find("您好"), std::string::npos);
  EXPECT_NE(bytes.find("a_"), std::string::npos);
}

TEST(Sums, AShareGoesInAndComesOutAgain) {
  const Profile profile = Profile::douyin();
  const LocalTime local(profile);
  Tally sum;
  std::vector<Tally> shares;
  std::vector<std::string> before;
  const auto bytes_of = [](const Tally& tally) {
    std::string bytes;
    append_sums(bytes, tally);
    return bytes;
  };
  for (const ConversationFacts& facts : generated_facts(2, profile)) {
    for (const CellShare& share : contribution_of(facts, profile, local).shares) {
      before.push_back(bytes_of(sum));
      sum.merge(share.sums);
      shares.push_back(share.sums);
    }
  }
  EXPECT_FALSE(has_no_sums(sum));
  for (std::size_t i = shares.size(); i > 0; --i) {
    ASSERT_TRUE(take_out(sum, shares[i - 1]));
    ASSERT_EQ(bytes_of(sum), before[i - 1]);
  }
  EXPECT_TRUE(has_no_sums(sum));
}

TEST(Sums, WhatIsNotInThemCannotBeTakenOut) {
  Tally sum;
  sum.counted_ms.add(5'000);
  Tally share;
  share.counted_ms.add(6'000);
  EXPECT_FALSE(take_out(sum, share));
  Tally rating;
  rating.scores[5] = 1;
  EXPECT_FALSE(take_out(sum, rating));
}

TEST(Counting, IsChangedByWhatCountsAndByNothingElse) {
  const Profile plain = Profile::douyin();
  Profile other = plain;
  other.name = "mine";
  other.version = 7;
  other.thresholds["mean_response_ms"] = 1;
  other.ladder[0] = Duration{1};
  other.nudge_budget = 1;
  other.quiet = {{0, 60}};
  other.retention_days = 9;
  EXPECT_EQ(counting_of(plain), counting_of(other));
  for (const auto& change : std::vector<void (*)(Profile&)>{
           [](Profile& p) { p.zone = "Europe/London"; },
           [](Profile& p) { p.hours.dates["2026-11-11"]; },
           [](Profile& p) { p.reply_limit += Duration{1}; },
           [](Profile& p) { p.unserved += Duration{1}; }, [](Profile& p) { p.cap += Duration{1}; },
           [](Profile& p) { p.assisted_counts = false; },
           [](Profile& p) { p.transfer = TransferRule::kSplit; },
           [](Profile& p) { p.midnight = MidnightRule::kEndUnserved; },
           [](Profile& p) { p.bad_stars = {1}; }, [](Profile& p) { p.good_stars = {5}; },
           [](Profile& p) { p.reason_by_tag["慢"] = "slow"; }}) {
    Profile changed = plain;
    change(changed);
    EXPECT_NE(counting_of(plain), counting_of(changed));
  }
}

}  // namespace
}  // namespace qa
