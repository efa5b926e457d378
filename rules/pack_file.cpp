#include "rules/pack_file.h"

#include <algorithm>

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
    rule.view = rule.customer_view = is_english_ ? View::kNorm : View::kClean;
    const Values::Map entries = values_.entries(node, Scope::kRule);
    for (const auto& [key, entry] : entries) {
      collect_key(rule, key, *entry);
    }
    if (!entries.contains(Key::kId)) {
      values_.report(Code::kMissingKey, node, {"id", " in this rule", ""});
      return;
    }
    check_conditions(rule, node, entries);
    if (!rule.has_review) {
      rule.review.percent = rule.level >= Level::kMajor ? 100 : 10;
    }
    if (rule.name.empty()) {
      rule.name = rule.id;
    }
    if (!rule.id.empty()) {
      out_.rules.push_back(std::move(rule));
    }
  }

  void check_conditions(const Rule& rule, const Node& node, const Values::Map& entries) {
    const auto given = [&entries](Key key) { return entries.contains(key); };
    const bool has_later =
        std::any_of(node.entries.begin(), node.entries.end(),
                    [](const Node::Entry& entry) { return is_later_key(entry.key); });
    has_later_keys_ = has_later_keys_ || has_later;
    const bool has_span = given(Key::kHas) || given(Key::kWhole);
    if (!has_span && !given(Key::kLacks) && !given(Key::kLength) && !given(Key::kCustomerSaid) &&
        !has_later) {
      values_.report(Code::kNoCondition, node, {rule.id});
    }
    if (!has_span && given(Key::kExcept) && !has_later) {
      const Node::Entry& entry = *entries.at(Key::kExcept);
      values_.diagnostics().push_back(
          values_.lines().at(Code::kExceptNothing, entry.line, entry.column, {rule.id}));
    }
  }

  std::string text_or_empty(const Node::Entry& entry) {
    const auto text = values_.text(entry);
    return text ? text->text : std::string();
  }

  std::vector<Pattern> patterns(const Node::Entry& entry) {
    std::vector<Pattern> out;
    for (const WrittenText& text : values_.texts(entry.key, entry.value)) {
      if (auto pattern = parse_pattern(text, words_, values_.lines(), values_.diagnostics())) {
        out.push_back(std::move(*pattern));
      }
    }
    return out;
  }

  template <typename Value>
  void named(Value& value, Key key, const Node::Entry& entry) {
    if (const auto number = values_.named(key, entry)) {
      value = static_cast<Value>(*number);
    }
  }

  void collect_tests(Rule& rule, const Node::Entry& entry) {
    if (entry.value.kind != Node::Kind::kMap) {
      values_.report(
          Code::kWrongType, entry.value,
          {entry.key, "lists of texts under bad, ok, todo_bad", "bad、ok、todo_bad 下的文本列表"});
      return;
    }
    for (const auto& [key, tests] : values_.entries(entry.value, Scope::kTests)) {
      auto& list = key == Key::kBad ? rule.bad : key == Key::kOk ? rule.ok : rule.todo_bad;
      list = values_.texts(tests->key, tests->value);
    }
  }

  void collect_key(Rule& rule, Key key, const Node::Entry& entry);
  void collect_condition(Rule& rule, Key key, const Node::Entry& entry);

  std::size_t source_;
  Values values_;
  bool is_english_ = false;
  bool has_later_keys_ = false;
  WordLists words_;
  PackFile out_;
};

void FileCollector::collect_condition(Rule& rule, Key key, const Node::Entry& entry) {
  switch (key) {
    case Key::kHas:
      rule.has = patterns(entry);
      break;
    case Key::kExcept:
      rule.except = patterns(entry);
      break;
    case Key::kUnless:
      rule.unless = patterns(entry);
      break;
    case Key::kWhole:
      rule.whole = patterns(entry);
      break;
    case Key::kLacks:
      rule.lacks = patterns(entry);
      break;
    case Key::kCustomerSaid:
      rule.customer_said = patterns(entry);
      break;
    case Key::kLength:
      if (const auto limits = values_.length(entry)) {
        rule.has_length = true;
        rule.length = *limits;
      }
      break;
    case Key::kKind:
      for (const WrittenText& kind : values_.texts(entry.key, entry.value)) {
        rule.kinds.push_back(kind.text);
      }
      break;
    default:
      break;
  }
}

void FileCollector::collect_key(Rule& rule, Key key, const Node::Entry& entry) {
  switch (key) {
    case Key::kId:
      rule.id = values_.id(entry).value_or("");
      break;
    case Key::kName:
      rule.name = text_or_empty(entry);
      break;
    case Key::kTell:
      rule.tell = text_or_empty(entry);
      break;
    case Key::kSuggest:
      rule.suggest = text_or_empty(entry);
      break;
    case Key::kOwner:
      rule.owner = text_or_empty(entry);
      break;
    case Key::kWhy:
      rule.why = text_or_empty(entry);
      break;
    case Key::kLevel:
      named(rule.level, key, entry);
      break;
    case Key::kSays:
      named(rule.says, key, entry);
      break;
    case Key::kDo:
      named(rule.action, key, entry);
      break;
    case Key::kView:
      named(rule.view, key, entry);
      break;
    case Key::kAuto:
      named(rule.automatic, key, entry);
      break;
    case Key::kStatus:
      named(rule.status, key, entry);
      break;
    case Key::kScore:
      rule.score = values_.score(entry).value_or(0);
      break;
    case Key::kReview:
      if (const auto policy = values_.review(entry)) {
        rule.has_review = true;
        rule.review = *policy;
      }
      break;
    case Key::kTests:
      collect_tests(rule, entry);
      break;
    default:
      collect_condition(rule, key, entry);
  }
}

}  // namespace

PackFile collect_file(const Node& root, std::size_t source, const SourceLines& lines,
                      std::vector<Diagnostic>& diagnostics) {
  return FileCollector(source, lines, diagnostics).collect(root);
}

}  // namespace rules
