#include "store/sqlite/sqlite_reads.h"

#include <fmt/format.h>

#include <string>
#include <unordered_map>
#include <utility>

#include "qa/event_json.h"
#include "store/sqlite/rollup_reads.h"
#include "store/sqlite/rows.h"
#include "store/words.h"

namespace store::sqlite {
namespace {

constexpr std::string_view kOfConversation = "WHERE shop = ? AND source = ? AND conversation = ?";

std::string select_of(std::string_view columns, std::string_view table, std::string_view order) {
  return fmt::format("SELECT {} FROM {} {} ORDER BY {}", columns, table, kOfConversation, order);
}

std::string select_in(std::string_view columns, std::string_view table, std::string_view order) {
  return fmt::format("SELECT {} FROM {} WHERE at >= ? AND at < ? ORDER BY {} LIMIT ?", columns,
                     table, order);
}

/// The head says for most conversations whether they have an event in the period; only one that
/// reaches over both its ends is looked into.
constexpr std::string_view kActive =
    "SELECT shop, source, conversation FROM conversation c "
    "WHERE (shop, source, conversation) > (?, ?, ?) AND last_at >= ? AND first_at < ? "
    "AND (first_at >= ? OR last_at < ? OR EXISTS ("
    "SELECT 1 FROM event e WHERE e.shop = c.shop AND e.source = c.source "
    "AND e.conversation = c.conversation AND e.at >= ? AND e.at < ?)) "
    "ORDER BY shop, source, conversation LIMIT ?";

constexpr std::string_view kLive =
    "SELECT shop, source, conversation FROM conversation WHERE closed_at IS NULL "
    "UNION ALL "
    "SELECT shop, source, conversation FROM conversation WHERE closed_at >= ? "
    "ORDER BY shop, source, conversation";

constexpr std::string_view kReviewOrder =
    "shop, source, conversation, message, message_revision, rule, revision";

std::int64_t bounded(std::size_t limit) {
  constexpr std::size_t kMost = std::size_t{1} << 62;
  return static_cast<std::int64_t>(limit < kMost ? limit : kMost);
}

std::vector<qa::ConversationKey> read_keys(Statement& query) {
  std::vector<qa::ConversationKey> keys;
  while (query.next()) {
    keys.push_back({query.text(0), query.text(1), query.text(2)});
  }
  return keys;
}

template <class Record>
std::vector<Record> read_all(Statement& query, Record (*read)(const Statement&)) {
  std::vector<Record> records;
  while (query.next()) {
    records.push_back(read(query));
  }
  return records;
}

}  // namespace

struct Reads::Impl {
  explicit Impl(std::shared_ptr<Database> opened) : database(std::move(opened)) {}

  Statement make(std::string_view sql) { return {*database, sql}; }

  std::shared_ptr<Database> database;
  qa::EventReader reader;

