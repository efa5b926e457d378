#pragma once

#include <cstdint>
#include <optional>

#include "qa/insight.h"
#include "qa/insight_evidence.h"

/// How much a conversation looks like those that end in a complaint: points for what complaints
/// have in common, not a probability. Nobody has counted how many of so many points complain; the
/// list is for looking at the worst first.
namespace qa {

/// Points of each part; together at most 100. What people are told least politely weighs most: a
/// first wait beyond what the platform counts, then being left without an answer, having to say it
/// again, and having to say much.
inline constexpr std::int32_t kLateWaitPoints = 20;  ///< first wait over the limit
inline constexpr std::int32_t kLostWaitPoints = 35;  ///< … over unserved_ms
inline constexpr std::int32_t kUnservedPoints = 20;  ///< a round that was never answered
inline constexpr std::int32_t kRepeatedPoints = 15;  ///< one question asked again
inline constexpr std::int32_t kInsistedPoints = 25;  ///< two or more
inline constexpr std::int32_t kManyMessagesPoints = 10;
inline constexpr std::int32_t kTooManyMessagesPoints = 20;

/// Customer messages that are many, and too many: most conversations have fewer than eight.
inline constexpr std::int64_t kManyMessages = 8;
inline constexpr std::int64_t kTooManyMessages = 15;

/// Points from which a conversation is worth a look: it takes two of the parts.
inline constexpr std::int32_t kRiskNotable = 40;

/// Of a conversation as a whole, where a human phase of it began in `period`; nullopt where none
/// did, where its customer is excluded, and where nothing earns a point.
std::optional<ComplaintRisk> complaint_risk_of(const ConversationFacts& facts,
                                               const ConversationEvidence& evidence,
                                               const Profile& profile, const Period& period);

/// The riskier first; of equal points the one of more messages, then by key.
bool is_riskier(const ComplaintRisk& a, const ComplaintRisk& b);

}  // namespace qa
