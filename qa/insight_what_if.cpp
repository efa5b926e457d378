#include "qa/insight_what_if.h"

#include <algorithm>
#include <tuple>

#include "qa/behind.h"

namespace qa {

std::string_view to_string(Supposition supposition) {
  return supposition == Supposition::kSlowestInTime ? "slowest_in_time" : "unserved_in_time";
}

void WhatIfBuilder::add(const Counted& counted, std::uint32_t conversation) {
  const bool is_response = counted.kind == CountedKind::kResponse;
  if (!is_response && counted.kind != CountedKind::kRound) {
    return;
  }
  if (is_response) {
    ++responses_;
    counted_ms_sum_ += counted.counted_ms;
  } else {
    ++rounds_;
    rounds_in_time_ += counted.is_in_time ? 1 : 0;
  }
  const bool is_unserved = counted.round->state == RoundState::kUnserved;
  if (!is_unserved && Duration{counted.wait_ms} <= limit_) {
    return;
  }
  // A round comes as one of the rate and as one of the mean, one straight after the other.
  if (late_.empty() || late_.back().conversation != conversation ||
      late_.back().round != counted.round->round) {
    late_.push_back({conversation, counted.round->round, counted.counted_ms, counted.wait_ms,
                     is_unserved, false, false});
  }
  (is_response ? late_.back().is_in_mean : late_.back().is_in_rate) = true;
}

WhatIf WhatIfBuilder::suppose(Supposition supposition, const std::vector<Late>& mended,
                              const std::vector<ConversationKey>& keys) const {
  const auto ratio = [](std::int64_t numerator, std::int64_t denominator) {
    return denominator == 0
               ? std::nullopt
               : std::optional(static_cast<double>(numerator) / static_cast<double>(denominator));
  };
  std::int64_t saved_ms = 0;
  std::int64_t now_in_time = 0;
  std::vector<Weighed> behind;
  for (const Late& late : mended) {
    saved_ms += late.is_in_mean ? late.counted_ms - std::min(limit_, cap_).count() : 0;
    now_in_time += late.is_in_rate ? 1 : 0;
    behind.push_back({std::max(late.counted_ms, late.wait_ms), late.conversation});
  }
  WhatIf made;
  made.supposition = supposition;
  made.rounds = static_cast<std::int64_t>(mended.size());
  made.mean_response_ms = ratio(counted_ms_sum_, responses_);
  made.new_mean_response_ms = ratio(counted_ms_sum_ - saved_ms, responses_);
  made.round_rate = ratio(rounds_in_time_, rounds_);
  made.new_round_rate = ratio(rounds_in_time_ + now_in_time, rounds_);
  made.behind = worst_first(behind, keys);
  return made;
}

std::vector<WhatIf> WhatIfBuilder::suppose(const std::vector<ConversationKey>& keys) const {
  std::vector<Late> slowest = late_;
  std::sort(slowest.begin(), slowest.end(), [&keys](const Late& a, const Late& b) {
    return std::tie(b.counted_ms, b.wait_ms, keys[a.conversation], a.round) <
           std::tie(a.counted_ms, a.wait_ms, keys[b.conversation], b.round);
  });
  std::vector<Late> unserved;
  std::copy_if(slowest.begin(), slowest.end(), std::back_inserter(unserved),
               [](const Late& late) { return late.is_unserved; });
  slowest.resize(std::min(slowest.size(), kSlowestRounds));
  std::vector<WhatIf> made;
  if (!slowest.empty()) {
    made.push_back(suppose(Supposition::kSlowestInTime, slowest, keys));
  }
  if (!unserved.empty()) {
    made.push_back(suppose(Supposition::kUnservedInTime, unserved, keys));
  }
  return made;
}

}  // namespace qa
