#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "qa/conversation.h"
#include "qa/event.h"
#include "qa/ids.h"
#include "qa/inspector.h"
#include "qa/ledger.h"
#include "qa/profile.h"
#include "qa/record.h"
#include "qa/talk_inspector.h"
#include "rules/pack.h"

/// Two rule books over the same conversations: what would be found otherwise.
namespace qa {

enum class BacktestChange : std::uint8_t {
  kNewlyFlagged,     ///< only the new book finds it
  kNoLongerFlagged,  ///< only the old book does
  kUnchanged,        ///< both do; what they say of it (level, do) may differ
};
std::string_view to_string(BacktestChange change);  // newly_flagged no_longer_flagged unchanged

struct BacktestFinding {
  BacktestChange change = BacktestChange::kUnchanged;
  FindingRecord finding;  ///< the new book's, or the old one's where only that has it
};

/// A conversation with all its events, as rule books judge it: its order, and what the pass makes
/// of it. `key`, `events` and `local` must outlive it.
class WholeConversation {
 public:
  /// @param events  in any order.
  WholeConversation(const ConversationKey& key, const std::vector<Event>& events,
                    const Profile& profile, const LocalTime& local);

  /// In the order of the conversation.
  const std::vector<const Event*>& events() const { return events_; }

  TalkInspector::Subject subject() const { return {key_, ledger_, pass_, local_}; }

 private:
  const ConversationKey& key_;
  const LocalTime& local_;
  std::vector<const Event*> events_;
  Ledger ledger_;
  Conversation pass_;
};

/// One rule book over whole conversations: the inspectors of live traffic, every event one after
/// the other. One thread at a time.
class BookOverWhole {
 public:
  explicit BookOverWhole(const std::shared_ptr<const rules::RulePack>& rules)
      : inspector_(rules), talk_inspector_(rules) {}

  /// What the book finds, by identity. Rules that wait for something judge as if nothing came after
  /// the last event: every time limit runs out.
  std::vector<FindingRecord> findings_in(const WholeConversation& conversation);

 private:
  Inspector inspector_;
  TalkInspector talk_inspector_;
};

/// Judges by the same inspectors as live traffic. One thread at a time.
class Backtest {
 public:
  /// @param profile  says which rounds and phases a conversation has.
  Backtest(const std::shared_ptr<const rules::RulePack>& before,
           const std::shared_ptr<const rules::RulePack>& after, Profile profile)
      : before_(before), after_(after), profile_(std::move(profile)), local_(profile_) {}

  /// One whole conversation, events in any order. Appends what either book finds, in order of
  /// message, revision and rule.
  void judge(const ConversationKey& key, const std::vector<Event>& events,
             std::vector<BacktestFinding>& findings);

 private:
  BookOverWhole before_;
  BookOverWhole after_;
  Profile profile_;
  LocalTime local_;
};

}  // namespace qa
