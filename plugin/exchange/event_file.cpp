#include "plugin/exchange/event_file.h"

#include <utility>

namespace plugin::exchange {
namespace {

constexpr std::size_t kHeldBytes = 256 * 1024;

}  // namespace

EventFileReader::EventFileReader(std::string path) : lines_(std::move(path)) {}

std::optional<FileLine> EventFileReader::next() {
  const auto text = lines_.next();
  if (!text) {
    return std::nullopt;
  }
  FileLine line;
  line.number = text->number;
  if (text->is_too_long) {
    line.read.problem = kTooLong;
  } else {
    line.read = reader_.read(text->text);
  }
  count(line);
  return line;
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
