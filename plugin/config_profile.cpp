#include "plugin/config_profile.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "qa/profile_json.h"

namespace plugin {
namespace {

constexpr std::array<std::string_view, 2> kBases{"douyin", "taobao"};

/// Versions are given by the database, never by a file.
constexpr std::string_view kVersion = "version";

/// The tree as JSON, and where each dotted key of it stands.
class JsonForm {
 public:
  explicit JsonForm(ConfigContext& context) : context_(context) {}

  std::string of_profile(const DocumentNode& map) { return of_map("", map); }

  const DocumentNode* place(const std::string& key) const {
    const auto found = places_.find(key);
    return found == places_.end() ? nullptr : found->second;
  }

 private:
  std::string of(const std::string& key, const DocumentNode& node) {
    places_[key] = &node;
    switch (node.kind) {
      case DocumentNode::Kind::kNull:
        return "null";
      case DocumentNode::Kind::kText:
        return is_json_scalar(node) ? node.text : rules::json_quoted(node.text);
      case DocumentNode::Kind::kList:
        return of_list(key, node);
      case DocumentNode::Kind::kMap:
        return of_map(key, node);
    }
    return "null";
  }

  std::string of_list(const std::string& key, const DocumentNode& node) {
    std::string out = "[";
    for (const DocumentNode& item : node.items) {
      if (out.size() > 1)
        out += ',';
      out += of(key + "[]", item);
    }
    return out + ']';
  }

  /// A value that is empty was left out; but an empty day is a closed day.
  std::string of_map(const std::string& key, const DocumentNode& node) {
    std::string out = "{";
    check_duplicates(context_, node);
    for (const auto& entry : node.entries) {
      const bool is_date = key == "hours.dates";
      const bool is_null = entry.value.kind == DocumentNode::Kind::kNull;
      if ((key.empty() && entry.key == "base") || (is_null && !is_date))
        continue;
      const std::string path = key.empty() ? entry.key : key + '.' + entry.key;
      if (places_.count(path) != 0)
        continue;  // given twice: reported above
      if (out.size() > 1)
        out += ',';
      out += rules::json_quoted(entry.key) + ':' + (is_null ? "[]" : of(path, entry.value));
    }
    return out + '}';
  }

  /// A plain number or switch, by JSON's own rules.
  static bool is_json_scalar(const DocumentNode& node) {
    if (node.is_quoted)
      return false;
    simdjson::dom::parser parser;
    simdjson::dom::element element;
    return parser.parse(node.text).get(element) == simdjson::SUCCESS &&
           (element.is_bool() || element.is_number());
  }

  ConfigContext& context_;
  std::map<std::string, const DocumentNode*> places_;
};

/// Calls `each` with key and value (JSON) of every setting but the version, in their fixed order.
template <class Each>
void for_each_setting(const qa::Profile& profile, Each each) {
  simdjson::dom::parser parser;
  simdjson::dom::object settings;
  if (parser.parse(qa::profile_json(profile)).get(settings) != simdjson::SUCCESS)
    return;
  for (const auto& field : settings) {
    if (field.key != kVersion)
      each(field.key, simdjson::minify(field.value));
  }
}

}  // namespace

qa::Profile read_profile_map(ConfigContext& context, const DocumentNode& node) {
  qa::Profile profile = qa::Profile::douyin();
  if (!check_is_map(context, node, "profile"))
    return profile;
  if (const DocumentNode* base = find(node, "base")) {
    if (const auto choice = read_choice(context, *base, "base", kBases)) {
      profile = *qa::Profile::named(kBases[*choice]);
    }
  }
  JsonForm form(context);
  const std::string json = form.of_profile(node);
  if (const DocumentNode* version = form.place(std::string(kVersion))) {
    context.problem(*version, "version is given by the database; leave it out");
  }
  qa::ReadProfile read = qa::read_profile(json, profile);
  for (const qa::ProfileProblem& problem : read.problems) {
    const DocumentNode* place = form.place(problem.key);
    context.problem(place != nullptr ? *place : node, qa::to_string(problem));
  }
  if (read.profile)
    profile = std::move(*read.profile);
  return profile;
}

std::string print_profile(const qa::Profile& profile, std::size_t indent) {
  std::string out;
  for_each_setting(profile, [&](std::string_view key, const std::string& value) {
    out += fmt::format("{:{}}{}: {}\n", "", indent, key, value);
  });
  return out;
}

std::vector<std::string> profile_keys() {
  std::vector<std::string> keys{"base"};
  for_each_setting(qa::Profile::douyin(), [&](std::string_view key, const std::string& /*value*/) {
    keys.emplace_back(key);
  });
  return keys;
}

}  // namespace plugin
