#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Tables for a terminal with a fixed-width font, where a Han character takes two columns.
namespace plugin::report {

/// Text that may come from anybody, made fit for a terminal: control characters, bidirectional
/// controls and other invisible ones are shown as \u{1b}; longer than `columns` is cut with "…".
/// @param text  UTF-8; broken bytes become U+FFFD
std::string shown(std::string_view text, std::size_t columns);

class Table {
 public:
  /// Rows may be of different length. Cells are fit for a terminal already.
  void add_row(std::vector<std::string> cells);

  /// Lines ending in "\n": the first column and `left_from` and all after it to the left, the
  /// others to the right; two blanks between columns, none at the end of a line.
  std::string text(std::size_t left_from) const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace plugin::report
