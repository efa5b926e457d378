#include "plugin/replay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>

#include "qa/effect_json.h"
#include "qa/event_json.h"
#include "store/open.h"
#include "tests/plugin/engine/engine_fixture.h"
#include "tests/support/event_builder.h"
#include "tests/support/temp_dir.h"

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

/// All that a database holds, but for who changed what.
struct Held {
  store::Counts counts;
  std::vector<qa::AnomalyRecord> anomalies;
  qa::History history;

  explicit Held(store::Reader& reader)
      : counts(reader.counts()),
        anomalies(reader.anomalies({}, 1'000)),
        history(*reader.history({"shop_1", "desk", "c_1"})) {}
};

/// Good lines, bad ones, and one with a time that cannot be.
class ReplayOfAFile : public testing::Test {
 protected:
  void write(int bad_lines) const {
    std::ofstream file(path_);
    std::vector<qa::Event> events = long_talk();
    events.push_back(events.back());
    events.back().id = "e_absurd";
    events.back().time = qa::kLatestTime;
    for (const qa::Event& event : events) {
      std::string line;
      qa::append_event_json(line, event);
      file << line << '\n';
    }
    for (int i = 0; i < bad_lines; ++i) {
      file << "{\"broken\":\n";
    }
  }

  ReplayCounts run(store::Store& store) const {
    Replay replay({qa::Profile::douyin(), engine_test::few_rules(), "desk", "shop_1"}, &store, {});
    exchange::EventFileReader file(path_);
    replay.read(file);
    replay.finish();
    return replay.counts();
  }

  support::TempDir dir_;
  std::string path_ = (dir_.path() / "day.jsonl").string();
};

TEST_F(ReplayOfAFile, ASecondRunLeavesTheDatabaseAsItWas) {
  write(/*bad_lines=*/150);
  const auto store = store::open_store((dir_.path() / "file.db").string());
  const ReplayCounts first = run(*store);
  EXPECT_EQ(first.malformed, 151U);
  const Held before(*store);
  const ReplayCounts second = run(*store);
  EXPECT_EQ(second.events, 0U);
  EXPECT_EQ(second.malformed, 151U);
  const Held after(*store);
  EXPECT_EQ(after.counts, before.counts);
  EXPECT_EQ(after.anomalies, before.anomalies);
  EXPECT_EQ(after.history.rounds, before.history.rounds);
  EXPECT_EQ(after.history.nudges, before.history.nudges);
  EXPECT_EQ(after.history.findings, before.history.findings);
}

TEST_F(ReplayOfAFile, OfBadLinesWithoutEndASampleIsStored) {
  write(/*bad_lines=*/2'500);
  const auto store = store::open_memory_store();
  EXPECT_EQ(run(*store).malformed, 2'501U);
  const auto anomalies = store->anomalies({}, 5'000);
  ASSERT_EQ(anomalies.size(), 101U) << "the first 100 and the 1,000th";
  EXPECT_EQ(anomalies[1].detail.rfind("day.jsonl line ", 0), 0U) << anomalies[1].detail;
  EXPECT_NE(anomalies.back().detail.find("; number 1000 of its kind"), std::string::npos);
}

TEST(Replay, FindsWhatTheRulesForbid) {
  const Told told = replay(EventBuilder().opened().customer("在吗").reply("a_1", "加微信").take());
  EXPECT_EQ(told.counts.findings, 1U);
  EXPECT_NE(told.lines().find("\"rule\":\"few.wechat\""), std::string::npos);
  EXPECT_EQ(told.lines().find("微信"), std::string::npos) << "effects hold no words";
}

}  // namespace
}  // namespace plugin
