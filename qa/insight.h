#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "qa/ids.h"
#include "qa/metrics_figure.h"
#include "qa/metrics_group.h"
#include "qa/profile.h"

/// What lies behind the figures of a report, as values (docs/metrics.md, "Causes"). Made of the
/// same counted things as the figures; writers put it into words and compute nothing. Lists of
/// conversations hold the worst first and at most kBehindShown; the number beside each is exact,
/// and `sandglass explain METRIC` lists them all.
namespace qa {

/// Conversations named in a report behind one statement.
inline constexpr std::size_t kBehindShown = 20;

struct ConversationsBehind {
  std::int64_t conversations = 0;      ///< all there are
  std::vector<ConversationKey> worst;  ///< worst first, at most kBehindShown of them

  bool operator==(const ConversationsBehind&) const = default;
};

/// A group that makes a figure worse than it would be were the group like the whole.
struct Contributor {
  GroupId group;
  std::string name;  ///< of the agent or product where known, else the key
  /// Rounds, messages, phases or ratings of the group the figure is made of.
  std::int64_t counted = 0;
  /// Of them, those that make it bad: too late, not accepted, not satisfied; of a mean those above
  /// it.
  std::int64_t bad = 0;
  /// What the group has more than as many average ones would: of a mean milliseconds (`impact_ms`
  /// of its group in the breakdown), of a rate bad ones. Sums to 0 over all groups of a cut.
  double impact = 0;
  double impact_on_figure = 0;  ///< impact / number of all: what the figure would lose without it
  std::int64_t over_limit = 0;  ///< rounds answered later than the limit, or never
  std::int64_t unserved = 0;    ///< of them, those never answered
  ConversationsBehind behind;

  bool operator==(const Contributor&) const = default;
};

/// A figure that is off, and what makes it so.
struct Diagnosis {
  Metric figure = Metric::kMeanResponse;
  bool needs_work = false;
  bool getting_worse = false;
  std::optional<double> change;  ///< value − previous value
  /// Notable groups by agent, intent (two segments), product and hour, greatest share first; empty:
  /// none stands out.
  std::vector<Contributor> contributors;
  ConversationsBehind behind;  ///< of the whole

  bool operator==(const Diagnosis&) const = default;
};

/// A rule that found something in conversations rated badly for one reason.
struct RuleEvidence {
  std::string rule;
  std::int64_t conversations = 0;
  std::int64_t findings = 0;

  bool operator==(const RuleEvidence&) const = default;
};

/// A reason customers gave for bad ratings, beside what the conversations themselves show.
struct ReasonEvidence {
  std::string reason;              ///< one of kReasons
  std::int64_t ratings = 0;        ///< bad ratings that give it
  std::int64_t with_slow = 0;      ///< of them, conversations with a round over the limit
  std::int64_t slow_rounds = 0;    ///< those rounds
  Duration longest_wait{0};        ///< of them, as it was; 0: there is none
  std::int64_t with_findings = 0;  ///< conversations in which rules found something
  std::int64_t findings = 0;
  std::int64_t without_evidence = 0;  ///< neither
  std::vector<RuleEvidence> rules;    ///< in most conversations first, at most kRulesShown
  ConversationsBehind behind;         ///< every conversation so rated, most evidence first

  bool operator==(const ReasonEvidence&) const = default;
};

inline constexpr std::size_t kRulesShown = 5;

/// Ratings of conversations by the mean wait of the rated session.
struct WaitBucket {
  Duration from{0};            ///< waits longer than this (the first: from 0, included) …
  std::optional<Duration> to;  ///< … up to this, included; nullopt: no end
  std::int64_t rated = 0;
  std::int64_t good = 0;
  std::int64_t bad = 0;
  std::int64_t score_sum = 0;

  bool operator==(const WaitBucket&) const = default;
};

/// Whether those who wait longer are less satisfied.
struct WaitAndSatisfaction {
  /// Rated sessions with a round answered or unserved: what is correlated.
  std::int64_t sessions = 0;
  /// Spearman's rank correlation of mean wait and stars, ties sharing their rank; nullopt below
  /// kFewestCorrelated sessions, or where all waits or all stars are equal.
  std::optional<double> correlation;
  std::optional<Interval> interval;  ///< 95 %, see qa/insight_satisfaction.h
  std::vector<WaitBucket> buckets;

