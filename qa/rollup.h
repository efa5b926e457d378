#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "qa/contribution.h"
#include "qa/metrics_group.h"
#include "qa/metrics_tally.h"

/// Stored sums. They are kept several times over, each time split by something else, so that any
/// one cut of a report reads few rows: everything is in each of the splits exactly once.
namespace qa {

enum class Split : std::uint8_t {
  kOrigin,   ///< few rows: gives the total and the cuts by shop, source, hour and day
  kAgent,    ///< by agent and channel
  kProduct,  ///< …
  kIntent,   ///< by the whole path of an intent
};
inline constexpr std::array kSplits{Split::kOrigin, Split::kAgent, Split::kProduct, Split::kIntent};
std::string_view to_string(Split split);  // "origin", "agent", "product", "intent"

/// The cuts of a report a split answers.
const std::vector<Cut>& cuts_of(Split split);

/// Where a share goes to in one split: the row of an hour of an account.
struct RollupKey {
  Split split = Split::kOrigin;
  LocalHour when;
  std::string key;      ///< origin, id of the agent or product, intent; empty: none
  std::string channel;  ///< of kAgent, else empty

  auto operator<=>(const RollupKey&) const = default;
  bool operator==(const RollupKey&) const = default;
};

RollupKey rollup_key(Split split, const Contribution& contribution, const Cell& cell);

/// One stored row.
struct Rollup {
  std::string shop;
  RollupKey key;
  Tally sums;
};

/// The local days a period consists of; nullopt where one of its ends is no local midnight.
std::optional<LocalDays> whole_days_of(const Period& period, const LocalTime& local);

/// What a report needs of stored sums.
struct RollupQuery {
  std::vector<LocalDays> days;  ///< of all its periods, apart from one another, ascending
  std::vector<Split> splits;
  /// Contributions of conversations with an event at or after this; nullopt: none.
  std::optional<Time> contributions_since;
};

}  // namespace qa
