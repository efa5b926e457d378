#include "plugin/workstation/kefu_frame.h"

#include <gtest/gtest.h>

namespace {

using namespace plugin::workstation;

template <class Kind>
Kind read_as(std::string_view json) {
  KefuFrameReader reader;
  const KefuFrame frame = reader.read(json);
  EXPECT_TRUE(std::holds_alternative<Kind>(frame)) << json;
  return std::holds_alternative<Kind>(frame) ? std::get<Kind>(frame) : Kind{};
}

TEST(KefuFrame, ReadsHello) {
  const auto hello = read_as<KefuHello>(
      R"({"op":"hello","v":1,"server":{"name":"demo-desk","version":"3.2.0"},"heartbeat_ms":20000,)"
      R"("max_inflight":64,"features":["resume","nudge"],"time":"2026-11-22T04:34:23.100Z"})");
  EXPECT_EQ(hello.version, 1);
  EXPECT_EQ(hello.server_name, "demo-desk");
  EXPECT_EQ(hello.heartbeat, qa::Duration{20'000});
  EXPECT_EQ(hello.max_inflight, 64);
  EXPECT_EQ(hello.features, (std::vector<std::string>{"resume", "nudge"}));
  EXPECT_TRUE(hello.time);
  EXPECT_TRUE(hello.oddities.empty());
}

TEST(KefuFrame, AssumesWhatAnOddHelloLeavesOut) {
  const auto hello =
      read_as<KefuHello>(R"({"op":"hello","v":1,"heartbeat_ms":1,"max_inflight":0})");
  EXPECT_EQ(hello.heartbeat, qa::Duration{5'000});
  EXPECT_EQ(hello.max_inflight, 512);
  EXPECT_FALSE(hello.features);
  EXPECT_EQ(hello.oddities.size(), 3U);
}

TEST(KefuFrame, ReadyNeedsStreamHeadAndResumed) {
  read_as<KefuMalformed>(R"({"op":"ready","resumed":true,"head_seq":1})");
  read_as<KefuMalformed>(R"({"op":"ready","stream":"s","head_seq":1})");
  read_as<KefuMalformed>(R"({"op":"ready","stream":"s","resumed":true,"head_seq":-1})");
  read_as<KefuReady>(R"({"op":"ready","stream":"s","resumed":true,"head_seq":1})");
}

TEST(KefuFrame, UnreadableFramesNameTheirClose) {
  EXPECT_EQ(read_as<KefuUnreadable>(R"({"op":"event","seq":)").code, 1007);
  EXPECT_EQ(read_as<KefuUnreadable>("").code, 1007);
  EXPECT_EQ(read_as<KefuUnreadable>("{\"op\":\"hint\",\"kind\":\"\xc3\x28\"}").code, 1007);
  EXPECT_EQ(read_as<KefuUnreadable>("[1,2,3]").code, 1002);
  EXPECT_EQ(read_as<KefuUnreadable>("7").code, 1002);
  EXPECT_EQ(read_as<KefuUnreadable>(R"({"seq":1})").code, 1002);
  EXPECT_EQ(read_as<KefuUnreadable>(R"({"op":7})").code, 1002);
}

TEST(KefuFrame, UnknownOpsAndHintsAreIgnored) {
  read_as<KefuIgnored>(R"({"op":"presence","n":1,"extra":[{"a":null}]})");
  read_as<KefuIgnored>(R"({"op":"EVENT","seq":999999999})");
  read_as<KefuIgnored>(R"({"op":"hint","kind":"typing","conversation":"c_1"})");
}

TEST(KefuFrame, HundredThousandBracketsAreNotFollowed) {
  const std::string deep(100'000, '[');
  const std::string up(100'000, ']');
  EXPECT_FALSE(read_as<KefuTooDeep>(R"({"op":"x.deep","x":)" + deep + up + "}").seq);
  EXPECT_EQ(read_as<KefuTooDeep>(R"({"op":"event","x":)" + deep + up + R"(,"seq":7})").seq, 7);
}

TEST(KefuFrame, UnpairedSurrogatesAreRepaired) {
  const auto draft = read_as<KefuDraftCheck>(
      R"({"op":"draft.check","id":"d","conversation":"c","agent":"a","rev":1,"text":"x\ud83d y"})");
  EXPECT_EQ(draft.text, "x\xEF\xBF\xBD y");
}

TEST(KefuFrame, DraftsAreCheckedBeforeTheyAreJudged) {
  const std::string text(20'001, 'x');
  EXPECT_EQ(read_as<KefuMalformed>(R"({"op":"draft.check","id":"d","conversation":"c","agent":"a",)"
                                   R"("rev":1,"text":")" +
                                   text + "\"}")
                .re,
            "d");
  read_as<KefuMalformed>(
      R"({"op":"draft.check","conversation":"c","agent":"a","rev":1,"text":""})");
  read_as<KefuMalformed>(R"({"op":"draft.check","id":"d","conversation":"c","agent":"a","rev":1})");
}

TEST(KefuFrame, FindsASeqWithoutAParser) {
  EXPECT_EQ(find_top_seq(R"({"op":"event","seq":12,"event":{"seq":3}})"), 12);
  EXPECT_EQ(find_top_seq(R"({"x":{"seq":3},"note":"\"seq\":9","seq" : 12 , "op" : "event")"), 12);
  EXPECT_FALSE(find_top_seq(R"({"op":"other","seq":12})"));
  EXPECT_FALSE(find_top_seq(R"({"op":"event","seq":"12"})"));
  EXPECT_FALSE(find_top_seq(R"({"op":"event","seq":99999999999999999})"));
  EXPECT_FALSE(find_top_seq("{\"op"));
  EXPECT_FALSE(find_top_seq(""));
}

TEST(KefuFrame, NoCutOfAFrameIsTakenForAWholeOne) {
  const std::string whole =
      R"({"op":"snapshot","at_seq":2,"conversation":{"id":"c","status":"open"},"messages":[{"id":"m"}]})";
  KefuFrameReader reader;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const KefuFrame frame = reader.read(std::string_view(whole).substr(0, length));
    EXPECT_TRUE(std::holds_alternative<KefuUnreadable>(frame)) << length;
  }
  EXPECT_TRUE(std::holds_alternative<KefuSnapshot>(reader.read(whole)));
}

}  // namespace
