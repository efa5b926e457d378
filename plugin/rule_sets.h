#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "rules/collector.h"
#include "rules/diagnostic.h"
#include "rules/rule_text.h"
#include "store/store.h"

/// Rule sets by the names people give them, and what lies between two of them.
namespace plugin {

struct NamedRuleSet {
  std::string name;  ///< as people should read it: "publication 3", a folder, "shipped packs"
  std::vector<rules::Source> sources;  ///< under their packs' names
};

/// What a person calls a rule set: `active`, `shipped`, a publication's number, the first digits
/// (at least 4) of a version, or else a folder of packs or one file.
/// @param reader  may be null: there is no database.
/// @param problem  says why where nullopt is returned.
/// @throws store::Error.
std::optional<NamedRuleSet> find_rule_set(store::Reader* reader, const std::string& text,
                                          std::string& problem);

/// The publication of that number, or the newest one of that version's first digits.
std::optional<store::Publication> find_publication(store::Reader& reader, const std::string& text);

/// What a person reads before and after publishing: rules added, removed and changed, key by key.
std::string changes_text(const std::vector<rules::ChangedRule>& changes, rules::Language language);
/// [{"id","pack","name","kind","finds_others","keys":[{"key","removed":[…],"added":[…]}]}]
std::string changes_json(const std::vector<rules::ChangedRule>& changes);

/// Every publication, newest first, the active one marked.
/// JSON: {"active":N,"publications":[{"publication","rule_set","at","author","reason","restores"}]}
void list_rule_sets(store::Reader& reader, bool is_json, rules::Language language,
                    std::ostream& out);

}  // namespace plugin
