#include "rules/document.h"

namespace rules {

SourceLines::SourceLines(std::string file, std::string_view text) : file_(std::move(file)) {
  if (text.starts_with("\xEF\xBB\xBF")) {  // a byte order mark is no part of line 1
    text.remove_prefix(3);
  }
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    lines_.emplace_back(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

Place SourceLines::place(std::uint32_t line, std::uint32_t column) const {
  return annex_ && line > kAnnex ? annex_->place(line - kAnnex, column)
                                 : Place{file_, line, column};
}

std::string_view SourceLines::line(std::uint32_t number) const {
  if (annex_ && number > kAnnex) {
    return annex_->line(number - kAnnex);
  }
  return number == 0 || number > lines_.size() ? std::string_view{} : lines_[number - 1];
}

Diagnostic SourceLines::at(Code code, std::uint32_t line_number, std::uint32_t column,
                           std::vector<std::string> arguments, std::uint32_t width) const {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.place = place(line_number, column);
  diagnostic.width = width;
  diagnostic.arguments = std::move(arguments);
  diagnostic.source_line = std::string(line(line_number));
  return diagnostic;
}

}  // namespace rules