  Statement cursor = make("SELECT source, stream, seq FROM cursor WHERE source = ?");
  Statement known = make(fmt::format("SELECT 1 FROM conversation {}", kOfConversation));
  Statement words = make(fmt::format("SELECT event, text FROM message {}", kOfConversation));
  Statement all_words = make(
      "SELECT shop, source, conversation, text FROM message "
      "WHERE (shop, source, conversation) >= (?, ?, ?) "
      "AND (shop, source, conversation) <= (?, ?, ?) AND kind = 'message' "
      "ORDER BY shop, source, conversation");
  Statement first = make("SELECT min(first_at) FROM conversation");
  Statement scanned_words = make(
      "SELECT shop, source, conversation, text FROM message NOT INDEXED WHERE kind = 'message'");
  Statement count = make("SELECT count(*) FROM conversation WHERE last_at >= ? AND first_at < ?");
  Statement events = make(select_of(kEventColumns, "event", "ordinal"));
  Statement rounds = make(select_of(kRoundColumns, "round", "round, opened_by"));
  // Stages by the profile's ladder, not by their names.
  Statement nudges = make(select_of(kNudgeColumns, "nudge",
                                    "round, opened_by, CASE stage WHEN 'notice' THEN 0 WHEN "
                                    "'urgent' THEN 1 WHEN 'overdue' THEN 2 ELSE 3 END, "
                                    "is_escalation"));
  Statement findings =
      make(select_of(kFindingColumns, "finding", "at, message, message_revision, rule, rule_set"));
  Statement intents = make(select_of(kIntentColumns, "intent", "message"));
  Statement drafts = make(select_of(kDraftColumns, "draft", "at, draft, revision"));
  Statement live = make(kLive);
  Statement active = make(kActive);
  Statement named = make(
      "SELECT shop, source, conversation FROM conversation WHERE conversation = ? "
      "ORDER BY shop, source");
  Statement findings_in =
      make(select_in(kFindingColumns, "finding",
                     "at, shop, source, conversation, message, message_revision, rule, rule_set"));
  Statement anomalies_in = make(select_in(kAnomalyColumns, "anomaly", "at, ordinal"));
  Statement gaps_in =
      make(fmt::format("SELECT {} FROM gap WHERE from_at < ? AND to_at >= ? "
                       "ORDER BY from_at, to_at, shop, source, reason",
                       kGapColumns));
  Statement surges_in =
      make(fmt::format("SELECT {} FROM alert WHERE kind = ?1 AND began_at < ?2 "
                       "AND (ended_at IS NULL OR ended_at > ?3) ORDER BY began_at, shop",
                       kSurgeColumns));
  Statement audit =
      make(fmt::format("SELECT {} FROM audit_log ORDER BY ordinal DESC LIMIT ?", kAuditColumns));
  Statement profiles =
      make(fmt::format("SELECT {} FROM profile ORDER BY version", kProfileColumns));
  Statement publications =
      make(fmt::format("SELECT {} FROM publication ORDER BY publication", kPublicationColumns));
  Statement rule_set = make("SELECT pack, source FROM rule_set WHERE rule_set = ? ORDER BY pack");
  Statement reviews =
      make(fmt::format("SELECT {} FROM review ORDER BY {}", kReviewColumns, kReviewOrder));
  Statement reviews_of = make(select_of(kReviewColumns, "review", kReviewOrder));
  Statement benchmarks =
      make(fmt::format("SELECT {} FROM benchmark ORDER BY ordinal", kBenchmarkColumns));
  Statement last = make("SELECT max(last_event_at) FROM source WHERE ?1 IN (source, '')");
  RollupReads rollups{database};
};

Reads::Reads(std::shared_ptr<Database> database)
    : impl_(std::make_unique<Impl>(std::move(database))) {}

Reads::~Reads() = default;
Reads::Reads(Reads&&) noexcept = default;

std::optional<Cursor> Reads::cursor(std::string_view source) {
  Statement& query = impl_->cursor;
  query.query(source);
  if (!query.next()) {
    return std::nullopt;
  }
  Cursor cursor{query.text(0), query.text(1), query.integer(2)};
  query.reset();
  return cursor;
}

std::vector<qa::Event> Reads::events(const qa::ConversationKey& key, bool with_words) {
  std::unordered_map<std::string, std::string> texts;
  if (with_words) {
    impl_->words.query(key.shop, key.source, key.id);
    while (impl_->words.next()) {
      texts.emplace(impl_->words.text(0), impl_->words.text(1));
    }
  }
  std::vector<qa::Event> events;
  Statement& query = impl_->events;
  query.query(key.shop, key.source, key.id);
  while (query.next()) {
    events.push_back(read_event(query, key, impl_->reader));
    const auto text = texts.find(events.back().id);
    if (text != texts.end()) {
      put_words(events.back(), std::move(text->second));
    }
  }
  return events;
}

std::optional<qa::History> Reads::history(const qa::ConversationKey& key) {
  const ReadTransaction view(*impl_->database);
  impl_->known.query(key.shop, key.source, key.id);
  if (!impl_->known.next()) {
    return std::nullopt;
  }
  impl_->known.reset();
  qa::History history;
  history.key = key;
  history.events = events(key, /*with_words=*/true);
  impl_->rounds.query(key.shop, key.source, key.id);
  history.rounds = read_all(impl_->rounds, read_round);
  impl_->nudges.query(key.shop, key.source, key.id);
  history.nudges = read_all(impl_->nudges, read_nudge);
  impl_->findings.query(key.shop, key.source, key.id);
  history.findings = read_all(impl_->findings, read_finding);
  history.intents = intents(key);
  return history;
}

std::vector<qa::IntentRecord> Reads::intents(const qa::ConversationKey& key) {
  impl_->intents.query(key.shop, key.source, key.id);
  return read_all(impl_->intents, read_intent);
}

void Reads::read_words(const qa::ConversationKey& first, const qa::ConversationKey& last,
                       const std::function<void(const MessageWords&)>& visit) {
  Statement& query = impl_->all_words;
  query.query(first.shop, first.source, first.id, last.shop, last.source, last.id);
  while (query.next()) {
    visit({query.text_view(0), query.text_view(1), query.text_view(2), query.text_view(3)});
  }
}

void Reads::scan_words(const std::function<bool(const MessageWords&)>& visit) {
  Statement& query = impl_->scanned_words;
  query.query();
  while (query.next()) {
    if (!visit({query.text_view(0), query.text_view(1), query.text_view(2), query.text_view(3)})) {
      query.reset();
      return;
    }
  }
}

std::int64_t Reads::count_conversations(const Period& period) {
  impl_->count.query(period.from, period.to);
  impl_->count.next();
  const std::int64_t count = impl_->count.integer(0);
  impl_->count.reset();
  return count;
}

std::vector<qa::ConversationKey> Reads::live_conversations(qa::Time closed_since) {
  impl_->live.query(closed_since);
  return read_keys(impl_->live);
}

std::vector<qa::ConversationKey> Reads::conversations(
    const Period& period, const std::optional<qa::ConversationKey>& after, std::size_t limit) {
  const qa::ConversationKey first = after.value_or(qa::ConversationKey{});
  impl_->active.query(first.shop, first.source, first.id, period.from, period.to, period.from,
                      period.to, period.from, period.to, bounded(limit));
  return read_keys(impl_->active);
}

std::vector<qa::ConversationKey> Reads::find_conversation(std::string_view id) {
  impl_->named.query(id);
  return read_keys(impl_->named);
}

std::vector<qa::FindingRecord> Reads::findings(const Period& period, std::size_t limit) {
  impl_->findings_in.query(period.from, period.to, bounded(limit));
  return read_all(impl_->findings_in, read_finding);
}

std::vector<qa::GapRecord> Reads::gaps(const Period& period) {
  impl_->gaps_in.query(period.to, period.from);
  return read_all(impl_->gaps_in, read_gap);
}

std::vector<qa::Surge> Reads::surges(const Period& period) {
  impl_->surges_in.query(kSurge, period.to, period.from);
  return read_all(impl_->surges_in, read_surge);
}

std::vector<qa::AnomalyRecord> Reads::anomalies(const Period& period, std::size_t limit) {
  impl_->anomalies_in.query(period.from, period.to, bounded(limit));
  return read_all(impl_->anomalies_in, read_anomaly);
}

std::vector<DraftRecord> Reads::drafts(const qa::ConversationKey& key) {
  impl_->drafts.query(key.shop, key.source, key.id);
  return read_all(impl_->drafts, read_draft);
}

std::vector<AuditEntry> Reads::audit(std::size_t limit) {
  impl_->audit.query(bounded(limit));
  return read_all(impl_->audit, read_audit);
}

std::vector<ProfileVersion> Reads::profiles() {
  impl_->profiles.query();
  return read_all(impl_->profiles, read_profile_version);
}

std::vector<Publication> Reads::publications() {
  impl_->publications.query();
  return read_all(impl_->publications, read_publication);
}

std::vector<rules::Source> Reads::rule_set(std::string_view version) {
  std::vector<rules::Source> sources;
  Statement& query = impl_->rule_set;
  query.query(version);
  while (query.next()) {
    sources.push_back({query.text(0), query.text(1)});
  }
  return sources;
}

std::vector<qa::Review> Reads::reviews(const std::optional<qa::ConversationKey>& of) {
  Statement& query = of ? impl_->reviews_of : impl_->reviews;
  if (of) {
    query.query(of->shop, of->source, of->id);
  } else {
    query.query();
  }
  return read_all(query, read_review);
}

std::optional<qa::Time> Reads::last_event_time(std::string_view source) {
  impl_->last.query(source);
  const std::optional<qa::Time> last =
      impl_->last.next() ? impl_->last.optional_time(0) : std::nullopt;
  impl_->last.reset();
  return last;
}

std::optional<qa::Time> Reads::first_event_time() {
  impl_->first.query();
  const std::optional<qa::Time> first =
      impl_->first.next() ? impl_->first.optional_time(0) : std::nullopt;
  impl_->first.reset();
  return first;
}

std::vector<qa::Benchmark> Reads::benchmarks() {
  impl_->benchmarks.query();
  return read_all(impl_->benchmarks, read_benchmark);
}

Counts Reads::counts() {
  const ReadTransaction view(*impl_->database);
  Database& database = *impl_->database;
  Counts counts;
  counts.events = database.integer("SELECT coalesce(sum(events), 0) FROM source");
  counts.conversations = database.integer("SELECT count(*) FROM conversation");
  counts.messages =
      database.integer("SELECT count(*) FROM message WHERE kind = 'message' AND revision = 0");
  counts.rounds = database.integer("SELECT count(*) FROM round");
  counts.nudges = database.integer("SELECT count(*) FROM nudge");
  counts.findings = database.integer("SELECT count(*) FROM finding");
  counts.anomalies = database.integer("SELECT count(*) FROM anomaly");
  counts.gaps = database.integer("SELECT count(*) FROM gap");
  counts.drafts = database.integer("SELECT count(*) FROM draft");
  return counts;
}

bool Reads::read_rollups(const qa::RollupQuery& query, std::string_view counting,
                         const RollupSink& sink) {
  return impl_->rollups.read(query, counting, sink);
}

RollupState Reads::rollup_state() {
  return impl_->rollups.state();
}

std::vector<qa::Label> Reads::labels() {
  return impl_->rollups.labels();
}

}  // namespace store::sqlite
