#pragma once

#include <cstdint>
#include <vector>

#include "qa/counted.h"
#include "qa/insight.h"

namespace qa {

/// What the figures would have been had certain rounds been answered exactly at the limit, the last
/// moment in time. Everything else stays as it was.
class WhatIfBuilder {
 public:
  /// @param limit  of a reply in time  @param cap  no answered round counts more
  WhatIfBuilder(Duration limit, Duration cap) : limit_(limit), cap_(cap) {}

  void add(const Counted& counted, std::uint32_t conversation);

  /// Suppositions that mend at least one round.
  std::vector<WhatIf> suppose(const std::vector<ConversationKey>& keys) const;

 private:
  /// A round over the limit. It may count in the mean, in the rate, or in both.
  struct Late {
    std::uint32_t conversation = 0;
    std::int32_t round = 0;
    std::int64_t counted_ms = 0;
    std::int64_t wait_ms = 0;
    bool is_unserved = false;
    bool is_in_mean = false;
    bool is_in_rate = false;
  };

  WhatIf suppose(Supposition supposition, const std::vector<Late>& mended,
                 const std::vector<ConversationKey>& keys) const;

  Duration limit_;
  Duration cap_;
  std::int64_t responses_ = 0;
  std::int64_t counted_ms_sum_ = 0;
  std::int64_t rounds_ = 0;
  std::int64_t rounds_in_time_ = 0;
  std::vector<Late> late_;
};

}  // namespace qa
