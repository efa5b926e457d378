#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "qa/event.h"
#include "qa/ids.h"
#include "qa/inspector.h"
#include "qa/record.h"
#include "rules/pack.h"

/// Two rule books over the same conversations: what would be found otherwise.
namespace qa {

enum class BacktestChange : std::uint8_t {
  kNewlyFlagged,     ///< only the new book finds it
  kNoLongerFlagged,  ///< only the old book does
  kUnchanged,        ///< both do; what they say of it (level, do) may differ
};
std::string_view to_string(BacktestChange change);  // newly_flagged no_longer_flagged unchanged

struct BacktestFinding {
  BacktestChange change = BacktestChange::kUnchanged;
  FindingRecord finding;  ///< the new book's, or the old one's where only that has it
};

/// Judges by the same Inspector as live traffic. One thread at a time.
class Backtest {
 public:
  Backtest(std::shared_ptr<const rules::RulePack> before,
           std::shared_ptr<const rules::RulePack> after)
      : before_(std::move(before)), after_(std::move(after)) {}

  /// One whole conversation, events in any order. Appends what either book finds at its end, in
  /// order of message, revision and rule.
  void judge(const ConversationKey& key, const std::vector<Event>& events,
             std::vector<BacktestFinding>& findings);

 private:
  Inspector before_;
  Inspector after_;
};

/// What one book finds in a whole conversation, events in any order; by identity.
std::vector<FindingRecord> findings_in(Inspector& inspector, const ConversationKey& key,
                                       const std::vector<Event>& events);

}  // namespace qa
