#include "plugin/reporting.h"

#include <gtest/gtest.h>

#include "plugin/replay.h"
#include "store/open.h"
#include "tests/support/event_builder.h"

namespace plugin {
namespace {

using std::chrono::seconds;
using support::EventBuilder;
using support::shanghai;

class MakeRequest : public ::testing::Test {
 protected:
  qa::Time now_ = shanghai("2026-11-22", "15:00:00");
  qa::LocalTime local_{qa::Profile::douyin()};
  std::optional<qa::Period> known_ =
      qa::Period{shanghai("2026-11-20", "09:00:00"), shanghai("2026-11-22", "14:00:00")};

  qa::ReportRequest ask(const ReportQuestion& question) {
    auto made = make_request(question, known_, now_, local_);
    if (const auto* problem = std::get_if<ReportProblem>(&made)) {
      ADD_FAILURE() << problem->message;
      return {};
    }
    return std::get<qa::ReportRequest>(made);
  }

  std::string problem_of(const ReportQuestion& question) {
    auto made = make_request(question, known_, now_, local_);
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

std::unique_ptr<store::MemoryStore> stored(const std::vector<qa::Event>& events) {
  auto store = store::open_memory_store();
  Replay replay({qa::Profile::douyin(), nullptr, "desk", "shop_1"}, store.get(), {});
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

}  // namespace
}  // namespace plugin
