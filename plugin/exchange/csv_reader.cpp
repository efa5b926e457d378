#include "plugin/exchange/csv_reader.h"

#include <algorithm>
#include <array>
#include <utility>

namespace plugin::exchange {
namespace {

constexpr std::string_view kBrokenQuotes =
    "quotation marks gone wrong: a quoted cell does not end where it should";
constexpr std::string_view kTooLong = "the line is longer than 4 MiB";

bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}

}  // namespace

CsvReader::CsvReader(Source source, char preferred)
    : source_(std::move(source)), preferred_(preferred) {}

bool CsvReader::read_more() {
  if (is_at_end_) {
    return false;
  }
  const std::string_view piece = source_();
  if (piece.empty()) {
    is_at_end_ = true;
    return false;
  }
  buffer_.erase(0, at_);
  at_ = 0;
  buffer_ += piece;
  return true;
}

/// True: a record begins at at_.
bool CsvReader::pass_blank_lines() {
  for (;;) {
    while (at_ < buffer_.size() && is_line_end(buffer_[at_])) {
      const bool is_pair =
          buffer_[at_] == '\r' && at_ + 1 < buffer_.size() && buffer_[at_ + 1] == '\n';
      if (buffer_[at_] == '\r' && at_ + 1 == buffer_.size() && read_more()) {
        continue;  // its LF may follow
      }
      at_ += is_pair ? 2 : 1;
      ++line_;
    }
    if (at_ < buffer_.size()) {
      return true;
    }
    if (!read_more()) {
      return false;
    }
  }
}

void CsvReader::find_delimiter() {
  constexpr std::array<char, 3> kKnown{',', '\t', ';'};
  std::array<std::size_t, 3> seen{};
  bool is_quoted = false;
  for (std::size_t at = at_; at < buffer_.size() && (is_quoted || !is_line_end(buffer_[at]));
       ++at) {
    is_quoted = is_quoted != (buffer_[at] == '"');
    if (!is_quoted && preferred_ != 0 && buffer_[at] == preferred_) {
      delimiter_ = preferred_;
      return;
    }
    for (std::size_t i = 0; !is_quoted && i < kKnown.size(); ++i) {
      seen[i] += buffer_[at] == kKnown[i] ? 1U : 0U;
    }
  }
  const auto most = std::max_element(seen.begin(), seen.end());
  delimiter_ = kKnown[static_cast<std::size_t>(most - seen.begin())];
}

bool CsvReader::next(CsvRecord& record) {
  record.cells.clear();
  record.problem = {};
  if (!pass_blank_lines()) {
    return false;
  }
  for (;;) {
    if (delimiter_ == 0) {
      // The first line whole, or all there is of it.
      const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(at_);
      if (std::none_of(begin, buffer_.end(), is_line_end) &&
          buffer_.size() - at_ < kLongestRecord && read_more()) {
        continue;
      }
      find_delimiter();
    }
    std::size_t end = at_;
    switch (parse(end)) {
      case Parsed::kWhole:
        take_whole(record, end);
        return true;
      case Parsed::kBrokenQuotes:
        if (buffer_.find_first_of("\r\n", at_) == std::string::npos &&
            buffer_.size() - at_ < kLongestRecord && read_more()) {
          continue;  // the rest of its first line
        }
        take_first_line(record, kBrokenQuotes);
        return true;
      case Parsed::kNeedsMore:
        break;
    }
    if (buffer_.size() - at_ > kLongestRecord) {
      const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(at_);
      if (std::any_of(begin, buffer_.end(), is_line_end)) {
        take_first_line(record, kBrokenQuotes);
      } else {
        pass_long_line(record);
      }
      return true;
    }
    read_more();  // at the end parse() knows that there is no more
  }
}

