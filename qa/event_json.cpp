#include "qa/event_json.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "qa/event_json_data.h"
#include "qa/event_json_fields.h"
#include "qa/event_json_text.h"

// How a document is read. Almost all are written by machines with `op` first (a frame) or without
// one (a bare event), and with `type` before `data`: those are read in one pass. Any other order of
// members is read too, by further passes over the same bytes.

namespace qa {
namespace {

using event_json::DataRead;
using event_json::Fields;
using event_json::Object;
using event_json::Path;
using event_json::Value;

/// Memory kept from one document to the next; what a longer one needed is given back.
constexpr std::size_t kKeptBytes = 1 << 20;
constexpr std::size_t kLeastBytes = 4096;

constexpr Path kTop{nullptr, ""};
constexpr std::string_view kEventOp = "event";

enum class Shape {
  kByFirstMember,  ///< a frame if it begins with `op`, else taken for a bare event
  kFrame,
};

/// What one pass over a document came to.
enum class Outcome {
  kEvent,
  kInternal,
  kOther,
  kFailed,
  kMaybeFrame,  ///< taken for a bare event and no good as one: look for `op`
};

}  // namespace

struct EventReader::Impl {
  /// Makes `read` out of `json`.
  void read(std::string_view json, ReadEvent& read);

 private:
  void load(std::string_view json, int& repaired);
  bool begin(simdjson::ondemand::document& document, Object& top);
  bool begin(simdjson::error_code error, simdjson::ondemand::document& document, Object& top);
  bool begin_repaired(ReadEvent& read, simdjson::ondemand::document& document, Object& top);
  Outcome pass(simdjson::ondemand::document& document, Object top, Shape shape, ReadEvent& read);
  bool read_frame_member(std::string_view key, Value& value, const Path& at, ReadEvent& read);
  bool read_event(Object object, ReadEvent& read);
  bool read_event_member(std::string_view key, Value& value, const Path& at, ReadEvent& read);
  bool finish_event(Object object, ReadEvent& read);
  bool read_data(Value& value, Event& event);
  bool has_frame_op(std::string_view& op);
  void find_sequence(ReadEvent& read);

  simdjson::ondemand::parser parser_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
  Fields fields_;
  std::string op_;

