#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "qa/benchmark.h"
#include "qa/contribution.h"
#include "qa/desk.h"
#include "qa/event.h"
#include "qa/naming.h"
#include "qa/profile.h"
#include "qa/record.h"
#include "qa/review.h"
#include "qa/rollup.h"
#include "qa/surge.h"
#include "rules/collector.h"
#include "store/error.h"

/// The memory: what every backend promises. The numbered promises (docs/database.md) each have
/// tests named after their number in tests/contract.
namespace store {

/// Where a connection takes up again: everything up to `seq` of `stream` is stored.
struct Cursor {
  std::string source;
  std::string stream;
  std::int64_t seq = 0;

  bool operator==(const Cursor&) const = default;
};

/// Who did what to which ids, when. Never words or names.
struct AuditEntry {
  qa::Time at{};
  std::string actor;   ///< "system", "user:u_1", "cli:uid=1000"
  std::string action;  ///< "profile.set", "rules.reload" …
  std::string target;  ///< ids
  std::string detail;  ///< numbers and keys, JSON

  bool operator==(const AuditEntry&) const = default;
};

/// What the person at the keyboard was told about a draft, and what they did. No words.
struct DraftRecord {
  qa::ConversationKey conversation;
  std::string draft;  ///< id on the wire
  std::int64_t revision = 0;
  std::string agent;
  rules::Action action = rules::Action::kLog;  ///< strongest; kLog with no rules: clean
  std::vector<std::string> rules;
  std::string choice;  ///< "", adopt, override, edit
  qa::Time at{};

  bool operator==(const DraftRecord&) const = default;
};

/// One atomic write.
struct Batch {
  std::vector<qa::Event> events;  ///< in order; shop and source are set
  std::vector<qa::RoundRecord> rounds;
  std::vector<qa::NudgeRecord> nudges;
  std::vector<qa::FindingRecord> findings;
  std::vector<qa::IntentRecord> intents;
  std::vector<qa::AnomalyRecord> anomalies;
  std::vector<qa::GapRecord> gaps;
  std::vector<DraftRecord> drafts;
  std::vector<AuditEntry> audit;
  std::vector<qa::Surge> surges;  ///< alerts; the same shop and beginning again replaces
  /// Shares of conversations as of behind the events of this batch. Offers: one that does not fit
  /// what is stored is left, and the store counts the rows itself.
  std::vector<qa::Settled> settled;
  /// In place of all that are stored.
  std::optional<std::vector<qa::Benchmark>> benchmarks;
  std::optional<Cursor> cursor;
  std::optional<std::string> forget_cursor_of;  ///< source whose cursor no longer holds

  bool is_empty() const;
  void add(qa::Effect effect);  ///< sorts one effect into its list
  /// A copy of what belongs to the history of one conversation: its events, rounds, nudges,
  /// findings and intents.
  Batch about(std::string_view source, std::string_view conversation) const;
};

struct Appended {
  std::size_t events = 0;
  std::size_t duplicates = 0;  ///< events whose id was there already: a no-op (promise 2)
};

/// Half-open period [from, to) over a conversation's events.
struct Period {
  qa::Time from{qa::kEarliestTime};
  qa::Time to{qa::kLatestTime};
};

struct ProfileVersion {
  qa::Profile profile;
  qa::Time at{};
  std::string author;
  std::string reason;
};

/// The audit row that goes with a new profile version.
AuditEntry profile_set(const ProfileVersion& version);

/// A rule set taken into use: by publishing new text, or by going back to an older one. The newest
/// is the active one.
struct Publication {
  std::int64_t publication = 0;  ///< from 1
  std::string rule_set;          ///< version: SHA-256 of the sources, 64 hex digits
  qa::Time at{};
  std::string author;
  std::string reason;
  std::optional<std::int64_t> restores;  ///< a rollback: the publication it went back to

