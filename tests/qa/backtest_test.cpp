#include "qa/backtest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/qa/remembering_desk.h"
#include "tests/qa/word_rules.h"
#include "tests/support/event_builder.h"
#include "tests/support/rules_of.h"

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
                    book_of(agent_says("b", "bread"), agent_says("c", "cake")), Profile::douyin());
  EventBuilder events;
  events.opened().reply("a_1", "apple bread cake").customer("cake").reply("a_1", "cake");

  EXPECT_THAT(judged(backtest, events.events()),
              ElementsAre("no_longer_flagged a@c_1.m1#0", "unchanged b@c_1.m1#0",
                          "newly_flagged c@c_1.m1#0", "newly_flagged c@c_1.m3#0"));
}

TEST(Backtest, NothingInNothing) {
  Backtest backtest(book_of(agent_says("a", "apple")), book_of(agent_says("a", "pear")),
                    Profile::douyin());
  EXPECT_THAT(judged(backtest, {}), IsEmpty());
  EXPECT_THAT(judged(backtest, EventBuilder().opened().customer("apple pear").events()), IsEmpty());
}

TEST(Backtest, JudgesEveryEditAndWhatTheCustomerSaidBefore) {
  Backtest backtest(book_of(agent_says_after("a", "ok", "refund")), book_of(agent_says("a", "ok")),
                    Profile::douyin());
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

TEST(WholeJudgement, HasTheFindingsOfABacktestAndTheirScore) {
  const auto rules = ::support::rules_of(R"(version: 1
pack: shop
rules:
- {id: apple, has: [apple], score_each: -10, max: -15, dimension: fruit}
- {id: pear, says: customer, has: [pear], classify: asks/pear}
- {id: bread, says: customer, has: [bread], score: -10, dimension: bakery}
)");
  const std::vector<Event> events = EventBuilder()
                                        .opened()
                                        .customer("pear")
                                        .reply("a_1", "apple")
                                        .edited("apple apple")
                                        .recalled()
                                        .take();
  const Profile profile = Profile::douyin();
  const LocalTime local(profile);
  const WholeConversation conversation(kKey, events, profile, local);
  BookOverWhole book(rules);
  const WholeJudgement judgement = book.judge(conversation);

  EXPECT_EQ(judgement.words.size(), 4U);
  EXPECT_EQ(judgement.findings.size(), 2U);
  EXPECT_EQ(judgement.findings, book.findings_in(conversation));
  ASSERT_EQ(judgement.intents.size(), 1U);
  EXPECT_EQ(judgement.intents.front().word, 0U);
  EXPECT_EQ(rules->info(judgement.intents.front().rule).id, "pear");
  EXPECT_EQ(judgement.score.points, 85);
  EXPECT_THAT(judgement.score.dimensions, ElementsAre(rules::DimensionScore{"bakery", 10, 10},
                                                      rules::DimensionScore{"fruit", 0, 15}));
}

/// What the book finds in these events of one conversation, however they are shuffled.
void expect_findings(const std::shared_ptr<const rules::RulePack>& rules,
                     const std::vector<FindingRecord>& live, std::vector<Event> events) {
  ASSERT_FALSE(live.empty());
  const Profile profile = Profile::douyin();
  const LocalTime local(profile);
  BookOverWhole book(rules);
  std::mt19937 random(7);
  for (int i = 0; i < 20; ++i) {
    std::shuffle(events.begin(), events.end(), random);
    const WholeConversation conversation(live.front().conversation, events, profile, local);
    EXPECT_EQ(book.findings_in(conversation), live);
  }
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
  expect_findings(book, live, std::move(events));
}

TEST(Backtest, JudgesTheWholeConversationAsTheDeskDid) {
  const auto rules = ::support::rules_of(R"(version: 1
pack: shop
rules:
- id: promise
  after: {says: agent, has: [稍等]}
  expect: {says: agent, within: 180s}
- id: again
  repeat: {of: self, look_back: 5, alike: 90%, min_chars: 4, times: 2}
- id: asked_twice
  says: customer
  has: [在吗]
  count: {at_least: 2, within: 60s}
- id: late_answer
  says: customer
  reply_within: 60s
)");
  EventBuilder built("2026-11-22");
  built.at("10:00:00").opened().assigned("a_1").customer("在吗").at("10:00:30").customer("在吗");
  built.at("10:01:40").reply("a_1", "稍等").at("10:06:00").reply("a_1", "这款支持七天退货");
  built.at("10:06:10").reply("a_1", "这款支持七天退货").at("10:07:00").customer("好");
  const std::vector<Event> events = built.events();
  RememberingDesk desk(Profile::douyin(), rules);
  desk.apply_all(events);
  desk.run_to(events.back().time + std::chrono::hours{1});
  std::vector<FindingRecord> live;
  for (const auto& [name, finding] : desk.standing_findings()) {
    live.push_back(finding);
  }
  std::set<std::string> found;
  for (const FindingRecord& finding : live) {
    found.insert(finding.rule);
  }
  EXPECT_THAT(found, ElementsAre("again", "asked_twice", "late_answer", "promise"));
  expect_findings(rules, live, events);
}

}  // namespace
}  // namespace qa::testing
