#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/diagnostic.h"

/// A rule file as a tree of plain values, each with its place. What the reader makes and the
/// collector reads; knows nothing of YAML.
namespace rules {

/// More than any source has lines (rules/reader.h, kLargestSource).
inline constexpr std::uint32_t kAnnex = 2'000'000;

/// The lines of one source, for diagnostics.
class SourceLines {
 public:
  SourceLines(std::string file, std::string_view text);

  const std::string& file() const { return file_; }

  /// Takes in the lines of another source, which adds to what this one says (local_pack.h). They
  /// are known here by their own number plus kAnnex and keep their file and number in every
  /// diagnostic.
  void add_annex(std::shared_ptr<const SourceLines> annex) { annex_ = std::move(annex); }

  /// Where a line stands, that of the annex included.
  Place place(std::uint32_t line, std::uint32_t column) const;

  /// Line `number` (from 1) without its line break; empty if there is none.
  std::string_view line(std::uint32_t number) const;
  /// A diagnostic at a place of this source, its source line filled in.
  Diagnostic at(Code code, std::uint32_t line, std::uint32_t column,
                std::vector<std::string> arguments, std::uint32_t width = 1) const;

 private:
  std::string file_;
  std::vector<std::string> lines_;
  std::shared_ptr<const SourceLines> annex_;
};

struct Node {
  enum class Kind : std::uint8_t { kNull, kText, kList, kMap };

  /// One entry of a map, in the order written.
  struct Entry;

  Kind kind = Kind::kNull;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  bool is_flow = false;    ///< a list or map written with [ ] or { }
  bool is_quoted = false;  ///< a text in quotes or a block
  std::string text;
  std::vector<Node> items;
  std::vector<Entry> entries;
};

struct Node::Entry {
  std::string key;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  Node value;
};

}  // namespace rules