  bool operator==(const Publication&) const = default;
};

/// The audit row that goes with a publication: rules.publish or rules.rollback.
AuditEntry published(const Publication& publication);
/// The audit row that goes with a verdict: review.decide, without the note.
AuditEntry decided(const qa::Review& review);

/// What one message or edit says. Views that live for one call.
struct MessageWords {
  std::string_view shop;
  std::string_view source;
  std::string_view conversation;
  std::string_view text;
};

/// How much there is, for doctor and summaries.
struct Counts {
  std::int64_t events = 0, conversations = 0, messages = 0, rounds = 0, nudges = 0, findings = 0,
               anomalies = 0, gaps = 0, drafts = 0;

  bool operator==(const Counts&) const = default;
};

/// Takes what read_rollups() finds. The references live for one call.
struct RollupSink {
  std::function<void(const qa::Rollup&)> row;
  std::function<void(const qa::Contribution&)> contribution;
  /// A conversation that no row contains: it is to be counted from its history.
  std::function<void(const qa::ConversationKey&)> unrolled;
};

/// How far the stored sums are.
struct RollupState {
  bool is_complete = false;   ///< false: being made anew; figures come from the rows meanwhile
  std::int64_t unrolled = 0;  ///< conversations they do not contain
  std::string counting;       ///< qa::counting_of the profile they are made with
};

/// Reads. Every function sees all appends that returned before it was called (promise 3).
/// One instance belongs to one thread at a time. @throws store::Error.
class Reader {
 public:
  virtual ~Reader() = default;

  virtual std::optional<Cursor> cursor(std::string_view source) = 0;
  /// Events in the order they were appended, with their words; rounds by ordinal; nudges by round,
  /// stage and escalation; findings by time; intents by message, withdrawn ones left out. nullopt:
  /// no event of it is stored.
  virtual std::optional<qa::History> history(const qa::ConversationKey& key) = 0;
  /// The words of every message and edit of the conversations from `first` to `last`, both
  /// included, in order of key: who said them is not told. For passes over everything, where
  /// history() would read and parse each event.
  virtual void read_words(const qa::ConversationKey& first, const qa::ConversationKey& last,
                          const std::function<void(const MessageWords&)>& visit) = 0;
  /// The same words of every conversation, in no particular order, until `visit` says false. A
  /// message is read five to ten times as fast as by read_words(): for whoever wants a good part of
  /// all there are.
  virtual void scan_words(const std::function<bool(const MessageWords&)>& visit) = 0;
  /// How many conversations begin before the end of the period and end behind its beginning: no
  /// fewer than have an event in it.
  virtual std::int64_t count_conversations(const Period& period) = 0;
  /// Conversations that are not closed, or closed at or after `closed_since`, in order of key.
  /// Never leaves one out that the desk would call open.
  virtual std::vector<qa::ConversationKey> live_conversations(qa::Time closed_since) = 0;
  /// Keys with an event in the period, strictly after `after`, in order of key; at most `limit`
  /// (keyset pages, promise 5).
  virtual std::vector<qa::ConversationKey> conversations(
      const Period& period, const std::optional<qa::ConversationKey>& after, std::size_t limit) = 0;
  /// Keys of every conversation with this id, whatever shop and source.
  virtual std::vector<qa::ConversationKey> find_conversation(std::string_view id) = 0;
  /// By `at`, then by key; withdrawn ones included and marked.
  virtual std::vector<qa::FindingRecord> findings(const Period& period, std::size_t limit) = 0;
  /// Gaps that overlap the period, by `from`.
  virtual std::vector<qa::GapRecord> gaps(const Period& period) = 0;
  /// Surges that went on at any moment of the period, by their beginning, then by shop.
  virtual std::vector<qa::Surge> surges(const Period& period) = 0;
  /// By `at`, then in order of arrival.
  virtual std::vector<qa::AnomalyRecord> anomalies(const Period& period, std::size_t limit) = 0;
  /// By `at`, then by draft and revision.
  virtual std::vector<DraftRecord> drafts(const qa::ConversationKey& key) = 0;
  virtual std::vector<AuditEntry> audit(std::size_t limit) = 0;  ///< newest first
  virtual std::vector<ProfileVersion> profiles() = 0;            ///< oldest first; empty: never set

