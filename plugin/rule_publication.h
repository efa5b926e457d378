#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/compiler.h"
#include "store/store.h"

/// Rule sets of a database: published, taken back, found again. A set that does not compile, or
/// whose own examples fail, changes nothing.
namespace plugin {

/// What `sandglass rules publish` and `rollback` ask for, directly or through a running process.
struct RuleChange {
  std::vector<rules::Source> packs;      ///< `name` is the pack's name; empty for a rollback
  std::optional<std::int64_t> restores;  ///< the publication to go back to
  std::string author;
  std::string reason;  ///< never empty: a change without a why cannot be traced
};

std::string to_json(const RuleChange& change);
/// nullopt where `json` is not what to_json writes.
std::optional<RuleChange> read_rule_change(std::string_view json);

struct Published {
  store::Publication publication;
  std::vector<rules::Source> sources;
  std::shared_ptr<const rules::RulePack> pack;
  bool is_unchanged = false;  ///< this text is active already: nothing was stored
  std::string problems;       ///< not empty: nothing was stored
};

/// {"publication":2,"rule_set":"…","rules":58,"unchanged":false}
std::string to_json(const Published& published);

/// Compiles, stores and makes active. Before the first publication the packs that come with the
/// program are recorded as one, so that there is something to go back to.
/// @throws store::Error.
Published publish(store::Store& store, const RuleChange& change, qa::Time at,
                  rules::Language language);

/// The packs of the active rule set; empty: nothing was ever published.
std::vector<rules::Source> active_rule_set(store::Reader& reader);

/// Sources under their packs' names instead of their files'. One without a name keeps its file's.
std::vector<rules::Source> named_by_pack(std::vector<rules::Source> sources);

/// The errors (not the warnings) of a rule set, one block each.
std::string problems_text(const rules::Compiled& compiled, rules::Language language);

}  // namespace plugin
