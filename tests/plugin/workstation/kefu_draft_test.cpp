#include "kefu_fixture.h"

namespace {

using workstation_test::KefuTest;
using namespace std::chrono_literals;
using plugin::workstation::DraftAnswer;
using plugin::workstation::Reason;
using Texts = std::vector<std::string>;

class KefuDraft : public KefuTest {
 protected:
  void check(std::string_view id, int revision, int deadline_ms = 800) {
    text(
        fmt::format(R"({{"op":"draft.check","id":"{}","conversation":"c_1","agent":"a_2","rev":{},)"
                    R"("text":"亲,支持15天退货","context_seq":99,"deadline_ms":{}}})",
                    id, revision, deadline_ms));
  }

  void cancel(std::string_view id) {
    text(fmt::format(R"({{"op":"draft.cancel","re":"{}"}})", id));
  }

  void answer(std::string id, std::int64_t revision, rules::Action action = rules::Action::kLog,
              std::vector<Reason> reasons = {}, std::string rewrite = {}) {
    dialect->answer({std::move(id), revision, action, std::move(reasons), std::move(rewrite)}, now);
  }

  static Reason reason() { return {"policy.refund_days", "店铺政策为 7 天", "", {{5, 3}, {9, 2}}}; }
};

TEST_F(KefuDraft, IsHandedOverAndAnsweredOnce) {
  go_live();
  check("d_1", 7);
  ASSERT_EQ(recorder.drafts.size(), 1U);
  EXPECT_EQ(recorder.drafts[0].text, "亲,支持15天退货");
  EXPECT_EQ(recorder.drafts[0].context_seq, 99);
  EXPECT_EQ(recorder.drafts[0].deadline, qa::Duration{800});
  elapse(143ms);
  answer("d_1", 7);
  answer("d_1", 7);
  EXPECT_EQ(host.sent,
            Texts{R"({"op":"draft.result","re":"d_1","rev":7,"decision":"allow","reasons":[],)"
                  R"("context_seq":99,"took_ms":143})"});
}

TEST_F(KefuDraft, ReasonsCarryTheirSpansOneByOne) {
  go_live();
  check("d_1", 1);
  answer("d_1", 1, rules::Action::kConfirm, {reason()}, "亲,支持7天退货");
  EXPECT_EQ(host.sent,
            Texts{R"({"op":"draft.result","re":"d_1","rev":1,"decision":"warn","reasons":[)"
                  R"({"code":"policy.refund_days","text":"店铺政策为 7 天","start":5,"len":3},)"
                  R"({"code":"policy.refund_days","text":"店铺政策为 7 天","start":9,"len":2}],)"
                  R"("rewrite":"亲,支持7天退货","context_seq":99,"took_ms":0})"});
}

TEST_F(KefuDraft, ActionsMapToDecisions) {
  const std::vector<std::pair<rules::Action, std::string>> map = {
      {rules::Action::kLog, R"("decision":"allow","reasons":[],)"},
      {rules::Action::kHint, R"("decision":"allow","reasons":[{)"},
      {rules::Action::kConfirm, R"("decision":"warn","reasons":[{)"},
      {rules::Action::kBlock, R"("decision":"block","reasons":[{)"}};
  go_live();
  int revision = 0;
  for (const auto& [action, expected] : map) {
    check("d_1", ++revision);
    answer("d_1", revision, action, {reason()});
    EXPECT_NE(host.sent.back().find(expected), std::string::npos) << host.sent.back();
  }
}

TEST_F(KefuDraft, ANewerRevisionSupersedes) {
  go_live();
  check("d_1", 1);
  check("d_1", 2);
  answer("d_1", 1);
  EXPECT_TRUE(host.sent.empty());
  answer("d_1", 2);
  EXPECT_EQ(host.sent.size(), 1U);
  EXPECT_EQ(recorder.drafts.size(), 2U);
}

TEST_F(KefuDraft, AnOlderOrEqualRevisionIsIgnored) {
  go_live();
  check("d_1", 2);
  check("d_1", 2);
  check("d_1", 1);
  EXPECT_EQ(recorder.drafts.size(), 1U);
}

TEST_F(KefuDraft, ACancelledDraftIsNotAnswered) {
  go_live();
  check("d_1", 1);
  cancel("d_1");
  cancel("d_1");
  cancel("d_none");
  answer("d_1", 1);
  EXPECT_TRUE(host.sent.empty());
  EXPECT_EQ(recorder.cancelled, Texts{"d_1"});
}

TEST_F(KefuDraft, AnAnswerFromInsideTheListenerIsFine) {
  go_live();
  answer("d_unknown", 1);
  EXPECT_TRUE(host.sent.empty());
}

TEST_F(KefuDraft, AFifthInFlightIsRateLimited) {
  go_live();
  for (int i = 1; i <= 5; ++i) {
    check(fmt::format("d_{}", i), 1);
  }
  EXPECT_EQ(recorder.drafts.size(), 4U);
  EXPECT_EQ(host.sent, Texts{R"({"op":"error","code":"rate_limited","fatal":false,"re":"d_5",)"
                             R"("message":"four drafts are in flight"})"});
  answer("d_1", 1);
  check("d_5", 2);
  EXPECT_EQ(recorder.drafts.size(), 5U);
}

TEST_F(KefuDraft, ADraftPastItsDeadlineIsNoLongerInFlight) {
  go_live();
  for (int i = 1; i <= 4; ++i) {
    check(fmt::format("d_{}", i), 1);
  }
  elapse(800ms);
  check("d_5", 1);
  EXPECT_EQ(recorder.drafts.size(), 5U);
}

TEST_F(KefuDraft, WithoutTheFeatureNothingIsAnswered) {
  set_cursor(100);
  hello();
  ready_resumed(100, R"(["resume","nudge"])");
  host.sent.clear();
  check("d_1", 1);
  EXPECT_TRUE(recorder.drafts.empty());
  EXPECT_TRUE(host.sent.empty());
  EXPECT_EQ(recorder.anomaly_kinds(), Texts{"malformed_frame"});
}

TEST_F(KefuDraft, AMalformedDraftIsAnsweredWithBadFrame) {
  go_live();
  text(R"({"op":"draft.check","id":"d_1","conversation":"c_1","agent":"a","text":"x"})");
  ASSERT_EQ(host.sent.size(), 1U);
  EXPECT_TRUE(
      host.sent[0].starts_with(R"({"op":"error","code":"bad_frame","fatal":false,"re":"d_1")"));
}

TEST_F(KefuDraft, FocusAndDecisionsNeedTheirFeatures) {
  go_live();
  dialect->focus("c_881", now);
  dialect->decide_draft("d_1", 7, "override", "店长已批准", now);
  EXPECT_EQ(host.sent, (Texts{R"({"op":"focus","id":"f_1","conversation":"c_881"})",
                              R"({"op":"draft.decide","re":"d_1","rev":7,"choice":"override",)"
                              R"("reason":"店长已批准"})"}));
  connect();
  set_cursor(100);
  hello();
  ready_resumed(100, "[]");
  host.sent.clear();
  dialect->focus("c_881", now);
  dialect->decide_draft("d_1", 7, "override", "", now);
  EXPECT_TRUE(host.sent.empty());
}

}  // namespace