  // Of the event being read.
  bool has_time_ = false;
  bool has_data_ = false;
  bool data_came_before_type_ = false;
  bool is_internal_ = false;
  // Of the frame being read.
  bool is_other_ = false;
  bool has_event_ = false;
};

void EventReader::Impl::load(std::string_view json, int& repaired) {
  const std::size_t needed = json.size() + simdjson::SIMDJSON_PADDING;
  const bool is_oversized = capacity_ > kKeptBytes && needed <= kKeptBytes;
  if (is_oversized) {
    parser_ = simdjson::ondemand::parser{};
    fields_ = Fields{};
  }
  if (needed > capacity_ || is_oversized) {
    capacity_ = std::max(needed, kLeastBytes);
    buffer_ = std::make_unique<char[]>(capacity_);
  }
  size_ = json.size();
  std::copy(json.begin(), json.end(), buffer_.get());
  std::memset(buffer_.get() + size_, 0, simdjson::SIMDJSON_PADDING);
  repaired += event_json::repair_surrogates(buffer_.get(), size_);
  fields_.begin(buffer_.get() + size_, size_);
}

/// Starts (again) at the document's first byte.
bool EventReader::Impl::begin(simdjson::ondemand::document& document, Object& top) {
  return begin(parser_.iterate(buffer_.get(), size_, capacity_).get(document), document, top);
}

/// The same for bytes not seen before: broken UTF-8 is repaired first.
bool EventReader::Impl::begin_repaired(ReadEvent& read, simdjson::ondemand::document& document,
                                       Object& top) {
  const simdjson::error_code error = parser_.iterate(buffer_.get(), size_, capacity_).get(document);
  if (error != simdjson::UTF8_ERROR) {
    return begin(error, document, top);
  }
  const std::string repaired = repaired_utf8(std::string_view(buffer_.get(), size_), read.repaired);
  load(repaired, read.repaired);
  return begin(document, top);
}

bool EventReader::Impl::begin(simdjson::error_code error, simdjson::ondemand::document& document,
                              Object& top) {
  simdjson::ondemand::json_type type{};
  if (error != simdjson::SUCCESS || document.type().get(type) != simdjson::SUCCESS) {
    return fields_.fail_json();
  }
  if (type != simdjson::ondemand::json_type::object) {
    using Type = simdjson::ondemand::json_type;
    bool is_null = false;
    const bool is_word =
        (type == Type::null &&
         (document.is_null().get(is_null) != simdjson::SUCCESS || !is_null)) ||
        (type == Type::boolean && document.get_bool().error() != simdjson::SUCCESS);
    fields_.problem() = is_word ? "not valid JSON" : "expected a JSON object";
    return false;
  }
  return document.get_object().get(top) == simdjson::SUCCESS || fields_.fail_json();
}

void EventReader::Impl::read(std::string_view json, ReadEvent& read) {
  load(json, read.repaired);
  simdjson::ondemand::document document;
  Object top;
  Outcome outcome = Outcome::kFailed;
  if (begin_repaired(read, document, top)) {
    outcome = pass(document, top, Shape::kByFirstMember, read);
  }
  if (outcome == Outcome::kMaybeFrame) {
    outcome = Outcome::kFailed;
    std::string problem = std::move(fields_.problem());
    if (has_frame_op(read.op)) {
      if (read.op != kEventOp) {
        outcome = Outcome::kOther;
      } else if (begin(document, top)) {
        outcome = pass(document, top, Shape::kFrame, read);
      }
    } else if (!problem.empty()) {
      fields_.problem() = std::move(problem);  // else an `op` was met: what the search says of it
    }
  }
  switch (outcome) {
    case Outcome::kEvent:
      read.kind = ReadKind::kEvent;
      return;
    case Outcome::kInternal: {
      read.kind = ReadKind::kInternal;
      Event kept;
      kept.id = std::move(read.event.id);
      kept.type = std::move(read.event.type);
      kept.time = read.event.time;
      kept.conv_seq = read.event.conv_seq;
      read.event = std::move(kept);
      break;
    }
    case Outcome::kOther:
      read.kind = ReadKind::kOther;
      read.event = Event{};
      read.seq.reset();
      return;
    case Outcome::kFailed:
    case Outcome::kMaybeFrame:
      read.kind = ReadKind::kMalformed;
      read.problem = std::move(fields_.problem());
      read.event.data = Unknown{};
      break;
  }
  if (!read.seq && read.op == kEventOp) {
    find_sequence(read);
  }
}

Outcome EventReader::Impl::pass(simdjson::ondemand::document& document, Object top, Shape shape,
                                ReadEvent& read) {
  read.event = Event{};
  read.seq.reset();
  has_time_ = has_data_ = data_came_before_type_ = is_internal_ = false;
  is_other_ = has_event_ = false;
  bool is_frame = shape == Shape::kFrame;
  bool is_first = true;
  bool is_read =
      fields_.each_member(top, kTop, [&](std::string_view key, Value& value, const Path& at) {
        if (is_first) {
          is_frame = is_frame || key == "op";
          is_first = false;
        }
        if (is_frame) {
          return read_frame_member(key, value, at, read);
        }
        return key != "op" && read_event_member(key, value, at, read);
      });
  if (is_other_) {
    return Outcome::kOther;
  }
  if (is_read && is_frame) {
    is_read = (read.seq || fields_.fail(Path{&kTop, "seq"}, "missing")) &&
              (has_event_ || fields_.fail(Path{&kTop, "event"}, "missing"));
  } else if (is_read) {
    is_read = finish_event(top, read);
  }
  if (is_internal_) {
    return Outcome::kInternal;
  }
  if (!is_read) {
    return is_frame ? Outcome::kFailed : Outcome::kMaybeFrame;
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    fields_.fail_json();
    return Outcome::kFailed;
  }
  return Outcome::kEvent;
}

bool EventReader::Impl::read_frame_member(std::string_view key, Value& value, const Path& at,
                                          ReadEvent& read) {
  if (key == "op") {
    std::string_view op;
    if (!fields_.read_view(value, at, op)) {
      return false;
    }
    if (op == kEventOp) {
      read.op = kEventOp;
      return true;
    }
    op_ = op;
    read.op = op_;
    is_other_ = true;
    return false;
  }
  if (key == "seq") {
    std::int64_t seq = 0;
    if (!fields_.read_integer(value, at, 0, seq)) {
      return false;
    }
    read.seq = seq;
    return true;
  }
  if (key == "event") {
    Object object;
    has_event_ = true;
    return fields_.read_object(value, at, object) && read_event(object, read);
  }
  return fields_.skip(value);
}

bool EventReader::Impl::read_event(Object object, ReadEvent& read) {
  read.event = Event{};
  has_time_ = has_data_ = data_came_before_type_ = is_internal_ = false;
  return fields_.each_member(object, kTop, [&](std::string_view key, Value& value, const Path& at) {
    return read_event_member(key, value, at, read);
  }) && finish_event(object, read);
}

bool EventReader::Impl::read_event_member(std::string_view key, Value& value, const Path& at,
                                          ReadEvent& read) {
  Event& event = read.event;
  if (key == "data") {
    has_data_ = true;
    if (event.type.empty()) {
      data_came_before_type_ = true;
      return fields_.skip(value);
    }
    return read_data(value, event);
  }
  if (key == "id") {
    return fields_.read_id(value, at, event.id);
  }
  if (key == "type") {
    data_came_before_type_ = has_data_;
    return fields_.read_id(value, at, event.type);
  }
  if (key == "time") {
    has_time_ = true;
    return fields_.read_time(value, at, event.time);
  }
  if (key == "subject") {
    return fields_.read_id(value, at, event.subject);
  }
  if (key == "source") {
    return fields_.read_text(value, at, event.origin);
  }
  return fields_.skip(value);
}

bool EventReader::Impl::finish_event(Object object, ReadEvent& read) {
  Event& event = read.event;
  const auto need = [&](bool is_there, std::string_view name) {
    return is_there || fields_.fail(Path{&kTop, name}, "missing");
  };
  if (!need(!event.type.empty(), "type") || !need(!event.id.empty(), "id") ||
      !need(!event.subject.empty(), "subject") || !need(has_time_, "time") ||
      !need(has_data_, "data")) {
    return false;
  }
  if (!data_came_before_type_) {
    return true;
  }
  bool is_empty = false;
  if (object.reset().get(is_empty) != simdjson::SUCCESS) {
    return fields_.fail_json();
  }
  is_internal_ = false;
  return fields_.each_member(object, kTop, [&](std::string_view key, Value& value, const Path&) {
    return key == "data" ? read_data(value, event) : fields_.skip(value);
  });
}

bool EventReader::Impl::read_data(Value& value, Event& event) {
  const DataRead read = event_json::read_data(fields_, value, event);
  is_internal_ = read.is_internal;
  return read.is_read;
}

/// A pass over a document that was no bare event, for an `op` that is not its first member.
bool EventReader::Impl::has_frame_op(std::string_view& op) {
  simdjson::ondemand::document document;
  Object top;
  bool is_found = false;
  if (!begin(document, top)) {
    return false;
  }
  fields_.each_member(top, kTop, [&](std::string_view key, Value& value, const Path& at) {
    std::string_view view;
    if (key != "op") {
      return fields_.skip(value);
    }
    is_found = fields_.read_view(value, at, view);
    op_ = view;
    return false;
  });
  if (is_found) {
    op = op_;
  }
  return is_found;
}

/// A pass for the `seq` of a frame whose event was no good: its sender still waits for the
/// acknowledgement.
void EventReader::Impl::find_sequence(ReadEvent& read) {
  simdjson::ondemand::document document;
  Object top;
  if (!begin(document, top)) {
    return;
  }
  fields_.each_member(top, kTop, [&](std::string_view key, Value& value, const Path& at) {
    std::int64_t seq = 0;
    if (key == "seq" && fields_.read_integer(value, at, 0, seq)) {
      read.seq = seq;
    }
    return key == "seq" || fields_.skip(value);
  });
}

EventReader::EventReader() : impl_(std::make_unique<Impl>()) {}

EventReader::~EventReader() = default;
EventReader::EventReader(EventReader&&) noexcept = default;
EventReader& EventReader::operator=(EventReader&&) noexcept = default;

ReadEvent EventReader::read(std::string_view json) {
  ReadEvent read;
  impl_->read(json, read);
  return read;
}

}  // namespace qa
