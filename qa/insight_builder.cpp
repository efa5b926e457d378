#include "qa/insight_builder.h"

#include <algorithm>
#include <utility>

#include "qa/counted.h"

namespace qa {

InsightBuilder::InsightBuilder(const Profile& profile, Period period,
                               std::optional<Period> previous, Time instant,
                               std::vector<GroupId> only)
    : reply_limit_(profile.reply_limit),
      period_(period),
      previous_(previous),
      instant_(instant),
      only_(std::move(only)),
      diagnosis_(profile.reply_limit, instant),
      reasons_(profile.reply_limit),
      satisfaction_(profile.reply_limit),
      what_if_(profile.reply_limit, profile.cap),
      nudges_(profile.escalate_after),
      topics_({period, previous, kTopicLevel, std::nullopt, ""}) {}

void InsightBuilder::add(const ConversationFacts& facts, const ConversationEvidence& evidence,
                         const Profile& profile, const LocalTime& local) {
  const auto conversation = static_cast<std::uint32_t>(keys_.size());
  bool is_counted = false;
  for_each_counted(facts, profile, local, instant_, &period_, [&](const Counted& counted) {
    if (!stands_in(only_, counted.attribution, local)) {
      return;
    }
    is_counted = true;
    diagnosis_.add(counted, conversation, local);
    what_if_.add(counted, conversation);
    if (counted.kind == CountedKind::kRound) {
      nudges_.add(counted, evidence);
    } else if (counted.kind == CountedKind::kRating) {
      satisfaction_.add(counted, facts);
      if (counted.is_bad) {
        reasons_.add(counted, facts, evidence, conversation);
      }
    }
  });
  if (is_counted) {
    keys_.push_back(facts.key);
  }
  const bool is_all = only_.empty();
  topics_.add(facts, evidence,
              {is_all || is_counted, is_all || was_counted(facts, profile, local)});
  if (!is_all && !is_counted) {
    return;
  }
  if (auto risk = complaint_risk_of(facts, evidence, profile, period_)) {
    conversations_at_risk_ += risk->points >= kRiskNotable ? 1 : 0;
    take(std::move(*risk));
  }
}

bool InsightBuilder::was_counted(const ConversationFacts& facts, const Profile& profile,
                                 const LocalTime& local) const {
  bool was_counted = false;
  if (previous_) {
    for_each_counted(facts, profile, local, instant_, &*previous_, [&](const Counted& counted) {
      was_counted = was_counted || stands_in(only_, counted.attribution, local);
    });
  }
  return was_counted;
}

void InsightBuilder::take(ComplaintRisk risk) {
  if (risk.points < kRiskNotable) {
    return;
  }
  risks_.push_back(std::move(risk));
  std::push_heap(risks_.begin(), risks_.end(), is_riskier);
  if (risks_.size() > kRisksShown) {
    std::pop_heap(risks_.begin(), risks_.end(), is_riskier);
    risks_.pop_back();
  }
}

Insight InsightBuilder::insight(const std::vector<Figure>& figures,
                                const std::map<GroupId, std::string>& names) const {
  Insight insight;
  insight.reply_limit = reply_limit_;
  insight.diagnosis = diagnosis_.diagnose(figures, keys_, names);
  insight.reasons = reasons_.reasons(keys_);
  insight.satisfaction = satisfaction_.result();
  insight.what_if = what_if_.suppose(keys_);
  insight.nudges = nudges_.effects();
  insight.risks = risks_;
  std::sort(insight.risks.begin(), insight.risks.end(), is_riskier);
  insight.conversations_at_risk = conversations_at_risk_;
  insight.topics = topics_.topics(kTopicsShown);
  return insight;
}

}  // namespace qa
