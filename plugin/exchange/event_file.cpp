#include "plugin/exchange/event_file.h"

#include <utility>

namespace plugin::exchange {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t kHeldBytes = 256 * 1024;

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

EventFileReader::EventFileReader(std::string path) : bytes_(std::move(path)) {}

std::optional<FileLine> EventFileReader::next() {
  std::string_view text;
  while (next_line(text)) {
    ++number_;
    if (number_ == 1 && text.starts_with(kByteOrderMark)) {
      text.remove_prefix(kByteOrderMark.size());
    }
    if (is_blank(text) && !is_too_long_) {
      continue;
    }
    FileLine line;
    line.number = number_;
    if (is_too_long_) {
      line.read.problem = "line: longer than 16 MiB";
    } else {
      line.read = reader_.read(text);
    }
    count(line);
    return line;
  }
  return std::nullopt;
}

/// Puts the next line together, without its end. The view holds until the next call.
bool EventFileReader::next_line(std::string_view& line) {
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
bool EventFileReader::take_rest(std::string_view& line) {
  line = carried_;
  return !carried_.empty() || is_too_long_;
}

void EventFileReader::count(const FileLine& line) {
  tally_.repaired += line.read.repaired;
  switch (line.read.kind) {
    case qa::ReadKind::kEvent:
      ++tally_.events;
      return;
    case qa::ReadKind::kInternal:
      ++tally_.internal;
      return;
    case qa::ReadKind::kOther:
      ++tally_.other;
      return;
    case qa::ReadKind::kMalformed:
      break;
  }
  ++tally_.malformed;
  FileTally::Problem& problem = tally_.problems[line.read.problem];
  if (++problem.lines == 1) {
    problem.first_line = line.number;
  }
}

EventFileWriter::EventFileWriter(std::string path, Form form)
    : bytes_(std::move(path)), form_(form) {}

void EventFileWriter::append(const qa::Event& event) {
  ++events_;
  if (form_ == Form::kFrames) {
    held_ += "{\"op\":\"event\",\"seq\":" + std::to_string(events_) + ",\"event\":";
    qa::append_event_json(held_, event);
    held_ += '}';
  } else {
    qa::append_event_json(held_, event);
  }
  held_ += '\n';
  if (held_.size() >= kHeldBytes) {
    bytes_.write(held_);
    held_.clear();
  }
}

void EventFileWriter::finish() {
  bytes_.write(held_);
  held_.clear();
  bytes_.finish();
}

}  // namespace plugin::exchange
