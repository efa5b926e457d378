#include <type_traits>
#include <utility>

#include "qa/event_json.h"
#include "store/store.h"

namespace store {

bool Batch::is_empty() const {
  return events.empty() && rounds.empty() && nudges.empty() && findings.empty() &&
         intents.empty() && anomalies.empty() && gaps.empty() && drafts.empty() && audit.empty() &&
         surges.empty() && settled.empty() && !benchmarks && !cursor && !forget_cursor_of;
}

void Batch::add(qa::Effect effect) {
  std::visit(
      [this](auto&& record) {
        using Record = std::decay_t<decltype(record)>;
        if constexpr (std::is_same_v<Record, qa::RoundRecord>) {
          rounds.push_back(std::move(record));
        } else if constexpr (std::is_same_v<Record, qa::NudgeRecord>) {
          nudges.push_back(std::move(record));
        } else if constexpr (std::is_same_v<Record, qa::FindingRecord>) {
          findings.push_back(std::move(record));
        } else if constexpr (std::is_same_v<Record, qa::AnomalyRecord>) {
          anomalies.push_back(std::move(record));
        } else {
          static_assert(std::is_same_v<Record, qa::IntentRecord>);
          intents.push_back(std::move(record));
        }
      },
      std::move(effect));
}

Batch Batch::about(std::string_view source, std::string_view conversation) const {
  Batch part;
  for (const qa::Event& event : events) {
    if (event.subject == conversation && event.source == source &&
        qa::is_about_conversation(event)) {
      part.events.push_back(event);
    }
  }
  const auto pick = [&](const auto& from, auto& to) {
    for (const auto& record : from) {
      if (record.conversation.id == conversation && record.conversation.source == source) {
        to.push_back(record);
      }
    }
  };
  pick(rounds, part.rounds);
  pick(nudges, part.nudges);
  pick(findings, part.findings);
  pick(intents, part.intents);
  return part;
}

AuditEntry profile_set(const ProfileVersion& version) {
  return {version.at, version.author, "profile.set", "profile",
          "{\"version\":" + std::to_string(version.profile.version) + "}"};
}

AuditEntry published(const Publication& publication) {
  std::string detail = "{\"publication\":" + std::to_string(publication.publication);
  if (publication.restores) {
    detail += ",\"restores\":" + std::to_string(*publication.restores);
  }
  return {publication.at, publication.author,
          publication.restores ? "rules.rollback" : "rules.publish", publication.rule_set,
          detail + "}"};
}

AuditEntry decided(const qa::Review& review) {
  const qa::FindingIdentity& finding = review.finding;
  std::string detail = "{\"conversation\":";
  qa::append_json_string(detail, finding.conversation.id);
  detail += ",\"message\":";
  qa::append_json_string(detail, finding.message);
  detail += ",\"message_revision\":" + std::to_string(finding.message_revision) + ",\"verdict\":\"";
  detail += qa::to_string(review.verdict);
  detail += "\",\"revision\":" + std::to_string(review.revision) + "}";
  return {review.at, review.reviewer, "review.decide", finding.rule, std::move(detail)};
}

}  // namespace store
