#pragma once

#include <string_view>

#include "qa/event.h"
#include "qa/event_json_fields.h"

namespace qa::event_json {

/// What reading `data` settled.
struct DataRead {
  bool is_read = false;      ///< to its end; false: see Fields::problem()
  bool is_internal = false;  ///< visibility is not public: what was read must be dropped
};

/// Reads the `data` object of an event whose `type` is known into `event.data` and
/// `event.conv_seq`.
DataRead read_data(Fields& fields, Value& value, Event& event);

/// Members of `data` that are ours and not kefu.v1's: what the store must give back and no other
/// reader minds.
inline constexpr std::string_view kFromSnapshot = "from_snapshot";
inline constexpr std::string_view kInferred = "inferred";

struct StatusName {
  ConversationStatus status;
  std::string_view name;
};

inline constexpr StatusName kStatusNames[] = {{ConversationStatus::kBot, "bot"},
                                              {ConversationStatus::kQueued, "queued"},
                                              {ConversationStatus::kOpen, "open"},
                                              {ConversationStatus::kSnoozed, "snoozed"},
                                              {ConversationStatus::kClosed, "closed"}};

}  // namespace qa::event_json
