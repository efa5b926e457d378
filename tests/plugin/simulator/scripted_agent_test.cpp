#include "plugin/workstation/scripted_agent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "desk_peer.h"
#include "plugin/workstation/simulator_play.h"

namespace plugin::workstation {
namespace {

using std::chrono::milliseconds;
using ::testing::IsEmpty;
using ::testing::SizeIs;

qa::Event reply(const std::string& conversation, std::int64_t order, std::string text = "您好") {
  return said(conversation, order, qa::ActorKind::kHuman, std::move(text));
}

DraftOutcome outcome(const std::string& id, std::string decision, std::string rewrite = {}) {
  DraftOutcome outcome;
  outcome.id = id;
  outcome.decision = std::move(decision);
  outcome.by = "client";
  outcome.rewrite = std::move(rewrite);
  return outcome;
}

const std::string& text_of(const qa::Event& event) {
  return std::get<qa::MessageCreated>(event.data).content.text;
}

TEST(ScriptedAgent, ChecksPeoplesWordsAndNothingElse) {
  ScriptedAgent agent({});
  EXPECT_THAT(agent.offer(asked("c_1", 1), kStart).publish, SizeIs(1));
  qa::Event greeting = reply("c_1", 2);
  std::get<qa::MessageCreated>(greeting.data).is_automatic = true;
  EXPECT_THAT(agent.offer(greeting, kStart).publish, SizeIs(1));
  qa::Event note = reply("c_1", 3);
  std::get<qa::MessageCreated>(note.data).is_public = false;
  EXPECT_THAT(agent.offer(note, kStart).publish, SizeIs(1));
  const auto step = agent.offer(reply("c_1", 4, "加微信"), kStart);
  EXPECT_THAT(step.publish, IsEmpty());
  ASSERT_THAT(step.ask, SizeIs(1));
  EXPECT_EQ(step.ask[0].text, "加微信");
  EXPECT_EQ(step.ask[0].conversation, "c_1");
  EXPECT_EQ(step.ask[0].agent, "a_1");
}

TEST(ScriptedAgent, AnAllowedMessageIsSentAsWrittenWhenItWasAllowed) {
  ScriptedAgent agent({});
  const auto asked_step = agent.offer(reply("c_1", 1), kStart);
  const auto step =
      agent.decided(outcome(asked_step.ask[0].id, "allow", "别的"), kStart + milliseconds(40));
  ASSERT_THAT(step.publish, SizeIs(1));
  EXPECT_EQ(text_of(step.publish[0]), "您好");
  EXPECT_EQ(step.publish[0].time, kStart + milliseconds(40));
  EXPECT_EQ(agent.waiting(), 0U);
}

TEST(ScriptedAgent, ABlockedMessageIsRewrittenOrNeverSent) {
  ScriptedAgent agent({});
  auto asked_step = agent.offer(reply("c_1", 1), kStart);
  auto step = agent.decided(outcome(asked_step.ask[0].id, "block", "改写"), kStart);
  EXPECT_EQ(text_of(step.publish.at(0)), "改写");
  asked_step = agent.offer(reply("c_1", 2), kStart);
  step = agent.decided(outcome(asked_step.ask[0].id, "block"), kStart);
  EXPECT_THAT(step.publish, IsEmpty());
  const qa::Event recall = event_of("c_1", 3, qa::MessageRecalled{"m_c_1_2", std::nullopt});
  EXPECT_THAT(agent.offer(recall, kStart).publish, IsEmpty()) << "of a message nobody saw";
}

TEST(ScriptedAgent, WarningsAreHeededOrNotByTheSeed) {
  ScriptedAgentOptions always;
  always.adopt_percent = 100;
  ScriptedAgentOptions never;
  never.adopt_percent = 0;
  for (const auto& [options, expected] : {std::pair{always, "改写"}, std::pair{never, "您好"}}) {
    ScriptedAgent agent(options);
    const auto asked_step = agent.offer(reply("c_1", 1), kStart);
    const auto step = agent.decided(outcome(asked_step.ask[0].id, "warn", "改写"), kStart);
    EXPECT_EQ(text_of(step.publish.at(0)), expected);
  }
}

TEST(ScriptedAgent, TheShareThatIsCheckedIsAboutAsAsked) {
  ScriptedAgentOptions some;
  some.checked_percent = 30;
  ScriptedAgent agent(some);
  int checked = 0;
  for (int i = 0; i < 1'000; ++i) {
    checked += agent.offer(reply(fmt::format("c_{}", i), 1), kStart).ask.empty() ? 0 : 1;
  }
  EXPECT_NEAR(checked, 300, 60);
}

TEST(ScriptedAgent, WhatFollowsInTheConversationWaitsBehindTheCheck) {
  ScriptedAgent agent({});
  const auto first = agent.offer(reply("c_1", 1), kStart);
  EXPECT_THAT(agent.offer(asked("c_1", 2), kStart).publish, IsEmpty());
  EXPECT_THAT(agent.offer(reply("c_1", 3), kStart).ask, IsEmpty());
  EXPECT_THAT(agent.offer(asked("c_2", 1), kStart).publish, SizeIs(1));
  auto step = agent.decided(outcome(first.ask[0].id, "allow"), kStart + milliseconds(100));
  ASSERT_THAT(step.publish, SizeIs(2));
  EXPECT_EQ(step.publish[0].conv_seq, 1);
  EXPECT_EQ(step.publish[1].conv_seq, 2);
  EXPECT_GE(step.publish[1].time, step.publish[0].time);
  ASSERT_THAT(step.ask, SizeIs(1));
  step = agent.decided(outcome(step.ask[0].id, "allow"), kStart + milliseconds(200));
  EXPECT_EQ(step.publish.at(0).conv_seq, 3);
}

/// A play of one exchange in which the agent's words are checked.
class SimulatedPlayTest : public ::testing::Test {
 protected:
  SimulatedPlayTest() : play(peer.desk, player(), ScriptedAgentOptions{}) {}

