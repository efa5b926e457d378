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
#include "qa/words.h"
#include "rules/pack.h"
#include "rules/score.h"

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

/// What a rule book makes of a whole conversation.
struct WholeJudgement {
  struct Intent {
    std::size_t word = 0;  ///< position among the words
    std::uint32_t rule = 0;
  };

  Words words;                          ///< all of the conversation, in its order
  std::vector<FindingRecord> findings;  ///< by identity
  std::vector<Intent> intents;          ///< by word
  rules::ConversationScore score;       ///< of these findings; one about an edit counts like others
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

  /// The same findings with all else the book says. There must be a book.
  WholeJudgement judge(const WholeConversation& conversation);

 private:
  std::vector<FindingRecord> findings_in(const WholeConversation& conversation, Words& words);

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
