#include "rules/rule_text.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "rules/local_pack.h"
#include "rules/reader.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

using Keys = std::map<std::string, std::vector<std::string>>;

/// Keys that say what is told and done about a finding, never which messages are found.
constexpr std::array<std::string_view, 16> kAboutFindings = {
    "name",  "level", "do",        "tell",  "suggest", "score", "score_each", "max",
    "bonus", "fatal", "dimension", "owner", "why",     "tests", "review",     "cooldown"};

std::string english(std::string_view key) {
  for (const KeyWord& word : key_words()) {
    if (word.chinese == key) {
      return std::string(word.english);
    }
  }
  return std::string(key);
}

const Node* find(const Node& map, std::string_view key) {
  for (const Node::Entry& entry : map.entries) {
    if (english(entry.key) == key) {
      return &entry.value;
    }
  }
  return nullptr;
}

std::string text_under(const Node& map, std::string_view key) {
  const Node* const node = find(map, key);
  return node == nullptr ? std::string() : node->text;
}

void flatten(const std::string& key, const Node& node, Keys& keys) {
  switch (node.kind) {
    case Node::Kind::kNull:
      keys[key];
      break;
    case Node::Kind::kText:
      keys[key].push_back(node.text);
      break;
    case Node::Kind::kList:
      for (std::size_t i = 0; i < node.items.size(); ++i) {
        const bool is_map = node.items[i].kind == Node::Kind::kMap;
        flatten(is_map ? key + "." + std::to_string(i + 1) : key, node.items[i], keys);
      }
      break;
    case Node::Kind::kMap:
      for (const Node::Entry& entry : node.entries) {
        flatten((key.empty() ? "" : key + ".") + english(entry.key), entry.value, keys);
      }
      break;
  }
}

/// The word lists of the pack that some text of the rule names.
void add_words(const Node& words, Keys& keys) {
  Keys named;
  for (const Node::Entry& list : words.entries) {
    const std::string braced = "{" + list.key + "}";
    const bool is_named = std::any_of(keys.begin(), keys.end(), [&](const auto& key) {
      return std::any_of(key.second.begin(), key.second.end(), [&](const std::string& text) {
        return text.find(braced) != std::string::npos;
      });
    });
    if (is_named) {
      flatten("words." + list.key, list.value, named);
    }
  }
  keys.merge(named);
}

std::optional<Node> tree_of(const Source& source) {
  std::vector<Diagnostic> ignored;  // compile() says them
  auto root = read(source.text, SourceLines(source.name, source.text), ignored);
  return root && root->kind == Node::Kind::kMap ? std::move(root) : std::nullopt;
}

RuleText rule_text(const Node& rule, const Node& root, const std::string& pack) {
  RuleText out;
  out.id = text_under(rule, "id");
  out.pack = pack;
  out.name = text_under(rule, "name");
  flatten("", rule, out.keys);
  out.keys.erase("id");
  if (const Node* const words = find(root, "words")) {
    add_words(*words, out.keys);
  }
  if (std::string locale = text_under(root, "locale"); !locale.empty() && locale != "zh-CN") {
    out.keys["locale"] = {std::move(locale)};
  }
  return out;
}

/// What `left` has more often than `right`, in its order.
std::vector<std::string> only_in(const std::vector<std::string>& left,
                                 const std::vector<std::string>& right) {
  std::multiset<std::string_view> others(right.begin(), right.end());
  std::vector<std::string> out;
  for (const std::string& text : left) {
    const auto found = others.find(text);
    if (found == others.end()) {
      out.push_back(text);
    } else {
      others.erase(found);
    }
  }
  return out;
}

bool decides_what_is_found(const std::string& key) {
  const std::string first = key.substr(0, key.find('.'));
  return std::find(kAboutFindings.begin(), kAboutFindings.end(), first) == kAboutFindings.end();
}

