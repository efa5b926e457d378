#pragma once

#include "rules/clause_reader.h"
#include "rules/rule.h"
#include "rules/values.h"

namespace rules {

/// Reads one rule of a file.
class RuleReader {
 public:
  RuleReader(Values& values, WordLists& words, bool is_english);

  /// False without an id: then nothing can refer to it.
  bool read(Rule& rule, const Node& node);

  /// Whether a key stands there that this version cannot read, though it belongs to the language.
  bool has_later_keys() const { return has_later_keys_; }

 private:
  void read_key(Rule& rule, Key key, const Node::Entry& entry);
  void read_output(Rule& rule, Key key, const Node::Entry& entry);
  void read_scoring(Rule& rule, Key key, const Node::Entry& entry);
  void read_tests(Rule& rule, const Node::Entry& entry);
  void read_conditions(Rule& rule, const Values::Map& entries);
  void read_condition(Rule& rule, Key key, const Node::Entry& entry);
  void read_main(Rule& rule, const Node& node, const Values::Map& entries);
  void read_customer_said(Rule& rule, const Node::Entry& entry);
  void read_steps(Rule& rule, const Node::Entry& entry);
  void read_count(Rule& rule, const Node::Entry& entry);
  void read_repeat(Rule& rule, const Node::Entry& entry);
  void read_attributes(Rule& rule, const Node::Entry& entry);
  void read_applies(Rule& rule, const Node::Entry& entry);
  void check(const Rule& rule, const Node& node, const Values::Map& entries);
  void check_together(const Rule& rule, const Values::Map& entries);
  void check_effects(const Rule& rule, const Values::Map& entries);
  void check_limits(const Rule& rule, const Values::Map& entries);

  std::optional<BoundClause> bound_clause(Rule& rule, std::string_view key, const Node& node);
  ClauseId add(Rule& rule, Clause clause);
  std::string text_or_empty(const Node::Entry& entry);
  std::vector<std::string> names(const Node::Entry& entry);
  std::uint32_t count_of(const Node::Entry& entry, int most);

  template <typename Value>
  void named(Value& value, Key key, const Node::Entry& entry) {
    if (const auto number = values_.named(key, entry)) {
      value = static_cast<Value>(*number);
    }
  }

  Values& values_;
  ClauseReader clauses_;
  bool has_later_keys_ = false;
};

}  // namespace rules
