#include "plugin/exchange/transcript.h"

#include <gtest/gtest.h>

#include "plugin/replay.h"
#include "plugin/reporting.h"
#include "store/open.h"
#include "tests/support/event_builder.h"

namespace plugin::exchange {
namespace {

const qa::Time kBegins = support::shanghai("2026-11-22", "10:00");

constexpr const char* kTimed =
    R"({"id":"t1","turns":[{"role":"customer","text":"在吗","t":0},{"role":"agent","text":"在的","t":35.5}],"rating":2.684})";
constexpr const char* kTimeless =
    R"({"id":"t2","turns":[{"role":"customer","text":"在吗","t":null},{"role":"agent","text":"在的","t":null}],"rating":null})";

class Transcripts : public ::testing::Test {
 protected:
  qa::Report report_of_all(const std::vector<std::string>& lines) {
    const auto store = store::open_memory_store();
    Replay replay({qa::Profile::douyin(), nullptr, "desk", "shop_1"}, store.get(), {});
    for (const std::string& line : lines) {
      for (qa::Event& event : reader_.read(line, kBegins).events) {
        replay.apply(std::move(event));
      }
    }
    replay.finish();
    qa::ReportRequest request;
    request.period = {support::shanghai("2026-11-22", "00:00"),
                      support::shanghai("2026-11-23", "00:00")};
    request.instant = request.period.to;
    return report_of(*store, qa::Profile::douyin(), request);
  }

  std::string problem_of(const std::string& line) { return reader_.read(line, kBegins).problem; }

  TranscriptReader reader_;
};

TEST_F(Transcripts, TimesFromTheBeginningBecomeWaitsAndAMeanRatingStars) {
  const auto report = report_of_all({kTimed});
  EXPECT_EQ(report.figure(qa::Metric::kMeanResponse).value, 35'500);
  EXPECT_EQ(report.figure(qa::Metric::kMeanScore).value, 3);
  EXPECT_EQ(report.figure(qa::Metric::kHandedOver).numerator, 1);
}

TEST_F(Transcripts, WithoutTimesNoWaitIsMadeUp) {
  const auto report = report_of_all({kTimeless});
  EXPECT_EQ(report.figure(qa::Metric::kMeanResponse).value, std::nullopt);
  EXPECT_EQ(report.figure(qa::Metric::kHandedOver).numerator, 0);
  EXPECT_EQ(report.figure(qa::Metric::kConversations).numerator, 1);
  EXPECT_EQ(report.open_rounds, 0);
}

TEST_F(Transcripts, TheSameDialogueHasTheSameEventIds) {
  const auto once = reader_.read(kTimed, kBegins);
  const auto again = reader_.read(kTimed, kBegins);
  ASSERT_EQ(once.events.size(), 5U);
  for (std::size_t i = 0; i < once.events.size(); ++i) {
    EXPECT_EQ(once.events[i].id, again.events[i].id);
  }
  EXPECT_EQ(once.events[1].id, "transcript:t1:1");
}

TEST_F(Transcripts, WhatIsWrongIsSaidWithoutWords) {
  EXPECT_EQ(problem_of("{"), "not valid JSON");
  EXPECT_EQ(problem_of("[]"), "id: expected a text of 1 to 104 bytes");
  EXPECT_EQ(problem_of(R"({"id":"x","turns":[]})"), "turns: expected a list that is not empty");
  EXPECT_EQ(problem_of(R"({"id":"x","turns":[{"role":"robot","text":"a","t":0}]})"),
            "turns: a role other than customer, agent, bot and system");
  EXPECT_EQ(problem_of(R"({"id":"x","turns":[{"role":"bot","text":"a","t":-1}]})"),
            "turns: t is no number of seconds");
  EXPECT_EQ(problem_of(R"({"id":"x","turns":[{"role":"bot","text":"\ud83d","t":1}]})"), "");
}

}  // namespace
}  // namespace plugin::exchange
