#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugin/workstation/kefu_frame.h"
#include "qa/desk.h"
#include "qa/event_json.h"

namespace plugin::workstation {

struct KefuSnapshotRead {
  bool is_read = false;  ///< false: the conversation itself made no sense
  qa::Snapshot snapshot;
  std::vector<std::string> problems;  ///< what was left out or repaired, and why; never words
};

/// Makes a snapshot frame into events, by the same codec as every other event, so that the same
/// limits and repairs hold. Ids are made from platform ids, so the same message told twice has the
/// same id. What is not public is left out.
/// @param at  stamp of the state itself: the workstation's time of `ready`
KefuSnapshotRead read_kefu_snapshot(const KefuSnapshot& frame, std::string_view stream, qa::Time at,
                                    std::string_view source, std::string_view shop,
                                    qa::EventReader& reader);

}  // namespace plugin::workstation
