#include "rules/local_pack.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "rules/compiler.h"
#include "rules/nearest.h"
#include "rules/reader.h"
#include "rules/utf8.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

using Roots = std::vector<std::optional<Node>>;

bool is_named(std::string_view word, Key key) {
  return std::any_of(key_words().begin(), key_words().end(), [&](const KeyWord& known) {
    return known.key == key && (known.english == word || known.chinese == word);
  });
}

Node::Entry* find(Node& map, Key key) {
  const auto found =
      std::find_if(map.entries.begin(), map.entries.end(),
                   [key](const Node::Entry& entry) { return is_named(entry.key, key); });
  return found == map.entries.end() ? nullptr : &*found;
}

std::string text_under(Node& map, Key key) {
  const Node::Entry* const entry = find(map, key);
  return entry == nullptr ? std::string() : entry->value.text;
}

std::vector<Node>* rules_of(std::optional<Node>& root) {
  Node::Entry* const rules =
      root && root->kind == Node::Kind::kMap ? find(*root, Key::kRules) : nullptr;
  return rules == nullptr ? nullptr : &rules->value.items;
}

bool is_override(Node& rule) {
  return rule.kind == Node::Kind::kMap && find(rule, Key::kOverride) != nullptr;
}

bool has_override(std::optional<Node>& root) {
  std::vector<Node>* const rules = rules_of(root);
  return rules != nullptr && std::any_of(rules->begin(), rules->end(), is_override);
}

void move_to_annex(Node& node) {
  node.line += kAnnex;
  for (Node& item : node.items) {
    move_to_annex(item);
  }
  for (Node::Entry& entry : node.entries) {
    entry.line += kAnnex;
    move_to_annex(entry.value);
  }
}

/// One text or a list of them, as a list.
void make_list(Node& node) {
  if (node.kind != Node::Kind::kList) {
    Node list;
    list.kind = Node::Kind::kList;
    list.line = node.line;
    list.column = node.column;
    if (node.kind != Node::Kind::kNull) {
      list.items.push_back(std::move(node));
    }
    node = std::move(list);
  }
}

class Resolver {
 public:
  Resolver(Roots& roots, std::vector<SourceLines>& lines, std::vector<Diagnostic>& diagnostics)
      : roots_(roots), lines_(lines), diagnostics_(diagnostics) {}

  void resolve() {
    collect_rules();
    const auto local = std::find_if(roots_.begin(), roots_.end(), has_override);
    if (local == roots_.end()) {
      return;
    }
    local_ = static_cast<std::size_t>(local - roots_.begin());
    annex_ = std::make_shared<const SourceLines>(lines_[local_]);
    report_other_local_packs();
    std::vector<Node>& rules = *rules_of(*local);
    const auto overrides = std::stable_partition(rules.begin(), rules.end(),
                                                 [](Node& rule) { return !is_override(rule); });
    std::vector<Node> taken(std::make_move_iterator(overrides),
                            std::make_move_iterator(rules.end()));
    rules.erase(overrides, rules.end());
    collect_rules();  // partitioning moved them
    for (Node& one : taken) {
      apply(one);
    }
  }

 private:
  struct Target {
    std::size_t source = 0;
    Node* rule = nullptr;
  };

  void collect_rules() {
    rules_.clear();
    for (std::size_t i = 0; i < roots_.size(); ++i) {
      std::vector<Node>* const rules = rules_of(roots_[i]);
      for (Node& rule : rules == nullptr ? none_ : *rules) {
        if (rule.kind == Node::Kind::kMap && !is_override(rule)) {
          refuse_plus_keys(i, rule);
          rules_.try_emplace(text_under(rule, Key::kId), Target{i, &rule});
        }
      }
    }
  }

  /// `except+` says "beside what the rule has": in the rule itself it has no meaning.
  void refuse_plus_keys(std::size_t source, Node& rule) {
    std::erase_if(rule.entries, [&](const Node::Entry& entry) {
      const bool is_plus =
          is_named(entry.key, Key::kExceptPlus) || is_named(entry.key, Key::kTestsPlus);
      if (is_plus) {
        report(source, Code::kPlusWithoutOverride, entry, {entry.key});
      }
      return is_plus;
    });
  }

  void report_other_local_packs() {
    for (std::size_t i = local_ + 1; i < roots_.size(); ++i) {
      std::vector<Node>* const rules = rules_of(roots_[i]);
      for (Node& rule : rules == nullptr ? none_ : *rules) {
        if (is_override(rule)) {
          report(i, Code::kTwoLocalPacks, *find(rule, Key::kOverride), {lines_[local_].file()});
        }
      }
      if (rules != nullptr) {
        std::erase_if(*rules, is_override);
      }
    }
  }

  void report(std::size_t source, Code code, const Node::Entry& at,
              std::vector<std::string> arguments) {
    diagnostics_.push_back(lines_[source].at(code, at.line, at.column, std::move(arguments),
                                             static_cast<std::uint32_t>(utf8::count(at.key))));
  }

