#include "qa/backtest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/qa/remembering_desk.h"
#include "tests/qa/word_rules.h"
#include "tests/support/event_builder.h"

namespace qa::testing {
namespace {

using ::support::EventBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const ConversationKey kKey{"shop_1", "desk", "c_1"};

std::vector<std::string> judged(Backtest& backtest, const std::vector<Event>& events) {
  std::vector<BacktestFinding> findings;
  backtest.judge(kKey, events, findings);
  std::vector<std::string> out;
  for (const BacktestFinding& found : findings) {
    out.push_back(std::string(to_string(found.change)) + " " + found.finding.rule + "@" +
                  found.finding.message + "#" + std::to_string(found.finding.message_revision));
  }
  return out;
}

TEST(Backtest, SaysWhatIsFoundNewlyNoLongerAndStill) {
  Backtest backtest(book_of(agent_says("a", "apple"), agent_says("b", "bread")),
                    book_of(agent_says("b", "bread"), agent_says("c", "cake")));
  EventBuilder events;
  events.opened().reply("a_1", "apple bread cake").customer("cake").reply("a_1", "cake");

  EXPECT_THAT(judged(backtest, events.events()),
              ElementsAre("no_longer_flagged a@c_1.m1#0", "unchanged b@c_1.m1#0",
                          "newly_flagged c@c_1.m1#0", "newly_flagged c@c_1.m3#0"));
}

TEST(Backtest, NothingInNothing) {
  Backtest backtest(book_of(agent_says("a", "apple")), book_of(agent_says("a", "pear")));
  EXPECT_THAT(judged(backtest, {}), IsEmpty());
  EXPECT_THAT(judged(backtest, EventBuilder().opened().customer("apple pear").events()), IsEmpty());
}

TEST(Backtest, JudgesEveryEditAndWhatTheCustomerSaidBefore) {
  Backtest backtest(book_of(agent_says_after("a", "ok", "refund")), book_of(agent_says("a", "ok")));
  EventBuilder events;
  events.opened()
      .customer("hello")
      .reply("a_1", "ok")
      .edited("ok ok")
      .customer("refund")
      .reply("a_1", "ok");

  EXPECT_THAT(
      judged(backtest, events.events()),
      ElementsAre("newly_flagged a@c_1.m2#0", "newly_flagged a@c_1.m2#1", "unchanged a@c_1.m4#0"));
}

TEST(Backtest, FindsWhatTheDeskFoundInWhateverOrderTheEventsLie) {
  const auto book = book_of(agent_says("a", "ok"), agent_says_after("b", "ok", "refund"));
  EventBuilder built;
  built.opened()
      .customer("refund")
      .reply("a_1", "ok")
      .edited("no")
      .customer("x")
      .reply("a_1", "ok");
  std::vector<Event> events = built.events();
  RememberingDesk desk(Profile::douyin(), book);
  for (const Event& event : events) {
    desk.apply(event);
  }
  std::vector<FindingRecord> live;
  for (const FindingRecord& finding : desk.all<FindingRecord>()) {
    live.push_back(finding);
  }
  std::sort(live.begin(), live.end(), [](const FindingRecord& left, const FindingRecord& right) {
    return std::tie(left.message, left.message_revision, left.rule) <
           std::tie(right.message, right.message_revision, right.rule);
  });
  Inspector inspector(book);
  std::mt19937 random(7);
  for (int i = 0; i < 20; ++i) {
    std::shuffle(events.begin(), events.end(), random);
    EXPECT_EQ(findings_in(inspector, live.at(0).conversation, events), live);
  }
}

}  // namespace
}  // namespace qa::testing
