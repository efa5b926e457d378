#include "plugin/exchange/line_reader.h"

#include <utility>

namespace plugin::exchange {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

LineReader::LineReader(std::string path) : bytes_(std::move(path)) {}

std::optional<TextLine> LineReader::next() {
  std::string_view text;
  while (next_line(text)) {
    ++number_;
    if (number_ == 1 && text.starts_with(kByteOrderMark)) {
      text.remove_prefix(kByteOrderMark.size());
    }
    if (!is_blank(text) || is_too_long_) {
      return TextLine{number_, is_too_long_ ? std::string_view() : text, is_too_long_};
    }
  }
  return std::nullopt;
}

/// Puts the next line together, without its end. The view holds until the next call.
bool LineReader::next_line(std::string_view& line) {
  carried_.clear();
  is_too_long_ = false;
  for (;;) {
    if (block_.empty()) {
      block_ = bytes_.next();
      if (block_.empty()) {
        return take_rest(line);
      }
    }
    const std::size_t end = block_.find('\n');
    const std::string_view piece = block_.substr(0, end);
    block_.remove_prefix(end == std::string_view::npos ? block_.size() : end + 1);
    is_too_long_ = is_too_long_ || carried_.size() + piece.size() > kLongestLine;
    if (end != std::string_view::npos && carried_.empty()) {
      line = piece;
      return true;
    }
    if (is_too_long_) {
      carried_.clear();
    } else {
      carried_ += piece;
    }
    if (end != std::string_view::npos) {
      line = carried_;
      return true;
    }
  }
}

/// The last line may lack its end.
bool LineReader::take_rest(std::string_view& line) {
  line = carried_;
  return !carried_.empty() || is_too_long_;
}

}  // namespace plugin::exchange
