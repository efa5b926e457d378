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

/// A desk with one client and three events sent.
class SimulatorFaultsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    session = peer.attach();
    stream = peer.last(session, "ready").text("/stream");
    for (int i = 1; i <= 3; ++i) {
      peer.publish(asked("c_1", i));
    }
  }

  SessionId resume(std::int64_t seq) {
    return peer.attach(fmt::format(R"({{"stream":"{}","seq":{}}})", stream, seq), "sim-desk",
                       fmt::format("again-{}", peer.frames.size()));
  }

  DeskOutput::Kind how_it_ended() {
    return peer.others.at(session).empty() ? DeskOutput::Kind::kText
                                           : peer.others.at(session).back().kind;
  }

  DeskPeer peer;
  SessionId session = 0;
  std::string stream;
};

TEST_F(SimulatorFaultsTest, DropsInThreeWays) {
  EXPECT_EQ(peer.inject("drop"), 200);
  EXPECT_EQ(how_it_ended(), DeskOutput::Kind::kAbort);
  session = resume(3);
  EXPECT_EQ(peer.inject("drop", R"({"how":"fin"})"), 200);
  EXPECT_EQ(how_it_ended(), DeskOutput::Kind::kHangUp);
  session = resume(3);
  EXPECT_EQ(peer.inject("drop", R"({"how":"cut"})"), 200);
  EXPECT_EQ(how_it_ended(), DeskOutput::Kind::kCut);
  EXPECT_EQ(peer.inject("drop", R"({"how":"softly"})"), 400);
}

TEST_F(SimulatorFaultsTest, NothingIsLostOverADrop) {
  peer.inject("drop");
  peer.publish(asked("c_1", 4));
  EXPECT_THAT(peer.seqs(resume(2)), ElementsAre(3, 4));
}

