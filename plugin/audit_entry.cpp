#include "plugin/audit_entry.h"

#include <fmt/format.h>
#include <simdjson.h>

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
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  store::AuditEntry entry;
  if (parser.parse(json.data(), json.size()).get(document) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  const auto read = [&](const char* key, std::string& value) {
    std::string_view text;
    if (document[key].get(text) != simdjson::SUCCESS) {
      return false;
    }
    value = text;
    return true;
  };
  if (!read("actor", entry.actor) || !read("action", entry.action) ||
      !read("target", entry.target) || !read("detail", entry.detail) || entry.action.empty()) {
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
