#include "plugin/report/report_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rules/utf8.h"

namespace plugin::report {
namespace {

/// Characters that move the cursor, change the direction of writing, cannot be seen, or are none
/// (U+FFFE, U+FFFF and their like, which XML refuses).
bool is_hidden(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || c == 0x180E ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE0FFF) || (c & 0xFFFE) == 0xFFFE;
}

}  // namespace

std::string shown(std::string_view text, std::size_t columns) {
  std::string out;
  std::size_t width = 0;
  std::size_t room_for_mark = 0;  // bytes of `out` that leave a column for "…"
  for (std::size_t at = 0; at < text.size();) {
    std::string symbol;
    const char32_t point = rules::utf8::next(text, at);
    if (is_hidden(point)) {
      symbol = fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(point));
    } else {
      rules::utf8::append(symbol, point);
    }
    width += rules::utf8::display_width(symbol);
    if (width > columns) {
      out.resize(room_for_mark);
      return columns == 0 ? out : out + "…";
    }
    out += symbol;
    room_for_mark = width < columns ? out.size() : room_for_mark;
  }
  return out;
}

void Table::add_row(std::vector<std::string> cells) {
  rows_.push_back(std::move(cells));
}

std::string Table::text(std::size_t left_from) const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], rules::utf8::display_width(row[i]));
    }
  }
  std::string out;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(widths[i] - rules::utf8::display_width(row[i]), ' ');
      line += i == 0 ? "" : "  ";
      line += i == 0 || i >= left_from ? row[i] + blanks : blanks + row[i];
    }
    line.resize(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

}  // namespace plugin::report