  void apply(Node& one) {
    const Node::Entry named = *find(one, Key::kOverride);
    const auto target = rules_.find(named.value.text);
    if (target == rules_.end() || named.value.text.empty()) {
      std::vector<std::string_view> known;
      for (const auto& [id, rule] : rules_) {
        known.push_back(id);
      }
      const Suggestion near = suggestion(named.value.text, known);
      report(local_, Code::kUnknownOverride, named, {named.value.text, near.english, near.chinese});
      return;
    }
    if (target->second.source == local_) {
      report(local_, Code::kOverrideOwn, named, {named.value.text});
      return;
    }
    lines_[target->second.source].add_annex(annex_);
    for (Node::Entry& entry : one.entries) {
      if (!is_named(entry.key, Key::kOverride)) {
        apply(*target->second.rule, named.value.text, entry);
      }
    }
  }

  void apply(Node& rule, const std::string& id, Node::Entry& entry) {
    if (is_named(entry.key, Key::kExceptPlus)) {
      add(rule, Key::kExcept, std::move(entry));
    } else if (is_named(entry.key, Key::kTestsPlus)) {
      add_tests(rule, std::move(entry));
    } else if (const auto key = key_of(entry.key, Scope::kOverride)) {
      replace(rule, id, *key, std::move(entry));
    } else {
      report(local_, Code::kNotOverridable, entry, {entry.key});
    }
  }

  void replace(Node& rule, const std::string& id, Key key, Node::Entry entry) {
    const auto [first, is_new] = replaced_.try_emplace({id, key}, entry.line);
    if (!is_new) {
      report(local_, Code::kOverrideTwice, entry, {entry.key, id, std::to_string(first->second)});
      return;
    }
    move_to_annex(entry.value);
    entry.line += kAnnex;
    if (Node::Entry* const present = find(rule, key)) {
      *present = std::move(entry);
    } else {
      rule.entries.push_back(std::move(entry));
    }
  }

  void add(Node& map, Key key, Node::Entry entry) {
    move_to_annex(entry.value);
    entry.line += kAnnex;
    Node::Entry* const present = find(map, key);
    if (present == nullptr) {
      entry.key = english_of(key);
      map.entries.push_back(std::move(entry));
      return;
    }
    make_list(present->value);
    make_list(entry.value);
    std::move(entry.value.items.begin(), entry.value.items.end(),
              std::back_inserter(present->value.items));
  }

  void add_tests(Node& rule, Node::Entry entry) {
    Node::Entry* const present = find(rule, Key::kTests);
    if (present == nullptr || present->value.kind != Node::Kind::kMap ||
        entry.value.kind != Node::Kind::kMap) {
      add_whole_tests(rule, std::move(entry));
      return;
    }
    for (Node::Entry& list : entry.value.entries) {
      const auto key = key_of(list.key, Scope::kTests);
      if (key) {
        add(present->value, *key, std::move(list));
      } else {
        report(local_, Code::kUnknownKey, list, {list.key, "", ""});
      }
    }
  }

  /// The rule has no examples yet, or one side is no map, which whoever reads the rule reports.
  void add_whole_tests(Node& rule, Node::Entry entry) {
    move_to_annex(entry.value);
    entry.line += kAnnex;
    entry.key = english_of(Key::kTests);
    std::erase_if(rule.entries, [&entry](const Node::Entry& present) {
      return is_named(present.key, Key::kTests) && entry.value.kind == Node::Kind::kMap;
    });
    if (find(rule, Key::kTests) == nullptr) {
      rule.entries.push_back(std::move(entry));
    } else {
      find(rule, Key::kTests)->value = std::move(entry.value);
    }
  }

  Roots& roots_;
  std::vector<SourceLines>& lines_;
  std::vector<Diagnostic>& diagnostics_;
  std::size_t local_ = 0;
  std::shared_ptr<const SourceLines> annex_;
  std::map<std::string, Target, std::less<>> rules_;
  std::map<std::pair<std::string, Key>, std::uint32_t> replaced_;
  std::vector<Node> none_;
};

std::optional<Node> tree_of(const Source& source) {
  std::vector<Diagnostic> ignored;  // compile() says them
  return read(source.text, SourceLines(source.name, source.text), ignored);
}

std::string name_of_pack(std::optional<Node>& root) {
  return root && root->kind == Node::Kind::kMap ? text_under(*root, Key::kPack) : std::string();
}

}  // namespace

bool is_local_pack(const Source& source) {
  auto root = tree_of(source);
  return name_of_pack(root) == kLocalPack || has_override(root);
}

std::vector<Source> with_shipped_packs(std::vector<Source> sources) {
  if (std::none_of(sources.begin(), sources.end(), is_local_pack)) {
    return sources;
  }
  std::vector<std::string> names;
  for (const Source& source : sources) {
    auto root = tree_of(source);
    names.push_back(name_of_pack(root));
  }
  for (Source& shipped : shipped_packs()) {
    auto root = tree_of(shipped);
    if (std::find(names.begin(), names.end(), name_of_pack(root)) == names.end()) {
      sources.push_back(std::move(shipped));
    }
  }
  return sources;
}

void resolve_overrides(std::vector<std::optional<Node>>& roots, std::vector<SourceLines>& lines,
                       std::vector<Diagnostic>& diagnostics) {
  Resolver(roots, lines, diagnostics).resolve();
}

}  // namespace rules
