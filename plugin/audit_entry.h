#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/store.h"

/// A row of the audit log on its way to the process that holds the database.
namespace plugin {

/// Without its time, which is the writer's.
std::string to_json(const store::AuditEntry& entry);
/// nullopt: not {actor, action, target, detail} with texts, or no action.
std::optional<store::AuditEntry> read_audit_entry(std::string_view json);

/// Who took what out of the database: action "export.rounds", the period and how much there was.
struct ExportNote {
  std::string what;   ///< "conversations", "figures" …
  std::string actor;  ///< "cli:uid=1000"
  std::string format;
  store::Period period;
  std::int64_t conversations = 0;  ///< that the period touches
  bool with_transcript = false;
};

/// Never names or words: whoever reads the log learns what was taken, not what was in it.
store::AuditEntry audit_of(const ExportNote& note);

}  // namespace plugin
