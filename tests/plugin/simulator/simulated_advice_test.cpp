#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "desk_peer.h"

namespace plugin::workstation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct NudgeWords {
  std::string id = "n_1";
  std::string conversation = "c_1";
  std::string agent = "a_1";
  std::string dedupe = "round:1:notice";
  std::int64_t ttl = 600'000;
  std::string because = R"({"event":"ev_c_1_1","seq":1})";
};

std::string nudge(const NudgeWords& words = {}) {
  return fmt::format(
      R"({{"op":"nudge","id":"{}","conversation":"{}","agent":"{}","level":"warn","title":"t",)"
      R"("text":"x","ttl_ms":{},"because":{},"dedupe":"{}"}})",
      words.id, words.conversation, words.agent, words.ttl, words.because, words.dedupe);
}

/// A desk with one client and one question, asked at kStart.
class SimulatedAdviceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    peer.publish(asked("c_1", 1));
    session = peer.attach();
  }

  std::string status_of(const NudgeWords& words) {
    peer.say(session, nudge(words));
    return peer.last(session, "receipt").text("/status");
  }

  bool draft(const std::string& id, const std::string& conversation = "c_1") {
    DraftRequest request;
    request.id = id;
    request.conversation = conversation;
    request.agent = "a_1";
    request.text = "亲";
    const bool is_asked = peer.desk.check_draft(request, peer.now);
    peer.collect();
    return is_asked;
  }

  void result(const std::string& id, const std::string& decision, int revision = 1) {
    peer.say(session, fmt::format(R"({{"op":"draft.result","re":"{}","rev":{},"decision":"{}",)"
                                  R"("reasons":[{{"code":"div.wechat"}}],"rewrite":"改写"}})",
                                  id, revision, decision));
  }

  DeskPeer peer;
  SessionId session = 0;
};

TEST_F(SimulatedAdviceTest, ANudgeIsShownOnceAndItsRepetitionsAreDuplicates) {
  EXPECT_EQ(status_of({}), "shown");
  peer.wait(seconds(5));
  EXPECT_EQ(status_of({}), "duplicate");
  NudgeWords same_key;
  same_key.id = "n_2";
  EXPECT_EQ(status_of(same_key), "duplicate");
  ASSERT_THAT(peer.desk.record().nudges, SizeIs(2));
  EXPECT_THAT(peer.desk.record().nudges[0].statuses, ElementsAre("shown", "duplicate"));
}