  bool operator==(const WaitAndSatisfaction&) const = default;
};

enum class Supposition : std::uint8_t {
  kSlowestInTime,   ///< the kSlowestRounds longest waits had ended at the limit
  kUnservedInTime,  ///< every unserved round had been answered at the limit
};
std::string_view to_string(Supposition supposition);  // "slowest_in_time", "unserved_in_time"

/// Rounds a what-if mends; "had the 20 slowest rounds been answered in time" is the question
/// supervisors ask.
inline constexpr std::size_t kSlowestRounds = 20;

/// What the figures would have been.
struct WhatIf {
  Supposition supposition = Supposition::kSlowestInTime;
  std::int64_t rounds = 0;  ///< that would have been mended
  std::optional<double> mean_response_ms;
  std::optional<double> new_mean_response_ms;
  std::optional<double> round_rate;  ///< three_minute_round_rate
  std::optional<double> new_round_rate;
  ConversationsBehind behind;  ///< of the mended rounds

  bool operator==(const WhatIf&) const = default;
};

/// Answered soon, of so many.
struct Share {
  std::int64_t answered = 0;
  std::int64_t rounds = 0;
  std::optional<Interval> interval;  ///< 95 %, Wilson; nullopt: no rounds

  bool operator==(const Share&) const = default;
};

/// Rounds answered soon after a nudge of one stage, beside those at the same stage whose nudge
/// reached nobody.
struct NudgeEffect {
  Stage stage = Stage::kNotice;
  Duration within{0};  ///< of the stage falling due
  Share shown;
  Share suppressed;

  bool operator==(const NudgeEffect&) const = default;
};

/// How much a conversation looks like those that end in a complaint. Points, 0–100, the sum of its
/// parts; no probability. See qa/complaint_risk.h.
struct ComplaintRisk {
  ConversationKey conversation;
  Time at{};          ///< start of its last human phase in the period
  std::string agent;  ///< last human who served; empty: nobody
  std::int32_t points = 0;
  std::int32_t wait_points = 0;
  std::int32_t message_points = 0;
  std::int32_t repetition_points = 0;
  std::int32_t unserved_points = 0;
  std::optional<Duration> first_wait;  ///< nullopt: no round has ended
  std::int64_t customer_messages = 0;
  std::int64_t repeated_questions = 0;
  std::int64_t unserved_rounds = 0;

  bool operator==(const ComplaintRisk&) const = default;
};

/// Conversations named in a report for their risk.
inline constexpr std::size_t kRisksShown = 20;

/// What customers talk about.
struct Topic {
  std::string intent;              ///< path of at most the level's segments
  std::int64_t conversations = 0;  ///< in which a customer said so in the period
  std::int64_t messages = 0;
  std::optional<std::int64_t>
      previous;  ///< conversations of the period before; nullopt: none asked

  bool operator==(const Topic&) const = default;
};

inline constexpr std::size_t kTopicsShown = 20;
inline constexpr int kTopicLevel = 2;

struct Insight {
  Duration reply_limit{180'000};        ///< of the profile: "the limit" of everything below
  std::vector<Diagnosis> diagnosis;     ///< in the order of metric_definitions()
  std::vector<ReasonEvidence> reasons;  ///< given at least once, most given first
  WaitAndSatisfaction satisfaction;
  std::vector<WhatIf> what_if;             ///< that would mend at least one round
  std::vector<NudgeEffect> nudges;         ///< stages with a round on both sides
  std::vector<ComplaintRisk> risks;        ///< most points first, at most kRisksShown
  std::int64_t conversations_at_risk = 0;  ///< of any points at or above kRiskNotable
  std::vector<Topic> topics;  ///< hottest first, level kTopicLevel, at most kTopicsShown

  bool operator==(const Insight&) const = default;
};

}  // namespace qa
