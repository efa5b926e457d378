#include "store/sqlite/batch_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "qa/metrics_number.h"
#include "qa/profile_json.h"
#include "store/sqlite/rows.h"
#include "store/words.h"

namespace store::sqlite {
namespace {

/// "?, ?, ?": one for every column named.
std::string marks_for(std::string_view columns) {
  std::string marks = "?";
  for (const char c : columns) {
    if (c == ',') {
      marks += ", ?";
    }
  }
  return marks;
}

std::string insert_into(std::string_view table, std::string_view columns) {
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", table, columns, marks_for(columns));
}

/// "a = excluded.a, b = excluded.b" for every column that is not part of the key.
std::string replacing(std::string_view columns, std::string_view key) {
  const std::string keys = fmt::format(", {},", key);
  std::string assignments;
  for (std::size_t at = 0; at < columns.size();) {
    const std::size_t end = std::min(columns.find(", ", at), columns.size());
    const std::string_view column = columns.substr(at, end - at);
    if (keys.find(fmt::format(", {},", column)) == std::string::npos) {
      assignments +=
          fmt::format("{}{} = excluded.{}", assignments.empty() ? "" : ", ", column, column);
    }
    at = end + 2;
  }
  return assignments;
}

/// A later record of the same identity takes the place of the earlier.
std::string upsert_into(std::string_view table, std::string_view columns, std::string_view key) {
  return fmt::format("{} ON CONFLICT ({}) DO UPDATE SET {}", insert_into(table, columns), key,
                     replacing(columns, key));
}

/// The first record of an identity stays.
std::string insert_once(std::string_view table, std::string_view columns, std::string_view key) {
  return fmt::format("{} ON CONFLICT ({}) DO NOTHING", insert_into(table, columns), key);
}

constexpr std::string_view kMessageKey = "shop, source, conversation, message, kind, revision";
constexpr std::string_view kRoundKey = "shop, source, conversation, opened_by";
constexpr std::string_view kNudgeKey =
    "shop, source, conversation, opened_by, stage, is_escalation";
constexpr std::string_view kFindingKey =
    "shop, source, conversation, message, message_revision, rule, rule_set";
constexpr std::string_view kIntentKey = "shop, source, conversation, message";
constexpr std::string_view kDraftKey = "shop, source, conversation, draft, revision";
constexpr std::string_view kHeadKey = "shop, source, conversation";

std::string with_key(std::string_view columns) {
  return fmt::format("{}, {}", kHeadKey, columns);
}

}  // namespace

BatchRows::BatchRows(Database& database, Reads& reads, Rollups& rollups, const Privacy& privacy)
    : reads_(reads),
      rollups_(rollups),
      privacy_(privacy),
      event_(database, insert_once("event", fmt::format("{}, ordinal, {}", kHeadKey, kEventColumns),
                                   "shop, source, event")),
      words_(database,
             insert_once("message", fmt::format("{}, event, text", kMessageKey), kMessageKey)),
      more_words_(database,
                  "INSERT INTO message (shop, source, conversation, message, kind, revision, "
                  "event, text) SELECT ?, ?, ?, ?, ?, coalesce(max(revision), 0) + 1, ?, ? "
                  "FROM message WHERE shop = ? AND source = ? AND conversation = ? "
                  "AND message = ? AND kind = ?"),
      head_(database, fmt::format("SELECT {} FROM conversation WHERE shop = ? AND source = ? "
                                  "AND conversation = ?",
                                  kHeadColumns)),
      last_ordinal_(database,
                    "SELECT coalesce(max(ordinal), 0) FROM event WHERE shop = ? AND source = ? "
                    "AND conversation = ?"),
      put_head_(database, upsert_into("conversation", with_key(kHeadColumns), kHeadKey)),
      source_(database,
              "INSERT INTO source (shop, source, events, last_event_at) VALUES (?, ?, ?, ?) "
              "ON CONFLICT (shop, source) DO UPDATE SET events = source.events + excluded.events, "
              "last_event_at = CASE WHEN excluded.last_event_at > source.last_event_at "
              "THEN excluded.last_event_at ELSE source.last_event_at END"),
      round_(database, upsert_into("round", kRoundColumns, kRoundKey) +
                           " WHERE excluded.revision > round.revision"),
      nudge_(database, insert_once("nudge", kNudgeColumns, kNudgeKey)),
      finding_(database, upsert_into("finding", kFindingColumns, kFindingKey)),
      intent_(database, upsert_into("intent", kIntentColumns, kIntentKey)),
      forget_intent_(database,
                     "DELETE FROM intent WHERE shop = ? AND source = ? AND conversation = ? AND "
                     "message = ?"),
      anomaly_(database,
               fmt::format("INSERT INTO anomaly ({}) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT "
                           "EXISTS (SELECT 1 FROM anomaly WHERE shop = ?1 AND source = ?2 AND "
                           "conversation = ?3 AND event = ?4 AND kind = ?5 AND detail = ?6 "
                           "AND at = ?7)",
                           kAnomalyColumns)),
      gap_(database, insert_once("gap", kGapColumns, kGapColumns)),
      draft_(database, upsert_into("draft", kDraftColumns, kDraftKey)),
      surge_(database, upsert_into("alert", kSurgeColumns, kSurgeKey)),
      benchmark_(database, insert_into("benchmark", kBenchmarkColumns)),
      forget_benchmarks_(database, "DELETE FROM benchmark"),
      audit_(database, insert_into("audit_log", kAuditColumns)),
      profile_(database, insert_into("profile", kProfileColumns)),
      rule_set_(database, insert_once("rule_set", "rule_set, pack, source", "rule_set, pack")),
      publication_(database, insert_into("publication", kPublicationColumns)),
      last_publication_(database, "SELECT coalesce(max(publication), 0) FROM publication"),
      review_(database, insert_into("review", kReviewColumns)),
      last_review_(database,
                   "SELECT coalesce(max(revision), 0) FROM review WHERE shop = ? AND source = ? "
                   "AND conversation = ? AND message = ? AND message_revision = ? AND rule = ?"),
      cursor_(database, upsert_into("cursor", "source, stream, seq", "source")),
      forget_cursor_(database, "DELETE FROM cursor WHERE source = ?") {}

void BatchRows::begin() {
  touched_.clear();
  sources_.clear();
}

void BatchRows::add(const Batch& batch, Appended& appended) {
  for (const qa::Event& event : batch.events) {
    add(privacy_.stored_form(event, room_), appended);
  }
  add_all(batch.rounds);
  add_all(batch.nudges);
  add_all(batch.findings);
  add_all(batch.intents);
  add_all(batch.anomalies);
  add_all(batch.gaps);
  add_all(batch.drafts);
  add_all(batch.audit);
  add_all(batch.surges);
  if (batch.benchmarks) {
    forget_benchmarks_.run();
    add_all(*batch.benchmarks);
  }
  if (batch.forget_cursor_of) {
    forget_cursor_.run(*batch.forget_cursor_of);
  }
  if (batch.cursor) {
    cursor_.run(batch.cursor->source, batch.cursor->stream, batch.cursor->seq);
  }
}

void BatchRows::finish() {
  for (auto& [key, touched] : touched_) {
    const bool is_stored = touched.is_changed || !touched.is_new;
    if (key.id.empty() || !is_stored || (!touched.is_changed && !touched.is_classified)) {
      continue;
    }
    if (touched.is_changed) {
      if (touched.is_late) {
        touched.head = head_of(reads_.events(key, /*with_words=*/false));
      }
      write_head(key, touched.head);
    }
    rollups_.touch(key, touched.head.events, touched.head.last_at, touched.is_new);
  }
  for (const auto& [key, sum] : sources_) {
    source_.run(key.first, key.second, sum.events, sum.last);
  }
}

void BatchRows::add(const qa::Event& event, Appended& appended) {
  const bool is_conversation = qa::is_about_conversation(event);
  key_.shop = event.shop;
  key_.source = event.source;
  key_.id = is_conversation ? event.subject : std::string();
  Touched& touched = this->touched(key_, is_conversation);
  data_.clear();
  append_event_data(data_, event);
  const std::string_view subject = is_conversation ? std::string_view() : event.subject;
  if (event_.run(event.shop, event.source, key_.id, touched.head.events + 1, event.id, event.type,
                 subject, event.time, event.conv_seq, event.origin, event.stream, event.stream_seq,
                 data_) == 0) {
    ++appended.duplicates;
    return;
  }
  ++appended.events;
  rollups_.see(event);
  add_words(event, key_.id);
  SourceSum& sum = sources_[{event.shop, event.source}];
  ++sum.events;
  sum.last = std::max(sum.last, event.time);
  touched.is_changed = true;
  touched.is_late = touched.is_late || (is_conversation && is_late(touched.head, event));
  if (touched.is_late || !is_conversation) {
    ++touched.head.events;
  } else {
    advance(touched.head, event);
  }
}

BatchRows::Touched& BatchRows::touched(const qa::ConversationKey& key, bool is_conversation) {
  const auto [at, is_new] = touched_.try_emplace(key);
  Touched& touched = at->second;
  if (!is_new) {
    return touched;
  }
  if (is_conversation) {
    head_.query(key.shop, key.source, key.id);
    if (head_.next()) {
      touched.head = read_head(head_);
    }
    head_.reset();
    touched.is_new = touched.head.events == 0;
  } else {
    last_ordinal_.query(key.shop, key.source, key.id);
    if (last_ordinal_.next()) {
      touched.head.events = last_ordinal_.integer(0);
    }
    last_ordinal_.reset();
  }
  return touched;
}

void BatchRows::add_words(const qa::Event& event, const std::string& conversation) {
  const std::optional<Words> words = words_of(event);
  if (!words) {
    return;
  }
  const std::string_view kind = to_string(words->kind);
  if (!words->is_edit && words_.run(event.shop, event.source, conversation, words->message, kind, 0,
                                    event.id, words->text) == 1) {
    return;
  }
  // An edit, or a message told of twice under different event ids: the next revision in order of
  // arrival.
  more_words_.run(event.shop, event.source, conversation, words->message, kind, event.id,
                  words->text, event.shop, event.source, conversation, words->message, kind);
}

void BatchRows::write_head(const qa::ConversationKey& key, const ConversationHead& head) {
  put_head_.run(key.shop, key.source, key.id, to_string(head.status), head.had_human_phase,
                head.first_at, head.last_at, head.closed_at, head.channel, head.customer,
                head.owner, head.product, head.events, head.newest_seq, head.newest_at,
                head.newest_event);
}

void BatchRows::add(const qa::RoundRecord& round) {
  const qa::ConversationKey& key = round.conversation;
  round_.run(key.shop, key.source, key.id, round.opened_by, round.round, to_string(round.state),
             round.opened_at, round.answered_at, round.ended_at, round.wait, round.counted,
             round.owner, round.owner_at_end, round.responder, round.responder_is_bot, round.closer,
             round.customer_messages, round.in_window, to_string(round.reason), round.product,
             round.phase, round.phase_started_at, round.merged_into, round.revision,
             round.profile_version);
}

void BatchRows::add(const qa::NudgeRecord& nudge) {
  const qa::ConversationKey& key = nudge.conversation;
  nudge_.run(key.shop, key.source, key.id, nudge.opened_by, to_string(nudge.stage),
             nudge.is_escalation, nudge.round, to_string(nudge.suppressed), nudge.at,
             nudge.stage_at, nudge.due_at, nudge.opened_at, nudge.agent, nudge.profile_version);
}

void BatchRows::add(const qa::FindingRecord& finding) {
  const qa::ConversationKey& key = finding.conversation;
  finding_.run(key.shop, key.source, key.id, finding.message, finding.message_revision,
               finding.rule, finding.rule_set, finding.pack, to_string(finding.level),
               to_string(finding.action), to_string(finding.view), spans_json(finding.spans),
               finding.at, finding.agent, finding.is_withdrawn, finding.is_trial,
               finding.is_for_review);
}

void BatchRows::add(const qa::IntentRecord& intent) {
  const qa::ConversationKey& key = intent.conversation;
  touched(key, /*is_conversation=*/true).is_classified = true;
  if (intent.is_withdrawn) {
    forget_intent_.run(key.shop, key.source, key.id, intent.message);
    return;
  }
  intent_.run(key.shop, key.source, key.id, intent.message, intent.intent, intent.rule,
              intent.rule_set, intent.at);
}

void BatchRows::add(const qa::AnomalyRecord& anomaly) {
  anomaly_.run(anomaly.shop, anomaly.source, anomaly.conversation, anomaly.event_id, anomaly.kind,
               anomaly.detail, anomaly.at);
}

void BatchRows::add(const qa::GapRecord& gap) {
  gap_.run(gap.shop, gap.source, gap.from, gap.to, gap.reason);
}

void BatchRows::add(const qa::Surge& surge) {
  const qa::LeadingIntent leading = surge.leading.value_or(qa::LeadingIntent{});
  surge_.run(surge.shop, kSurge, surge.began_at, surge.ended_at, surge.conversations, surge.usual,
             surge.weeks, leading.intent, leading.conversations, leading.usual);
}

void BatchRows::add(const DraftRecord& draft) {
  const qa::ConversationKey& key = draft.conversation;
  draft_.run(key.shop, key.source, key.id, draft.draft, draft.revision, draft.agent,
             to_string(draft.action), list_json(draft.rules), draft.choice, draft.at);
}

void BatchRows::add(const qa::Benchmark& benchmark) {
  std::string value;
  qa::append_number(value, benchmark.value);
  const auto day = [](const std::optional<std::int32_t>& at) {
    return at ? std::optional<std::int64_t>(*at) : std::nullopt;
  };
  benchmark_.run(qa::definition_of(benchmark.metric).key,
                 benchmark.group ? qa::to_string(benchmark.group->by) : std::string_view(),
                 benchmark.group ? benchmark.group->key : std::string(), value, benchmark.name,
                 day(benchmark.from), day(benchmark.to));
}

void BatchRows::add(const AuditEntry& entry) {
  audit_.run(entry.at, entry.actor, entry.action, entry.target, entry.detail);
}

std::int64_t BatchRows::add_profile(ProfileVersion version) {
  const std::vector<ProfileVersion> before = reads_.profiles();
  version.profile.version = before.empty() ? 1 : before.back().profile.version + 1;
  profile_.run(version.profile.version, version.at, version.author, version.reason,
               qa::profile_json(version.profile));
  add(profile_set(version));
  return version.profile.version;
}

std::int64_t BatchRows::add_publication(Publication publication,
                                        std::span<const rules::Source> sources) {
  for (const rules::Source& source : sources) {
    rule_set_.run(publication.rule_set, source.name, source.text);
  }
  last_publication_.query();
  publication.publication = last_publication_.next() ? last_publication_.integer(0) + 1 : 1;
  last_publication_.reset();
  publication_.run(publication.publication, publication.rule_set, publication.at,
                   publication.author, publication.reason, publication.restores);
  add(published(publication));
  return publication.publication;
}

bool BatchRows::add_review(const qa::Review& review) {
  const qa::FindingIdentity& finding = review.finding;
  const qa::ConversationKey& key = finding.conversation;
  last_review_.query(key.shop, key.source, key.id, finding.message, finding.message_revision,
                     finding.rule);
  const std::int64_t last = last_review_.next() ? last_review_.integer(0) : 0;
  last_review_.reset();
  if (review.revision != last + 1) {
    return false;
  }
  review_.run(key.shop, key.source, key.id, finding.message, finding.message_revision, finding.rule,
              review.revision, review.rule_set, qa::to_string(review.verdict), review.reviewer,
              review.note, review.at);
  add(decided(review));
  return true;
}

}  // namespace store::sqlite
