#include "plugin/workstation/kefu_writer.h"

#include <gtest/gtest.h>
#include <simdjson.h>

namespace {

using namespace plugin::workstation;

Reason long_reason() {
  Reason reason{"rule.id", std::string(600, 'x'), "m_1", {}};
  for (std::uint32_t i = 0; i < 100; ++i) {
    reason.spans.push_back({i, 1});
  }
  return reason;
}

void expect_json_within_the_limit(const std::string& frame) {
  EXPECT_LE(frame.size(), kefu::kLargestUp);
  simdjson::dom::parser parser;
  EXPECT_EQ(parser.parse(frame).error(), simdjson::SUCCESS) << frame.substr(0, 200);
}

TEST(KefuWriter, NoFrameIsLargerThanSixtyFourKibibytes) {
  Nudge nudge;
  nudge.title = nudge.text = std::string(90'000, '\x01');  // six bytes each as JSON
  nudge.suggestions.assign(20, std::string(30'000, 'y'));
  nudge.evidence.assign(300, long_reason());
  expect_json_within_the_limit(kefu::nudge_frame(nudge, "a", 1));
  Verdict verdict;
  verdict.reasons.assign(300, long_reason());
  expect_json_within_the_limit(kefu::verdict_frame(verdict, 1));
  DraftAnswer answer;
  answer.action = rules::Action::kBlock;
  answer.reasons.assign(300, long_reason());
  answer.rewrite = std::string(70'000, 'z');
  expect_json_within_the_limit(kefu::draft_frame(answer, 1, qa::Duration{3}));
}

TEST(KefuWriter, WordsAreEscaped) {
  const std::string frame = kefu::focus_frame("f\"1", std::string("c\\\n\0x", 5));
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  ASSERT_EQ(parser.parse(frame).get(root), simdjson::SUCCESS) << frame;
  EXPECT_EQ(std::string_view(root["id"]), "f\"1");
  EXPECT_EQ(std::string_view(root["conversation"]), std::string_view("c\\\n\0x", 5));
}

TEST(KefuWriter, ASpanWithoutLengthIsNoEvidence) {
  DraftAnswer answer;
  answer.action = rules::Action::kHint;
  answer.reasons = {{"srv.no_empathy", "先安抚", "", {{0, 0}}}};
  const std::string frame = kefu::draft_frame(answer, std::nullopt, qa::Duration{0});
  EXPECT_EQ(frame, R"({"op":"draft.result","re":"","rev":0,"decision":"allow","reasons":)"
                   R"([{"code":"srv.no_empathy","text":"先安抚"}],"took_ms":0})");
}

TEST(KefuWriter, ANudgeOfARuleNamesIt) {
  Nudge nudge;
  nudge.id = "n";
  nudge.agent = "a_7";
  nudge.rule = "div.wechat";
  nudge.rule_set = "0123456789ab";
  nudge.suggestions = {"亲，咱们在这里沟通就好哦~"};
  nudge.evidence = {{"div.wechat", "", "m_1", {{2, 4}}}};
  const std::string frame = kefu::nudge_frame(nudge, "a_2", 9);
  EXPECT_NE(frame.find(R"("agent":"a_7")"), std::string::npos);
  EXPECT_NE(frame.find(R"("suggest":[{"text":"亲，咱们在这里沟通就好哦~"}])"), std::string::npos);
  EXPECT_NE(frame.find(R"("evidence":[{"message":"m_1","start":2,"len":4}])"), std::string::npos);
  EXPECT_NE(frame.find(R"("rule":{"id":"div.wechat","version":"0123456789ab"})"),
            std::string::npos);
}

TEST(KefuWriter, ShortenedIdsStayApartAndWhole) {
  std::string han;
  while (han.size() < 300) {
    han += "单";
  }
  const std::string a = kefu::wire_id(han + "a");
  const std::string b = kefu::wire_id(han + "b");
  EXPECT_NE(a, b);
  EXPECT_LE(a.size(), 128U);
  EXPECT_EQ(kefu::wire_id("n_1"), "n_1");
  EXPECT_EQ(a.substr(0, 90), han.substr(0, 90));
}

}  // namespace
