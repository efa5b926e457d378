#include "plugin/reporting.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "plugin/replay.h"
#include "plugin/report/report_json.h"
#include "store/open.h"
#include "tests/support/conversation_generator.h"
#include "tests/support/event_builder.h"
#include "tests/support/rules_of.h"
#include "tests/support/temp_dir.h"

namespace plugin {
namespace {

using std::chrono::seconds;
using support::EventBuilder;
using support::shanghai;

class MakeRequest : public ::testing::Test {
 protected:
  qa::Time now_ = shanghai("2026-11-22", "15:00:00");
  qa::Profile profile_ = qa::Profile::douyin();
  qa::LocalTime local_{profile_};
  std::optional<qa::Period> known_ =
      qa::Period{shanghai("2026-11-20", "09:00:00"), shanghai("2026-11-22", "14:00:00")};

  qa::ReportRequest ask(const ReportQuestion& question) {
    auto made = make_request(question, known_, now_, profile_, local_);
    if (const auto* problem = std::get_if<ReportProblem>(&made)) {
      ADD_FAILURE() << problem->message;
      return {};
    }
    return std::get<qa::ReportRequest>(made);
  }

  std::string problem_of(const ReportQuestion& question) {
    auto made = make_request(question, known_, now_, profile_, local_);
    const auto* problem = std::get_if<ReportProblem>(&made);
    return problem == nullptr ? std::string() : problem->message;
  }
};

TEST_F(MakeRequest, WithoutBoundsCoversTheLocalDaysOfAllThatIsKnown) {
  const qa::ReportRequest request = ask({});
  EXPECT_EQ(request.period.from, shanghai("2026-11-20", "00:00:00"));
  EXPECT_EQ(request.period.to, shanghai("2026-11-23", "00:00:00"));
}

TEST_F(MakeRequest, TheEndIsExclusiveAndALocalDate) {
  ReportQuestion question;
  question.from = "2026-11-20";
  question.to = "2026-11-22";
  const qa::ReportRequest request = ask(question);
  EXPECT_EQ(request.period.to, shanghai("2026-11-22", "00:00:00"));
  ASSERT_TRUE(request.previous);
  EXPECT_EQ(request.previous->from, shanghai("2026-11-18", "00:00:00"));
  EXPECT_EQ(request.instant, shanghai("2026-11-22", "14:00:00")) << "not before the last event";
}

TEST_F(MakeRequest, TheInstantIsTheOneAskedFor) {
  ReportQuestion question;
  question.at = "2026-11-22T03:00:00Z";
  EXPECT_EQ(ask(question).instant, shanghai("2026-11-22", "11:00:00"));
}

TEST_F(MakeRequest, ASaleHasTheDatesTheProfileGivesIt) {
  ReportQuestion question;
  question.period = qa::period_named("sale:双11");
  EXPECT_EQ(problem_of(question),
            "--period: the profile names no sale 双11; name it in sales_periods, such as 双11: "
            "[2026-11-01, 2026-11-12]");

  profile_.sales_periods = {{"双11", {"2026-11-01", "2026-11-12"}}};
  EXPECT_EQ(ask(question).period.from, shanghai("2026-11-01", "00:00:00"));
  EXPECT_EQ(ask(question).period.to, shanghai("2026-11-12", "00:00:00"));

  question.period = qa::period_named("sale:618");
  EXPECT_EQ(problem_of(question), "--period: the profile names no sale 618; it has sale:双11");
}

TEST_F(MakeRequest, WhatIsUsualNeedsAWeekOfData) {
  ReportQuestion question;
  question.with_baseline = true;
  question.period = qa::period_named("2026-11-22");
  EXPECT_EQ(ask(question).baseline, std::nullopt);

  known_->from = shanghai("2026-11-10", "09:00:00");
  ASSERT_TRUE(ask(question).baseline.has_value());
  EXPECT_EQ(ask(question).baseline->from, shanghai("2026-11-10", "00:00:00"));
  EXPECT_EQ(ask(question).baseline->to, shanghai("2026-11-22", "00:00:00"));
  question.with_baseline = false;
  EXPECT_EQ(ask(question).baseline, std::nullopt);
}

TEST_F(MakeRequest, NamesTheOptionThatIsWrong) {
  ReportQuestion question;
  question.from = "2026-13-01";
  EXPECT_EQ(problem_of(question),
            "--from: 2026-13-01 is neither a local date (2026-11-22) nor an instant "
            "(2026-11-22T04:00:00Z)");
}

TEST_F(MakeRequest, RefusesAPeriodThatIsEmpty) {
  ReportQuestion question;
  question.from = question.to = "2026-11-22";
  EXPECT_NE(problem_of(question).find("--to is exclusive"), std::string::npos);
}

std::unique_ptr<store::MemoryStore> stored(const std::vector<qa::Event>& events,
                                           std::shared_ptr<const rules::RulePack> rules = nullptr) {
  auto store = store::open_memory_store();
  Replay replay({qa::Profile::douyin(), std::move(rules), "desk", "shop_1"}, store.get(), {});
  for (const qa::Event& event : events) {
    replay.apply(event);
  }
  replay.finish();
  return store;
}

qa::ReportRequest whole_day(std::vector<qa::Cut> cuts = {}) {
  qa::ReportRequest request;
  request.period = {shanghai("2026-11-22", "00:00:00"), shanghai("2026-11-23", "00:00:00")};
  request.cuts = std::move(cuts);
  request.instant = request.generated_at = request.period.to;
  return request;
}

/// More conversations than one page of keys, each one round of 20 s.
std::vector<qa::Event> many_talks(int count) {
  EventBuilder talk;
  for (int i = 0; i < count; ++i) {
    talk.conversation("c_" + std::to_string(i)).at("10:00:00").opened();
    talk.customer("在吗").after(seconds(20)).reply("a_1").after(seconds(5)).closed("a_1");
  }
  return talk.take();
}

TEST(ReportOf, CountsEveryConversationOfEveryPageOnce) {
  const auto store = stored(many_talks(1'203));
  const qa::Report report = report_of(*store, qa::Profile::douyin(), whole_day());
  EXPECT_EQ(report.figure(qa::Metric::kConversations).value, 1'203.0);
  EXPECT_EQ(report.figure(qa::Metric::kMeanResponse).value, 20'000.0);
  EXPECT_EQ(report.open_rounds, 0);
}

TEST(ReportOf, CallsAgentsByTheNameTheyLastHad) {
  const auto store = stored(many_talks(1));
  const qa::Report report = report_of(*store, qa::Profile::douyin(), whole_day({qa::Cut::kAgent}));
  ASSERT_EQ(report.breakdown.size(), 1U);
  EXPECT_EQ(report.breakdown[0].key, "a_1");
  EXPECT_EQ(report.breakdown[0].name, "客服a_1");
}

/// What customers want, edited, taken back, asked again after the close.
std::vector<qa::Event> classified_talks(int count) {
  EventBuilder talk;
  for (int i = 0; i < count; ++i) {
    talk.conversation("c_" + std::to_string(i)).at("10:00:00").after(seconds(60 * i));
    talk.opened(qa::ConversationStatus::kQueued, "u_" + std::to_string(i % 5));
    talk.customer(i % 3 == 0 ? "催发货" : "在吗").after(seconds(20)).reply("a_1");
    talk.customer("我要退款").after(seconds(5));
    if (i % 4 == 0) {
      talk.edited("没事了");
    } else if (i % 4 == 1) {
      talk.recalled();
    }
    talk.reply("a_1").after(seconds(5)).closed("a_1").after(seconds(3'600));
    talk.customer("催发货").after(seconds(9)).reply("a_1").closed("a_1");
  }
  return talk.take();
}

TEST(ReportOf, KnowsTheIntentsThatAPassInMemoryKnows) {
  const auto rules = support::rules_of(R"(version: 1
pack: intents
locale: zh-CN
rules:
- {id: int.ship, says: customer, has: [催发货], classify: 物流问题/催促发货}
- {id: int.refund, says: customer, has: [退款], classify: 售后问题/退款}
)");
  const std::vector<qa::Event> events = classified_talks(40);
  const qa::ReportRequest request = whole_day({qa::Cut::kIntent, qa::Cut::kIntent1});
  Replay replay({qa::Profile::douyin(), rules, "desk", "shop_1"}, nullptr, {});
  for (const qa::Event& event : events) {
    replay.apply(event);
  }
  qa::ReportBuilder builder(qa::Profile::douyin(), request);
  for (const qa::ConversationKey& key : replay.desk().conversations()) {
    builder.add(replay.desk().facts(key).value());
  }
  const qa::Report expected = builder.report();
  const qa::Report report = report_of(*stored(events, rules), qa::Profile::douyin(), request);

  EXPECT_EQ(report.metrics, expected.metrics);
  EXPECT_EQ(report.breakdown, expected.breakdown);
  EXPECT_TRUE(report.figure(qa::Metric::kResolutionRate).value);
  EXPECT_EQ(report.breakdown.back().key, "unclassified");
}

TEST(ReportOf, SaysThatAGapMakesItIncomplete) {
  const auto store = stored(many_talks(1));
  store::Batch batch;
  batch.gaps.push_back({"shop_1", "desk", shanghai("2026-11-22", "12:00:00"),
                        shanghai("2026-11-22", "12:30:00"), "cursor_expired"});
  store->append(batch);
  const qa::Report report = report_of(*store, qa::Profile::douyin(), whole_day());
  EXPECT_TRUE(report.is_incomplete);
  ASSERT_EQ(report.gaps.size(), 1U);
}

class StoredFigures : public ::testing::Test {
 protected:
  /// The days as a replay of a file stores them.
  void replay(const qa::Profile& profile, int days) {
    store_ = store::open_store((dir_.path() / "figures.db").string());
    if (profile.name != qa::Profile::douyin().name) {
      store_->append_profile(profile, qa::from_ms(1), "test", "another");
    }
    ::support::GeneratorOptions options;
    options.conversations = 60;
    options.shops = 2;
    Replay replay({store_->present_profile(), support::rules_of(kClassifies), "desk", "default"},
                  store_.get(), {});
    for (const qa::Event& event : ::support::generate_days(options, days)) {
      replay.apply(event);
    }
    replay.finish();
    store_->tidy();
  }

  std::string json(CountFrom from, const qa::ReportRequest& request) {
    return report::report_json(report_of(*store_, store_->present_profile(), request, from));
  }

  qa::ReportRequest request_of(const ReportQuestion& question) {
    const qa::Profile profile = store_->present_profile();
    const qa::Time last = store_->last_event_time().value();
    auto made = make_request(question, qa::Period{*store_->first_event_time(), last}, last, profile,
                             qa::LocalTime(profile));
    return std::get<qa::ReportRequest>(made);
  }

  static constexpr const char* kClassifies = R"(version: 1
pack: few
locale: zh-CN
rules:
- id: few.ship
  name: 催发货
  says: customer
  has: [发货]
  classify: 物流问题/催促发货
  tests: {bad: [催发货], ok: [您好]}
)";

  support::TempDir dir_;
  std::unique_ptr<store::Store> store_;
};

TEST_F(StoredFigures, AreThoseOfTheRowsToTheLastByte) {
  for (const qa::Profile& profile : {qa::Profile::douyin(), qa::Profile::taobao()}) {
    SCOPED_TRACE(profile.name);
    std::filesystem::remove(dir_.path() / "figures.db");
    replay(profile, 4);
    const std::int64_t all = store_->counts().conversations;
    EXPECT_LT(store_->rollup_state().unrolled * 3, all) << "or nothing is compared";
    for (const char* period : {"", "yesterday", "last7", "week", "month"}) {
      ReportQuestion question;
      question.with_baseline = true;
      if (*period != '\0') {
        question.period = qa::period_named(period);
      }
      for (std::size_t cut = 0; cut < qa::kCuts; ++cut) {
        question.cuts.push_back(static_cast<qa::Cut>(cut));
      }
      const qa::ReportRequest request = request_of(question);
      EXPECT_EQ(json(CountFrom::kSums, request), json(CountFrom::kRows, request)) << period;
    }
  }
}

TEST_F(StoredFigures, APeriodThatEndsWithinADayIsCountedFromTheRows) {
  replay(qa::Profile::douyin(), 2);
  ReportQuestion question;
  question.from = "2026-11-22T02:00:00Z";
  question.to = "2026-11-22T08:00:00Z";
  const qa::ReportRequest request = request_of(question);
  EXPECT_EQ(json(CountFrom::kSums, request), json(CountFrom::kRows, request));
}

TEST_F(StoredFigures, WithoutCustomersAreThoseOfTheRowsTooAndReadNoContribution) {
  replay(qa::Profile::douyin(), 3);
  ReportQuestion question;
  question.with_customers = false;
  question.cuts = {qa::Cut::kAgent, qa::Cut::kIntent};
  const qa::ReportRequest request = request_of(question);
  const std::string sums = json(CountFrom::kSums, request);
  EXPECT_EQ(sums, json(CountFrom::kRows, request));
  EXPECT_NE(sums.find("\"customers\":{\"value\":null"), std::string::npos);
}

TEST_F(StoredFigures, CausesAreLeftOutWhereTheyTakeMoreConversationsThanTheLimit) {
  replay(qa::Profile::douyin(), 2);
  ReportQuestion question;
  question.wants_insight = true;
  question.insight_if_quick = true;
  qa::ReportRequest request = request_of(question);
  EXPECT_EQ(request.insight_limit, kMostForInsight);
  const auto all = static_cast<std::int64_t>(store_->counts().conversations);
  const auto report_at = [&](std::optional<std::int64_t> limit) {
    request.insight_limit = limit;
    return report_of(*store_, store_->present_profile(), request);
  };

  EXPECT_TRUE(report_at(all).insight);
  EXPECT_EQ(report_at(all).insight_limit, std::nullopt);
  EXPECT_TRUE(report_at(std::nullopt).insight);
  EXPECT_FALSE(report_at(all - 1).insight);
  EXPECT_EQ(report_at(all - 1).insight_limit, all - 1);
  EXPECT_EQ(report_at(all - 1).metrics, report_at(all).metrics);
}

TEST_F(StoredFigures, SayThatTheyAreBeingMadeAnew) {
  replay(qa::Profile::douyin(), 2);
  const qa::ReportRequest request = request_of({});
  EXPECT_EQ(json(CountFrom::kSums, request).find("\"rebuilding\""), std::string::npos);
  qa::Profile profile = qa::Profile::douyin();
  profile.cap = qa::Duration{60'000};
  store_->append_profile(profile, qa::from_ms(1), "test", "another cap");
  EXPECT_NE(json(CountFrom::kSums, request).find("\"rebuilding\":true"), std::string::npos);
  EXPECT_EQ(json(CountFrom::kSums, request), json(CountFrom::kRows, request));
  while (store_->roll_up(30)) {
  }
  EXPECT_EQ(json(CountFrom::kSums, request).find("\"rebuilding\""), std::string::npos);
  EXPECT_EQ(json(CountFrom::kSums, request), json(CountFrom::kRows, request));
}

}  // namespace
}  // namespace plugin