/// The record that begins at at_, without changing it. `end`: where its line end begins.
CsvReader::Parsed CsvReader::parse(std::size_t& end) {
  cells_.clear();
  std::size_t at = at_;
  for (;;) {
    Cell cell;
    if (at < buffer_.size() && buffer_[at] == '"') {
      if (const Parsed parsed = parse_quoted(at, cell); parsed != Parsed::kWhole) {
        return parsed;
      }
    } else {
      cell.begin = at;
      while (at < buffer_.size() && buffer_[at] != delimiter_ && !is_line_end(buffer_[at])) {
        ++at;
      }
      cell.end = at;
    }
    cells_.push_back(cell);
    if (at == buffer_.size() && !is_at_end_) {
      return Parsed::kNeedsMore;
    }
    if (at == buffer_.size() || is_line_end(buffer_[at])) {
      // A CR at the very end of what is known may be half a line end.
      end = at;
      const bool may_go_on = at + 1 == buffer_.size() && buffer_[at] == '\r' && !is_at_end_;
      return may_go_on ? Parsed::kNeedsMore : Parsed::kWhole;
    }
    ++at;
  }
}

CsvReader::Parsed CsvReader::parse_quoted(std::size_t& at, Cell& cell) const {
  cell.begin = ++at;
  for (;;) {
    at = buffer_.find('"', at);
    if (at == std::string::npos || at + 1 == buffer_.size()) {
      if (!is_at_end_) {
        return Parsed::kNeedsMore;
      }
      if (at == std::string::npos) {
        return Parsed::kBrokenQuotes;
      }
    }
    if (at + 1 < buffer_.size() && buffer_[at + 1] == '"') {
      cell.has_doubled_quotes = true;
      at += 2;
      continue;
    }
    cell.end = at++;
    while (at < buffer_.size() && buffer_[at] == ' ') {
      ++at;  // "a" ,"b": some programs write it
    }
    const bool is_ended =
        at == buffer_.size() || buffer_[at] == delimiter_ || is_line_end(buffer_[at]);
    return is_ended ? Parsed::kWhole : Parsed::kBrokenQuotes;
  }
}

/// Line ends before `end`.
std::int64_t CsvReader::count_lines(std::size_t end) const {
  std::int64_t lines = 0;
  for (std::size_t at = at_; at < end; ++at) {
    const bool is_pair = buffer_[at] == '\r' && buffer_[at + 1] == '\n' && at + 1 < end;
    lines += is_line_end(buffer_[at]) && !is_pair ? 1 : 0;
  }
  return lines;
}

void CsvReader::take_whole(CsvRecord& record, std::size_t end) {
  record.line = line_;
  line_ += count_lines(end);
  for (const Cell& cell : cells_) {
    record.cells.push_back(cell.has_doubled_quotes ? without_doubled_quotes(cell)
                                                   : std::string_view(buffer_).substr(
                                                         cell.begin, cell.end - cell.begin));
  }
  at_ = end;  // the line end is passed over with the blank lines that may follow
}

/// In place: what was taken is never parsed again.
std::string_view CsvReader::without_doubled_quotes(const Cell& cell) {
  std::size_t to = cell.begin;
  for (std::size_t from = cell.begin; from < cell.end; ++from) {
    buffer_[to++] = buffer_[from];
    from += buffer_[from] == '"' ? 1U : 0U;
  }
  return std::string_view(buffer_).substr(cell.begin, to - cell.begin);
}

void CsvReader::take_first_line(CsvRecord& record, std::string_view problem) {
  record.line = line_;
  record.problem = problem;
  const std::size_t end = std::min(buffer_.find_first_of("\r\n", at_), buffer_.size());
  // Without its quotation marks the line gets shorter, so it has room where it is.
  std::size_t cell = at_;
  std::size_t to = at_;
  for (std::size_t from = at_; from < end; ++from) {
    if (buffer_[from] == delimiter_) {
      record.cells.push_back(std::string_view(buffer_).substr(cell, to - cell));
      cell = to;
    } else if (buffer_[from] != '"') {
      buffer_[to++] = buffer_[from];
    }
  }
  record.cells.push_back(std::string_view(buffer_).substr(cell, to - cell));
  at_ = end;
}

void CsvReader::pass_long_line(CsvRecord& record) {
  record.line = line_;
  record.problem = kTooLong;
  for (;;) {
    const std::size_t end = buffer_.find_first_of("\r\n", at_);
    if (end != std::string::npos) {
      at_ = end;
      return;
    }
    at_ = buffer_.size();
    if (!read_more()) {
      return;
    }
  }
}

}  // namespace plugin::exchange
