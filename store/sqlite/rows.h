#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "qa/event.h"
#include "qa/event_json.h"
#include "qa/record.h"
#include "store/conversation_head.h"
#include "store/sqlite/sqlite.h"
#include "store/store.h"

/// Records as rows. Each read function expects the columns its `…_columns` names, in that order;
/// a value that no version of Sandglass writes throws store::Error kCorrupt.
namespace store::sqlite {

inline constexpr std::string_view kRoundColumns =
    "shop, source, conversation, opened_by, round, state, opened_at, answered_at, ended_at, "
    "wait_ms, counted_ms, owner, owner_at_end, responder, responder_is_bot, closer, "
    "customer_messages, in_window, reason, product, phase, phase_started_at, merged_into, "
    "revision, profile_version";
qa::RoundRecord read_round(const Statement& row);

inline constexpr std::string_view kNudgeColumns =
    "shop, source, conversation, opened_by, stage, is_escalation, round, suppressed, at, stage_at, "
    "due_at, opened_at, agent, profile_version";
qa::NudgeRecord read_nudge(const Statement& row);

inline constexpr std::string_view kFindingColumns =
    "shop, source, conversation, message, message_revision, rule, rule_set, pack, level, action, "
    "view, spans, at, agent, is_withdrawn, is_trial, for_review";
qa::FindingRecord read_finding(const Statement& row);

inline constexpr std::string_view kIntentColumns =
    "shop, source, conversation, message, intent, rule, rule_set, at";
qa::IntentRecord read_intent(const Statement& row);

inline constexpr std::string_view kAnomalyColumns =
    "shop, source, conversation, event, kind, detail, at";
qa::AnomalyRecord read_anomaly(const Statement& row);

inline constexpr std::string_view kGapColumns = "shop, source, from_at, to_at, reason";
qa::GapRecord read_gap(const Statement& row);

inline constexpr std::string_view kSurgeKey = "shop, kind, began_at";
inline constexpr std::string_view kSurgeColumns =
    "shop, kind, began_at, ended_at, conversations, usual, weeks, intent, intent_conversations, "
    "intent_usual";
/// An alert of the kind kSurge.
qa::Surge read_surge(const Statement& row);
inline constexpr std::string_view kSurge = "surge";

inline constexpr std::string_view kBenchmarkColumns =
    "metric, cut, key, value, name, from_day, to_day";
qa::Benchmark read_benchmark(const Statement& row);

inline constexpr std::string_view kDraftColumns =
    "shop, source, conversation, draft, revision, agent, action, rules, choice, at";
DraftRecord read_draft(const Statement& row);

inline constexpr std::string_view kAuditColumns = "at, actor, action, target, detail";
AuditEntry read_audit(const Statement& row);

inline constexpr std::string_view kProfileColumns = "version, at, author, reason, data";
ProfileVersion read_profile_version(const Statement& row);

inline constexpr std::string_view kPublicationColumns =
    "publication, rule_set, at, author, reason, restores";
Publication read_publication(const Statement& row);

inline constexpr std::string_view kReviewColumns =
    "shop, source, conversation, message, message_revision, rule, revision, rule_set, verdict, "
    "reviewer, note, at";
qa::Review read_review(const Statement& row);

inline constexpr std::string_view kHeadColumns =
    "status, had_human_phase, first_at, last_at, closed_at, channel, customer, owner, product, "
    "events, newest_seq, newest_at, newest_event";
ConversationHead read_head(const Statement& row);

inline constexpr std::string_view kEventColumns =
    "event, type, subject, at, conv_seq, origin, stream, stream_seq, data";
/// The event without its words. `reader` does the parsing.
qa::Event read_event(const Statement& row, const qa::ConversationKey& key, qa::EventReader& reader);

/// The `data` object of an event as it is stored, appended to `out`: no words, no envelope.
void append_event_data(std::string& out, const qa::Event& event);

std::string spans_json(const std::vector<rules::Span>& spans);  // [[2,4],[9,1]]
std::string list_json(const std::vector<std::string>& values);  // ["a","b"]

}  // namespace store::sqlite
