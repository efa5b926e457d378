#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.h"
#include "rules/vocabulary.h"

/// Reads the values of one file's keys; every mismatch is a diagnostic at its place.
namespace rules {

class Values {
 public:
  using Map = std::map<Key, const Node::Entry*>;

  Values(const SourceLines& lines, std::vector<Diagnostic>& diagnostics)
      : lines_(lines), diagnostics_(diagnostics) {}

  const SourceLines& lines() const { return lines_; }

  std::vector<Diagnostic>& diagnostics() { return diagnostics_; }

  void report(Code code, const Node& at, std::vector<std::string> arguments);

  /// The entries of a map by key; unknown, later and doubled keys are reported.
  Map entries(const Node& map, Scope scope);

  std::optional<WrittenText> text(const Node::Entry& entry);
  /// One text or a list of them.
  std::vector<WrittenText> texts(std::string_view key, const Node& value);
  std::optional<int> named(Key key, const Node::Entry& entry);
  std::optional<std::string> id(const Node::Entry& entry);
  std::optional<int> score(const Node::Entry& entry);
  std::optional<LengthLimits> length(const Node::Entry& entry);
  std::optional<ReviewPolicy> review(const Node::Entry& entry);

 private:
  void report_unknown(const Node::Entry& entry, Scope scope);
  void report_not_text(std::string_view key, const Node& value, bool is_list);

  const SourceLines& lines_;
  std::vector<Diagnostic>& diagnostics_;
};

}  // namespace rules
