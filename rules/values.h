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
  /// One named value or a list of them.
  std::vector<int> named_list(Key key, const Node::Entry& entry);
  std::optional<std::string> id(const Node::Entry& entry);
  /// A whole number from `least` to `most`.
  std::optional<int> number(const Node::Entry& entry, int least, int most);
  /// Points of a conversation's 100 that a finding takes off, written -100 to 0; here 0 to 100.
  std::optional<int> points_off(const Node::Entry& entry);
  /// `90%`; 1 to 100.
  std::optional<std::uint32_t> percent(const Node::Entry& entry);
  /// `90s`, `5m`, `2h`, 90秒 …; more than 0 and at most a week, in milliseconds.
  std::optional<std::int64_t> duration(const Node::Entry& entry);
  /// `2 messages`, `90s`, `1 round`.
  std::optional<Within> within(const Node::Entry& entry);
  /// `2026-11-22`, as days since 1970-01-01.
  std::optional<std::int32_t> date(const Node::Entry& entry);
  /// `09:00-23:00`, one or a list.
  std::vector<Hours> hours(const Node::Entry& entry);
  std::optional<LengthLimits> length(const Node::Entry& entry);
  std::optional<ReviewPolicy> review(const Node::Entry& entry);

 private:
  std::optional<int> named(Key key, std::string_view shown_key, const WrittenText& written);
  void report_value(const WrittenText& at, std::string_view key, std::string_view english,
                    std::string_view chinese);
  void report_unknown(const Node::Entry& entry, Scope scope);
  void report_not_text(std::string_view key, const Node& value, bool is_list);

  const SourceLines& lines_;
  std::vector<Diagnostic>& diagnostics_;
};

}  // namespace rules