  /// The profile to judge by now: the newest, or douyin where none was ever set.
  qa::Profile present_profile() {
    const auto versions = profiles();
    return versions.empty() ? qa::Profile::douyin() : versions.back().profile;
  }

  /// Oldest first; the last is the active one; empty: nothing was ever published.
  virtual std::vector<Publication> publications() = 0;
  /// The packs of a published rule set in order of name: `name` is the pack's, `text` its source.
  /// Empty: no such rule set.
  virtual std::vector<rules::Source> rule_set(std::string_view version) = 0;
  /// Every verdict ever given, by finding, then by revision; of one conversation or of all.
  virtual std::vector<qa::Review> reviews(const std::optional<qa::ConversationKey>& of) = 0;
  /// The latest time any stored event of an account carries; of any account where `source` is
  /// empty.
  virtual std::optional<qa::Time> last_event_time(std::string_view source) = 0;
  /// Of any conversation; nullopt: there is none.
  virtual std::optional<qa::Time> first_event_time() = 0;

  std::optional<qa::Time> last_event_time() { return last_event_time({}); }

  virtual std::vector<qa::Benchmark> benchmarks() = 0;  ///< as they were handed over

  virtual Counts counts() = 0;

  /// Stored sums (promise 10): the rows and contributions `query` asks for, and every conversation
  /// they do not contain, all as of one moment. False, and nothing is given: there are none counted
  /// by `counting`, or they are being made anew; everything is to be counted from the rows.
  virtual bool read_rollups(const qa::RollupQuery& query, std::string_view counting,
                            const RollupSink& sink) = 0;
  virtual RollupState rollup_state() = 0;
  /// The names agents and products go by, of every conversation that read_rollups() does not call
  /// unrolled at least.
  virtual std::vector<qa::Label> labels() = 0;
};

/// Writes and reads. Exactly one in one process per database (docs/architecture.md, "One owner").
class Store : public Reader {
 public:
  /// Several batches in one transaction, in this order: all of them or none. Atomic and durable
  /// when it returns (promises 1, 3). @throws Error; then nothing of any of them is stored.
  virtual Appended append_all(std::span<const Batch> batches) = 0;

  /// One batch: append_all() of it.
  virtual Appended append(const Batch& batch) { return append_all({&batch, 1}); }

  /// Adds the next version and returns its number (1 for the first); writes the audit row with it.
  virtual std::int64_t append_profile(const qa::Profile& profile, qa::Time at,
                                      std::string_view author, std::string_view reason) = 0;

  /// Stores the rule set where its version is new (a stored one is never changed) and makes it the
  /// active one, with its audit row. `publication.publication` is ignored.
  /// @param sources  `name` is the pack's name. Empty: the rule set is stored already.
  /// @returns the number of the publication.
  virtual std::int64_t append_publication(const Publication& publication,
                                          std::span<const rules::Source> sources) = 0;

  /// Adds a verdict with its audit row. False, and nothing is changed, unless its revision is one
  /// more than that of the verdict that stands (1 for the first): somebody else has decided
  /// meanwhile (promise 6).
  [[nodiscard]] virtual bool append_review(const qa::Review& review) = 0;

  /// Brings the schema up to date; idempotent; refuses a newer one (promise 9).
  virtual void migrate() = 0;

  /// Works on the stored sums for a while: makes them anew where the profile's counting changed or
  /// an older schema had none, else looks after conversations that were left out. At most
  /// `most` conversations. @returns true while there is more to do.
  virtual bool roll_up([[maybe_unused]] std::size_t most) { return false; }

  /// Empties the stored sums: roll_up() makes them anew from the rows.
  virtual void forget_sums() {}

  /// Housekeeping for a moment when nothing waits to be written (SQLite: a checkpoint that waits
  /// for nobody). Changes nothing a reader could see. @throws Error; nothing is lost then.
  virtual void tidy() {}
};

}  // namespace store
