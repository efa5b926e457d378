#include "plugin/replay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "qa/effect_json.h"
#include "store/open.h"
#include "tests/plugin/engine/engine_fixture.h"
#include "tests/support/event_builder.h"

namespace plugin {
namespace {

using std::chrono::seconds;
using support::EventBuilder;
using support::shanghai;

struct Told {
  std::vector<qa::Effect> effects;
  ReplayCounts counts;

  std::string lines() const {
    std::string text;
    for (const qa::Effect& effect : effects) {
      qa::append_effect_json(text, effect);
    }
    return text;
  }

  /// The last record of every round, by identity.
  std::map<std::string, qa::RoundRecord> last_rounds() const {
    std::map<std::string, qa::RoundRecord> last;
    for (const qa::Effect& effect : effects) {
      if (const auto* round = std::get_if<qa::RoundRecord>(&effect)) {
        last[round->conversation.id + "/" + round->opened_by] = *round;
      }
    }
    for (auto& [identity, round] : last) {
      round.revision = 0;  // how often it was told depends on the order of arrival
    }
    return last;
  }
};

Told replay(const std::vector<qa::Event>& events, store::Store* store = nullptr) {
  Told told;
  Replay replay({qa::Profile::douyin(), engine_test::few_rules(), "desk", "shop_1"}, store,
                [&](const qa::Effect& effect) { told.effects.push_back(effect); });
  for (const qa::Event& event : events) {
    replay.apply(event);
  }
  replay.finish();
  told.counts = replay.counts();
  return told;
}

/// A conversation with sixty rounds, every second one answered in time.
std::vector<qa::Event> long_talk() {
  EventBuilder talk;
  talk.opened().assigned("a_1");
  for (int i = 0; i < 60; ++i) {
    talk.after(seconds(10)).customer("问").after(seconds(i % 2 == 0 ? 20 : 200)).reply("a_1", "答");
  }
  return talk.customer("还在吗").take();
}

TEST(Replay, FiresEveryStageAtTheInstantItFallsDue) {
  const Told told =
      replay(EventBuilder().opened().customer("在吗").at("10:03:20").reply("a_1", "在").take());
  std::vector<qa::Time> at;
  for (const qa::Effect& effect : told.effects) {
    if (const auto* nudge = std::get_if<qa::NudgeRecord>(&effect)) {
      at.push_back(nudge->at);
    }
  }
  EXPECT_EQ(at, (std::vector<qa::Time>{shanghai("2026-11-22", "10:01:40"),
                                       shanghai("2026-11-22", "10:02:30"),
                                       shanghai("2026-11-22", "10:03:00")}));
}

TEST(Replay, TheSameInputGivesTheSameBytes) {
  EXPECT_EQ(replay(long_talk()).lines(), replay(long_talk()).lines());
}

TEST(Replay, TellsTheOpenRoundsOnceAtTheEnd) {
  const Told told = replay(EventBuilder().opened().customer("在吗").take());
  const auto rounds = told.last_rounds();
  ASSERT_EQ(rounds.size(), 1U);
  EXPECT_EQ(rounds.begin()->second.state, qa::RoundState::kOpen);
}

TEST(Replay, ConcludesTheSameWithADatabaseAndWithout) {
  const auto store = store::open_memory_store();
  EXPECT_EQ(replay(long_talk(), store.get()).lines(), replay(long_talk()).lines());
}

TEST(Replay, ALateEventInALongConversationForgetsNothingThatWaitsToBeWritten) {
  std::vector<qa::Event> events = long_talk();
  // The third event comes last: older than the words the desk keeps, and nothing is stored yet.
  std::rotate(events.begin() + 2, events.begin() + 3, events.end());
  const auto store = store::open_memory_store();
  const Told with = replay(events, store.get());
  EXPECT_EQ(with.last_rounds(), replay(long_talk()).last_rounds());
  EXPECT_EQ(with.counts.conversations, 1U);
}

TEST(Replay, ASecondRunOverADatabaseChangesNothing) {
  const auto store = store::open_memory_store();
  replay(long_talk(), store.get());
  const Told again = replay(long_talk(), store.get());
  EXPECT_EQ(again.counts.events, 0U);
  EXPECT_EQ(again.counts.duplicates, long_talk().size());
  EXPECT_EQ(again.counts.nudges + again.counts.suppressed, 0U);
  EXPECT_EQ(again.counts.findings, 0U);
}

TEST(Replay, FindsWhatTheRulesForbid) {
  const Told told = replay(EventBuilder().opened().customer("在吗").reply("a_1", "加微信").take());
  EXPECT_EQ(told.counts.findings, 1U);
  EXPECT_NE(told.lines().find("\"rule\":\"few.wechat\""), std::string::npos);
  EXPECT_EQ(told.lines().find("微信"), std::string::npos) << "effects hold no words";
}

}  // namespace
}  // namespace plugin
