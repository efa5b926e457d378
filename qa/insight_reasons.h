#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "qa/behind.h"
#include "qa/counted.h"
#include "qa/insight.h"
#include "qa/insight_evidence.h"

namespace qa {

/// Joins what customers say is wrong with what the conversations show. Evidence is of the whole
/// conversation: rounds answered later than the limit or never, and findings of rules that stand,
/// are not on trial and are at least minor.
class ReasonBuilder {
 public:
  explicit ReasonBuilder(Duration limit) : limit_(limit) {}

  /// @param rating  a counted bad rating of these facts
  void add(const Counted& rating, const ConversationFacts& facts,
           const ConversationEvidence& evidence, std::uint32_t conversation);

  /// Reasons given at least once, most given first.
  std::vector<ReasonEvidence> reasons(const std::vector<ConversationKey>& keys) const;

 private:
  struct Collected {
    ReasonEvidence sums;
    std::map<std::string, RuleEvidence> rules;
    std::vector<Weighed> behind;
  };

  Duration limit_;
  std::array<Collected, kReasons.size()> collected_;
};

}  // namespace qa