ChangedRule compared(const RuleText& before, const RuleText& after) {
  ChangedRule changed{ChangedRule::Kind::kChanged, after.id, after.pack, after.name, {}, false};
  std::set<std::string> names;
  for (const Keys* keys : {&before.keys, &after.keys}) {
    for (const auto& [key, texts] : *keys) {
      names.insert(key);
    }
  }
  for (const std::string& key : names) {
    const auto old_texts = before.keys.find(key);
    const auto new_texts = after.keys.find(key);
    const std::vector<std::string> none;
    const auto& left = old_texts == before.keys.end() ? none : old_texts->second;
    const auto& right = new_texts == after.keys.end() ? none : new_texts->second;
    if (left == right && (old_texts == before.keys.end()) == (new_texts == after.keys.end())) {
      continue;
    }
    changed.keys.push_back({key, only_in(left, right), only_in(right, left)});
    changed.may_find_others = changed.may_find_others || decides_what_is_found(key);
  }
  return changed;
}

ChangedRule whole(ChangedRule::Kind kind, const RuleText& rule) {
  return {kind, rule.id, rule.pack, rule.name, {}, true};
}

}  // namespace

std::string pack_name(const Source& source) {
  const auto root = tree_of(source);
  return root ? text_under(*root, "pack") : std::string();
}

std::map<std::string, RuleText> rule_texts(const std::vector<Source>& sources) {
  std::vector<std::optional<Node>> roots;
  std::vector<SourceLines> lines;
  std::vector<Diagnostic> ignored;
  for (const Source& source : sources) {
    roots.push_back(tree_of(source));
    lines.emplace_back(source.name, source.text);
  }
  resolve_overrides(roots, lines, ignored);
  std::map<std::string, RuleText> out;
  for (const std::optional<Node>& root : roots) {
    const Node* const rules = root ? find(*root, "rules") : nullptr;
    if (rules == nullptr) {
      continue;
    }
    const std::string pack = text_under(*root, "pack");
    for (const Node& rule : rules->items) {
      RuleText text = rule_text(rule, *root, pack);
      if (!text.id.empty()) {
        out.try_emplace(text.id, std::move(text));
      }
    }
  }
  return out;
}

std::vector<ChangedRule> changed_rules(const std::vector<Source>& before,
                                       const std::vector<Source>& after) {
  const auto old_rules = rule_texts(before);
  const auto new_rules = rule_texts(after);
  std::map<std::string, ChangedRule> out;
  for (const auto& [id, rule] : old_rules) {
    const auto now = new_rules.find(id);
    if (now == new_rules.end()) {
      out.emplace(id, whole(ChangedRule::Kind::kRemoved, rule));
    } else if (rule.keys != now->second.keys) {
      out.emplace(id, compared(rule, now->second));
    }
  }
  for (const auto& [id, rule] : new_rules) {
    if (!old_rules.contains(id)) {
      out.emplace(id, whole(ChangedRule::Kind::kAdded, rule));
    }
  }
  std::vector<ChangedRule> list;
  for (auto& [id, rule] : out) {
    list.push_back(std::move(rule));
  }
  return list;
}

std::set<std::string> rules_finding_others(const std::vector<Source>& before,
                                           const std::vector<Source>& after) {
  const std::map<std::string, RuleText> sides[] = {rule_texts(before), rule_texts(after)};
  std::set<std::string> out;
  bool sets_intents = false;
  for (const ChangedRule& rule : changed_rules(before, after)) {
    if (rule.may_find_others) {
      out.insert(rule.id);
      for (const auto& rules : sides) {
        const auto found = rules.find(rule.id);
        sets_intents =
            sets_intents || (found != rules.end() && found->second.keys.contains("classify"));
      }
    }
  }
  for (const auto& rules : sides) {
    for (const auto& [id, rule] : rules) {
      if (sets_intents && rule.keys.contains("intent")) {
        out.insert(id);
      }
    }
  }
  return out;
}

}  // namespace rules
