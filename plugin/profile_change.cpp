#include "plugin/profile_change.h"

#include "plugin/text_members.h"
#include "qa/event_json.h"
#include "qa/profile_json.h"

namespace plugin {

std::string to_json(const ProfileChange& change) {
  std::string json = "{\"key\":";
  qa::append_json_string(json, change.key);
  json += ",\"value\":";
  qa::append_json_string(json, change.value);
  json += ",\"author\":";
  qa::append_json_string(json, change.author);
  json += ",\"reason\":";
  qa::append_json_string(json, change.reason);
  return json + "}";
}

std::optional<ProfileChange> read_profile_change(std::string_view json) {
  ProfileChange change;
  if (!read_texts(json, {{"key", &change.key},
                         {"value", &change.value},
                         {"author", &change.author},
                         {"reason", &change.reason}}) ||
      change.reason.empty()) {
    return std::nullopt;
  }
  return change;
}

ChangedProfile apply_change(const qa::Profile& profile, const ProfileChange& change) {
  qa::ReadProfile read = qa::set_in_profile(profile, change.key, change.value);
  ChangedProfile changed{std::move(read.profile), {}};
  for (const qa::ProfileProblem& problem : read.problems) {
    changed.problems += qa::to_string(problem) + "\n";
  }
  return changed;
}

}  // namespace plugin
