#include "plugin/audit_entry.h"

#include <fmt/format.h>

#include "plugin/text_members.h"
#include "qa/event_json.h"

namespace plugin {

std::string to_json(const store::AuditEntry& entry) {
  std::string json = "{\"actor\":";
  qa::append_json_string(json, entry.actor);
  json += ",\"action\":";
  qa::append_json_string(json, entry.action);
  json += ",\"target\":";
  qa::append_json_string(json, entry.target);
  json += ",\"detail\":";
  qa::append_json_string(json, entry.detail);
  return json + "}";
}

std::optional<store::AuditEntry> read_audit_entry(std::string_view json) {
  store::AuditEntry entry;
  if (!read_texts(json, {{"actor", &entry.actor},
                         {"action", &entry.action},
                         {"target", &entry.target},
                         {"detail", &entry.detail}}) ||
      entry.action.empty()) {
    return std::nullopt;
  }
  return entry;
}

store::AuditEntry audit_of(const ExportNote& note) {
  store::AuditEntry entry;
  entry.actor = note.actor;
  entry.action = "export." + note.what;
  entry.detail = fmt::format(
      "{{\"format\":\"{}\",\"from\":\"{}\",\"to\":\"{}\",\"conversations\":{},\"transcript\":{}}}",
      note.format, qa::format_time(note.period.from), qa::format_time(note.period.to),
      note.conversations, note.with_transcript);
  return entry;
}

}  // namespace plugin
