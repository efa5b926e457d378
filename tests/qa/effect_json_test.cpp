#include "qa/effect_json.h"

#include <gtest/gtest.h>

#include <string>

namespace qa::testing {
namespace {

const Time kAt = parse_time("2026-11-22T04:34:23.611Z").value();

std::string line_of(const Effect& effect) {
  std::string line;
  append_effect_json(line, effect);
  return line;
}

RoundRecord answered() {
  RoundRecord round;
  round.conversation = {"s_1", "desk", "c_1"};
  round.opened_by = "m_4471";
  round.round = 1;
  round.state = RoundState::kAnswered;
  round.opened_at = kAt;
  round.answered_at = round.ended_at = kAt + Duration{17'509};
  round.wait = round.counted = Duration{17'509};
  round.owner = "a_2";
  round.responder = "a_2";
  round.customer_messages = 1;
  round.in_window = true;
  round.revision = 1;
  return round;
}

TEST(EffectJson, AnAnsweredRound) {
  EXPECT_EQ(line_of(answered()),
            R"({"kind":"round","conversation":"c_1","round":1,"opened_by":"m_4471",)"
            R"("state":"answered","opened_at":"2026-11-22T04:34:23.611Z",)"
            R"("answered_at":"2026-11-22T04:34:41.120Z","wait_ms":17509,"counted_ms":17509,)"
            R"("owner":"a_2","responder":"a_2","customer_messages":1,"in_window":true,)"
            R"("reason":null,"revision":1})"
            "\n");
}

TEST(EffectJson, AnOpenRoundOfNobodyHasNulls) {
  RoundRecord round;
  round.conversation.id = "c_1";
  round.opened_by = "e_1";
  round.round = 2;
  round.opened_at = kAt;
  round.revision = 3;

  EXPECT_EQ(line_of(round),
            R"({"kind":"round","conversation":"c_1","round":2,"opened_by":"e_1","state":"open",)"
            R"("opened_at":"2026-11-22T04:34:23.611Z","answered_at":null,"wait_ms":null,)"
            R"("counted_ms":null,"owner":null,"responder":null,"customer_messages":0,)"
            R"("in_window":false,"reason":null,"revision":3})"
            "\n");
}

TEST(EffectJson, AWithdrawnRoundSaysWhatItWentInto) {
  RoundRecord round = answered();
  round.state = RoundState::kWithdrawn;
  round.merged_into = "m_1";

  EXPECT_NE(line_of(round).find(R"("revision":1,"merged_into":"m_1"})"), std::string::npos);
}

TEST(EffectJson, AnUnservedRoundSaysWhy) {
  RoundRecord round = answered();
  round.state = RoundState::kUnserved;
  round.reason = UnservedReason::kNoReply;

  EXPECT_NE(line_of(round).find(R"("reason":"no_reply")"), std::string::npos);
}

TEST(EffectJson, ANudge) {
  NudgeRecord nudge;
  nudge.conversation.id = "c_1";
  nudge.opened_by = "m_4471";
  nudge.round = 1;
  nudge.stage = Stage::kUrgent;
  nudge.at = kAt + Duration{150'000};
  nudge.due_at = kAt + Duration{180'000};
  nudge.agent = "a_2";

  EXPECT_EQ(line_of(nudge),
            R"({"kind":"nudge","conversation":"c_1","round":1,"opened_by":"m_4471",)"
            R"("stage":"urgent","suppressed":null,"at":"2026-11-22T04:36:53.611Z",)"
            R"("due_at":"2026-11-22T04:37:23.611Z","agent":"a_2"})"
            "\n");
}

TEST(EffectJson, ASuppressedNudgeAndAnEscalation) {
  NudgeRecord nudge;
  nudge.suppressed = Suppressed::kOutOfWindow;
  EXPECT_NE(line_of(nudge).find(R"("suppressed":"out_of_window")"), std::string::npos);

  nudge.is_escalation = true;
  EXPECT_EQ(line_of(nudge).find(R"({"kind":"escalation")"), 0U);
}

TEST(EffectJson, AFindingHasSpansAndTheShortNameOfItsRuleSet) {
  FindingRecord finding;
  finding.conversation.id = "c_1";
  finding.message = "m_4475";
  finding.rule = "div.wechat";
  finding.pack = "douyin-base";
  finding.rule_set = "3f2a9c01d2b7" + std::string(52, '0');
  finding.level = rules::Level::kCritical;
  finding.spans = {{2, 4}};

  EXPECT_EQ(line_of(finding),
            R"({"kind":"finding","conversation":"c_1","message":"m_4475","rule":"div.wechat",)"
            R"("pack":"douyin-base","rule_set":"3f2a9c01d2b7","level":"critical","view":"clean",)"
            R"("spans":[{"start":2,"len":4}]})"
            "\n");
}

TEST(EffectJson, AWithdrawnFindingOfAnEditSaysSo) {
  FindingRecord finding;
  finding.message_revision = 2;
  finding.is_withdrawn = true;

  EXPECT_NE(line_of(finding).find(R"("spans":[],"message_revision":2,"withdrawn":true})"),
            std::string::npos);
}

TEST(EffectJson, AnAnomalyHasNoWords) {
  AnomalyRecord anomaly;
  anomaly.kind = "absurd_time";
  anomaly.event_id = "e\"1";
  anomaly.at = kAt;

  EXPECT_EQ(line_of(anomaly),
            R"({"kind":"anomaly","anomaly":"absurd_time","conversation":null,"event":"e\"1",)"
            R"("detail":null,"at":"2026-11-22T04:34:23.611Z"})"
            "\n");
}

}  // namespace
}  // namespace qa::testing
