#include "kefu_fixture.h"

/// From the upgrade to being live: hello, auth, ready, resume, snapshots.
namespace {

using workstation_test::KefuTest;
using workstation_test::message;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

class KefuLink : public KefuTest {};

TEST_F(KefuLink, AnotherSubprotocolCloses1002) {
  host = {};
  dialect =
      std::make_unique<plugin::workstation::KefuDialect>(options, memory, host, recorder, random);
  dialect->opened("kefu.v9", now);
  EXPECT_EQ(host.closed, 1002);
}

TEST_F(KefuLink, AuthSaysWhoWeAreAndWhereToResume) {
  set_cursor(1042, "st_7Qm2");
  hello();
  EXPECT_EQ(host.sent,
            Texts{R"({"op":"auth","v":1,"token":"kst_secret","client":{"name":"sandglass",)"
                  R"("version":"1.0","instance":"i_1"},"want":["conversation.*","message.*",)"
                  R"("rating.*","order.*","agent.*"],"features":["resume","nudge","verdict",)"
                  R"("draft","focus"],"resume":{"stream":"st_7Qm2","seq":1042}})"});
}

TEST_F(KefuLink, AuthWithoutACursorResumesNothing) {
  hello();
  EXPECT_NE(host.sent[0].find(R"("resume":null})"), std::string::npos);
}

TEST_F(KefuLink, OnlyOfferedFeaturesAreAskedFor) {
  text(R"({"op":"hello","v":1,"server":{"name":"d"},"heartbeat_ms":5000,"max_inflight":9,)"
       R"("features":["resume","hints","draft"]})");
  EXPECT_NE(host.sent[0].find(R"("features":["resume","draft"])"), std::string::npos);
}

TEST_F(KefuLink, AnotherVersionCloses4003) {
  text(R"({"op":"hello","v":2,"heartbeat_ms":5000,"max_inflight":9,"features":[]})");
  EXPECT_EQ(host.closed, 4003);
  EXPECT_TRUE(host.sent.empty());
}

TEST_F(KefuLink, ResumedWithNothingToReplayIsLiveAtOnce) {
  set_cursor(100);
  hello();
  ready_resumed(100);
  EXPECT_EQ(recorder.began, 1);
  EXPECT_EQ(recorder.ended, 1);
  EXPECT_EQ(host.live, 1);
  EXPECT_EQ(host.welcome->server, "demo 3");
  EXPECT_EQ(host.welcome->agent_name, "客服小李");
  EXPECT_TRUE(recorder.lost.empty());
}

TEST_F(KefuLink, CatchUpEndsWithTheLastReplayedEvent) {
  set_cursor(100);
  hello();
  ready_resumed(102);
  text(message(101));
  EXPECT_EQ(recorder.ended, 0);
  text(message(102));
  EXPECT_EQ(recorder.ended, 1);
  EXPECT_EQ(host.live, 1);
}

TEST_F(KefuLink, ASecondReadyOrHelloChangesNothing) {
  go_live();
  hello();
  ready_fresh(7);
  text(message(101));
  EXPECT_EQ(recorder.seqs.size(), 1U);
  EXPECT_TRUE(host.sent.empty());
}

TEST_F(KefuLink, ResumedThoughNothingWasAskedIsAProtocolError) {
  hello();
  ready_resumed(100);
  EXPECT_EQ(host.closed, 1002);
}

TEST_F(KefuLink, ResumedOnAnotherStreamIsAProtocolError) {
  set_cursor(5, "st_other");
  hello();
  ready_resumed(100);
  EXPECT_EQ(host.closed, 1002);
}

TEST_F(KefuLink, AMalformedReadyIsAProtocolError) {
  hello();
  text(R"({"op":"ready","resumed":true})");
  EXPECT_EQ(host.closed, 1002);
}

TEST_F(KefuLink, SnapshotsAreTheNewBaseline) {
  hello();
  ready_fresh(20731, "cursor_expired");
  EXPECT_EQ(recorder.lost, Texts{"cursor_expired"});
  snapshot(20731, "c_881",
           R"({"id":"m_1","conv_seq":2,"author":{"kind":"customer","id":"u_1"},)"
           R"("content":{"kind":"text","text":"有货吗?😀"},"time":"2026-11-22T04:34:23.611Z"})");
  snapshot(20731, "c_882");
  EXPECT_EQ(recorder.ended, 0);
  snapshot_end(20731, 2);
  EXPECT_EQ(recorder.ended, 1);
  EXPECT_EQ(recorder.open_conversations, (Texts{"c_881", "c_882"}));
  EXPECT_EQ(recorder.baseline, (store::Cursor{"desk", "st_1", 20731}));
  text(message(20732));
  EXPECT_EQ(recorder.seqs, std::vector<std::int64_t>{20732});
}

TEST_F(KefuLink, ASnapshotDescribesTheConversation) {
  hello();
  ready_fresh(9);
  snapshot(9, "c_881",
           R"({"id":"m_1","conv_seq":2,"author":{"kind":"customer","id":"u_1"},)"
           R"("content":{"kind":"text","text":"有货吗?"},"time":"2026-11-22T04:34:23.611Z"},)"
           R"({"id":"m_2","conv_seq":3,"visibility":"internal","author":{"kind":"human","id":"a"},)"
           R"("content":{"kind":"text","text":"内部"},"time":"2026-11-22T04:34:24.000Z"})");
  ASSERT_EQ(recorder.snapshots.size(), 1U);
  const qa::Snapshot& told = recorder.snapshots[0];
  const auto& state = std::get<qa::Opened>(told.state.data);
  EXPECT_EQ(told.state.subject, "c_881");
  EXPECT_EQ(told.state.conv_seq, 14);
  EXPECT_EQ(told.state.source, "desk");
  EXPECT_EQ(told.opened_at, *qa::parse_time("2026-11-22T04:30:00.000Z"));
  EXPECT_EQ(state.status, qa::ConversationStatus::kOpen);
  EXPECT_EQ(state.shop, "shop_12");
  EXPECT_EQ(state.assignee->id, "a_2");
  ASSERT_EQ(told.messages.size(), 1U);
  EXPECT_TRUE(told.messages[0].is_from_snapshot);
  EXPECT_EQ(told.messages[0].conv_seq, 2);
  EXPECT_EQ(std::get<qa::MessageCreated>(told.messages[0].data).content.text, "有货吗?");
}

TEST_F(KefuLink, NoConversationAtAllIsASnapshotToo) {
  hello();
  ready_fresh(0);
  snapshot_end(0, 0);
  EXPECT_EQ(recorder.open_conversations, Texts{});
  EXPECT_EQ(host.live, 1);
  text(message(1));
  EXPECT_EQ(recorder.seqs, std::vector<std::int64_t>{1});
}

TEST_F(KefuLink, EventsBetweenBaselineAndHeadAreStillCatchingUp) {
  hello();
  ready_fresh(12);
  snapshot(10, "c_1");
  snapshot_end(10, 1);
  EXPECT_EQ(recorder.ended, 0);
  text(message(11));
  text(message(12));
  EXPECT_EQ(recorder.ended, 1);
}

TEST_F(KefuLink, WithoutSnapshotsTheHeadIsTheBaseline) {
  hello();
  ready_fresh(500, "stream_unknown", false);
  EXPECT_EQ(recorder.lost, Texts{"stream_unknown"});
  EXPECT_FALSE(recorder.open_conversations);
  EXPECT_EQ(host.live, 1);
  text(message(501));
  EXPECT_EQ(recorder.seqs, std::vector<std::int64_t>{501});
}

TEST_F(KefuLink, AConversationThatMakesNoSenseStaysOpenAndIsCounted) {
  hello();
  ready_fresh(9);
  text(R"({"op":"snapshot","at_seq":9,"conversation":{"id":"c_1","status":"wild"},"messages":[]})");
  snapshot_end(9, 1);
  EXPECT_TRUE(recorder.snapshots.empty());
  EXPECT_EQ(recorder.open_conversations, Texts{"c_1"});
  EXPECT_EQ(recorder.anomaly_kinds(), Texts{"malformed_snapshot"});
}

TEST_F(KefuLink, AMessageThatMakesNoSenseIsLeftOutAndCounted) {
  hello();
  ready_fresh(9);
  snapshot(
      9, "c_1",
      R"({"id":"m_1","author":{"kind":"alien","id":"u"},"content":{"kind":"text"},"time":"x"})");
  ASSERT_EQ(recorder.snapshots.size(), 1U);
  EXPECT_TRUE(recorder.snapshots[0].messages.empty());
  EXPECT_EQ(recorder.anomaly_kinds(), Texts{"malformed_snapshot"});
}

TEST_F(KefuLink, OfContradictingBaselinesTheLowestIsTaken) {
  hello();
  ready_fresh(9);
  snapshot(9, "c_1");
  snapshot(7, "c_2");
  snapshot_end(9, 2);
  EXPECT_EQ(recorder.baseline->seq, 7);
  EXPECT_EQ(recorder.anomaly_kinds(), Texts{"malformed_frame"});
}

TEST_F(KefuLink, ABaselineAboveTheHeadIsCutToIt) {
  hello();
  ready_fresh(9);
  snapshot_end(50, 0);
  EXPECT_EQ(recorder.baseline->seq, 9);
  EXPECT_EQ(recorder.anomaly_kinds(), Texts{"malformed_frame"});
}

TEST_F(KefuLink, ALineLostAmongSnapshotsAsksWithTheOldCursorAgain) {
  set_cursor(5, "st_old");
  hello();
  ready_fresh(9, "stream_unknown");
  snapshot(9, "c_1");
  closed_by_server(0);
  connect();
  hello();
  EXPECT_NE(host.sent[0].find(R"("resume":{"stream":"st_old","seq":5})"), std::string::npos);
}

TEST_F(KefuLink, SnapshotsThatStopComingEndTheLine) {
  next_random = 0;
  hello();
  ready_fresh(9);
  std::int64_t n = 0;
  for (int i = 0; i < 1'000 && !host.closed; ++i) {
    elapse(100ms);
    const auto pings = static_cast<std::int64_t>(sent("ping").size());
    if (pings > n) {
      n = pings;
      text(fmt::format(R"({{"op":"pong","n":{},"head_seq":9}})", n));
    }
  }
  EXPECT_EQ(host.closed, 4008);
  EXPECT_EQ(sent("ping")[0], R"({"op":"ping","n":1,"seq":0})");
}

TEST_F(KefuLink, AnInvalidSessionComesBackWithoutACursor) {
  go_live();
  EXPECT_TRUE(closed_by_server(4009).forgets_cursor);
  connect();
  hello();
  EXPECT_NE(host.sent[0].find(R"("resume":null)"), std::string::npos);
  ready_fresh(9, "no_cursor");
  EXPECT_EQ(recorder.lost, Texts{"session_invalid"});
}

TEST_F(KefuLink, ByeIsRememberedForTheParting) {
  go_live();
  text(R"({"op":"bye","reason":"server_restart","reconnect":true,"after_ms":1500,"resume":true})");
  const auto parting = closed_by_server(1012, "restart");
  EXPECT_EQ(parting.minimum, qa::Duration{1500});
  EXPECT_EQ(memory.cursor->seq, 100);
}

TEST_F(KefuLink, AFatalErrorIsRememberedForTheParting) {
  hello();
  text(R"({"op":"error","code":"auth_failed","fatal":true,"message":"token expired"})");
  const auto parting = closed_by_server(4001);
  EXPECT_EQ(parting.next, plugin::workstation::Parting::Next::kStop);
  EXPECT_EQ(parting.text, "credentials refused (4001): token expired");
}

TEST_F(KefuLink, EventsBeforeTheirBaselineAreNotTaken) {
  hello();
  text(message(1));
  ready_fresh(9);
  text(message(2));
  EXPECT_TRUE(recorder.seqs.empty());
  EXPECT_EQ(recorder.anomaly_kinds(), (Texts{"early_event", "early_event"}));
}

TEST_F(KefuLink, TheTokenIsNeverNoted) {
  go_live();
  text(message(300));
  for (const std::string& note : host.notes) {
    EXPECT_EQ(note.find(options.token), std::string::npos);
  }
}

}  // namespace
