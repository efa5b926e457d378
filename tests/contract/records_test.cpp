#include <gmock/gmock.h>

#include "tests/contract/contract.h"

namespace contract {
namespace {

using support::EventBuilder;
using testing::ElementsAre;
using testing::IsEmpty;

/// A batch with one event, so that the conversation has a history.
store::Batch opened() {
  store::Batch batch;
  batch.events = EventBuilder().opened().take();
  return batch;
}

template <class Record>
store::Batch with(std::vector<Record> store::Batch::*list, std::vector<Record> records) {
  store::Batch batch;
  batch.*list = std::move(records);
  return batch;
}

TEST_P(Contract, Promise6_ARoundWithAStaleRevisionChangesNothing) {
  store().append(opened());
  store().append(with(&store::Batch::rounds, {some_round(3)}));
  for (const std::int32_t stale : {2, 3}) {
    qa::RoundRecord other = some_round(stale);
    other.owner = "somebody else";
    store().append(with(&store::Batch::rounds, {other}));
    EXPECT_THAT(store().history(key_of("c_1"))->rounds, ElementsAre(some_round(3)));
  }
}

TEST_P(Contract, ARoundWithAHigherRevisionReplacesTheEarlier) {
  store().append(opened());
  store().append(with(&store::Batch::rounds, {some_round(1)}));
  qa::RoundRecord newer = some_round(2);
  newer.state = qa::RoundState::kWithdrawn;
  newer.wait.reset();
  newer.counted.reset();
  newer.answered_at.reset();
  newer.ended_at.reset();
  store().append(with(&store::Batch::rounds, {newer}));
  EXPECT_THAT(store().history(key_of("c_1"))->rounds, ElementsAre(newer));
  EXPECT_EQ(store().counts().rounds, 1);
}

TEST_P(Contract, Promise7_EveryFieldOfEveryConclusionComesBack) {
  store::Batch batch = opened();
  batch.rounds = {some_round()};
  batch.nudges = {some_nudge()};
  batch.findings = {some_finding()};
  batch.intents = {some_intent()};
  store().append(batch);
  const auto history = reader()->history(key_of("c_1"));
  EXPECT_THAT(history->rounds, ElementsAre(some_round()));
  EXPECT_THAT(history->nudges, ElementsAre(some_nudge()));
  EXPECT_THAT(history->findings, ElementsAre(some_finding()));
  EXPECT_THAT(history->intents, ElementsAre(some_intent()));
}

TEST_P(Contract, AMessageHasOneIntentUntilItIsWithdrawn) {
  qa::IntentRecord other = some_intent();
  other.intent = "售后问题/退款";
  other.rule = "int.refund";
  other.rule_set = std::string(64, 'b');
  qa::IntentRecord withdrawn;
  withdrawn.conversation = other.conversation;
  withdrawn.message = other.message;
  withdrawn.is_withdrawn = true;
  store().append(opened());
  store().append(with(&store::Batch::intents, {some_intent()}));
  store().append(with(&store::Batch::intents, {other}));
  EXPECT_THAT(store().history(key_of("c_1"))->intents, ElementsAre(other));
  store().append(with(&store::Batch::intents, {withdrawn}));
  EXPECT_THAT(store().history(key_of("c_1"))->intents, IsEmpty());
  store().append(with(&store::Batch::intents, {withdrawn, some_intent()}));
  EXPECT_THAT(store().history(key_of("c_1"))->intents, ElementsAre(some_intent()));
}

TEST_P(Contract, IntentsComeInOrderOfMessageAndOfTheirConversationAlone) {
  qa::IntentRecord first = some_intent();
  first.message = "c_1.m0";
  qa::IntentRecord elsewhere = some_intent();
  elsewhere.conversation = key_of("c_2");
  store().append(opened());
  store().append(with(&store::Batch::intents, {some_intent(), elsewhere, first}));
  EXPECT_THAT(store().history(key_of("c_1"))->intents, ElementsAre(first, some_intent()));
}

TEST_P(Contract, Promise7_EveryStateStageLevelActionAndViewComesBack) {
  store::Batch batch = opened();
  for (int i = 0; i < 6; ++i) {
    batch.rounds.push_back(some_round());
    batch.rounds.back().opened_by = std::to_string(i);
    batch.rounds.back().round = i;
    batch.rounds.back().state = static_cast<qa::RoundState>(i);
    batch.rounds.back().reason = static_cast<qa::UnservedReason>(i);
  }
  for (int i = 0; i < 7; ++i) {
    batch.nudges.push_back(some_nudge());
    batch.nudges.back().round = i;
    batch.nudges.back().opened_by = std::to_string(i);
    batch.nudges.back().stage = static_cast<qa::Stage>(i % 4);
    batch.nudges.back().suppressed = static_cast<qa::Suppressed>(i);
  }
  for (int i = 0; i < 5; ++i) {
    batch.findings.push_back(some_finding());
    batch.findings.back().rule = std::to_string(i);
    batch.findings.back().level = static_cast<rules::Level>(i % 4);
    batch.findings.back().action = static_cast<rules::Action>(i % 4);
    batch.findings.back().view = static_cast<rules::View>(i);
    batch.findings.back().spans.resize(static_cast<std::size_t>(i), rules::Span{7, 8});
  }
  store().append(batch);
  const auto history = store().history(key_of("c_1"));
  EXPECT_EQ(history->rounds, batch.rounds);
  EXPECT_EQ(history->nudges, batch.nudges);
  EXPECT_EQ(history->findings, batch.findings);
}

TEST_P(Contract, AStageOfARoundIsRecordedOnceAndItsEscalationBesideIt) {
  store().append(opened());
  qa::NudgeRecord again = some_nudge();
  again.suppressed = qa::Suppressed::kNo;
  qa::NudgeRecord escalation = some_nudge();
  escalation.is_escalation = true;
  store().append(with(&store::Batch::nudges, {some_nudge()}));
  store().append(with(&store::Batch::nudges, {again, escalation}));
  EXPECT_THAT(store().history(key_of("c_1"))->nudges, ElementsAre(some_nudge(), escalation));
}

TEST_P(Contract, NudgesComeInOrderOfRoundAndStage) {
  store::Batch batch = opened();
  for (const int round : {2, 1}) {
    for (const qa::Stage stage : {qa::Stage::kUnserved, qa::Stage::kOverdue, qa::Stage::kNotice}) {
      batch.nudges.push_back(some_nudge());
      batch.nudges.back().round = round;
      batch.nudges.back().opened_by = "m" + std::to_string(round);
      batch.nudges.back().stage = stage;
    }
  }
  store().append(batch);
  const auto nudges = store().history(key_of("c_1"))->nudges;
  const std::vector<qa::NudgeRecord> expected(batch.nudges.rbegin(), batch.nudges.rend());
  EXPECT_EQ(nudges, expected);
}

TEST_P(Contract, AWithdrawnFindingUpdatesItsRowAndMayStandAgain) {
  store().append(opened());
  qa::FindingRecord withdrawn = some_finding();
  withdrawn.is_withdrawn = true;
  store().append(with(&store::Batch::findings, {some_finding()}));
  store().append(with(&store::Batch::findings, {withdrawn}));
  EXPECT_THAT(store().history(key_of("c_1"))->findings, ElementsAre(withdrawn));
  store().append(with(&store::Batch::findings, {some_finding()}));
  EXPECT_THAT(store().findings({}, 9), ElementsAre(some_finding()));
}

TEST_P(Contract, AnotherRuleSetOrRevisionIsAnotherFinding) {
  qa::FindingRecord other_set = some_finding();
  other_set.rule_set = std::string(64, 'b');
  qa::FindingRecord other_revision = some_finding();
  other_revision.message_revision = 2;
  store().append(with(&store::Batch::findings, {other_revision, other_set, some_finding()}));
  EXPECT_THAT(store().findings({}, 9), ElementsAre(some_finding(), other_set, other_revision));
  EXPECT_EQ(store().counts().findings, 3);
}

TEST_P(Contract, FindingsOfAPeriodAreHalfOpenOrderedByTimeAndLimited) {
  std::vector<qa::FindingRecord> findings;
  for (int i = 9; i >= 0; --i) {
    findings.push_back(some_finding());
    findings.back().rule = std::to_string(i);
    findings.back().at = qa::kEarliestTime + qa::Duration{i};
  }
  store().append(with(&store::Batch::findings, findings));
  const store::Period period{qa::kEarliestTime + qa::Duration{2},
                             qa::kEarliestTime + qa::Duration{8}};
  const auto all = store().findings(period, 100);
  ASSERT_EQ(all.size(), 6U);
  EXPECT_EQ(all.front().rule, "2");
  EXPECT_EQ(all.back().rule, "7");
  EXPECT_EQ(store().findings(period, 2).back().rule, "3");
}

TEST_P(Contract, AGapIsKeptOnceAndFoundByOverlap) {
  const qa::GapRecord gap{"shop_1", "desk", qa::from_ms(1'000'000'000'000),
                          qa::from_ms(1'000'000'060'000), "cursor_expired"};
  store().append(with(&store::Batch::gaps, {gap, gap}));
  store().append(with(&store::Batch::gaps, {gap}));
  EXPECT_THAT(store().gaps({}), ElementsAre(gap));
  EXPECT_THAT(store().gaps({gap.from + qa::Duration{1}, gap.from + qa::Duration{2}}),
              ElementsAre(gap));
  EXPECT_THAT(store().gaps({gap.to + qa::Duration{1}, qa::kLatestTime}), IsEmpty());
  EXPECT_THAT(store().gaps({qa::kEarliestTime, gap.from}), IsEmpty());
}

TEST_P(Contract, AnomaliesComeByTimeAndTheSameOneOnce) {
  const qa::AnomalyRecord late{
      "s", "d", "c", "e_1", "bad_frame", "offset 7", qa::from_ms(1'000'000'000'002)};
  const qa::AnomalyRecord early{"", "d", "", "", "not_json", "", qa::from_ms(1'000'000'000'001)};
  qa::AnomalyRecord other = late;
  other.detail = "offset 8";
  store().append(with(&store::Batch::anomalies, {late, early, late}));
  store().append(with(&store::Batch::anomalies, {late, other}));
  EXPECT_THAT(store().anomalies({}, 9), ElementsAre(early, late, other));
  EXPECT_THAT(store().anomalies({}, 2), ElementsAre(early, late));
  EXPECT_THAT(store().anomalies({late.at, qa::kLatestTime}, 9), ElementsAre(late, other));
}

TEST_P(Contract, TheLastWordOnADraftStands) {
  store::DraftRecord chosen = some_draft();
  chosen.choice = "override";
  store::DraftRecord newer = some_draft();
  newer.revision = 3;
  newer.rules.clear();
  store().append(with(&store::Batch::drafts, {some_draft()}));
  store().append(with(&store::Batch::drafts, {chosen, newer}));
  EXPECT_THAT(store().drafts(key_of("c_1")), ElementsAre(chosen, newer));
}

TEST_P(Contract, ACursorIsReplacedAndForgottenPerSource) {
  store::Batch batch;
  batch.cursor = store::Cursor{"desk", "s_1", 7};
  store().append(batch);
  batch.cursor = store::Cursor{"desk_2", "s_9", 1};
  store().append(batch);
  batch.cursor = store::Cursor{"desk", "s_2", 3};
  store().append(batch);
  EXPECT_EQ(reader()->cursor("desk"), (store::Cursor{"desk", "s_2", 3}));
  batch.cursor.reset();
  batch.forget_cursor_of = "desk";
  store().append(batch);
  EXPECT_EQ(store().cursor("desk"), std::nullopt);
  EXPECT_EQ(store().cursor("desk_2")->seq, 1);
}

TEST_P(Contract, ForgettingACursorInTheSameBatchComesBeforeTheNewOne) {
  store::Batch batch;
  batch.cursor = store::Cursor{"desk", "s_1", 7};
  store().append(batch);
  batch.forget_cursor_of = "desk";
  batch.cursor = store::Cursor{"desk", "s_2", 1};
  store().append(batch);
  EXPECT_EQ(store().cursor("desk"), (store::Cursor{"desk", "s_2", 1}));
}

TEST_P(Contract, TheAuditLogIsNewestFirst) {
  const store::AuditEntry first{qa::from_ms(5), "system", "run", "", "{}"};
  const store::AuditEntry second{qa::from_ms(4), "cli:uid=1000", "rules.reload", "set",
                                 "{\"n\":1}"};
  store().append(with(&store::Batch::audit, {first}));
  store().append(with(&store::Batch::audit, {second, second}));
  EXPECT_THAT(store().audit(9), ElementsAre(second, second, first));
  EXPECT_THAT(store().audit(1), ElementsAre(second));
}

TEST_P(Contract, ProfilesAreVersionsWithTheirAuditRow) {
  qa::Profile changed = qa::Profile::taobao();
  changed.reply_limit = qa::Duration{120'000};
  changed.hours.dates["2026-11-11"] = {{0, 1440}};
  changed.thresholds["satisfaction_rate"] = 0.85;

  EXPECT_EQ(store().append_profile(qa::Profile::douyin(), qa::from_ms(1), "system", "first"), 1);
  EXPECT_EQ(store().append_profile(changed, qa::from_ms(2), "user:u_1", "双11"), 2);

  const auto profiles = reader()->profiles();
  ASSERT_EQ(profiles.size(), 2U);
  qa::Profile expected = changed;
  expected.version = 2;
  EXPECT_EQ(profiles[1].profile, expected);
  EXPECT_EQ(profiles[1].author, "user:u_1");
  EXPECT_EQ(profiles[1].reason, "双11");
  EXPECT_EQ(profiles[1].at, qa::from_ms(2));
  EXPECT_EQ(profiles[0].profile.version, 1);
  const auto audit = store().audit(1);
  ASSERT_EQ(audit.size(), 1U);
  EXPECT_EQ(audit[0], (store::AuditEntry{qa::from_ms(2), "user:u_1", "profile.set", "profile",
                                         "{\"version\":2}"}));
}

TEST_P(Contract, BenchmarksComeBackWholeAndAnImportTakesThePlaceOfTheOneBefore) {
  const qa::Benchmark share{
      qa::Metric::kPickupRate, std::nullopt, 0.85, "行业均值", 20'000, std::nullopt};
  const qa::Benchmark time{qa::Metric::kMeanResponse,
                           qa::GroupId{qa::Cut::kIntent1, "物流问题"},
                           1e5 / 3,
                           "b",
                           std::nullopt,
                           21'000};
  store::Batch batch;
  batch.benchmarks = {share, time};
  store().append(batch);
  EXPECT_THAT(reader()->benchmarks(), ElementsAre(share, time));
  store().append(opened());
  EXPECT_THAT(reader()->benchmarks(), ElementsAre(share, time));
  batch.benchmarks = {time};
  store().append(batch);
  EXPECT_THAT(reader()->benchmarks(), ElementsAre(time));
  batch.benchmarks->clear();
  store().append(batch);
  EXPECT_THAT(reader()->benchmarks(), IsEmpty());
}

TEST_P(Contract, ASurgeComesBackWholeAndItsEndReplacesIt) {
  const qa::Surge first{"s",
                        qa::from_ms(5'000),
                        std::nullopt,
                        40,
                        11,
                        8,
                        qa::LeadingIntent{"物流问题/催促发货", 20, 3}};
  qa::Surge other{"r", qa::from_ms(5'000), qa::from_ms(6'000), 1, 0, 4, std::nullopt};
  store().append(with(&store::Batch::surges, {first, other}));
  EXPECT_THAT(reader()->surges({qa::from_ms(5'999), qa::from_ms(9'000)}),
              ElementsAre(other, first));
  EXPECT_THAT(reader()->surges({qa::from_ms(6'000), qa::from_ms(9'000)}), ElementsAre(first));
  EXPECT_THAT(reader()->surges({qa::from_ms(0), qa::from_ms(5'000)}), IsEmpty());
  qa::Surge ended = first;
  ended.ended_at = qa::from_ms(8'000);
  store().append(with(&store::Batch::surges, {ended}));
  EXPECT_THAT(reader()->surges({qa::from_ms(0), qa::from_ms(9'000)}), ElementsAre(other, ended));
}

}  // namespace
}  // namespace contract
