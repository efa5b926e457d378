#include "rules/clause_reader.h"

#include <algorithm>
#include <array>

namespace rules {
namespace {

/// Keys that mark places an exception can shield.
constexpr Key kMarking[] = {Key::kHas,  Key::kHasAll, Key::kAtLeast, Key::kWhole, Key::kStarts,
                            Key::kEnds, Key::kNear,   Key::kLike,    Key::kEntity};
constexpr Key kOther[] = {Key::kUnless, Key::kLacks, Key::kLength,
                          Key::kAllOf,  Key::kAnyOf, Key::kNoneOf};

/// Keys whose texts keep the clause from holding. An exception that shields all the rule looks for
/// is told by the rule's own `bad` examples, which say more.
struct Refusing {
  Key key;
  std::vector<Pattern> Clause::*texts;
};

constexpr std::array<Refusing, 2> kRefusing = {
    {{Key::kLacks, &Clause::lacks}, {Key::kUnless, &Clause::unless}}};

bool has_any(const Values::Map& entries, std::span<const Key> keys) {
  return std::any_of(keys.begin(), keys.end(),
                     [&entries](Key key) { return entries.contains(key); });
}

}  // namespace

bool looks_at_text(const Values::Map& entries) {
  return has_any(entries, kMarking) || has_any(entries, kOther);
}

Clause ClauseReader::empty(std::uint32_t line) const {
  Clause out;
  out.line = line;
  out.is_whole_words = is_english_;
  out.view = is_english_ ? View::kNorm : View::kClean;
  return out;
}

void ClauseReader::read(Clause& clause, const Values::Map& entries) {
  read_view(clause, entries);
  for (const auto& [key, entry] : entries) {
    read_key(clause, key, *entry);
  }
  if (!has_any(entries, kMarking) && entries.contains(Key::kExcept)) {
    const Node::Entry& entry = *entries.at(Key::kExcept);
    values_.diagnostics().push_back(
        values_.lines().at(Code::kExceptNothing, entry.line, entry.column, {rule_}));
  }
  check_refusals(clause, entries);
}

/// A text that the clause asks for and refuses at once.
void ClauseReader::check_refusals(const Clause& clause, const Values::Map& entries) {
  const auto is_refused = [&clause](const Pattern& asked) {
    return std::any_of(kRefusing.begin(), kRefusing.end(), [&](const Refusing& refusing) {
      const std::vector<Pattern>& texts = clause.*(refusing.texts);
      return std::any_of(texts.begin(), texts.end(), [&asked](const Pattern& refused) {
        return refused.written.text == asked.written.text;
      });
    });
  };
  const bool is_any_left =
      clause.has.empty() || !std::all_of(clause.has.begin(), clause.has.end(), is_refused);
  if (is_any_left && std::none_of(clause.has_all.begin(), clause.has_all.end(), is_refused)) {
    return;
  }
  for (const Refusing& refusing : kRefusing) {
    if (const auto entry = entries.find(refusing.key); entry != entries.end()) {
      report_never(entry->second->value, "every text it looks for is refused here",
                   "要找的词在这里又全部被排除了");
      return;
    }
  }
}

/// Before everything else: nested clauses take the view over.
void ClauseReader::read_view(Clause& clause, const Values::Map& entries) {
  if (const auto view = entries.find(Key::kView); view != entries.end()) {
    if (const auto value = values_.named(Key::kView, *view->second)) {
      clause.view = static_cast<View>(*value);
    }
  }
}

std::vector<Pattern> ClauseReader::patterns(const Node::Entry& entry) {
  std::vector<Pattern> out;
  for (const WrittenText& text : values_.texts(entry.key, entry.value)) {
    if (auto pattern = parse_pattern(text, words_, values_.lines(), values_.diagnostics())) {
      out.push_back(std::move(*pattern));
    }
  }
  return out;
}

void ClauseReader::read_key(Clause& clause, Key key, const Node::Entry& entry) {
  switch (key) {
    case Key::kSays:
      if (const auto value = values_.named(key, entry)) {
        clause.says = static_cast<Says>(*value);
      }
      break;
    case Key::kAuto:
      if (const auto value = values_.named(key, entry)) {
        clause.automatic = static_cast<Automatic>(*value);
      }
      break;
    case Key::kKind:
      for (const WrittenText& kind : values_.texts(entry.key, entry.value)) {
        clause.kinds.push_back(kind.text);
      }
      break;
    case Key::kLength:
      clause.length = values_.length(entry);
      break;
    case Key::kHas:
      clause.has = patterns(entry);
      break;
    case Key::kHasAll:
      clause.has_all = patterns(entry);
      break;
    case Key::kWhole:
      clause.whole = patterns(entry);
      break;
    case Key::kStarts:
      clause.starts = patterns(entry);
      break;
    case Key::kEnds:
      clause.ends = patterns(entry);
      break;
    case Key::kExcept:
      clause.except = patterns(entry);
      break;
    case Key::kUnless:
      clause.unless = patterns(entry);
      break;
    case Key::kLacks:
      clause.lacks = patterns(entry);
      break;
    case Key::kEntity:
      for (const int value : values_.named_list(key, entry)) {
        clause.entities.push_back(static_cast<Entity>(value));
      }
      break;
    case Key::kAtLeast:
      read_at_least(clause, entry);
      break;
    case Key::kNear:
      read_near(clause, entry);
      break;
    case Key::kLike:
      read_like(clause, entry);
      break;
    case Key::kAllOf:
      clause.all_of = nested(clause, entry);
      break;
    case Key::kAnyOf:
      clause.any_of = nested(clause, entry);
      break;
    case Key::kNoneOf:
      clause.none_of = nested(clause, entry);
      break;
    default:
      break;
  }
}

bool ClauseReader::is_map(const Node::Entry& entry, std::string_view english,
                          std::string_view chinese) {
  if (entry.value.kind == Node::Kind::kMap) {
    return true;
  }
  values_.report(Code::kWrongType, entry.value,
                 {entry.key, std::string(english), std::string(chinese)});
  return false;
}

bool ClauseReader::has_keys(const Node::Entry& entry, const Values::Map& entries,
                            std::initializer_list<Key> needed) {
  bool has_all = true;
  for (const Key key : needed) {
    if (!entries.contains(key)) {
      has_all = false;
      values_.report(Code::kMissingKey, entry.value,
                     {std::string(english_of(key)), " in '" + entry.key + "'",
                      "（在「" + entry.key + "」里）"});
    }
  }
  return has_all;
}

void ClauseReader::report_never(const Node& at, std::string_view english,
                                std::string_view chinese) {
  values_.report(Code::kNeverHolds, at, {std::string(english), std::string(chinese)});
}

void ClauseReader::read_at_least(Clause& clause, const Node::Entry& entry) {
  constexpr int kMost = 1000;
  if (!is_map(entry, "a number and texts: {n: 2, of: […]}", "数量和文本：{n: 2, of: […]}")) {
    return;
  }
  const Values::Map entries = values_.entries(entry.value, Scope::kAtLeast);
  if (!has_keys(entry, entries, {Key::kN, Key::kOf})) {
    return;
  }
  AtLeast<Pattern> out;
  out.count =
      static_cast<std::uint32_t>(values_.number(*entries.at(Key::kN), 1, kMost).value_or(1));
  out.of = patterns(*entries.at(Key::kOf));
  if (out.of.size() < out.count && !out.of.empty()) {
    report_never(entries.at(Key::kN)->value, "it asks for more texts than it lists",
                 "要求的数量比列出的文本还多");
  }
  clause.at_least = std::move(out);
}

void ClauseReader::read_near(Clause& clause, const Node::Entry& entry) {
  if (!is_map(entry, "words and a gap: {words: [A, B], gap: 6}",
              "词语和间隔：{words: [A, B], gap: 6}")) {
    return;
  }
  const Values::Map entries = values_.entries(entry.value, Scope::kNear);
  if (!has_keys(entry, entries, {Key::kNearWords, Key::kGap})) {
    return;
  }
  Near<Pattern> out;
  out.gap = static_cast<std::uint32_t>(
      values_.number(*entries.at(Key::kGap), 0, static_cast<int>(out.kLargestGap)).value_or(0));
  out.words = patterns(*entries.at(Key::kNearWords));
  if (const auto ordered = entries.find(Key::kOrdered); ordered != entries.end()) {
    out.is_ordered = values_.named(Key::kOrdered, *ordered->second).value_or(0) == 1;
  }
  if (out.words.size() < 2 || out.words.size() > out.kMostWords) {
    values_.report(Code::kWrongType, entries.at(Key::kNearWords)->value,
                   {entries.at(Key::kNearWords)->key, "2 to 4 texts", "2 到 4 个文本"});
    return;
  }
  clause.near = std::move(out);
}

void ClauseReader::read_like(Clause& clause, const Node::Entry& entry) {
  if (!is_map(entry, "texts and how alike: {texts: […], alike: 80%}",
              "文本和相似度：{texts: […], alike: 80%}")) {
    return;
  }
  const Values::Map entries = values_.entries(entry.value, Scope::kLike);
  if (!has_keys(entry, entries, {Key::kTexts, Key::kAlike})) {
    return;
  }
  Like out;
  out.percent = values_.percent(*entries.at(Key::kAlike)).value_or(100);
  out.written = values_.texts(entries.at(Key::kTexts)->key, entries.at(Key::kTexts)->value);
  for (const WrittenText& text : out.written) {
    out.texts.push_back(bigrams_of(text.text));
    if (out.texts.back().length == 0) {
      values_.diagnostics().push_back(at_text(values_.lines(), Code::kUnreachable, text, 0, 1,
                                              {text.text, std::string(to_string(View::kSquash))}));
    }
  }
  clause.like = std::move(out);
}

std::vector<Clause> ClauseReader::nested(const Clause& around, const Node::Entry& entry) {
  std::vector<Clause> out;
  if (depth_ == Clause::kDeepest) {
    values_.report(Code::kNestedTooDeep, entry.value, {entry.key});
    return out;
  }
  if (entry.value.kind != Node::Kind::kList || entry.value.items.empty()) {
    values_.report(Code::kWrongType, entry.value,
                   {entry.key, "a list of clauses: [{has: A}, {lacks: B}]",
                    "条件列表：[{has: A}, {lacks: B}]"});
    return out;
  }
  ++depth_;
  for (const Node& item : entry.value.items) {
    if (item.kind == Node::Kind::kMap) {
      out.push_back(nested_clause(around, item));
    } else {
      values_.report(Code::kWrongType, item,
                     {entry.key, "a list of clauses: [{has: A}, {lacks: B}]",
                      "条件列表：[{has: A}, {lacks: B}]"});
    }
  }
  --depth_;
  return out;
}

Clause ClauseReader::nested_clause(const Clause& around, const Node& node) {
  Clause out = empty(node.line);
  out.view = around.view;
  const Values::Map entries = values_.entries(node, Scope::kNested);
  read(out, entries);
  if (!looks_at_text(entries)) {
    values_.report(Code::kNoCondition, node, {rule_});
  }
  return out;
}

std::optional<Clause> ClauseReader::read_message(std::string_view key, const Node& node,
                                                 Within& within) {
  if (node.kind != Node::Kind::kMap) {
    values_.report(Code::kWrongType, node,
                   {std::string(key), "a clause: {says: customer, has: […]}",
                    "一个条件：{says: customer, has: […]}"});
    return std::nullopt;
  }
  Clause out = empty(node.line);
  const Values::Map entries = values_.entries(node, Scope::kMessage);
  if (const auto limit = entries.find(Key::kWithin); limit != entries.end()) {
    within = values_.within(*limit->second).value_or(Within{});
  }
  read(out, entries);
  return out;
}

}  // namespace rules
