#include "rules/pack_file.h"

#include <algorithm>

#include "rules/rule_reader.h"
#include "rules/values.h"

namespace rules {
namespace {

class FileCollector {
 public:
  FileCollector(std::size_t source, const SourceLines& lines, std::vector<Diagnostic>& diagnostics)
      : source_(source), values_(lines, diagnostics) {}

  PackFile collect(const Node& root) {
    if (root.kind != Node::Kind::kMap) {
      Node at = root;
      at.line = std::max(at.line, 1U);
      at.column = std::max(at.column, 1U);
      values_.report(Code::kWrongType, at,
                     {values_.lines().file(), "a pack: version, pack, rules",
                      "一个规则包：version、pack、rules"});
      return std::move(out_);
    }
    out_.pack.source = source_;
    const Values::Map entries = values_.entries(root, Scope::kPackFile);
    collect_head(root, entries);
    if (const auto words = entries.find(Key::kWords); words != entries.end()) {
      collect_words(words->second->value);
    }
    if (const auto rules = entries.find(Key::kRules); rules != entries.end()) {
      collect_rules(*rules->second);
    }
    report_unused_words();
    return std::move(out_);
  }

 private:
  void collect_head(const Node& root, const Values::Map& entries) {
    for (const Key key : {Key::kVersion, Key::kPack, Key::kRules}) {
      if (!entries.contains(key)) {
        values_.report(Code::kMissingKey, root,
                       {std::string(english_of(key)), " in this pack", ""});
      }
    }
    for (const auto& [key, entry] : entries) {
      if (key == Key::kVersion) {
        if (const auto text = values_.text(*entry); text && text->text != "1") {
          values_.report(Code::kUnknownVersion, entry->value, {text->text});
        }
      } else if (key == Key::kPack) {
        out_.pack.name = values_.id(*entry).value_or("");
      } else if (key == Key::kAbout) {
        out_.pack.about = text_or_empty(*entry);
      } else if (key == Key::kLocale) {
        collect_locale(*entry);
      }
    }
  }

  void collect_locale(const Node::Entry& entry) {
    out_.pack.locale = text_or_empty(entry);
    const std::string& locale = out_.pack.locale;
    is_english_ = locale == "en" || locale.starts_with("en-");
    if (!is_english_ && locale != "zh" && !locale.starts_with("zh-") && !locale.empty()) {
      values_.report(Code::kUnknownValue, entry.value, {locale, entry.key, "zh-CN | en", "", ""});
    }
  }

  void collect_words(const Node& map) {
    if (map.kind != Node::Kind::kMap) {
      values_.report(Code::kWrongType, map,
                     {"words", "names with lists of texts", "词表名和它的文本列表"});
      return;
    }
    for (const Node::Entry& entry : map.entries) {
      Words list{entry.line, entry.column, false, values_.texts(entry.key, entry.value)};
      for (const WrittenText& word : list.texts) {
        if (word.text.find('{') != std::string::npos && !is_regex_text(word.text)) {
          values_.diagnostics().push_back(
              at_text(values_.lines(), Code::kBadWords, word, 0, 1,
                      {entry.key, "names another word list", "引用了另一个词表"}));
        }
      }
      const bool is_bad_name = entry.key.empty() || entry.key.find_first_of("{}[],0123456789") == 0;
      if (is_bad_name || !words_.try_emplace(entry.key, std::move(list)).second) {
        values_.diagnostics().push_back(values_.lines().at(
            is_bad_name ? Code::kBadWords : Code::kDuplicateKey, entry.line, entry.column,
            is_bad_name
                ? std::vector<std::string>{entry.key, "cannot begin like that", "不能这样开头"}
                : std::vector<std::string>{entry.key, std::to_string(words_[entry.key].line)}));
      }
    }
  }

  void report_unused_words() {
    for (const auto& [name, list] : words_) {
      if (!list.is_used && !has_later_keys_) {  // a key that was not read may use it
        values_.diagnostics().push_back(
            values_.lines().at(Code::kUnusedWords, list.line, list.column, {name}));
      }
    }
  }

  void collect_rules(const Node::Entry& entry) {
    if (entry.value.kind != Node::Kind::kList) {
      values_.report(Code::kWrongType, entry.value,
                     {entry.key, "a list of rules, each beginning with '- id:'",
                      "规则列表，每条以「- id:」开头"});
      return;
    }
    for (const Node& node : entry.value.items) {
      if (node.kind == Node::Kind::kMap) {
        collect_rule(node);
      } else {
        values_.report(Code::kWrongType, node, {"rule", "keys and values", "由键和值组成"});
      }
    }
  }

  void collect_rule(const Node& node) {
    Rule rule;
    rule.source = source_;
    rule.line = node.line;
    rule.column = node.column;
    rule.pack = out_.pack.name;
    rule.is_whole_words = is_english_;
    RuleReader reader(values_, words_, is_english_);
    const bool is_named = reader.read(rule, node);
    has_later_keys_ = has_later_keys_ || reader.has_later_keys();
    if (is_named && !rule.id.empty()) {
      out_.rules.push_back(std::move(rule));
    }
  }

  std::string text_or_empty(const Node::Entry& entry) {
    const auto text = values_.text(entry);
    return text ? text->text : std::string();
  }

  std::size_t source_;
  Values values_;
  bool is_english_ = false;
  bool has_later_keys_ = false;
  WordLists words_;
  PackFile out_;
};

}  // namespace

PackFile collect_file(const Node& root, std::size_t source, const SourceLines& lines,
                      std::vector<Diagnostic>& diagnostics) {
  return FileCollector(source, lines, diagnostics).collect(root);
}

}  // namespace rules
