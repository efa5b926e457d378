#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "desk_peer.h"
#include "plugin/workstation/simulator_player.h"

namespace plugin::workstation {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

EventSource source_of(std::vector<qa::Event> events) {
  auto rest =
      std::make_shared<std::pair<std::vector<qa::Event>, std::size_t>>(std::move(events), 0);
  return [rest]() -> std::optional<qa::Event> {
    return rest->second < rest->first.size() ? std::optional(rest->first[rest->second++])
                                             : std::nullopt;
  };
}

const qa::Time kRecorded = *qa::parse_time("2020-05-01T08:00:00.000Z");

std::vector<qa::Event> three() {
  return {asked("c_1", 1, kRecorded), asked("c_1", 2, kRecorded + seconds(60)),
          asked("c_1", 3, kRecorded + seconds(90))};
}

EventPlayer player(PlayOptions options, std::vector<qa::Event> events,
                   std::optional<qa::Time> live = std::nullopt) {
  std::vector<PlayedSource> sources;
  sources.push_back({source_of(std::move(events)), live});
  return EventPlayer(options, std::move(sources));
}

TEST(EventPlayer, NothingIsDueBeforeTheStart) {
  auto play = player({}, three());
  EXPECT_EQ(play.next_at(), std::nullopt);
  EXPECT_EQ(play.take(kStart), std::nullopt);
}

TEST(EventPlayer, KeepsTheSpacingDividedBySpeed) {
  auto play = player({60, PlayTimes::kNow}, three());
  play.start(kStart);
  EXPECT_EQ(play.take(kStart)->time, kStart);
  EXPECT_EQ(play.next_at(), kStart + seconds(1));
  EXPECT_EQ(play.take(kStart), std::nullopt);
  EXPECT_EQ(play.take(kStart + seconds(1))->time, kStart + seconds(1));
  EXPECT_FALSE(play.is_over());
  EXPECT_EQ(play.take(kStart + seconds(2))->time, kStart + seconds(2));
  EXPECT_TRUE(play.is_over());
  EXPECT_EQ(play.played(), 3);
}

TEST(EventPlayer, ShiftedTimesKeepTheirSpacingWhateverTheSpeed) {
  auto play = player({60, PlayTimes::kShift}, three());
  play.start(kStart);
  play.take(kStart);
  EXPECT_EQ(play.take(kStart + seconds(5))->time, kStart + seconds(60));
}

TEST(EventPlayer, KeptTimesAreUntouchedAndSpeedZeroNeverWaits) {
  auto play = player({0, PlayTimes::kKeep}, three());
  play.start(kStart);
  EXPECT_EQ(play.take(kStart)->time, kRecorded);
  EXPECT_EQ(play.take(kStart)->time, kRecorded + seconds(60));
  EXPECT_EQ(play.take(kStart)->time, kRecorded + seconds(90));
}

TEST(EventPlayer, WhatLiesBeforeTheLiveMomentIsSentAtOnceStampedInThePast) {
  auto play = player({10, PlayTimes::kNow}, three(), kRecorded + seconds(70));
  play.start(kStart);
  EXPECT_EQ(play.take(kStart)->time, kStart - seconds(70));
  EXPECT_EQ(play.take(kStart)->time, kStart - seconds(10));
  EXPECT_EQ(play.next_at(), kStart + seconds(2));
}

TEST(EventPlayer, SourcesPlaySideBySideFromTheirOwnBeginnings) {
  std::vector<PlayedSource> sources;
  sources.push_back({source_of(three()), std::nullopt});
  sources.push_back({source_of({asked("c_2", 1, kRecorded + minutes(9'000)),
                                asked("c_2", 2, kRecorded + minutes(9'000) + seconds(70))}),
                     std::nullopt});
  EventPlayer play({1, PlayTimes::kNow}, std::move(sources));
  play.start(kStart);
  std::vector<std::string> ids;
  while (auto event = play.take(kStart + minutes(10))) {
    ids.push_back(event->id);
  }
  EXPECT_THAT(ids,
              ::testing::ElementsAre("ev_c_1_1", "ev_c_2_1", "ev_c_1_2", "ev_c_2_2", "ev_c_1_3"));
}

TEST(EventPlayer, ALateEventKeepsItsPlaceInTheSourceAndItsOwnTime) {
  auto events = three();
  std::swap(events[1], events[2]);
  auto play = player({1, PlayTimes::kShift}, events);
  play.start(kStart);
  play.take(kStart);
  EXPECT_EQ(play.next_at(), kStart + seconds(90));
  EXPECT_EQ(play.take(kStart + seconds(90))->id, "ev_c_1_3");
  const auto late = play.take(kStart + seconds(90));
  ASSERT_TRUE(late.has_value());
  EXPECT_EQ(late->time, kStart + seconds(60));
}

}  // namespace
}  // namespace plugin::workstation
