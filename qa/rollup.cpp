#include "qa/rollup.h"

namespace qa {

std::string_view to_string(Split split) {
  constexpr std::array<std::string_view, kSplits.size()> kNames{"origin", "agent", "product",
                                                                "intent"};
  return kNames[static_cast<std::size_t>(split)];
}

const std::vector<Cut>& cuts_of(Split split) {
  static const std::array<std::vector<Cut>, kSplits.size()> kCutsOf{
      std::vector{Cut::kHour, Cut::kDay, Cut::kShop, Cut::kSource},
      std::vector{Cut::kAgent, Cut::kChannel}, std::vector{Cut::kProduct},
      std::vector{Cut::kIntent, Cut::kIntent1, Cut::kIntent2, Cut::kIntent3}};
  return kCutsOf[static_cast<std::size_t>(split)];
}

RollupKey rollup_key(Split split, const Contribution& contribution, const Cell& cell) {
  switch (split) {
    case Split::kOrigin:
      return {split, cell.when, std::string(to_string(contribution.contact.origin)), {}};
    case Split::kAgent:
      return {split, cell.when, cell.agent, contribution.contact.channel};
    case Split::kProduct:
      return {split, cell.when, cell.product, {}};
    case Split::kIntent:
      return {split, cell.when, cell.intent, {}};
  }
  return {};
}

std::optional<LocalDays> whole_days_of(const Period& period, const LocalTime& local) {
  if (local.midnight(period.from) != period.from || local.midnight(period.to) != period.to) {
    return std::nullopt;
  }
  return LocalDays{local_hour(period.from, local).day, local_hour(period.to, local).day};
}

}  // namespace qa
