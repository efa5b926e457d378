#include "kefu_fixture.h"

namespace {

using workstation_test::internal_note;
using workstation_test::KefuTest;
using workstation_test::message;
using namespace std::chrono_literals;
using Seqs = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

class KefuStream : public KefuTest {
 protected:
  Texts acks() const { return sent("ack"); }

  static std::string ack(std::int64_t seq) {
    return fmt::format(R"({{"op":"ack","seq":{}}})", seq);
  }
};

TEST_F(KefuStream, EventsAreHandedOverInOrderWithSourceAndShop) {
  go_live();
  text(message(101));
  text(message(102));
  EXPECT_EQ(recorder.seqs, (Seqs{101, 102}));
  EXPECT_EQ(recorder.events[0].id, "ev_101");
  EXPECT_EQ(recorder.events[0].source, "desk");
  EXPECT_EQ(recorder.events[0].shop, "shop_9");
}

TEST_F(KefuStream, BelowTheExpectedIsDropped) {
  go_live();
  text(message(101));
  text(message(101));
  text(message(50));
  EXPECT_EQ(recorder.seqs, Seqs{101});
  EXPECT_FALSE(host.closed);
}

TEST_F(KefuStream, AboveTheExpectedAppliesNothingAndCloses4010) {
  go_live();
  text(message(102));
  text(message(101));
  EXPECT_TRUE(recorder.seqs.empty());
  EXPECT_EQ(host.closed, 4010);
  EXPECT_EQ(host.reason, "expected 101, got 102");
}

TEST_F(KefuStream, AckFollowsTheCommitWithinASecond) {
  go_live();
  text(message(101));
  elapse(3s);
  EXPECT_TRUE(acks().empty());
  stored(101);
  elapse(1s);
  EXPECT_EQ(acks(), Texts{ack(101)});
}

TEST_F(KefuStream, EverySixtyFourEventsAreAcknowledgedAtOnce) {
  go_live();
  for (std::int64_t seq = 101; seq <= 240; ++seq) {
    text(message(seq));
  }
  for (std::int64_t seq = 101; seq <= 240; ++seq) {
    stored(seq);
  }
  EXPECT_EQ(acks(), (Texts{ack(164), ack(228)}));
}

TEST_F(KefuStream, SmallCommitsNeverMakeAStepAboveSixtyFour) {
  go_live();
  for (std::int64_t seq = 101; seq <= 200; ++seq) {
    text(message(seq));
  }
  stored(160);
  stored(170);
  EXPECT_EQ(acks(), Texts{ack(160)});
}

TEST_F(KefuStream, OneCommitMayCoverMore) {
  go_live();
  for (std::int64_t seq = 101; seq <= 300; ++seq) {
    text(message(seq));
  }
  stored(300);
  EXPECT_EQ(acks(), Texts{ack(300)});
}

TEST_F(KefuStream, ASmallWindowIsAcknowledgedBeforeItIsFull) {
  go_live(20'000, 16);
  for (std::int64_t seq = 101; seq <= 104; ++seq) {
    text(message(seq));
  }
  stored(104);
  EXPECT_EQ(acks(), Texts{ack(104)});
}

TEST_F(KefuStream, NothingThatDidNotComeIsAcknowledged) {
  go_live();
  text(message(101));
  stored(999);
  elapse(2s);
  EXPECT_TRUE(acks().empty());
  stored(101);
  stored(60);
  elapse(2s);
  EXPECT_EQ(acks(), Texts{ack(101)});
}

TEST_F(KefuStream, InternalMessagesAreDroppedAndTheirSeqCounts) {
  go_live();
  text(internal_note(101));
  text(message(102));
  EXPECT_EQ(recorder.seqs, Seqs{102});
  EXPECT_TRUE(recorder.anomalies.empty());
  elapse(1s);
  EXPECT_EQ(acks(), Texts{ack(101)});  // nothing of it has to be stored
  stored(102);
  elapse(1s);
  EXPECT_EQ(acks(), (Texts{ack(101), ack(102)}));
}

TEST_F(KefuStream, WhatNeedsNoStoringWaitsForWhatComesBeforeIt) {
  go_live();
  text(message(101));
  text(internal_note(102));
  elapse(2s);
  EXPECT_TRUE(acks().empty());
  stored(101);
  elapse(1s);
  EXPECT_EQ(acks(), Texts{ack(102)});
}

TEST_F(KefuStream, AMalformedEventIsAnAnomalyAndItsSeqCounts) {
  go_live();
  text(R"({"op":"event","seq":101,"event":{"id":"ev_101","type":"message.created","subject":"c_1",)"
       R"("time":"2026-11-22T04:34:23.611Z","data":{"conv_seq":1,"message":{"id":7}}}})");
  text(message(102));
  EXPECT_EQ(recorder.seqs, Seqs{102});
  ASSERT_EQ(recorder.anomaly_kinds(), Texts{"malformed_event"});
  EXPECT_EQ(recorder.anomalies[0].source, "desk");
  stored(102);
  elapse(1s);
  EXPECT_EQ(acks(), Texts{ack(102)});
}

TEST_F(KefuStream, AnEventTooDeepToReadIsAnAnomalyAndItsSeqCounts) {
  go_live();
  text(R"({"op":"event","seq":101,"event":)" + std::string(100'000, '[') +
       std::string(100'000, ']') + "}");
  text(message(102));
  EXPECT_EQ(recorder.seqs, Seqs{102});
  EXPECT_EQ(recorder.anomalies.size(), 1U);
  EXPECT_FALSE(host.closed);
}

TEST_F(KefuStream, AnEventWithoutAReadableSeqDoesNotCount) {
  go_live();
  text(R"({"op":"event","seq":"101","event":{}})");
  text(message(101));
  EXPECT_EQ(recorder.seqs, Seqs{101});
  EXPECT_EQ(recorder.anomalies.size(), 1U);
}

TEST_F(KefuStream, UnpairedSurrogatesAreRepairedAndCounted) {
  go_live();
  std::string frame = message(101);
  frame.replace(frame.find("你好"), std::string("你好").size(), "x\\ud83d y");
  text(frame);
  ASSERT_EQ(recorder.events.size(), 1U);
  EXPECT_EQ(std::get<qa::MessageCreated>(recorder.events[0].data).content.text, "x\xEF\xBF\xBD y");
  EXPECT_EQ(recorder.anomaly_kinds(), Texts{"repaired_text"});
}

TEST_F(KefuStream, UnknownTypesAreHandedOverAsTheyCame) {
  go_live();
  text(R"({"op":"event","seq":101,"event":{"id":"ev_101","type":"coupon.sent","subject":"c_1",)"
       R"("time":"2026-11-22T04:34:23.611Z","data":{"amount":5}}})");
  ASSERT_EQ(recorder.events.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<qa::Unknown>(recorder.events[0].data));
}

TEST_F(KefuStream, ProtocolErrorsCloseWithTheirCode) {
  const std::vector<std::pair<std::string, int>> cases = {
      {R"({"op":"event","seq":)", 1007},
      {"[1,2,3]", 1002},
      {R"({"seq":1})", 1002},
      {"", 1007},
      {"null", 1002},
      {R"({"id":"e","type":"t.t","subject":"c","time":"2026-11-22T04:34:23Z","data":{}})", 1002}};
  for (const auto& [frame, code] : cases) {
    connect();
    go_live();
    text(frame);
    EXPECT_EQ(host.closed, code) << frame;
    text(message(101));
    EXPECT_TRUE(recorder.seqs.empty()) << frame;
  }
}

TEST_F(KefuStream, ABinaryFrameCloses1002) {
  go_live();
  dialect->received_binary(7, now);
  EXPECT_EQ(host.closed, 1002);
}

TEST_F(KefuStream, UnknownOpsAndHintsDoNothing) {
  go_live();
  text(R"({"op":"x.unknown","seq":1,"event":{"id":"nope"}})");
  text(R"({"op":"EVENT","seq":999999999})");
  text(
      R"({"op":"hint","kind":"typing","conversation":"c_1","author":{"kind":"customer","id":"u"}})");
  text(R"({"op":"x.deep","x":)" + std::string(1'000, '[') + std::string(1'000, ']') + "}");
  EXPECT_FALSE(host.closed);
  EXPECT_TRUE(recorder.seqs.empty());
  EXPECT_TRUE(host.sent.empty());
}

TEST_F(KefuStream, ResumeAfterALossReplaysFromWhatIsStored) {
  go_live();
  text(message(101));
  text(message(102));
  stored(101);
  closed_by_server(0);
  connect();
  hello();
  EXPECT_NE(host.sent.back().find(R"("resume":{"stream":"st_1","seq":101})"), std::string::npos);
  ready_resumed(103);
  text(message(102));
  text(message(103));
  EXPECT_EQ(recorder.seqs, (Seqs{101, 102, 102, 103}));
}

TEST_F(KefuStream, WhatIsStoredWhileTheLineIsDownCounts) {
  go_live();
  text(message(101));
  closed_by_server(0);
  memory.on_stored(101);
  connect();
  hello();
  EXPECT_NE(host.sent.back().find(R"("resume":{"stream":"st_1","seq":101})"), std::string::npos);
}

TEST_F(KefuStream, WhatIsStoredBetweenAuthAndReplayIsAcknowledgedWhenItComesAgain) {
  go_live();
  text(message(101));
  closed_by_server(0);
  connect();
  hello();
  stored(101);
  ready_resumed(101);
  text(message(101));
  elapse(1s);
  EXPECT_EQ(acks(), Texts{ack(101)});
}

TEST_F(KefuStream, StoredFromInsideTheListenerIsFine) {
  go_live();
  recorder.after_event = [&](std::int64_t seq) { stored(seq); };
  for (std::int64_t seq = 101; seq <= 164; ++seq) {
    text(message(seq));
  }
  EXPECT_EQ(acks(), Texts{ack(164)});
}

TEST_F(KefuStream, AnyCutOrFlipOfAFrameIsSurvived) {
  go_live();
  const std::string whole = message(101, R"(,"x":[1,2,{"y":null}])");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const bool flips : {false, true}) {
      std::string frame = flips ? whole : whole.substr(0, i);
      if (flips) {
        frame[i] = static_cast<char>(frame[i] ^ 0x08);
      }
      connect();
      set_cursor(100);
      hello();
      ready_resumed(100);
      text(frame);
      if (!host.closed) {
        text(message(101));
        text(message(102));
      }
    }
  }
  EXPECT_FALSE(recorder.seqs.empty());
}

}  // namespace
