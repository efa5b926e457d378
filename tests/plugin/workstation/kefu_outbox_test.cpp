#include "kefu_fixture.h"
#include "plugin/workstation/kefu_writer.h"

namespace {

using plugin::workstation::Nudge;
using plugin::workstation::Verdict;
using workstation_test::KefuTest;
using workstation_test::message;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

class KefuOutbox : public KefuTest {
 protected:
  /// Live, with one event (ev_101) to be the cause of everything.
  void go() {
    go_live();
    text(message(101));
    host.sent.clear();
  }

  Nudge nudge(std::string id, std::string conversation = "c_1") {
    Nudge made;
    made.id = id;
    made.dedupe = "dedupe:" + id;
    made.conversation = std::move(conversation);
    made.level = "warn";
    made.title = "快到三分钟了";
    made.text = "客户已等待 150 秒";
    made.because_event = "ev_101";
    made.because_seq = 101;
    made.because_at = memory.clock.at(now);
    return made;
  }

  Verdict verdict(std::string id) {
    Verdict made;
    made.id = std::move(id);
    made.conversation = "c_1";
    made.message = "m_101";
    made.label = "violation";
    made.reasons = {{"policy.refund_days", "承诺天数与政策不一致", "m_101", {{8, 4}}}};
    made.rule_set = "abc";
    made.because_event = "ev_101";
    made.because_seq = 101;
    return made;
  }

  void send(const Nudge& made) {
    memory.outbox.add(made);
    dialect->outbox_changed(now);
  }

  void send(const Verdict& made) {
    memory.outbox.add(made);
    dialect->outbox_changed(now);
  }

  void receipt(std::string_view re, std::string_view status) {
    text(fmt::format(R"({{"op":"receipt","re":"{}","status":"{}"}})", re, status));
  }

  /// Lets time pass while the workstation answers its pings, so that the line stays up.
  void live_for(qa::Duration span) {
    const auto until = now.monotonic + span;
    while (now.monotonic < until) {
      elapse(500ms);
      const auto pings = sent("ping").size();
      for (; ponged < pings; ++ponged) {
        text(fmt::format(R"({{"op":"pong","n":{},"head_seq":101}})", ponged + 1));
      }
    }
  }

