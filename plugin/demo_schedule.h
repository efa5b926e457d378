#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "plugin/demo_data.h"
#include "qa/event.h"

/// A demo script laid out in time: several conversations live at once, some of them waiting for an
/// answer at the very moment the demo goes live.
namespace plugin {

struct DemoSchedule {
  qa::Time live{};  ///< the moment the demo begins; what lies before is its past
  /// Conversations begin from `live - lead` to `live + ahead`, except those pinned to the moment.
  qa::Duration lead = std::chrono::minutes(25);
  qa::Duration ahead = std::chrono::minutes(20);
  std::uint64_t seed = 1;  ///< of the order in which they begin
  /// Added to every id, so that a second demo in the same database tells of new conversations.
  std::string run;
};

/// Every event of the script once, by time. The same arguments give the same events. The script
/// must be one without mistakes.
std::vector<qa::Event> demo_events(const DemoScript& script, const DemoSchedule& schedule);

/// The same without end: when all conversations have begun they begin again, with new ids.
std::function<std::optional<qa::Event>()> demo_source(DemoScript script, DemoSchedule schedule);

}  // namespace plugin
