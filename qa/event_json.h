#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "qa/event.h"

/// The one codec of an event's JSON form: wire frames, event files, the store's rows and exports
/// all pass here. CloudEvents 1.0 with the `data` of kefu.v1.
namespace qa {

enum class ReadKind {
  kEvent,      ///< `event` is filled
  kOther,      ///< a JSON object that is no event: a frame with another `op` (see `op`)
  kInternal,   ///< a message whose visibility is not public: dropped, `event` holds id, type, time,
               ///< conv_seq only
  kMalformed,  ///< see `problem`; `seq` is filled where it could be read
};

struct ReadEvent {
  ReadKind kind = ReadKind::kMalformed;
  std::string_view op;  ///< of a frame, valid until the next read; empty for a bare event
  std::optional<std::int64_t> seq;  ///< of an `event` frame
  Event event;
  std::string problem;  ///< "data.message.author.kind: expected customer, human, bot or system"
  int repaired = 0;     ///< unpaired surrogates or broken UTF-8 replaced by U+FFFD
};

/// Reads bare event objects and `event` frames. Reuses its memory; one thread an instance.
class EventReader {
 public:
  EventReader();
  ~EventReader();
  EventReader(EventReader&&) noexcept;
  EventReader& operator=(EventReader&&) noexcept;

  /// Never throws for bad input. Ids over 128 bytes, texts over 20,000 code points (cut,
  /// `is_truncated`), wrong types, missing members and times outside [kEarliestTime, kLatestTime)
  /// are dealt with here and said in `problem`.
  ReadEvent read(std::string_view json);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Appends the event object as kefu.v1 spells it. With `with_text` false the content's text is left
/// out (the store keeps words elsewhere). write → read gives the same event.
void append_event_json(std::string& out, const Event& event, bool with_text = true);

/// Appends `text` as a JSON string, quotes included; control characters, U+2028 and U+2029 escaped.
void append_json_string(std::string& out, std::string_view text);

/// Valid UTF-8 of any bytes: broken sequences become U+FFFD each, counted in `repaired`.
std::string repaired_utf8(std::string_view bytes, int& repaired);

}  // namespace qa
