#include "plugin/config_values.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "rules/nearest.h"

namespace plugin {
namespace {

constexpr std::size_t kLongestShown = 40;

/// What stands there, for "… , not X".
std::string shown(const DocumentNode& node) {
  switch (node.kind) {
    case DocumentNode::Kind::kNull:
      return "nothing";
    case DocumentNode::Kind::kList:
      return "a list";
    case DocumentNode::Kind::kMap:
      return "a map";
    case DocumentNode::Kind::kText:
      break;
  }
  if (node.text.size() > kLongestShown)
    return "a longer text";
  return fmt::format("'{}'", node.text);
}

std::optional<std::int64_t> parse_whole(const DocumentNode& node) {
  if (node.kind != DocumentNode::Kind::kText || node.is_quoted)
    return std::nullopt;
  std::int64_t value = 0;
  const char* end = node.text.data() + node.text.size();
  const auto [stop, error] = std::from_chars(node.text.data(), end, value);
  if (error != std::errc{} || stop != end)
    return std::nullopt;
  return value;
}

/// At a node or at the key of an entry.
template <class Placed>
ConfigProblem problem_at(const Placed& at, std::string message) {
  return {static_cast<int>(at.line), static_cast<int>(at.column), std::move(message)};
}

}  // namespace

void ConfigContext::problem(const DocumentNode& at, std::string message) {
  problems.push_back(problem_at(at, std::move(message)));
}

void ConfigContext::notice(const DocumentNode& at, std::string message) {
  notices.push_back(problem_at(at, std::move(message)));
}

bool check_is_map(ConfigContext& context, const DocumentNode& node, std::string_view what) {
  if (node.kind == DocumentNode::Kind::kMap)
    return true;
  context.problem(
      node, fmt::format("{} must be a map (lines of 'key: value'), not {}", what, shown(node)));
  return false;
}

void check_duplicates(ConfigContext& context, const DocumentNode& map) {
  std::map<std::string_view, const DocumentNode::Entry*> seen;
  for (const DocumentNode::Entry& entry : map.entries) {
    const auto [first, is_new] = seen.try_emplace(entry.key, &entry);
    if (is_new)
      continue;
    context.problems.push_back(
        problem_at(entry, fmt::format("key '{}' is given twice (first at {}:{}); keep one",
                                      entry.key, first->second->line, first->second->column)));
  }
}

bool check_map(ConfigContext& context, const DocumentNode& node, std::string_view what,
               const std::vector<std::string_view>& names) {
  if (!check_is_map(context, node, what))
    return false;
  check_duplicates(context, node);
  for (const DocumentNode::Entry& entry : node.entries) {
    if (std::find(names.begin(), names.end(), entry.key) != names.end())
      continue;
    const std::string near = rules::suggestion(entry.key, names).english;
    const std::string known = fmt::format("; known here: {}", fmt::join(names, ", "));
    context.problems.push_back(problem_at(
        entry, fmt::format("unknown key '{}'{}", entry.key, near.empty() ? known : near)));
  }
  return true;
}

const DocumentNode* find(const DocumentNode& map, std::string_view name) {
  for (const DocumentNode::Entry& entry : map.entries) {
    if (entry.key == name && entry.value.kind != DocumentNode::Kind::kNull) {
      return &entry.value;
    }
  }
  return nullptr;
}

void read_text(ConfigContext& context, const DocumentNode& node, std::string_view what,
               std::string& target) {
  if (node.kind != DocumentNode::Kind::kText) {
    context.problem(node, fmt::format("{} must be a text, not {}", what, shown(node)));
  } else if (node.text.empty()) {
    context.problem(node, fmt::format("{} must not be empty; leave the key out instead", what));
  } else {
    target = node.text;
  }
}

void read_path(ConfigContext& context, const DocumentNode& node, std::string_view what,
               std::filesystem::path& target) {
  std::string text;
  read_text(context, node, what, text);
  if (text.empty())
    return;
  const std::filesystem::path path(text);
  target = path.is_absolute() ? path : (context.folder / path).lexically_normal();
}

void read_switch(ConfigContext& context, const DocumentNode& node, std::string_view what,
                 bool& target) {
  const bool is_plain = node.kind == DocumentNode::Kind::kText && !node.is_quoted;
  if (is_plain && node.text == "true") {
    target = true;
  } else if (is_plain && node.text == "false") {
    target = false;
  } else {
    context.problem(node, fmt::format("{} must be true or false, not {}", what, shown(node)));
  }
}

std::optional<std::int64_t> read_whole(ConfigContext& context, const DocumentNode& node,
                                       std::string_view what, WholeRange range) {
  const auto value = parse_whole(node);
  if (value && *value >= range.least && *value <= range.most)
    return value;
  context.problem(node, fmt::format("{} must be a whole number from {} to {}, not {}", what,
                                    range.least, range.most, shown(node)));
  return std::nullopt;
}

std::optional<std::size_t> read_choice(ConfigContext& context, const DocumentNode& node,
                                       std::string_view what,
                                       std::span<const std::string_view> choices) {
  if (node.kind == DocumentNode::Kind::kText) {
    const auto found = std::find(choices.begin(), choices.end(), node.text);
    if (found != choices.end())
      return static_cast<std::size_t>(found - choices.begin());
  }
  context.problem(node, fmt::format("{} must be one of {}, not {}", what, fmt::join(choices, ", "),
                                    shown(node)));
  return std::nullopt;
}

const std::vector<DocumentNode>* read_list(ConfigContext& context, const DocumentNode& node,
                                           std::string_view what) {
  if (node.kind == DocumentNode::Kind::kList)
    return &node.items;
  context.problem(node, fmt::format("{} must be a list (lines that begin with '- '), not {}", what,
                                    shown(node)));
  return nullptr;
}

}  // namespace plugin
