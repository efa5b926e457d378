#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/contribution.h"
#include "qa/conversation_facts.h"
#include "qa/event.h"
#include "qa/profile.h"
#include "qa/record.h"
#include "rules/pack.h"

namespace qa {

/// Everything stored about one conversation, in append order: what a desk needs to take it up
/// again.
struct History {
  ConversationKey key;
  std::vector<Event> events;  ///< in order of arrival; words included
  std::vector<RoundRecord>
      rounds;  ///< the highest revision of every round, withdrawn ones included
  std::vector<NudgeRecord> nudges;  ///< so that no stage fires twice
  std::vector<FindingRecord> findings;
  std::vector<IntentRecord> intents;  ///< those that stand
};

/// The event that caused something, as a workstation knows it.
struct Cause {
  std::string event;
  Time at{};
  std::string stream;
  std::int64_t stream_seq = 0;
};

/// A conversation as a workstation's snapshot describes it.
struct Snapshot {
  Event state;       ///< `Opened` with the conversation's present status; conv_seq = its newest
  Time opened_at{};  ///< when it began, where the workstation says; else state.time
  std::vector<Event> messages;  ///< MessageCreated, is_from_snapshot, oldest first
};

enum class Applied {
  kYes,        ///< took effect; store the event with the effects
  kDuplicate,  ///< the same id was applied before; nothing happened
  kNeed,       ///< the conversation is not on the desk: restore() it, then apply again
  kRefused,    ///< could not be applied; the anomaly is among the effects, the event is not stored
};

struct DeskOptions {
  /// A conversation leaves the desk this long after it closed. nullopt: never (replay without a
  /// database).
  std::optional<Duration> leave_after = Duration{30 * 60'000};
  /// How many texts before a message a rule may look back over. The desk keeps twice as many of
  /// each conversation; an event that needs older ones answers kNeed.
  std::size_t texts_kept = 20;
  /// Events further ahead of `now` are refused as absurd. nullopt: not checked (replay's now is
  /// event time).
  std::optional<Duration> furthest_ahead = Duration{24 * 3'600'000};
  /// Makes shares for take_settled().
  bool keeps_shares = false;
  /// Shop of a conversation that names none.
  std::string default_shop = "default";
};

/// Of which conversations Desk::take_settled() gives the shares.
enum class Sharing {
  kClosed,   ///< closed ones that changed since the last call; the others change soon again
  kChanged,  ///< all that changed since the last call
  kAll,      ///< all whose present share was not given yet
};

/// The mind's one mutable thing: every live conversation, the open rounds with their deadlines, and
/// the rule set. Pure: same calls, same answers. One thread (the net thread, or a replay).
class Desk {
 public:
  Desk(Profile profile, std::shared_ptr<const rules::RulePack> rules, DeskOptions options = {});
  ~Desk();
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  /// Applies one event at `now`. Effects are appended in the order they came to be; the event as it
  /// should be stored (shop settled) is left in `event`.
  Applied apply(Event& event, Time now, std::vector<Effect>& effects);

  /// Merges a snapshot. Appends to `normalised` the events that took effect, to be stored like any
  /// others.
  Applied apply(const Snapshot& snapshot, Time now, std::vector<Event>& normalised,
                std::vector<Effect>& effects);

  /// A snapshot named every conversation of `source` that is not closed: the others of ours closed
  /// in a gap. They are closed as of `at`; a round open then is censored, for nobody knows how it
  /// ended.
  void close_vanished(std::string_view source, const std::vector<std::string>& still_open, Time at,
                      Time now, std::vector<Event>& normalised, std::vector<Effect>& effects);

  /// Puts a stored conversation back. An empty history makes it known as new. Emits nothing but
  /// what a changed rule book or profile makes of it: rounds keep their revisions, stages that
  /// fired do not fire again.
  void restore(const History& history, Time now, std::vector<Effect>& effects);

  /// Fires every stage due at or before `now`.
  void advance(Time now, std::vector<Effect>& effects);
  /// When advance() next has something to do; nullopt: nothing waits.
  std::optional<Time> next_deadline() const;

  /// Between these two a connection is catching up: stages of its conversations (of all, where
  /// `source` is empty) are held, and judged by the catch-up rule at the end. Nesting counts.
  void begin_catch_up(std::string_view source = {});
  void end_catch_up(Time now, std::vector<Effect>& effects, std::string_view source = {});

  /// Holds back the nudges (not the clock) of a conversation.
  void snooze(const ConversationKey& key, Time until);

  void set_rules(std::shared_ptr<const rules::RulePack> rules);
  /// Judges everything on the desk by another profile. Emits the rounds it changes; stages it makes
  /// due fire.
  void set_profile(Profile profile, Time now, std::vector<Effect>& effects);
  const Profile& profile() const;
  const std::shared_ptr<const rules::RulePack>& rules() const;

  /// Judges a draft in the conversation's present context, as if it were sent now. An unknown
  /// conversation has an empty context.
  void inspect_draft(std::string_view source, std::string_view conversation, std::string_view text,
                     Time now, std::vector<rules::Hit>& hits);

  /// Every conversation on the desk, in order of key; for figures after a replay and for views of
  /// what is live.
  std::vector<ConversationKey> conversations() const;
  /// @param instant  a midnight before it ends what the profile says it ends, whether or not an
  ///                 event came after; by default what the desk knows already
  std::optional<ConversationFacts> facts(const ConversationKey& key,
                                         Time instant = kEarliestTime) const;
  std::vector<RoundRecord> open_rounds() const;  ///< ordered by opening
  /// Key of the conversation an event belongs to: its own where it is on the desk, else the one it
  /// would get.
  ConversationKey key_of(const Event& event) const;
  ConversationKey key_of(std::string_view source, std::string_view shop,
                         std::string_view conversation) const;
  /// conv_seq of its newest event; nullopt: not on the desk, or nothing known of it.
  std::optional<std::int64_t> newest_conv_seq(std::string_view source,
                                              std::string_view conversation) const;
  /// The event a round's nudges name as their cause: the question, or the hand-over, that opened
  /// it.
  std::optional<Cause> opening_of(const ConversationKey& key, std::string_view opened_by) const;
  /// The event that brought a message.
  std::optional<Cause> message_event(const ConversationKey& key, std::string_view message) const;
  /// Whom a finding on this message concerns: the person who wrote it, else (a customer's, a
  /// robot's) who owns the conversation. Empty: nobody.
  std::string agent_for(const ConversationKey& key, std::string_view message) const;
  /// Appends shares of settled conversations, those that have left since included.
  /// Nothing without DeskOptions::keeps_shares.
  void take_settled(Sharing which, std::vector<Settled>& settled);
  /// Emits every round that is still open with its present state: the last thing a replay does.
  void finish(std::vector<Effect>& effects);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// The pass itself, for stored history and reports: facts of a conversation from its events in any
/// order.
/// @param instant  when the question is put: decides what midnight has ended (profile `midnight`).
/// @param intents  of its messages, as they stand; none: everything is unclassified.
ConversationFacts facts_of(const ConversationKey& key, const std::vector<Event>& events,
                           const Profile& profile, const LocalTime& local, Time instant,
                           const std::vector<IntentRecord>& intents = {});

/// Runs the desk's clock to `to` the way a timer would: stage by stage, each at the instant it
/// falls due. Replay, tests and back-tests live in this virtual time.
void advance_virtually(Desk& desk, Time to, std::vector<Effect>& effects);

}  // namespace qa
