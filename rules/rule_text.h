#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/collector.h"

/// Rules as texts: what two versions of a rule book say differently. Knows the form of a rule file
/// and the names of keys, not what they mean; works on files with mistakes too. Pure; any thread.
namespace rules {

/// One rule with everything its file says of it.
struct RuleText {
  std::string id;
  std::string pack;
  std::string name;
  /// By English key, in order of name: the texts under it, those of maps and lists one after the
  /// other. Parts of a map have their own keys (`tests.bad`, `after.has`), and so have the word
  /// lists the rule names (`words.微信`) and a pack's locale.
  std::map<std::string, std::vector<std::string>> keys;
};

/// The pack's name as the source gives it; empty where it gives none.
std::string pack_name(const Source& source);

/// Every rule of the sources by id. Of an id that is given twice the first holds.
std::map<std::string, RuleText> rule_texts(const std::vector<Source>& sources);

struct ChangedKey {
  std::string key;
  std::vector<std::string> removed;  ///< texts that only the old rule has
  std::vector<std::string> added;    ///< texts that only the new rule has

  bool operator==(const ChangedKey&) const = default;
};

struct ChangedRule {
  enum class Kind { kAdded, kRemoved, kChanged };

  Kind kind = Kind::kChanged;
  std::string id;
  std::string pack;
  std::string name;
  std::vector<ChangedKey> keys;  ///< in order of name
  /// Whether it may find other messages than before. False: only what is said and done about them
  /// changed (tell, level, do …), or its examples.
  bool may_find_others = true;
};

/// What changes from the old sources to the new ones, in order of rule id.
std::vector<ChangedRule> changed_rules(const std::vector<Source>& before,
                                       const std::vector<Source>& after);

/// Ids of the rules that may find other messages than before: of changed_rules() those that say so,
/// and, where one of them sets an intent (`classify`), every rule that asks for one (`intent`).
std::set<std::string> rules_finding_others(const std::vector<Source>& before,
                                           const std::vector<Source>& after);

}  // namespace rules