TEST_F(SimulatorFaultsTest, RestartSaysByeAndIsUnreachableForAWhile) {
  peer.inject("restart", R"({"after_ms":1500,"down_ms":2000})");
  const SentFrame bye = peer.last(session, "bye");
  EXPECT_EQ(bye.text("/reason"), "server_restart");
  EXPECT_EQ(bye.integer("/after_ms"), 1'500);
  EXPECT_EQ(peer.close_code(session), 1012);
  EXPECT_TRUE(peer.desk.is_down(peer.now + milliseconds(1'999)));
  EXPECT_FALSE(peer.desk.is_down(peer.now + milliseconds(2'000)));
  EXPECT_THAT(peer.seqs(resume(2)), ElementsAre(3));
}

TEST_F(SimulatorFaultsTest, RestartWithANewStreamRenumbers) {
  peer.inject("restart", R"({"new_stream":true})");
  const auto again = resume(2);
  const SentFrame ready = peer.last(again, "ready");
  EXPECT_EQ(ready.text("/reason"), "stream_unknown");
  EXPECT_NE(ready.text("/stream"), stream);
  EXPECT_EQ(ready.integer("/head_seq"), 0);
  EXPECT_THAT(peer.of(again, "snapshot"), SizeIs(1));
  peer.publish(asked("c_1", 4));
  EXPECT_THAT(peer.seqs(again), ElementsAre(1));
}

TEST_F(SimulatorFaultsTest, ALostStreamMayBeginAnywhere) {
  peer.inject("stream_unknown", R"({"head":500})");
  const auto again = resume(3);
  EXPECT_EQ(peer.last(again, "ready").integer("/head_seq"), 500);
  peer.publish(asked("c_1", 4));
  EXPECT_THAT(peer.seqs(again), ElementsAre(501));
}

TEST_F(SimulatorFaultsTest, ExpiredCursorsKeepTheNumbering) {
  peer.inject("cursor_expired");
  const auto again = resume(2);
  EXPECT_EQ(peer.last(again, "ready").text("/reason"), "cursor_expired");
  EXPECT_EQ(peer.last(again, "ready").integer("/head_seq"), 3);
}

TEST_F(SimulatorFaultsTest, DuplicatesComeWithTheirOldNumbers) {
  peer.inject("duplicate", R"({"n":2})");
  EXPECT_THAT(peer.seqs(session), ElementsAre(1, 2, 3, 2, 3));
}

TEST_F(SimulatorFaultsTest, AGapLeavesNumbersOut) {
  peer.inject("gap", R"({"n":2})");
  for (int i = 4; i <= 6; ++i) {
    peer.publish(asked("c_1", i));
  }
  EXPECT_THAT(peer.seqs(session), ElementsAre(1, 2, 3, 6));
  EXPECT_THAT(peer.seqs(resume(3)), ElementsAre(4, 5, 6));
}

TEST_F(SimulatorFaultsTest, ReorderingMixesConversationsButKeepsEachInOrder) {
  peer.inject("reorder", R"({"n":4})");
  peer.publish(asked("c_2", 1));
  peer.publish(asked("c_3", 1));
  peer.publish(asked("c_2", 2));
  EXPECT_THAT(peer.seqs(session), SizeIs(3));
  peer.publish(asked("c_3", 2));
  const auto frames = peer.of(session, "event");
  ASSERT_THAT(frames, SizeIs(7));
  EXPECT_EQ(frames[3].text("/event/id"), "ev_c_3_1");
  EXPECT_EQ(frames[4].text("/event/id"), "ev_c_3_2");
  EXPECT_EQ(frames[5].text("/event/id"), "ev_c_2_1");
  EXPECT_EQ(frames[6].text("/event/id"), "ev_c_2_2");
  EXPECT_EQ(frames[6].integer("/seq"), 7);
}

TEST_F(SimulatorFaultsTest, ReorderingDoesNotWaitForever) {
  peer.inject("reorder", R"({"n":4,"within":true})");
  peer.publish(asked("c_2", 1));
  peer.publish(asked("c_2", 2));
  peer.wait(seconds(2));
  const auto frames = peer.of(session, "event");
  ASSERT_THAT(frames, SizeIs(5));
  EXPECT_EQ(frames[3].text("/event/id"), "ev_c_2_2");
}

TEST_F(SimulatorFaultsTest, MutedEventsAreDeadUnderLivePongs) {
  peer.inject("mute");
  peer.publish(asked("c_1", 4));
  peer.say(session, R"({"op":"ping","n":1})");
  EXPECT_EQ(peer.last(session, "pong").integer("/head_seq"), 4);
  EXPECT_THAT(peer.seqs(session), SizeIs(3));
  peer.inject("mute", R"({"on":false})");
  EXPECT_THAT(peer.seqs(session), SizeIs(4));
}

TEST_F(SimulatorFaultsTest, PongsCanDieAlone) {
  peer.inject("pong_silence");
  peer.say(session, R"({"op":"ping","n":1})");
  peer.publish(asked("c_1", 4));
  EXPECT_THAT(peer.of(session, "pong"), IsEmpty());
  EXPECT_THAT(peer.seqs(session), SizeIs(4));
}

TEST_F(SimulatorFaultsTest, SilenceIsTotal) {
  peer.inject("silence");
  peer.say(session, R"({"op":"ping","n":1})");
  peer.publish(asked("c_1", 4));
  EXPECT_THAT(peer.of(session, "pong"), IsEmpty());
  EXPECT_THAT(peer.seqs(session), SizeIs(3));
}

TEST_F(SimulatorFaultsTest, ASmallWindowSlowsTheStream) {
  peer.ack(session, 3);
  peer.inject("slow", R"({"max_inflight":1,"slow_ms":1000})");
  peer.publish(asked("c_1", 4));
  peer.publish(asked("c_1", 5));
  EXPECT_THAT(peer.seqs(session), ElementsAre(1, 2, 3, 4));
  peer.wait(seconds(1));
  EXPECT_EQ(peer.close_code(session), 4005);
}

TEST_F(SimulatorFaultsTest, CredentialsAreRefusedSoManyTimes) {
  peer.inject("refuse", R"({"times":1})");
  EXPECT_EQ(peer.close_code(session), 4001);
  EXPECT_EQ(peer.close_code(resume(3)), 4001);
  EXPECT_EQ(peer.close_code(resume(3)), 0);
}

TEST_F(SimulatorFaultsTest, ClosesWithTheCodesOfTheProtocol) {
  peer.inject("rate_limit", R"({"retry_after_ms":7000})");
  EXPECT_EQ(peer.close_code(session), 4007);
  EXPECT_EQ(peer.last(session, "error").integer("/retry_after_ms"), 7'000);
  session = resume(3);
  peer.inject("session_invalid");
  EXPECT_EQ(peer.close_code(session), 4009);
  session = resume(3);
  peer.inject("replaced");
  EXPECT_EQ(peer.close_code(session), 4004);
  session = resume(3);
  peer.inject("close", R"({"code":1001})");
  EXPECT_EQ(peer.close_code(session), 1001);
}

TEST_F(SimulatorFaultsTest, UpgradesAreRefusedOrAnsweredOddly) {
  peer.inject("http", R"({"status":429,"retry_after":3,"times":1})");
  const auto refusal = peer.desk.refuse_upgrade();
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->status, 429);
  EXPECT_EQ(refusal->retry_after, 3);
  EXPECT_FALSE(peer.desk.refuse_upgrade().has_value());
  peer.inject("wrong_protocol");
  EXPECT_FALSE(peer.desk.echoes_subprotocol());
  EXPECT_TRUE(peer.desk.echoes_subprotocol());
  peer.inject("down", R"({"for_ms":1000})");
  EXPECT_TRUE(peer.desk.is_down(peer.now));
  peer.inject("down", R"({"on":false})");
  EXPECT_FALSE(peer.desk.is_down(peer.now));
}

TEST_F(SimulatorFaultsTest, TheHelloCanBeLateOrOfAnotherVersion) {
  peer.inject("hello", R"({"delay_ms":3000,"v":2})");
  const auto next = peer.connect();
  EXPECT_THAT(peer.of(next, "hello"), IsEmpty());
  peer.wait(seconds(3));
  EXPECT_EQ(peer.last(next, "hello").integer("/v"), 2);
}

TEST_F(SimulatorFaultsTest, RawFramesAreWhatTheirNamesSay) {
  for (const char* kind :
       {"oversize", "invalid_utf8", "bad_json", "not_object", "no_op", "unknown", "hint", "deep"}) {
    const std::size_t before = peer.frames[session].size();
    EXPECT_EQ(peer.inject("raw", fmt::format(R"({{"kind":"{}"}})", kind)), 200);
    EXPECT_EQ(peer.frames[session].size(), before + 1) << kind;
  }
  EXPECT_EQ(peer.last(session, "weather").text("/of"), "tomorrow");
  EXPECT_THAT(peer.of(session, "hint"), SizeIs(3)) << "hint, oversize and deep";
  peer.inject("raw", R"({"kind":"binary"})");
  EXPECT_EQ(how_it_ended(), DeskOutput::Kind::kBinary);
  EXPECT_EQ(peer.inject("raw", R"({"kind":"polite"})"), 400);
}

TEST_F(SimulatorFaultsTest, SkewMovesEverythingTheServerStamps) {
  peer.inject("skew", R"({"ms":5000})");
  peer.say(session, R"({"op":"ping","n":1})");
  EXPECT_EQ(peer.last(session, "pong").text("/time"), "2026-11-22T02:00:05.000Z");
  peer.publish(asked("c_1", 4));
  EXPECT_EQ(peer.last(session, "event").text("/event/time"), "2026-11-22T02:00:05.000Z");
}

TEST_F(SimulatorFaultsTest, ReceiptsCanBeLostLateOrRejected) {
  const auto focus = [&] { peer.say(session, R"({"op":"focus","id":"f","conversation":"c_1"})"); };
  peer.inject("receipts", R"({"mode":"none"})");
  focus();
  EXPECT_THAT(peer.of(session, "receipt"), IsEmpty());
  peer.inject("receipts", R"({"mode":"delay","delay_ms":3000})");
  focus();
  EXPECT_THAT(peer.of(session, "receipt"), IsEmpty());
  peer.wait(seconds(3));
  EXPECT_THAT(peer.of(session, "receipt"), SizeIs(1));
  peer.inject("receipts", R"({"mode":"rejected"})");
  focus();
  EXPECT_EQ(peer.last(session, "receipt").text("/status"), "rejected");
}

TEST_F(SimulatorFaultsTest, NudgesCanAllBeRateLimited) {
  const std::string nudge =
      R"({"op":"nudge","id":"n_1","conversation":"c_1","agent":"a","level":"info","text":"x",)"
      R"("ttl_ms":600000,"because":{"event":"ev_c_1_1","seq":1},"dedupe":"k"})";
  peer.inject("nudge_rate", R"({"retry_after_ms":12000})");
  peer.say(session, nudge);
  EXPECT_EQ(peer.last(session, "error").integer("/retry_after_ms"), 12'000);
  peer.inject("nudge_rate", R"({"on":false})");
  peer.say(session, nudge);
  EXPECT_EQ(peer.last(session, "receipt").text("/status"), "shown");
}

TEST_F(SimulatorFaultsTest, DraftsAndEventsOnDemand) {
  EXPECT_EQ(peer.inject("draft", R"({"conversation":"c_1","text":"亲","deadline_ms":500})"), 202);
  EXPECT_EQ(peer.last(session, "draft.check").text("/text"), "亲");
  EXPECT_EQ(peer.inject("cancel_draft"), 200);
  EXPECT_EQ(peer.last(session, "draft.cancel").text("/re"),
            peer.last(session, "draft.check").text("/id"));
  EXPECT_EQ(peer.inject("cancel_draft"), 404);
  EXPECT_EQ(peer.inject("draft", R"({"conversation":"c_9"})"), 404);
  std::string json;
  qa::append_event_json(json, asked("c_7", 1));
  EXPECT_EQ(peer.inject("publish", R"({"event":)" + json + "}"), 200);
  EXPECT_EQ(peer.last(session, "event").text("/event/subject"), "c_7");
  EXPECT_EQ(peer.inject("publish", R"({"event":{"id":1}})"), 400);
}

TEST_F(SimulatorFaultsTest, UnknownFaultsAndBrokenBodiesAreSaid) {
  EXPECT_EQ(peer.inject("earthquake"), 404);
  EXPECT_EQ(peer.inject("gap", "[1]"), 400);
  EXPECT_EQ(peer.inject("gap", "{"), 400);
}

TEST_F(SimulatorFaultsTest, TheRecordIsJsonThroughout) {
  peer.say(session, R"({"op":"ack","seq":3})");
  const SentFrame record{record_json(peer.desk.record())};
  EXPECT_EQ(record.integer("/connections/0/acked"), 3);
  EXPECT_EQ(record.text("/connections/0/resume"), "no_cursor");
  EXPECT_TRUE(record.has("/violations"));
  const SentFrame state{peer.desk.state_json(peer.now)};
  EXPECT_EQ(state.integer("/head_seq"), 3);
  EXPECT_EQ(state.integer("/clients/0/acked"), 3);
}

}  // namespace
}  // namespace plugin::workstation
