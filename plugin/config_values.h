#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/config.h"
#include "plugin/config_document.h"

/// Typed values out of a settings document. Every function reports what is wrong at its place and
/// leaves the target as it was; an empty value (`key:`) means the key was left out.
namespace plugin {

struct ConfigContext {
  std::filesystem::path folder;            ///< relative paths start here
  const ConfigSources* sources = nullptr;  ///< null: secrets are not looked up
  std::vector<ConfigProblem> problems;
  std::vector<ConfigProblem> notices;

  void problem(const DocumentNode& at, std::string message);
  void notice(const DocumentNode& at, std::string message);
};

/// One key a map may hold and what it does to the target.
template <class Target>
struct ConfigKey {
  std::string_view name;
  void (*read)(ConfigContext& context, const DocumentNode& value, Target& target);
};

/// The names of a key table, for messages and docs.
template <class Target, std::size_t count>
std::vector<std::string_view> names_of(const ConfigKey<Target> (&keys)[count]) {
  std::vector<std::string_view> names;
  for (const ConfigKey<Target>& key : keys) names.push_back(key.name);
  return names;
}

/// False, with a problem, where `node` is no map.
bool check_is_map(ConfigContext& context, const DocumentNode& node, std::string_view what);

/// Reports every key of a map that was given before.
void check_duplicates(ConfigContext& context, const DocumentNode& map);

/// False, with a problem, where `node` is no map; reports unknown and duplicate keys.
bool check_map(ConfigContext& context, const DocumentNode& node, std::string_view what,
               const std::vector<std::string_view>& names);

/// The first value of `name` that is not empty; null where there is none.
const DocumentNode* find(const DocumentNode& map, std::string_view name);

/// Reads a map by its table, in the order of the table.
template <class Target, std::size_t count>
void read_map(ConfigContext& context, const DocumentNode& node, std::string_view what,
              const ConfigKey<Target> (&keys)[count], Target& target) {
  if (!check_map(context, node, what, names_of(keys)))
    return;
  for (const ConfigKey<Target>& key : keys) {
    if (const DocumentNode* value = find(node, key.name))
      key.read(context, *value, target);
  }
}

struct WholeRange {
  std::int64_t least;
  std::int64_t most;
};

/// Texts are trimmed of nothing and must not be empty.
void read_text(ConfigContext& context, const DocumentNode& node, std::string_view what,
               std::string& target);
void read_path(ConfigContext& context, const DocumentNode& node, std::string_view what,
               std::filesystem::path& target);
void read_switch(ConfigContext& context, const DocumentNode& node, std::string_view what,
                 bool& target);
std::optional<std::int64_t> read_whole(ConfigContext& context, const DocumentNode& node,
                                       std::string_view what, WholeRange range);
/// Index of the word in `choices`; nullopt with a problem where it is none of them.
std::optional<std::size_t> read_choice(ConfigContext& context, const DocumentNode& node,
                                       std::string_view what,
                                       std::span<const std::string_view> choices);
/// The items of a list; null with a problem where `node` is none.
const std::vector<DocumentNode>* read_list(ConfigContext& context, const DocumentNode& node,
                                           std::string_view what);

}  // namespace plugin