TEST_F(SimulatedAdviceTest, TheTtlCountsFromTheCausingEventAndAlsoEndsTheMemory) {
  NudgeWords short_lived;
  short_lived.ttl = 60'000;
  EXPECT_EQ(status_of(short_lived), "shown");
  peer.wait(milliseconds(59'999));
  EXPECT_EQ(status_of(short_lived), "duplicate");
  peer.wait(milliseconds(1));
  EXPECT_EQ(status_of(short_lived), "expired");
}

TEST_F(SimulatedAdviceTest, OneNudgeASecondInAConversation) {
  EXPECT_EQ(status_of({}), "shown");
  NudgeWords second{"n_2", "c_1", "a_1", "key 2"};
  peer.wait(milliseconds(400));
  peer.say(session, nudge(second));
  EXPECT_EQ(peer.last(session, "error").text("/code"), "rate_limited");
  EXPECT_EQ(peer.last(session, "error").text("/re"), "n_2");
  EXPECT_EQ(peer.last(session, "error").integer("/retry_after_ms"), 600);
  peer.wait(milliseconds(600));
  EXPECT_EQ(status_of(second), "shown");
}

TEST_F(SimulatedAdviceTest, TwentyNudgesAMinute) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(status_of({fmt::format("n_{}", i), "c_1", "a_1", fmt::format("k{}", i)}), "shown");
    peer.wait(seconds(1));
  }
  peer.say(session, nudge({"n_20", "c_1", "a_1", "k20"}));
  EXPECT_EQ(peer.last(session, "error").integer("/retry_after_ms"), 40'000);
  peer.wait(seconds(40));
  EXPECT_EQ(status_of({"n_20", "c_1", "a_1", "k20"}), "shown");
}

TEST_F(SimulatedAdviceTest, LatenessIsMeasuredAgainstTheLadder) {
  peer.wait(milliseconds(100'250));
  EXPECT_EQ(status_of({}), "shown");
  peer.wait(milliseconds(49'700));
  EXPECT_EQ(status_of({"n_2", "c_1", "a_1", "urgent"}), "shown");
  const auto& nudges = peer.desk.record().nudges;
  EXPECT_EQ(nudges.at(0).stage, milliseconds(100'000));
  EXPECT_EQ(nudges.at(0).late, milliseconds(250));
  EXPECT_EQ(nudges.at(1).stage, milliseconds(150'000));
  EXPECT_EQ(nudges.at(1).late, milliseconds(-50));
}

TEST_F(SimulatedAdviceTest, NudgesForTheUnknownAreRejected) {
  EXPECT_EQ(status_of({"n_1", "c_nowhere", "a_1", "k"}), "rejected");
  const auto agent = peer.attach("null", "sim-a_1", "agent");
  peer.say(agent, nudge({"n_2", "c_1", "a_2", "k"}));
  EXPECT_EQ(peer.last(agent, "receipt").text("/status"), "rejected");
  EXPECT_THAT(peer.desk.record().violations, SizeIs(2));
}

TEST_F(SimulatedAdviceTest, WhatWasNotAgreedIsUnsupported) {
  const auto shy = peer.attach("null", "sim-desk", "shy", R"("resume")");
  peer.say(shy, nudge());
  EXPECT_EQ(peer.last(shy, "error").text("/code"), "unsupported");
  EXPECT_THAT(peer.of(shy, "receipt"), IsEmpty());
}

TEST_F(SimulatedAdviceTest, VerdictsAreStoredOnce) {
  const std::string verdict =
      R"({"op":"verdict","id":"v_1","conversation":"c_1","target":{"kind":"message","id":"m_1"},)"
      R"("label":"violation","reasons":[],"final":true})";
  peer.say(session, verdict);
  EXPECT_EQ(peer.last(session, "receipt").text("/status"), "stored");
  peer.say(session, verdict);
  EXPECT_EQ(peer.last(session, "receipt").text("/status"), "duplicate");
}

TEST_F(SimulatedAdviceTest, FocusIsShownWhereTheConversationIsKnown) {
  peer.say(session, R"({"op":"focus","id":"f_1","conversation":"c_1"})");
  EXPECT_EQ(peer.last(session, "receipt").text("/status"), "shown");
  peer.say(session, R"({"op":"focus","id":"f_2","conversation":"c_9"})");
  EXPECT_EQ(peer.last(session, "receipt").text("/status"), "rejected");
}

TEST_F(SimulatedAdviceTest, ADraftIsDecidedByTheClient) {
  ASSERT_TRUE(draft("d_1"));
  EXPECT_EQ(peer.last(session, "draft.check").integer("/deadline_ms"), 800);
  peer.wait(milliseconds(12));
  result("d_1", "block");
  const auto outcomes = peer.desk.take_draft_outcomes();
  ASSERT_THAT(outcomes, SizeIs(1));
  EXPECT_EQ(outcomes[0].decision, "block");
  EXPECT_EQ(outcomes[0].rewrite, "改写");
  EXPECT_EQ(outcomes[0].latency, milliseconds(12));
  EXPECT_THAT(peer.desk.record().drafts.at(0).reasons, ElementsAre("div.wechat"));
}

TEST_F(SimulatedAdviceTest, NoAnswerByTheDeadlineIsAllow) {
  ASSERT_TRUE(draft("d_1"));
  peer.wait(milliseconds(799));
  EXPECT_THAT(peer.desk.take_draft_outcomes(), IsEmpty());
  peer.wait(milliseconds(1));
  const auto outcomes = peer.desk.take_draft_outcomes();
  ASSERT_THAT(outcomes, SizeIs(1));
  EXPECT_EQ(outcomes[0].decision, "allow");
  EXPECT_EQ(outcomes[0].by, "deadline");
  result("d_1", "block");
  EXPECT_THAT(peer.desk.take_draft_outcomes(), IsEmpty());
  EXPECT_TRUE(peer.desk.record().drafts.at(0).is_too_late);
}

TEST_F(SimulatedAdviceTest, AnAnswerAfterTheDeadlineDoesNotCountEvenBeforeTheTimer) {
  ASSERT_TRUE(draft("d_1"));
  peer.now += milliseconds(900);
  result("d_1", "block");
  const auto outcomes = peer.desk.take_draft_outcomes();
  ASSERT_THAT(outcomes, SizeIs(1));
  EXPECT_EQ(outcomes[0].decision, "allow");
}

TEST_F(SimulatedAdviceTest, AFifthDraftIsNotAsked) {
  for (const char* id : {"d_1", "d_2", "d_3", "d_4"}) {
    EXPECT_TRUE(draft(id));
  }
  EXPECT_FALSE(draft("d_5"));
}

TEST_F(SimulatedAdviceTest, AClientThatGoesHasAllowedItsDrafts) {
  ASSERT_TRUE(draft("d_1"));
  peer.desk.disconnected(session, 0, peer.now);
  const auto outcomes = peer.desk.take_draft_outcomes();
  ASSERT_THAT(outcomes, SizeIs(1));
  EXPECT_EQ(outcomes[0].by, "gone");
  EXPECT_FALSE(draft("d_2")) << "nobody is there";
}

TEST_F(SimulatedAdviceTest, ADraftGoesToTheAgentsOwnConnectionFirst) {
  const auto agent = peer.attach("null", "sim-a_1", "agent");
  ASSERT_TRUE(draft("d_1"));
  EXPECT_THAT(peer.of(agent, "draft.check"), SizeIs(1));
  EXPECT_THAT(peer.of(session, "draft.check"), IsEmpty());
}

TEST_F(SimulatedAdviceTest, AResultForAnOlderRevisionDecidesNothing) {
  ASSERT_TRUE(draft("d_1"));
  result("d_1", "block", 0);
  EXPECT_THAT(peer.desk.take_draft_outcomes(), IsEmpty());
}

TEST_F(SimulatedAdviceTest, WhatThePersonChoseIsNotedAndReceipted) {
  ASSERT_TRUE(draft("d_1"));
  result("d_1", "warn");
  peer.say(session, R"({"op":"draft.decide","re":"d_1","rev":1,"choice":"override"})");
  EXPECT_EQ(peer.last(session, "receipt").text("/re"), "d_1");
  EXPECT_EQ(peer.desk.record().drafts.at(0).choice, "override");
}

TEST_F(SimulatedAdviceTest, AResultNobodyAskedForIsUnknown) {
  result("d_9", "allow");
  EXPECT_EQ(peer.last(session, "error").text("/code"), "unknown_re");
}

}  // namespace
}  // namespace plugin::workstation
