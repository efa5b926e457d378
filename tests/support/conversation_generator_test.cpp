#include "tests/support/conversation_generator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "qa/event_json.h"
#include "qa/ids.h"
#include "tests/support/event_builder.h"
#include "tests/support/event_stream.h"

namespace {

using support::generate_day;
using support::GeneratorOptions;

GeneratorOptions options_of(std::uint64_t seed, int conversations = 400) {
  GeneratorOptions options;
  options.seed = seed;
  options.conversations = conversations;
  return options;
}

std::string json_of(const std::vector<qa::Event>& events) {
  std::string out;
  for (const qa::Event& event : events) {
    qa::append_event_json(out, event);
    out += '\n';
  }
  return out;
}

template <typename Data>
std::ptrdiff_t count(const std::vector<qa::Event>& events) {
  return std::count_if(events.begin(), events.end(), [](const qa::Event& event) {
    return std::holds_alternative<Data>(event.data);
  });
}

TEST(ConversationGenerator, TheSameSeedMakesTheSameDay) {
  EXPECT_EQ(json_of(generate_day(options_of(3, 60))), json_of(generate_day(options_of(3, 60))));
  EXPECT_NE(json_of(generate_day(options_of(3, 60))), json_of(generate_day(options_of(4, 60))));
}

TEST(ConversationGenerator, ADayHoldsEveryTypeOfEvent) {
  const auto events = generate_day(options_of(5, 1'000));
  EXPECT_GT(count<qa::Unknown>(events), 0);
  EXPECT_GT(count<qa::Opened>(events), 0);
  EXPECT_GT(count<qa::Queued>(events), 0);
  EXPECT_GT(count<qa::Assigned>(events), 0);
  EXPECT_GT(count<qa::Transferred>(events), 0);
  EXPECT_GT(count<qa::Snoozed>(events), 0);
  EXPECT_GT(count<qa::Reopened>(events), 0);
  EXPECT_GT(count<qa::Closed>(events), 0);
  EXPECT_GT(count<qa::MessageCreated>(events), 0);
  EXPECT_GT(count<qa::MessageEdited>(events), 0);
  EXPECT_GT(count<qa::MessageRecalled>(events), 0);
  EXPECT_GT(count<qa::MessageFailed>(events), 0);
  EXPECT_GT(count<qa::RatingSubmitted>(events), 0);
  EXPECT_GT(count<qa::OrderPlaced>(events), 0);
  EXPECT_GT(count<qa::AgentStatus>(events), 0);
}

TEST(ConversationGenerator, ADayHoldsTheOdditiesOfRealStreams) {
  const auto events = generate_day(options_of(6, 1'000));
  std::set<std::string> ids;
  std::map<std::string, std::int64_t> newest;
  int duplicates = 0;
  int late = 0;
  int midway = 0;
  for (const qa::Event& event : events) {
    if (!ids.insert(event.id).second) {
      ++duplicates;
      continue;
    }
    std::int64_t& before = newest[event.subject];
    late += event.conv_seq < before ? 1 : 0;
    before = std::max(before, event.conv_seq);
  }
  for (const qa::Event& event : support::in_order(events)) {
    midway += event.conv_seq == 1 && !std::holds_alternative<qa::Opened>(event.data) ? 1 : 0;
  }
  EXPECT_GT(duplicates, 0);
  EXPECT_GT(late, 0);
  EXPECT_GT(midway, 0);
  EXPECT_GT(events.back().time, support::shanghai("2026-11-22", "24:00"));
}

TEST(ConversationGenerator, WhatItMakesIsWithinTheLimitsOfTheWire) {
  for (const qa::Event& event : generate_day(options_of(7))) {
    ASSERT_FALSE(event.id.empty());
    ASSERT_LE(event.id.size(), qa::kLongestId);
    ASSERT_FALSE(event.subject.empty());
    ASSERT_GE(event.conv_seq, 0);
    ASSERT_TRUE(event.time >= qa::kEarliestTime && event.time < qa::kLatestTime);
    if (const auto* message = std::get_if<qa::MessageCreated>(&event.data)) {
      ASSERT_FALSE(message->id.empty());
      ASSERT_FALSE(message->author.id.empty());
      ASSERT_TRUE(message->is_public);
    }
    if (const auto* rating = std::get_if<qa::RatingSubmitted>(&event.data)) {
      ASSERT_TRUE(rating->score >= 1 && rating->score <= 5 && rating->scale == 5);
    }
  }
}

TEST(ConversationGenerator, PrivateNotesComeOnlyWhenAskedFor) {
  GeneratorOptions options = options_of(8);
  options.with_private_notes = true;
  const auto events = generate_day(options);
  const bool has_notes = std::any_of(events.begin(), events.end(), [](const qa::Event& event) {
    const auto* message = std::get_if<qa::MessageCreated>(&event.data);
    return message != nullptr && !message->is_public;
  });
  EXPECT_TRUE(has_notes);
}

TEST(ConversationGenerator, DaysInARowShareNoId) {
  std::set<std::string> first;
  for (const qa::Event& event : support::generate_days(options_of(9, 30), 2)) {
    if (event.id.starts_with("d0_")) {
      first.insert(event.id);
    } else {
      ASSERT_TRUE(event.id.starts_with("d1_"));
      ASSERT_GE(event.time, support::shanghai("2026-11-23", "00:00") - qa::Duration{5'000});
    }
  }
  EXPECT_GT(first.size(), 100U);
}

TEST(EventStream, AnyArrivalCanBePutInOrderAgain) {
  const auto day = generate_day(options_of(10, 50));
  const std::string ordered = json_of(support::in_order(day));
  EXPECT_EQ(json_of(support::in_order(support::shuffled(day, 1))), ordered);
  EXPECT_EQ(json_of(support::in_order(support::jumbled(day, 20, 2))), ordered);
  EXPECT_EQ(json_of(support::in_order(support::with_duplicates(day, 0.3, 3))), ordered);
  EXPECT_NE(json_of(support::shuffled(day, 1)), json_of(day));
  EXPECT_GT(support::with_duplicates(day, 0.3, 3).size(), day.size());
  EXPECT_EQ(support::truncated(day, 7).size(), 7U);
}

TEST(EventBuilder, StampsWhatFollowsAndCountsPerConversation) {
  const auto events = support::EventBuilder()
                          .conversation("c_1")
                          .opened()
                          .at("10:10:15")
                          .customer("在吗")
                          .conversation("c_2")
                          .opened(qa::ConversationStatus::kBot, "u_2")
                          .conversation("c_1")
                          .at("10:18:10.500")
                          .reply("a_1", "在的")
                          .recalled()
                          .take();
  ASSERT_EQ(events.size(), 5U);
  EXPECT_EQ(qa::format_time(events[1].time), "2026-11-22T02:10:15.000Z");
  EXPECT_EQ(events[2].conv_seq, 1);
  EXPECT_EQ(qa::format_time(events[3].time), "2026-11-22T02:18:10.500Z");
  EXPECT_EQ(events[3].conv_seq, 3);
  EXPECT_EQ(std::get<qa::MessageRecalled>(events[4].data).message_id, "c_1.m2");
}

TEST(EventBuilder, HoursBeyondMidnightAreOfTheNextDay) {
  EXPECT_EQ(support::shanghai("2026-11-22", "24:30"), support::shanghai("2026-11-23", "00:30"));
  EXPECT_THROW(support::shanghai("2026-11-22", "soon"), std::invalid_argument);
  EXPECT_THROW(support::shanghai("today", "10:00"), std::invalid_argument);
}

}  // namespace
