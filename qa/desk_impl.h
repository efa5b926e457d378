#pragma once

#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "qa/counting.h"
#include "qa/desk.h"
#include "qa/inspector.h"
#include "qa/ladder.h"
#include "qa/live_conversation.h"
#include "qa/talk_inspector.h"

/// The inside of the desk; desk.h says what it promises. One heap of deadlines, at most one entry
/// of each conversation holds (LiveConversation::next_due says which); entries that no longer hold
/// are passed over.
namespace qa {

class Desk::Impl {
 public:
  Impl(Profile profile, std::shared_ptr<const rules::RulePack> rules, DeskOptions options)
      : options_(std::move(options)),
        profile_(std::move(profile)),
        local_(profile_),
        counting_(std::make_shared<const std::string>(counting_of(profile_))),
        inspector_(rules, options_.texts_kept),
        talk_inspector_(std::move(rules)) {}

  Applied apply(Event& event, Time now, std::vector<Effect>& effects);
  Applied apply(const Snapshot& snapshot, Time now, std::vector<Event>& normalised,
                std::vector<Effect>& effects);
  void close_vanished(std::string_view source, const std::vector<std::string>& still_open, Time at,
                      Time now, std::vector<Event>& normalised, std::vector<Effect>& effects);
  void restore(const History& history, Time now, std::vector<Effect>& effects);
  void advance(Time now, std::vector<Effect>& effects);
  std::optional<Time> next_deadline();
  void end_catch_up(std::string_view source, Time now, std::vector<Effect>& effects);
  void set_profile(Profile profile, Time now, std::vector<Effect>& effects);
  void inspect_draft(std::string_view source, std::string_view conversation, std::string_view text,
                     Time now, std::vector<rules::Hit>& hits);

  void take_settled(Sharing which, std::vector<Settled>& settled);

  LiveConversation* find(std::string_view source, std::string_view conversation) const;

  std::vector<LiveConversation*> sorted() const;

  DeskOptions options_;
  Profile profile_;
  LocalTime local_;
  std::shared_ptr<const std::string> counting_;  ///< counting_of(profile_)
  Inspector inspector_;
  TalkInspector talk_inspector_;
  std::map<std::string, int, std::less<>> catching_up_;  ///< by source; empty: every source

 private:
  LiveConversation& add(const ConversationKey& key);
  TalkInspector::Subject subject_of(const LiveConversation& conversation) const;
  void tell_intents(LiveConversation& conversation, std::vector<Effect>& effects);
  void judge_talk(LiveConversation& conversation, Time now, std::vector<Effect>& effects);
  void settle(LiveConversation& conversation, Time now, std::vector<Effect>& effects);
  void fire_stages(LiveConversation& conversation, const Round& round, Time now,
                   std::vector<Effect>& effects);
  void escalate(LiveConversation& conversation, const Round& round, Time now,
                std::vector<Effect>& effects);
  NudgeRecord make_nudge(const LiveConversation& conversation, const Round& round, Stage stage,
                         Time now) const;
  Suppressed suppression(const LiveConversation& conversation, const NudgeRecord& nudge,
                         bool is_fresh);
  void schedule(LiveConversation& conversation);
  bool holds_stages(LiveConversation& conversation, const Round& round, Time now) const;
  bool leaves(const LiveConversation& conversation, Time now) const;
  bool is_catching_up(const LiveConversation& conversation) const;
  bool lacks_words(const LiveConversation& conversation, const Event& event) const;
  void note_change(LiveConversation& conversation);
  void share(LiveConversation& conversation);
  void trim(Words& words) const;
  void refuse(const Event& event, std::string_view kind, std::string detail, Time now,
              std::vector<Effect>& effects) const;

  struct Deadline {
    Time due;
    std::uint64_t serial;

    /// Reversed, so that the earliest (of equal ones the oldest conversation) is on top.
    bool operator<(const Deadline& other) const {
      return due != other.due ? due > other.due : serial > other.serial;
    }
  };

  std::unordered_map<std::string, std::unique_ptr<LiveConversation>> by_key_;
  std::unordered_map<std::uint64_t, LiveConversation*> by_serial_;
  std::priority_queue<Deadline> deadlines_;
  std::uint64_t last_serial_ = 0;
  std::vector<std::uint64_t> changed_;  ///< serials, each once: LiveConversation::is_listed
  std::vector<Settled> settled_;        ///< of conversations that have left since
  NudgeBudget budget_;
};

}  // namespace qa
