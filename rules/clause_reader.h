#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/clause.h"
#include "rules/conditions.h"
#include "rules/pattern.h"
#include "rules/values.h"

namespace rules {

/// Whether a clause with these keys looks at the message, not only at who speaks.
bool looks_at_text(const Values::Map& entries);

/// Reads clauses from the maps of one file.
class ClauseReader {
 public:
  ClauseReader(Values& values, WordLists& words) : values_(values), words_(words) {}

  /// Plain texts match on word boundaries, in view norm.
  void set_english(bool is_english) { is_english_ = is_english; }

  /// The id that diagnostics name from now on.
  void begin_rule(const std::string& id) { rule_ = id; }

  /// A clause about a message, nothing in it yet.
  Clause empty(std::uint32_t line) const;

  /// The keys of a clause among `entries`; others are left alone.
  void read(Clause& clause, const Values::Map& entries);

  /// A clause with its own keys, such as the value of `after`; its `within` goes to `within`.
  std::optional<Clause> read_message(std::string_view key, const Node& node, Within& within);

  /// A rule's clause that only names texts: `customer_said: [坏, 破]`.
  std::vector<Pattern> patterns(const Node::Entry& entry);

 private:
  void read_key(Clause& clause, Key key, const Node::Entry& entry);
  void check_refusals(const Clause& clause, const Values::Map& entries);
  void read_view(Clause& clause, const Values::Map& entries);
  void read_at_least(Clause& clause, const Node::Entry& entry);
  void read_near(Clause& clause, const Node::Entry& entry);
  void read_like(Clause& clause, const Node::Entry& entry);
  std::vector<Clause> nested(const Clause& around, const Node::Entry& entry);
  Clause nested_clause(const Clause& around, const Node& node);
  bool is_map(const Node::Entry& entry, std::string_view english, std::string_view chinese);
  bool has_keys(const Node::Entry& entry, const Values::Map& entries,
                std::initializer_list<Key> needed);
  void report_never(const Node& at, std::string_view english, std::string_view chinese);

  Values& values_;
  WordLists& words_;
  std::string rule_;
  bool is_english_ = false;
  int depth_ = 0;  ///< of all_of, any_of, none_of
};

}  // namespace rules
