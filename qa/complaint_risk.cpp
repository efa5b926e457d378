#include "qa/complaint_risk.h"

#include <algorithm>
#include <tuple>

namespace qa {
namespace {

void look_at_rounds(const ConversationFacts& facts, ComplaintRisk& risk) {
  for (const RoundRecord& round : facts.rounds) {
    const bool is_final =
        round.state == RoundState::kAnswered || round.state == RoundState::kUnserved;
    if (is_final && !risk.first_wait) {
      risk.first_wait = round.wait;
    }
    risk.unserved_rounds += round.state == RoundState::kUnserved ? 1 : 0;
  }
}

void award(ComplaintRisk& risk, const Profile& profile) {
  if (risk.first_wait) {
    risk.wait_points = *risk.first_wait > profile.unserved      ? kLostWaitPoints
                       : *risk.first_wait > profile.reply_limit ? kLateWaitPoints
                                                                : 0;
  }
  risk.message_points = risk.customer_messages >= kTooManyMessages ? kTooManyMessagesPoints
                        : risk.customer_messages >= kManyMessages  ? kManyMessagesPoints
                                                                   : 0;
  risk.repetition_points = risk.repeated_questions >= 2   ? kInsistedPoints
                           : risk.repeated_questions == 1 ? kRepeatedPoints
                                                          : 0;
  risk.unserved_points = risk.unserved_rounds > 0 ? kUnservedPoints : 0;
  risk.points =
      risk.wait_points + risk.message_points + risk.repetition_points + risk.unserved_points;
}

}  // namespace

std::optional<ComplaintRisk> complaint_risk_of(const ConversationFacts& facts,
                                               const ConversationEvidence& evidence,
                                               const Profile& profile, const Period& period) {
  const auto last =
      std::find_if(facts.phases.rbegin(), facts.phases.rend(),
                   [&period](const Phase& phase) { return period.contains(phase.started_at); });
  if (facts.is_excluded || last == facts.phases.rend()) {
    return std::nullopt;
  }
  ComplaintRisk risk;
  risk.conversation = facts.key;
  risk.at = last->started_at;
  risk.agent = facts.last_human;
  risk.customer_messages = std::count_if(
      facts.spoken.begin(), facts.spoken.end(),
      [](const Spoken& spoken) { return spoken.is_counted && spoken.by == ActorKind::kCustomer; });
  risk.repeated_questions = evidence.repeated_questions;
  look_at_rounds(facts, risk);
  award(risk, profile);
  return risk.points > 0 ? std::optional(std::move(risk)) : std::nullopt;
}

bool is_riskier(const ComplaintRisk& a, const ComplaintRisk& b) {
  return std::tie(b.points, b.customer_messages, a.conversation) <
         std::tie(a.points, a.customer_messages, b.conversation);
}

}  // namespace qa
