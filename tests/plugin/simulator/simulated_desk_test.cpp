#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "desk_peer.h"
#include "plugin/workstation/simulator_desk.h"

namespace plugin::workstation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

SimulatorOptions with_window(std::int64_t inflight) {
  SimulatorOptions options;
  options.max_inflight = inflight;
  return options;
}

std::string cursor(const std::string& stream, std::int64_t seq) {
  return fmt::format(R"({{"stream":"{}","seq":{}}})", stream, seq);
}

TEST(SimulatedDesk, GreetsWithItsLimitsAndFeatures) {
  DeskPeer peer;
  const SentFrame hello = peer.last(peer.connect(), "hello");
  EXPECT_EQ(hello.integer("/v"), 1);
  EXPECT_EQ(hello.integer("/heartbeat_ms"), 20'000);
  EXPECT_EQ(hello.integer("/max_inflight"), 512);
  EXPECT_EQ(hello.integer("/max_frame"), 262'144);
  EXPECT_EQ(hello.text("/time"), "2026-11-22T02:00:00.000Z");
  EXPECT_TRUE(hello.has("/server/name"));
}

TEST(SimulatedDesk, AgreesOnlyOnFeaturesBothHave) {
  DeskPeer peer;
  const auto session = peer.attach("null", "sim-desk", "one", R"("nudge","telepathy")");
  const SentFrame ready = peer.last(session, "ready");
  EXPECT_EQ(ready.text("/features/0"), "nudge");
  EXPECT_FALSE(ready.has("/features/1"));
  EXPECT_EQ(ready.text("/agent/name"), "值班主管");
}

TEST(SimulatedDesk, RefusesAWrongTokenAWrongVersionAndLateness) {
  DeskPeer peer;
  const auto wrong = peer.attach("null", "nonsense");
  EXPECT_EQ(peer.close_code(wrong), 4001);
  EXPECT_EQ(peer.last(wrong, "error").text("/code"), "auth_failed");
  const auto old = peer.connect();
  peer.say(old, R"({"op":"auth","v":2,"token":"sim-desk","client":{}})");
  EXPECT_EQ(peer.close_code(old), 4003);
  const auto late = peer.connect();
  peer.wait(milliseconds(9'999));
  EXPECT_EQ(peer.close_code(late), 0);
  peer.wait(milliseconds(1));
  EXPECT_EQ(peer.close_code(late), 4002);
}

TEST(SimulatedDesk, WithoutACursorTheSnapshotIsTheBaseline) {
  DeskPeer peer;
  peer.publish(opened("c_1"));
  peer.publish(asked("c_1", 2));
  peer.publish(opened("c_2"));
  peer.publish(closed("c_2", 2));
  const auto session = peer.attach();
  const SentFrame ready = peer.last(session, "ready");
  EXPECT_TRUE(ready.json().find(R"("resumed":false)") != std::string::npos);
  EXPECT_EQ(ready.text("/reason"), "no_cursor");
  EXPECT_EQ(ready.integer("/head_seq"), 4);
  const auto snapshots = peer.of(session, "snapshot");
  ASSERT_THAT(snapshots, SizeIs(1));
  EXPECT_EQ(snapshots[0].text("/conversation/id"), "c_1");
  EXPECT_EQ(snapshots[0].integer("/conversation/conv_seq"), 2);
  EXPECT_EQ(snapshots[0].text("/messages/0/content/text"), "在吗");
  EXPECT_EQ(snapshots[0].integer("/at_seq"), 4);
  EXPECT_EQ(peer.last(session, "snapshot_end").integer("/conversations"), 1);
  peer.publish(asked("c_1", 3));
  EXPECT_THAT(peer.seqs(session), ElementsAre(5));
}

TEST(SimulatedDesk, AnEmptyDeskStillEndsItsSnapshot) {
  DeskPeer peer;
  const auto session = peer.attach();
  EXPECT_EQ(peer.last(session, "snapshot_end").integer("/conversations"), 0);
}

TEST(SimulatedDesk, ResumesExactlyAfterTheCursor) {
  DeskPeer peer;
  const std::string stream = peer.last(peer.attach(), "ready").text("/stream");
  for (int i = 1; i <= 5; ++i) {
    peer.publish(asked("c_1", i));
  }
  const auto session = peer.attach(cursor(stream, 2), "sim-desk", "two");
  const SentFrame ready = peer.last(session, "ready");
  EXPECT_EQ(ready.integer("/replay/from"), 3);
  EXPECT_EQ(ready.integer("/replay/to"), 5);
  EXPECT_THAT(peer.seqs(session), ElementsAre(3, 4, 5));
  EXPECT_THAT(peer.of(session, "snapshot_end"), IsEmpty());
}

TEST(SimulatedDesk, ACursorAtTheHeadReplaysNothing) {
  DeskPeer peer;
  const std::string stream = peer.last(peer.attach(), "ready").text("/stream");
  peer.publish(asked("c_1", 1));
  const auto session = peer.attach(cursor(stream, 1), "sim-desk", "two");
  EXPECT_FALSE(peer.last(session, "ready").has("/replay"));
  EXPECT_THAT(peer.seqs(session), IsEmpty());
}

TEST(SimulatedDesk, CursorsThatDoNotHoldAreRefusedByReason) {
  SimulatorOptions options;
  options.retention = 3;
  DeskPeer peer(options);
  const std::string stream = peer.last(peer.attach(), "ready").text("/stream");
  for (int i = 1; i <= 10; ++i) {
    peer.publish(asked("c_1", i));
  }
  EXPECT_EQ(peer.last(peer.attach(cursor(stream, 6), "sim-desk", "a"), "ready").text("/reason"),
            "cursor_expired");
  EXPECT_EQ(peer.last(peer.attach(cursor(stream, 11), "sim-desk", "b"), "ready").text("/reason"),
            "stream_unknown");
  EXPECT_EQ(peer.last(peer.attach(cursor("st_x", 1), "sim-desk", "c"), "ready").text("/reason"),
            "stream_unknown");
  EXPECT_TRUE(peer.last(peer.attach(cursor(stream, 7), "sim-desk", "d"), "ready").has("/replay"));
}

TEST(SimulatedDesk, EventsOlderThanRetentionExpire) {
  DeskPeer peer;
  const std::string stream = peer.last(peer.attach(), "ready").text("/stream");
  peer.publish(asked("c_1", 1));
  peer.now += std::chrono::hours(25);
  peer.publish(asked("c_1", 2));
  const auto session = peer.attach(cursor(stream, 0), "sim-desk", "two");
  EXPECT_EQ(peer.last(session, "ready").text("/reason"), "cursor_expired");
}

TEST(SimulatedDesk, ASnapshotHoldsTheNewestTwoHundredPublicMessages) {
  DeskPeer peer;
  peer.publish(opened("c_1"));
  for (int i = 2; i <= 251; ++i) {
    peer.publish(asked("c_1", i));
  }
  qa::Event note = said("c_1", 252, qa::ActorKind::kHuman, "内部");
  std::get<qa::MessageCreated>(note.data).is_public = false;
  peer.publish(note);
  const auto snapshots = peer.of(peer.attach(), "snapshot");
  ASSERT_THAT(snapshots, SizeIs(1));
  EXPECT_EQ(snapshots[0].integer("/messages/0/conv_seq"), 52);
  EXPECT_EQ(snapshots[0].integer("/messages/199/conv_seq"), 251);
  EXPECT_FALSE(snapshots[0].has("/messages/200"));
}

TEST(SimulatedDesk, ASnapshotFrameStaysUnderTheFrameLimit) {
  DeskPeer peer;
  for (int i = 1; i <= 100; ++i) {
    peer.publish(said("c_1", i, qa::ActorKind::kCustomer, std::string(10'000, 'x')));
  }
  const SentFrame snapshot = peer.last(peer.attach(), "snapshot");
  EXPECT_LE(snapshot.json().size(), kMaxFrameDown);
  EXPECT_TRUE(snapshot.has("/messages/20"));
}

TEST(SimulatedDesk, ASnapshotShowsMessagesAsTheyStandNow) {
  DeskPeer peer;
  peer.publish(asked("c_1", 1));
  peer.publish(asked("c_1", 2));
  qa::MessageEdited edited{"m_c_1_2", {}};
  edited.content.text = "改过";
  peer.publish(event_of("c_1", 3, edited));
  peer.publish(event_of("c_1", 4, qa::MessageRecalled{"m_c_1_1", std::nullopt}));
  const SentFrame snapshot = peer.last(peer.attach(), "snapshot");
  EXPECT_EQ(snapshot.text("/messages/0/content/text"), "改过");
  EXPECT_FALSE(snapshot.has("/messages/1"));
}

TEST(SimulatedDesk, WaitsWhenTheWindowIsFullAndGoesOnWithTheAck) {
  DeskPeer peer(with_window(2));
  const auto session = peer.attach();
  for (int i = 1; i <= 5; ++i) {
    peer.publish(asked("c_1", i));
  }
  EXPECT_THAT(peer.seqs(session), ElementsAre(1, 2));
  peer.ack(session, 1);
  EXPECT_THAT(peer.seqs(session), ElementsAre(1, 2, 3));
  peer.ack(session, 3);
  EXPECT_THAT(peer.seqs(session), ElementsAre(1, 2, 3, 4, 5));
}

TEST(SimulatedDesk, AFullWindowForAMinuteIsASlowConsumer) {
  DeskPeer peer(with_window(1));
  const auto session = peer.attach();
  peer.publish(asked("c_1", 1));
  peer.wait(seconds(120));
  EXPECT_EQ(peer.close_code(session), 0) << "nothing waits to be sent yet";
  peer.publish(asked("c_1", 2));
  peer.wait(milliseconds(59'999));
  EXPECT_EQ(peer.close_code(session), 0);
  EXPECT_EQ(peer.desk.next_deadline(), peer.now + milliseconds(1));
  peer.wait(milliseconds(1));
  EXPECT_EQ(peer.close_code(session), 4005);
}

TEST(SimulatedDesk, NothingUnsentIsEverTrimmed) {
  SimulatorOptions options = with_window(1);
  options.retention = 2;
  DeskPeer peer(options);
  const auto session = peer.attach();
  for (int i = 1; i <= 20; ++i) {
    peer.publish(asked("c_1", i));
  }
  for (int i = 1; i < 20; ++i) {
    peer.ack(session, i);
  }
  EXPECT_THAT(peer.seqs(session), SizeIs(20));
}

TEST(SimulatedDesk, AcksBeyondWhatWasSentAndBackwardsAreViolations) {
  DeskPeer peer;
  const auto session = peer.attach();
  peer.publish(asked("c_1", 1));
  peer.publish(asked("c_1", 2));
  peer.ack(session, 3);
  EXPECT_EQ(peer.last(session, "error").text("/code"), "bad_frame");
  peer.ack(session, 2);
  peer.ack(session, 1);
  EXPECT_THAT(peer.desk.record().violations, SizeIs(2));
  EXPECT_EQ(peer.desk.record().connections[0].acked, 2);
  EXPECT_EQ(peer.close_code(session), 0);
}

TEST(SimulatedDesk, PongsCarryTheHeadEvenWhenTheWindowIsFull) {
  DeskPeer peer(with_window(1));
  const auto session = peer.attach();
  for (int i = 1; i <= 3; ++i) {
    peer.publish(asked("c_1", i));
  }
  peer.say(session, R"({"op":"ping","n":7,"seq":1})");
  const SentFrame pong = peer.last(session, "pong");
  EXPECT_EQ(pong.integer("/n"), 7);
  EXPECT_EQ(pong.integer("/head_seq"), 3);
  EXPECT_EQ(pong.text("/time"), "2026-11-22T02:00:00.000Z");
}

TEST(SimulatedDesk, TheSameInstanceConnectedAgainReplacesTheFirst) {
  DeskPeer peer;
  const auto first = peer.attach("null", "sim-desk", "same");
  const auto other = peer.attach("null", "sim-desk", "other");
  const auto second = peer.attach("null", "sim-desk", "same");
  EXPECT_EQ(peer.close_code(first), 4004);
  EXPECT_EQ(peer.close_code(other), 0);
  peer.publish(asked("c_1", 1));
  EXPECT_THAT(peer.seqs(first), IsEmpty());
  EXPECT_THAT(peer.seqs(second), ElementsAre(1));
}

TEST(SimulatedDesk, AnAgentSeesTheirOwnAndUnassignedConversationsUnderTheirOwnNumbers) {
  DeskPeer peer;
  const auto all = peer.attach("null", "sim-desk", "desk");
  const auto one = peer.attach("null", "sim-a_1", "one");
  const auto two = peer.attach("null", "sim-a_2", "two");
  peer.publish(opened("c_1"));              // everyone
  peer.publish(assigned("c_1", 2, "a_1"));  // everyone: it was nobody's
  peer.publish(asked("c_1", 3));            // a_1
  peer.publish(
      event_of("c_1", 4, qa::Transferred{agent_actor("a_1"), agent_actor("a_2"), {}, {}}));  // both
  peer.publish(asked("c_1", 5));                                                             // a_2
  EXPECT_THAT(peer.seqs(all), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(peer.seqs(one), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(peer.seqs(two), ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(peer.last(two, "event").integer("/event/data/conv_seq"), 5);
  EXPECT_NE(peer.last(one, "ready").text("/stream"), peer.last(two, "ready").text("/stream"));
}

TEST(SimulatedDesk, AnAgentsSnapshotLeavesOutOthersConversations) {
  DeskPeer peer;
  for (const char* conversation : {"c_1", "c_2", "c_3"}) {
    peer.publish(opened(conversation));
  }
  peer.publish(assigned("c_1", 2, "a_1"));
  peer.publish(assigned("c_2", 2, "a_2"));
  const auto session = peer.attach("null", "sim-a_1");
  EXPECT_THAT(peer.of(session, "snapshot"), SizeIs(2));
  EXPECT_EQ(peer.last(session, "snapshot_end").integer("/conversations"), 2);
}

TEST(SimulatedDesk, ListedAgentsAreTheOnlyOnes) {
  SimulatorOptions options;
  options.agents = {{"a_1", "小林", "secret"}};
  DeskPeer peer(options);
  EXPECT_EQ(peer.close_code(peer.attach("null", "sim-a_1")), 4001);
  const auto session = peer.attach("null", "secret");
  EXPECT_EQ(peer.last(session, "ready").text("/agent/name"), "小林");
}

TEST(SimulatedDesk, FramesThatAreNotAsTheyShouldBeCloseByKind) {
  const auto code_for = [](std::string_view frame) {
    DeskPeer peer;
    const auto session = peer.attach();
    peer.say(session, frame);
    return peer.close_code(session);
  };
  EXPECT_EQ(code_for("{\"op\":"), 1007);
  EXPECT_EQ(code_for("{\"op\":\"ping\",\"n\":\"\xff\"}"), 1007);
  EXPECT_EQ(code_for(R"(["op"])"), 1002);
  EXPECT_EQ(code_for(R"({"seq":1})"), 1002);
  EXPECT_EQ(code_for(R"({"op":"x","a":)" + std::string(16, '[') + std::string(16, ']') + "}"),
            1002);
  EXPECT_EQ(code_for(R"({"op":"x","a":)" + std::string(15, '[') + std::string(15, ']') + "}"), 0);
  EXPECT_EQ(code_for(R"({"op":"x","a":")" + std::string(kMaxFrameUp, 'x') + "\"}"), 1009);
  EXPECT_EQ(code_for(R"({"op":"weather"})"), 0);
}

TEST(SimulatedDesk, AnUnpairedSurrogateIsStillJson) {
  DeskPeer peer;
  const auto session = peer.attach();
  peer.say(session, R"({"op":"weather","of":"x\ud83d y"})");
  EXPECT_EQ(peer.close_code(session), 0);
}

TEST(SimulatedDesk, ABinaryFrameClosesWith1002) {
  DeskPeer peer;
  const auto session = peer.attach();
  peer.desk.receive_binary(session, peer.now);
  peer.collect();
  EXPECT_EQ(peer.close_code(session), 1002);
}

TEST(SimulatedDesk, AMemberOfTheWrongTypeIsAnsweredNotClosed) {
  DeskPeer peer;
  const auto session = peer.attach();
  peer.say(session, R"({"op":"nudge","id":"n_1","conversation":"c_1","level":"loud"})");
  const SentFrame error = peer.last(session, "error");
  EXPECT_EQ(error.text("/code"), "bad_frame");
  EXPECT_EQ(error.text("/re"), "n_1");
  EXPECT_EQ(error.text("/message"), "nudge: agent: expected a string");
  EXPECT_EQ(peer.close_code(session), 0);
}

TEST(SimulatedDesk, NothingButAuthIsTakenBeforeReady) {
  DeskPeer peer;
  const auto session = peer.connect();
  peer.say(session, R"({"op":"ping","n":1})");
  EXPECT_THAT(peer.of(session, "pong"), IsEmpty());
  EXPECT_THAT(peer.desk.record().violations, SizeIs(1));
}

TEST(SimulatedDesk, CatchUpOverHttpGivesNumberedFramesAndTheRightRefusals) {
  SimulatorOptions options;
  options.retention = 3;
  DeskPeer peer(options);
  for (int i = 1; i <= 5; ++i) {
    peer.publish(asked("c_1", i));
  }
  const auto get = [&](std::string_view target, std::string_view token = "Bearer sim-desk") {
    return peer.desk.events_after(target, token, peer.now);
  };
  const SentFrame answer{get("/kefu/v1/events?after=2&limit=2").body};
  EXPECT_EQ(answer.integer("/head_seq"), 5);
  EXPECT_EQ(answer.integer("/events/0/seq"), 3);
  EXPECT_EQ(answer.integer("/events/1/seq"), 4);
  EXPECT_FALSE(answer.has("/events/2"));
  EXPECT_EQ(answer.text("/events/0/event/id"), "ev_c_1_3");
  EXPECT_EQ(get("/kefu/v1/events?after=2", "Bearer x").status, 401);
  EXPECT_EQ(get("/kefu/v1/events?after=2", "").status, 401);
  EXPECT_EQ(get("/kefu/v1/events?stream=st_other&after=2").status, 404);
  EXPECT_EQ(get("/kefu/v1/events?after=1").status, 410);
  EXPECT_EQ(get("/kefu/v1/events?after=x").status, 400);
  EXPECT_EQ(get("/kefu/v1/events?after=5").status, 200);
}

TEST(SimulatedDesk, ACustomerWhoWritesAfterTheCloseIsBackInTheSnapshot) {
  DeskPeer peer;
  peer.publish(opened("c_1"));
  peer.publish(closed("c_1", 2));
  peer.publish(asked("c_1", 3));
  const SentFrame snapshot = peer.last(peer.attach(), "snapshot");
  EXPECT_EQ(snapshot.text("/conversation/status"), "open");
  EXPECT_EQ(snapshot.integer("/messages/0/conv_seq"), 3);
}

}  // namespace
}  // namespace plugin::workstation
