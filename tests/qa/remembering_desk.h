#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "qa/desk.h"

namespace qa::testing {

using RoundName = std::pair<std::string, std::string>;  ///< conversation, opened_by
/// conversation, message, revision, rule
using FindingName = std::tuple<std::string, std::string, std::int32_t, std::string>;

/// One line a round: "answered 475000 by a_1", "unserved no_reply 600000", "withdrawn", "open",
/// "excluded 2000", "left_censored 30000 by a_1".
std::string brief(const RoundRecord& round);
std::vector<std::string> brief(const std::vector<RoundRecord>& rounds);

/// A desk and its memory: what the engine and the store do around one, on the spot and without
/// either. Lives in virtual time: now is the greatest event time met, and stages fall due on the
/// way there.
class RememberingDesk {
 public:
  explicit RememberingDesk(Profile profile = Profile::douyin(),
                           std::shared_ptr<const rules::RulePack> rules = nullptr,
                           DeskOptions options = replay_options());

  /// Nothing leaves, no stamp is absurd: as a replay without a database sets it.
  static DeskOptions replay_options();

  /// Goes on to the event's time, then applies it, taking the conversation up from memory where the
  /// desk asks for it.
  Applied apply(const Event& event);
  void apply_all(const std::vector<Event>& events);
  /// The same at `now`, whatever the stamp says (live traffic).
  Applied apply_at(const Event& event, Time now);
  /// Lets virtual time run on.
  void run_to(Time now);
  /// As Desk::end_catch_up, at the present instant.
  void end_catch_up();
  /// The process ends and another begins: a new desk that knows what memory holds.
  void restart();
  /// Everything known of a conversation, as a store gives it.
  History history(std::string_view conversation) const;
  /// Emits the rounds still open, as the end of a replay does.
  void finish();

  Desk& desk() { return *desk_; }

  Time now() const { return now_; }

  /// All effects so far, in order.
  const std::vector<Effect>& effects() const { return effects_; }

  template <class Record>
  std::vector<Record> all() const {
    std::vector<Record> records;
    for (const Effect& effect : effects_) {
      if (const auto* record = std::get_if<Record>(&effect)) {
        records.push_back(*record);
      }
    }
    return records;
  }

  std::vector<std::string> anomalies() const;  ///< their kinds, in order
  /// "notice", "overdue!history", "overdue^" (an escalation), in order.
  std::vector<std::string> nudges() const;
  std::vector<std::string> effect_lines() const;

  /// Last record of every round of all conversations.
  const std::map<RoundName, RoundRecord>& last_rounds() const { return rounds_; }

  /// Last records of one conversation in order of ordinal, rounds that went into others left out.
  std::vector<RoundRecord> rounds(std::string_view conversation = "c_1") const;
  /// Findings that stand, of all conversations.
  std::map<FindingName, FindingRecord> standing_findings() const;
  /// Intents that stand, of all conversations, by conversation and message.
  std::map<std::pair<std::string, std::string>, std::string> standing_intents() const;
  ConversationFacts facts(std::string_view conversation = "c_1") const;

 private:
  struct Memory {
    ConversationKey key;
    std::vector<Event> events;
    std::vector<NudgeRecord> nudges;
  };

  void remember_effects();

  DeskOptions options_;
  Profile profile_;
  std::shared_ptr<const rules::RulePack> rules_;
  std::unique_ptr<Desk> desk_;
  Time now_{};
  std::vector<Effect> effects_;
  std::size_t remembered_ = 0;
  std::map<std::string, Memory, std::less<>> memory_;
  std::map<RoundName, RoundRecord> rounds_;
  std::map<FindingName, FindingRecord> findings_;
  std::map<std::pair<std::string, std::string>, IntentRecord> intents_;  ///< that stand
};

/// The rounds a desk tells of after these events of one conversation, briefly.
std::vector<std::string> rounds_after(const std::vector<Event>& events,
                                      const Profile& profile = Profile::douyin());
/// What a pass over these events of one conversation says; asked at the last event's time.
ConversationFacts facts_after(const std::vector<Event>& events,
                              const Profile& profile = Profile::douyin());

}  // namespace qa::testing