  std::size_t ponged = 0;
};

TEST_F(KefuOutbox, ANudgeGoesOutAsTheProtocolSpellsIt) {
  go();
  send(nudge("n_1"));
  EXPECT_EQ(host.sent,
            Texts{R"({"op":"nudge","id":"n_1","conversation":"c_1","agent":"a_2","level":"warn",)"
                  R"("title":"快到三分钟了","text":"客户已等待 150 秒","evidence":[],)"
                  R"("because":{"event":"ev_101","seq":101},"dedupe":"dedupe:n_1",)"
                  R"("ttl_ms":600000})"});
}

TEST_F(KefuOutbox, AVerdictGoesOutAsTheProtocolSpellsIt) {
  go();
  send(verdict("v_1"));
  EXPECT_EQ(host.sent,
            Texts{R"({"op":"verdict","id":"v_1","conversation":"c_1","target":{"kind":"message",)"
                  R"("id":"m_101"},"label":"violation","reasons":[{"code":"policy.refund_days",)"
                  R"("text":"承诺天数与政策不一致","evidence":[{"message":"m_101","start":8,)"
                  R"("len":4}]}],"model":{"name":"sandglass","version":"abc"},"supersedes":null,)"
                  R"("final":true,"because":{"event":"ev_101","seq":101}})"});
}

TEST_F(KefuOutbox, NothingIsSentAgainWhileFramesWaitToBeRead) {
  go();
  send(nudge("n_1"));
  host.is_behind = true;
  live_for(20s);
  EXPECT_EQ(sent("nudge").size(), 1U);
  host.is_behind = false;
  live_for(500ms);
  EXPECT_EQ(sent("nudge").size(), 2U);
}

TEST_F(KefuOutbox, AReceiptFoundAmongUnreadFramesEndsIt) {
  go();
  send(nudge("n_1"));
  host.is_behind = true;
  live_for(6s);
  receipt("n_1", "shown");
  host.is_behind = false;
  live_for(20s);
  EXPECT_EQ(sent("nudge").size(), 1U);
}

TEST_F(KefuOutbox, WithoutAReceiptItIsSentFourTimesByteForByte) {
  go();
  send(nudge("n_1"));
  for (int sends = 1; sends < 4; ++sends) {
    live_for(4'500ms);
    EXPECT_EQ(sent("nudge").size(), static_cast<std::size_t>(sends));
    live_for(500ms);
    EXPECT_EQ(sent("nudge").size(), static_cast<std::size_t>(sends) + 1);
  }
  live_for(60s);
  EXPECT_EQ(sent("nudge"), Texts(4, sent("nudge")[0]));
  EXPECT_EQ(memory.outbox.size(), 0U);
}

TEST_F(KefuOutbox, AReceiptOfAnyStatusEndsIt) {
  for (const char* status : {"shown", "applied", "dismissed", "expired", "stored", "duplicate",
                             "rejected", "something_new"}) {
    connect();
    go();
    recorder.receipts.clear();
    memory.outbox = {};
    ponged = 0;
    send(nudge("n_1"));
    receipt("n_1", status);
    live_for(30s);
    EXPECT_EQ(sent("nudge").size(), 1U) << status;
  }
}

TEST_F(KefuOutbox, ReceiptsAreToldToTheEngine) {
  go();
  send(nudge("n_1"));
  receipt("n_1", "shown");
  receipt("n_1", "dismissed");
  EXPECT_EQ(recorder.receipts, (Texts{"n_1 shown", "n_1 dismissed"}));
}

TEST_F(KefuOutbox, TheCountOfSendsGoesOnAcrossReconnects) {
  go();
  send(nudge("n_1"));
  live_for(5s);
  const std::string frame = sent("nudge").at(0);
  EXPECT_EQ(sent("nudge").size(), 2U);
  closed_by_server(0);
  connect();
  ponged = 0;
  hello();
  ready_resumed(101);
  text(message(101));
  live_for(60s);
  EXPECT_EQ(sent("nudge"), Texts(2, frame));
}

TEST_F(KefuOutbox, WhatWasMadeWhileTheLineWasDownGoesOutWhenItIsBack) {
  go();
  closed_by_server(0);
  memory.outbox.add(nudge("n_1"));
  connect();
  hello();
  EXPECT_TRUE(sent("nudge").empty());
  ready_resumed(101);
  EXPECT_EQ(sent("nudge").size(), 1U);
}

TEST_F(KefuOutbox, RateLimitedIsNoReceiptAndAllowsAnotherTry) {
  go();
  send(nudge("n_1"));
  text(R"({"op":"error","code":"rate_limited","fatal":false,"re":"n_1","retry_after_ms":12000})");
  live_for(11'500ms);
  EXPECT_EQ(sent("nudge").size(), 1U);
  live_for(1s);
  EXPECT_EQ(sent("nudge").size(), 2U);
  EXPECT_EQ(sent("nudge")[0], sent("nudge")[1]);
}

TEST_F(KefuOutbox, OtherErrorsEndIt) {
  go();
  send(nudge("n_1"));
  text(R"({"op":"error","code":"not_found","fatal":false,"re":"n_1"})");
  live_for(30s);
  EXPECT_EQ(sent("nudge").size(), 1U);
  EXPECT_TRUE(recorder.anomalies.empty());
}

TEST_F(KefuOutbox, AnInternalErrorIsTriedAgain) {
  go();
  send(nudge("n_1"));
  text(R"({"op":"error","code":"internal","fatal":false,"re":"n_1"})");
  live_for(6s);
  EXPECT_EQ(sent("nudge").size(), 2U);
}

TEST_F(KefuOutbox, OneNudgeASecondPerConversation) {
  go();
  send(nudge("n_1"));
  receipt("n_1", "shown");
  send(nudge("n_2"));
  send(nudge("n_3", "c_2"));
  EXPECT_EQ(sent("nudge").size(), 2U);
  elapse(1s);
  EXPECT_EQ(sent("nudge").size(), 2U);
  elapse(100ms);
  EXPECT_EQ(sent("nudge").size(), 3U);
}

TEST_F(KefuOutbox, ASecondCountsFromTheReceiptOfTheOneBefore) {
  go();
  send(nudge("n_1"));
  send(nudge("n_2"));
  elapse(800ms);  // the workstation was slow to take it
  receipt("n_1", "shown");
  elapse(1s);
  EXPECT_EQ(sent("nudge").size(), 1U);
  elapse(200ms);
  EXPECT_EQ(sent("nudge").size(), 2U);
}

TEST_F(KefuOutbox, TwentyNudgesAMinute) {
  go();
  for (int i = 0; i < 25; ++i) {
    const std::string id = fmt::format("n_{}", i);
    send(nudge(id, fmt::format("c_{}", i)));
    receipt(id, "shown");
  }
  EXPECT_EQ(sent("nudge").size(), 20U);
  live_for(60s);
  EXPECT_EQ(sent("nudge").size(), 20U);
  live_for(1s);
  EXPECT_EQ(sent("nudge").size(), 25U);
}

TEST_F(KefuOutbox, AReceiptForWhatWasNeverSentEndsNothing) {
  go();
  send(nudge("n_1"));
  send(nudge("n_2"));
  receipt("n_2", "shown");
  live_for(3s);
  EXPECT_EQ(sent("nudge").size(), 2U);
}

TEST_F(KefuOutbox, ANudgePastItsTtlIsDropped) {
  go();
  Nudge late = nudge("n_1");
  late.because_at -= 600s;
  send(late);
  EXPECT_TRUE(sent("nudge").empty());
  EXPECT_EQ(memory.outbox.size(), 0U);
}

TEST_F(KefuOutbox, ANudgeThatWaitedPastItsTtlIsDropped) {
  go();
  for (int i = 0; i < 21; ++i) {
    Nudge brief = nudge(fmt::format("n_{}", i), fmt::format("c_{}", i));
    brief.ttl = 30s;
    send(brief);
    receipt(brief.id, "shown");
  }
  live_for(120s);
  EXPECT_EQ(sent("nudge").size(), 20U);
  EXPECT_EQ(memory.outbox.size(), 0U);
}

TEST_F(KefuOutbox, WithoutTheFeatureNothingIsSent) {
  set_cursor(100);
  hello();
  ready_resumed(100, R"(["resume","draft"])");
  text(message(101));
  host.sent.clear();
  send(nudge("n_1"));
  send(verdict("v_1"));
  EXPECT_TRUE(host.sent.empty());
  EXPECT_EQ(memory.outbox.size(), 0U);
}

TEST_F(KefuOutbox, BecauseNamesTheSeqOfThePresentStream) {
  go();
  Nudge stale = nudge("n_1");
  stale.because_seq = 7;  // of a stream before
  send(stale);
  EXPECT_NE(sent("nudge").at(0).find(R"("because":{"event":"ev_101","seq":101})"),
            std::string::npos);
}

TEST_F(KefuOutbox, ACauseWithoutAPlaceInThePresentStreamIsNotSent) {
  go();
  Nudge unknown = nudge("n_1");
  unknown.because_event = "snapshot:c_1:m:m_9";
  unknown.because_seq = 0;
  send(unknown);
  EXPECT_TRUE(sent("nudge").empty());
  Verdict v = verdict("v_1");
  v.because_event = "ev_elsewhere";
  v.because_seq = 0;
  send(v);
  EXPECT_EQ(sent("verdict").at(0).find("because"), std::string::npos);
}

TEST_F(KefuOutbox, ACauseFromBeforeAResumeIsBelieved) {
  go();
  Nudge old = nudge("n_1");
  old.because_event = "ev_50";
  old.because_seq = 50;
  send(old);
  EXPECT_NE(sent("nudge").at(0).find(R"("seq":50)"), std::string::npos);
}

TEST_F(KefuOutbox, AStreamThatNumbersAnewDropsWhatNamedTheOldNumbers) {
  go();
  send(nudge("n_sent"));
  closed_by_server(0);
  memory.outbox.add(nudge("n_waiting", "c_2"));
  connect();
  hello();
  ready_fresh(50, "stream_unknown", true, "st_2");
  snapshot_end(50, 0);
  live_for(20s);
  EXPECT_TRUE(sent("nudge").empty());
  EXPECT_EQ(memory.outbox.size(), 0U);
}

TEST_F(KefuOutbox, ACauseToldAgainInTheNewStreamIsFoundThere) {
  go();
  closed_by_server(0);
  connect();
  hello();
  ready_fresh(50, "stream_unknown", false, "st_2");
  std::string again = message(51);
  again.replace(again.find("ev_51"), 5, "ev_101");
  text(again);
  send(nudge("n_1"));
  EXPECT_NE(sent("nudge").at(0).find(R"("seq":51)"), std::string::npos);
}

TEST_F(KefuOutbox, TheSameIdTwiceIsOneNudge) {
  go();
  send(nudge("n_1"));
  send(nudge("n_1"));
  live_for(2s);
  EXPECT_EQ(sent("nudge").size(), 1U);
}

TEST_F(KefuOutbox, LongIdsAreShortenedOnTheWireAndKnownByTheirOwnName) {
  go();
  const std::string id(200, 'n');
  send(nudge(id));
  const std::string wire = plugin::workstation::kefu::wire_id(id);
  EXPECT_LE(wire.size(), 128U);
  EXPECT_NE(sent("nudge").at(0).find("\"id\":\"" + wire + "\""), std::string::npos);
  receipt(wire, "shown");
  EXPECT_EQ(recorder.receipts, Texts{id + " shown"});
  EXPECT_EQ(memory.outbox.size(), 0U);
}

TEST(KefuPositions, HoldsTheNewestAndForgetsTheOldest) {
  plugin::workstation::KefuPositions positions;
  positions.restart();
  constexpr auto kMost = static_cast<std::int64_t>(plugin::workstation::KefuPositions::kMost);
  for (std::int64_t seq = 1; seq <= kMost + 10; ++seq) {
    positions.add(seq, "ev_" + std::to_string(seq));
  }
  EXPECT_EQ(positions.find("ev_" + std::to_string(kMost), 0), kMost);
  EXPECT_EQ(positions.find("ev_11", 0), 11);
  EXPECT_FALSE(positions.find("ev_10", 10));
}

TEST(KefuPositions, AnOlderClaimIsBelievedOnlyWhileTheNumberingNeverRestarted) {
  plugin::workstation::KefuPositions positions;
  positions.resume(100);
  positions.add(101, "a");
  EXPECT_EQ(positions.find("before", 40), 40);
  EXPECT_FALSE(positions.find("unheard", 102));
  positions.restart();
  positions.resume(100);
  EXPECT_FALSE(positions.find("before", 40));
}

}  // namespace
