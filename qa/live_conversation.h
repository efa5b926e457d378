#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "qa/conversation.h"
#include "qa/id_index.h"
#include "qa/ladder.h"
#include "qa/ledger.h"
#include "qa/record.h"
#include "qa/words.h"

namespace qa {

/// One conversation on the desk: its ledger, the pass over it, its last words, and what was said of
/// its rounds.
class LiveConversation {
 public:
  LiveConversation(ConversationKey key, const Profile& profile, const LocalTime& local,
                   std::uint64_t serial)
      : key_(std::move(key)),
        profile_(&profile),
        local_(&local),
        serial_(serial),
        pass_(profile, local) {}

  struct Entered {
    bool is_new = false;  ///< false: the event's id, or its message by snapshot, was here
    Oddity oddity = Oddity::kNone;
  };

  /// Puts the event in its place and brings the pass up to date.
  Entered enter(const Event& event, Time now);
  /// Makes the pass anew, after the profile changed.
  void remake(Time now);
  /// Lets time pass without an event.
  void tick(Time now);

  /// Takes a message's intent over, or that it has none. False where that was known.
  bool set_intent(const IntentRecord& record) {
    return record.is_withdrawn
               ? ledger_.set_intent(record.message, {}, {}, {})
               : ledger_.set_intent(record.message, record.intent, record.rule, record.rule_set);
  }

  /// Appends a record for every round that became final or changed since the last call.
  void report_rounds(std::vector<Effect>& effects);
  /// Appends the open round, if it has no record that says so.
  void report_open_round(std::vector<Effect>& effects);

  /// Rounds as they were last reported, by the present profile.
  std::vector<RoundRecord> told_rounds() const;
  /// Takes over what the store has said of the rounds and stages. Call after all events are
  /// entered.
  void recall(const std::vector<RoundRecord>& rounds, const std::vector<NudgeRecord>& nudges);

  StageMarks& marks(Name opened_by);
  RoundRecord record(const Round& round) const;

  const ConversationKey& key() const { return key_; }

  std::uint64_t serial() const { return serial_; }

  /// How many were entered and new.
  std::int64_t events() const { return events_; }

  const Ledger& ledger() const { return ledger_; }

  const Conversation& pass() const { return pass_; }

  Words& words() { return words_; }

  const Words& words() const { return words_; }

  Time touched_at{};  ///< `now` of the last event that came
  Time holds_stages_since{};
  Time holds_stages_until{};     ///< late events are still coming in
  Time snoozed_until{};          ///< nudges, not the clock
  bool is_listed = false;        ///< among those that changed since shares were last taken
  bool is_shared = true;         ///< its share as it is now was given, or nothing has changed
  std::optional<Time> next_due;  ///< the heap entry that holds for this conversation

 private:
  /// A round as it was last reported.
  struct Reported {
    Round round;
    RoundState state = RoundState::kOpen;
    std::int32_t revision = 0;
    bool is_gone = false;       ///< reported withdrawn because no pass has it any more
    std::uint32_t seen_in = 0;  ///< the last report_rounds() that met it
  };

  struct RoundMarks {
    Name opened_by;
    StageMarks marks;
  };

  /// The pass from the beginning. @returns what the fact at `position` did that it should not have.
  Oddity make_anew(std::size_t position, Time now);
  void report(std::size_t place, std::vector<Effect>& effects, bool even_if_open);
  void report_vanished(std::vector<Effect>& effects);
  Reported* find_reported(Name opened_by, std::size_t likely_place);
  Reported& add_reported(Name opened_by);

  ConversationKey key_;
  const Profile* profile_;
  const LocalTime* local_;
  std::uint64_t serial_;
  std::int64_t events_ = 0;
  Ledger ledger_;
  Conversation pass_;
  Words words_;
  std::vector<Reported> reported_;
  IdIndex reported_places_;
  std::uint32_t reports_ = 0;  ///< calls of report_rounds()
  std::vector<RoundMarks> marks_;
  IdIndex marks_places_;
  std::optional<Time> midnight_passed_;  ///< the last to end a round before an event said so
  bool was_excluded_ = false;
  bool was_remade_ = false;
};

}  // namespace qa
