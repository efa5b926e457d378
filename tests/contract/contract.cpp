#include "tests/contract/contract.h"

#include "qa/event_json.h"

namespace contract {
namespace {

class InMemory final : public Backend {
 public:
  explicit InMemory(const store::StoreOptions& options)
      : store_(store::open_memory_store(options)) {}

  store::Store& store() override { return *store_; }

  std::unique_ptr<store::Reader> reader() override { return store_->reader(); }

 private:
  std::unique_ptr<store::MemoryStore> store_;
};

class InSqlite final : public Backend {
 public:
  explicit InSqlite(const store::StoreOptions& options)
      : store_(store::open_store(path(), options)) {}

  store::Store& store() override { return *store_; }

  std::unique_ptr<store::Reader> reader() override { return store::open_reader(path()); }

 private:
  std::string path() const { return (dir_.path() / "contract.db").string(); }

  support::TempDir dir_;
  std::unique_ptr<store::Store> store_;
};

template <class Kind>
BackendKind kind(const std::string& name) {
  return {name, [](const store::StoreOptions& options) { return std::make_unique<Kind>(options); }};
}

}  // namespace

std::vector<BackendKind> backends() {
  return {kind<InMemory>("Memory"), kind<InSqlite>("Sqlite")};
}

INSTANTIATE_TEST_SUITE_P(Store, Contract, testing::ValuesIn(backends()),
                         [](const auto& tested) { return tested.param.name; });

std::vector<std::string> Contract::ids_of(const std::string& conversation) {
  std::vector<std::string> ids;
  const auto history = store().history(key_of(conversation));
  if (history) {
    for (const qa::Event& event : history->events) {
      ids.push_back(event.id);
    }
  }
  return ids;
}

qa::ConversationKey key_of(const std::string& conversation) {
  return {"shop_1", "desk", conversation};
}

std::string described(const qa::Event& event) {
  std::string line;
  qa::append_event_json(line, event);
  line += " shop " + event.shop + " source " + event.source + " seq " +
          std::to_string(event.conv_seq) + " stream " + event.stream + " at " +
          std::to_string(event.stream_seq) + " type " + std::to_string(event.data.index());
  return line + (event.is_from_snapshot ? " from a snapshot" : "");
}

std::vector<std::string> described(const std::vector<qa::Event>& events) {
  std::vector<std::string> lines;
  for (const qa::Event& event : events) {
    lines.push_back(described(event));
  }
  return lines;
}

qa::RoundRecord some_round(std::int32_t revision) {
  qa::RoundRecord round;
  round.conversation = key_of("c_1");
  round.opened_by = "c_1.m1";
  round.round = 1;
  round.state = qa::RoundState::kUnserved;
  round.opened_at = support::shanghai("2026-11-22", "10:00:00.123");
  round.answered_at = support::shanghai("2026-11-22", "10:01:00.456");
  round.ended_at = support::shanghai("2026-11-22", "10:01:00.457");
  round.wait = qa::Duration{60'333};
  round.counted = qa::Duration{600'000};
  round.owner = "a_1";
  round.owner_at_end = "a_2";
  round.responder = "a_3";
  round.responder_is_bot = true;
  round.closer = "a_4";
  round.customer_messages = 7;
  round.in_window = true;
  round.reason = qa::UnservedReason::kMidnight;
  round.product = "p_1";
  round.phase = 2;
  round.phase_started_at = support::shanghai("2026-11-22", "09:59:59.999");
  round.merged_into = "c_1.m0";
  round.revision = revision;
  round.profile_version = 3;
  return round;
}

qa::NudgeRecord some_nudge() {
  qa::NudgeRecord nudge;
  nudge.conversation = key_of("c_1");
  nudge.opened_by = "c_1.m1";
  nudge.round = 1;
  nudge.stage = qa::Stage::kUrgent;
  nudge.suppressed = qa::Suppressed::kOutOfWindow;
  nudge.at = support::shanghai("2026-11-22", "10:02:30.001");
  nudge.stage_at = support::shanghai("2026-11-22", "10:02:30.000");
  nudge.due_at = support::shanghai("2026-11-22", "10:03:00.000");
  nudge.opened_at = support::shanghai("2026-11-22", "10:00:00.000");
  nudge.agent = "a_1";
  nudge.profile_version = 4;
  return nudge;
}

qa::IntentRecord some_intent() {
  qa::IntentRecord intent;
  intent.conversation = key_of("c_1");
  intent.message = "c_1.m1";
  intent.intent = "物流问题/催促发货";
  intent.rule = "int.ship.urge";
  intent.rule_set = std::string(64, 'a');
  intent.at = support::shanghai("2026-11-22", "10:04:00.004");
  return intent;
}

qa::FindingRecord some_finding() {
  qa::FindingRecord finding;
  finding.conversation = key_of("c_1");
  finding.message = "c_1.m2";
  finding.message_revision = 1;
  finding.rule = "div.wechat";
  finding.pack = "douyin-base";
  finding.rule_set = std::string(64, 'a');
  finding.level = rules::Level::kCritical;
  finding.action = rules::Action::kBlock;
  finding.view = rules::View::kSquash;
  finding.spans = {{2, 4}, {4'000'000'000U, 1}};
  finding.at = support::shanghai("2026-11-22", "10:05:00.005");
  finding.agent = "a_1";
  finding.is_trial = true;
  finding.is_for_review = true;
  return finding;
}

qa::Review some_review(std::int32_t revision) {
  return {qa::identity_of(some_finding()),
          revision,
          some_finding().rule_set,
          qa::Verdict::kWrong,
          "user:u_7",
          "这里是在拒绝\n\"加微信\"",
          support::shanghai("2026-11-22", "11:00:00.007")};
}

store::DraftRecord some_draft() {
  return {key_of("c_1"),
          "d_1",
          2,
          "a_1",
          rules::Action::kConfirm,
          {"div.wechat", "规则\"二\""},
          "",
          support::shanghai("2026-11-22", "10:06:00.006")};
}

}  // namespace contract