  static EventPlayer player() {
    auto events = std::make_shared<std::vector<qa::Event>>(std::vector<qa::Event>{
        reply("c_1", 2, "加我微信"), asked("c_1", 1)});  // taken from the back
    std::vector<PlayedSource> sources;
    sources.push_back({[events]() -> std::optional<qa::Event> {
                         if (events->empty()) {
                           return std::nullopt;
                         }
                         qa::Event event = std::move(events->back());
                         events->pop_back();
                         return event;
                       },
                       std::nullopt});
    return EventPlayer({1, PlayTimes::kNow}, std::move(sources));
  }

  void advance() {
    play.advance(peer.now, 100);
    peer.collect();
  }

  DeskPeer peer;
  SimulatedPlay play;
};

TEST_F(SimulatedPlayTest, TheAgentSendsWhatTheCheckLeavesOfIt) {
  const auto session = peer.attach();
  play.start(peer.now);
  advance();
  EXPECT_THAT(peer.seqs(session), SizeIs(1));
  const SentFrame check = peer.last(session, "draft.check");
  EXPECT_EQ(check.text("/text"), "加我微信");
  EXPECT_FALSE(play.is_over());
  peer.say(session, fmt::format(R"({{"op":"draft.result","re":"{}","rev":1,"decision":"block",)"
                                R"("rewrite":"咱们在这里沟通就好"}})",
                                check.text("/id")));
  advance();
  EXPECT_EQ(peer.last(session, "event").text("/event/data/message/content/text"),
            "咱们在这里沟通就好");
  EXPECT_TRUE(play.is_over());
}

TEST_F(SimulatedPlayTest, WithoutAnAnswerTheMessageGoesOutAtTheDeadline) {
  const auto session = peer.attach();
  play.start(peer.now);
  advance();
  EXPECT_EQ(play.next_deadline(), peer.now + milliseconds(800));
  peer.now += milliseconds(800);
  advance();
  EXPECT_EQ(peer.last(session, "event").text("/event/data/message/content/text"), "加我微信");
}

TEST_F(SimulatedPlayTest, WithNobodyToAskItGoesOutAtOnce) {
  play.start(peer.now);
  advance();
  EXPECT_TRUE(play.is_over());
  EXPECT_EQ(SentFrame(peer.desk.state_json(peer.now)).integer("/head_seq"), 2);
}

}  // namespace
}  // namespace plugin::workstation
