#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "qa/complaint_risk.h"
#include "qa/diagnosis.h"
#include "qa/insight.h"
#include "qa/insight_evidence.h"
#include "qa/insight_nudges.h"
#include "qa/insight_reasons.h"
#include "qa/insight_satisfaction.h"
#include "qa/insight_what_if.h"
#include "qa/topics.h"

namespace qa {

/// Looks for what lies behind the figures of one period, one conversation at a time, each once, in
/// any order. Keeps the key of every conversation of the period and some fifty bytes a thing that
/// may turn out bad, for the worst are known only at the end.
class InsightBuilder {
 public:
  /// @param previous  for the change of topics
  /// @param instant   the report's
  /// @param only      what stands in all these groups; of conversations that have nothing there
  ///                  nothing is told
  InsightBuilder(const Profile& profile, Period period, std::optional<Period> previous,
                 Time instant, std::vector<GroupId> only = {});

  /// @param local  of `profile`
  void add(const ConversationFacts& facts, const ConversationEvidence& evidence,
           const Profile& profile, const LocalTime& local);

  /// @param figures  of the whole, all of them  @param names  what people call groups
  Insight insight(const std::vector<Figure>& figures,
                  const std::map<GroupId, std::string>& names) const;

 private:
  /// Whether anything of it stands in the groups asked for in the previous period.
  bool was_counted(const ConversationFacts& facts, const Profile& profile,
                   const LocalTime& local) const;
  void take(ComplaintRisk risk);

  Duration reply_limit_;
  Period period_;
  std::optional<Period> previous_;
  Time instant_;
  std::vector<GroupId> only_;
  std::vector<ConversationKey> keys_;
  DiagnosisBuilder diagnosis_;
  ReasonBuilder reasons_;
  SatisfactionBuilder satisfaction_;
  WhatIfBuilder what_if_;
  NudgeEffectBuilder nudges_;
  TopicCounter topics_;
  std::vector<ComplaintRisk> risks_;  ///< a heap, the least risky of the riskiest in front
  std::int64_t conversations_at_risk_ = 0;
};

}  // namespace qa
