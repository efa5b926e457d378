#include "qa/counted.h"

#include <algorithm>
#include <string>
#include <vector>

#include "qa/waits.h"

namespace qa {
namespace {

bool is_final(const RoundRecord& round) {
  return round.state == RoundState::kAnswered || round.state == RoundState::kUnserved;
}

bool contains(const std::vector<std::int32_t>& stars, std::int32_t score) {
  return std::find(stars.begin(), stars.end(), score) != stars.end();
}

/// Which of kReasons the tags of a bad rating say: a tag nobody mapped, and no tag, are `other`.
std::array<bool, kReasons.size()> reasons_of(const std::vector<std::string>& tags,
                                             const Profile& profile) {
  std::array<bool, kReasons.size()> reasons{};
  const std::size_t other = kReasons.size() - 1;
  for (const std::string& tag : tags) {
    const auto mapped = profile.reason_by_tag.find(tag);
    const auto reason = mapped == profile.reason_by_tag.end()
                            ? kReasons.end()
                            : std::find(kReasons.begin(), kReasons.end(), mapped->second);
    reasons[reason == kReasons.end() ? other
                                     : static_cast<std::size_t>(reason - kReasons.begin())] = true;
  }
  reasons[other] = reasons[other] || tags.empty();
  return reasons;
}

/// One conversation on its way to the visitor.
class FactsCounter {
 public:
  FactsCounter(const ConversationFacts& facts, const Profile& profile, const LocalTime& local,
               Time instant, const Period* period, const CountedVisitor& visit)
      : facts_(facts),
        profile_(profile),
        local_(local),
        instant_(instant),
        period_(period),
        visit_(visit),
        customer_(customer_key(facts, facts.customer)) {}

  void count() {
    count_asks();
    count_rounds();
    count_phases();
    count_rating();
    count_volumes();
  }

 private:
  /// What one human phase needs to know of its rounds.
  struct PhaseRounds {
    const RoundRecord* first = nullptr;  ///< not withdrawn
    bool has_answered = false;
    bool has_unserved = false;
  };

  bool is_in_period(Time anchor) const { return period_ == nullptr || period_->contains(anchor); }

  /// In the period and in the window.
  bool selects(Time anchor) const { return is_in_period(anchor) && local_.in_window(anchor); }

  Counted attributed(CountedKind kind, std::string_view agent, std::string_view product,
                     std::string_view intent, Time anchor) const {
    Counted counted;
    counted.kind = kind;
    counted.attribution = {agent,           product,       facts_.channel, anchor,
                           facts_.key.shop, facts_.origin, intent};
    counted.customer = customer_;
    return counted;
  }

  Counted attributed(CountedKind kind, const RoundRecord& round, std::string_view agent,
                     Time anchor) const {
    Counted counted = attributed(kind, agent, round.product, intent_of(round), anchor);
    counted.round = &round;
    counted.counted_ms = round.counted.value_or(Duration{0}).count();
    counted.wait_ms = round.wait.value_or(Duration{0}).count();
    return counted;
  }

  /// Of a round of these facts.
  std::string_view intent_of(const RoundRecord& round) const {
    const auto index = static_cast<std::size_t>(&round - facts_.rounds.data());
    return index < facts_.round_intents.size() ? std::string_view{facts_.round_intents[index]}
                                               : std::string_view{};
  }

  bool is_young(const Ask& ask) const {
    return !ask.replied_at && ask.phase_is_open && instant_ - ask.at < profile_.reply_limit;
  }

  bool is_in_time(const RoundRecord& round) const {
    return round.state == RoundState::kAnswered && round.wait &&
           *round.wait <= profile_.reply_limit;
  }

  void count_asks();
  void count_rounds();
  void count_phases();
  void count_phase(const Phase& phase, const PhaseRounds& rounds);
  std::vector<PhaseRounds> rounds_by_phase() const;
  void count_rating();
  void count_volumes();

  const ConversationFacts& facts_;
  const Profile& profile_;
  const LocalTime& local_;
  Time instant_;
  const Period* period_;
  const CountedVisitor& visit_;
  std::string customer_;
};

void FactsCounter::count_asks() {
  for (const Ask& ask : facts_.asks) {
    if (!ask.is_counted || !selects(ask.at) || is_young(ask)) {
      continue;
    }
    Counted counted = attributed(CountedKind::kAsk, ask.agent, ask.product, ask.intent, ask.at);
    counted.is_in_time = ask.replied_at && *ask.replied_at - ask.at <= profile_.reply_limit;
    counted.ask = &ask;
    if (ask.round > 0 && static_cast<std::size_t>(ask.round) <= facts_.rounds.size()) {
      counted.round = &facts_.rounds[static_cast<std::size_t>(ask.round) - 1];
    }
    visit_(counted);
  }
}

void FactsCounter::count_rounds() {
  for (const RoundRecord& round : facts_.rounds) {
    if (round.state == RoundState::kOpen && is_in_period(round.opened_at)) {
      visit_(attributed(CountedKind::kOpenRound, round, round.owner, round.opened_at));
    }
    if (!is_final(round)) {
      continue;
    }
    if (selects(round.opened_at)) {
      Counted counted = attributed(CountedKind::kRound, round, agent_of(round), round.opened_at);
      counted.is_in_time = is_in_time(round);
      counted.wait_place = wait_place(round.wait.value_or(Duration{0}),
                                      round.state == RoundState::kUnserved, profile_.reply_limit);
      visit_(counted);
    }
    if (selects(round.phase_started_at)) {
      visit_(attributed(CountedKind::kResponse, round, agent_of(round), round.phase_started_at));
    }
  }
}

std::vector<FactsCounter::PhaseRounds> FactsCounter::rounds_by_phase() const {
  std::vector<PhaseRounds> by_phase(facts_.phases.size());
  for (const RoundRecord& round : facts_.rounds) {
    const auto index = static_cast<std::size_t>(round.phase) - 1;  // 0: none, wraps far out
    if (index >= by_phase.size() || round.state == RoundState::kWithdrawn) {
      continue;
    }
    PhaseRounds& rounds = by_phase[index];
    rounds.first = rounds.first == nullptr ? &round : rounds.first;
    rounds.has_answered = rounds.has_answered || round.state == RoundState::kAnswered;
    rounds.has_unserved = rounds.has_unserved || round.state == RoundState::kUnserved;
  }
  return by_phase;
}

void FactsCounter::count_phases() {
  const std::vector<PhaseRounds> by_phase = rounds_by_phase();
  for (const Phase& phase : facts_.phases) {
    if (phase.is_censored || !selects(phase.started_at)) {
      continue;
    }
    const auto index = static_cast<std::size_t>(phase.ordinal) - 1;
    count_phase(phase, index < by_phase.size() ? by_phase[index] : PhaseRounds{});
  }
}

void FactsCounter::count_phase(const Phase& phase, const PhaseRounds& rounds) {
  Counted counted = attributed(CountedKind::kPhase, agent_of(phase), phase.product, phase.intent,
                               phase.started_at);
  counted.phase = &phase;
  counted.is_accepted = phase.accepted_at.has_value();
  if (phase.accepted_at) {
    counted.counted_ms = std::max(Duration{0}, *phase.accepted_at - phase.started_at).count();
  }
  counted.is_abandoned = !phase.accepted_at && phase.closed_at;
  counted.is_unserved = phase.closed_at && rounds.has_unserved && !rounds.has_answered;
  visit_(counted);
  if (rounds.first != nullptr && is_final(*rounds.first)) {
    Counted first = attributed(CountedKind::kFirstResponse, *rounds.first, agent_of(*rounds.first),
                               phase.started_at);
    first.phase = &phase;
    visit_(first);
  }
}

void FactsCounter::count_rating() {
  if (!facts_.rating || !facts_.rating->phase_started_at ||
      !selects(*facts_.rating->phase_started_at)) {
    return;
  }
  const RatingFact& rating = *facts_.rating;
  const auto rated = std::find_if(facts_.phases.begin(), facts_.phases.end(), [&](const Phase& p) {
    return p.started_at == *rating.phase_started_at;
  });
  const Phase no_phase;
  const Phase& phase = rated == facts_.phases.end() ? no_phase : *rated;
  Counted counted = attributed(CountedKind::kRating, rating.agent, phase.product, phase.intent,
                               *rating.phase_started_at);
  counted.phase = rated == facts_.phases.end() ? nullptr : &*rated;
  counted.score = rating.score;
  counted.is_good = contains(profile_.good_stars, rating.score);
  counted.is_bad = contains(profile_.bad_stars, rating.score);
  if (counted.is_bad) {
    counted.reasons = reasons_of(rating.tags, profile_);
  }
  visit_(counted);
}

void FactsCounter::count_volumes() {
  const std::string_view product =
      facts_.phases.empty() ? std::string_view{} : facts_.phases.back().product;
  if (facts_.first_at && is_in_period(*facts_.first_at)) {
    visit_(attributed(CountedKind::kConversation, facts_.last_human, product, facts_.intent,
                      *facts_.first_at));
  }
  for (const Spoken& spoken : facts_.spoken) {
    if (!spoken.is_counted || spoken.by == ActorKind::kSystem || !is_in_period(spoken.at)) {
      continue;
    }
    const std::string_view agent =
        spoken.by == ActorKind::kHuman ? spoken.author : facts_.last_human;
    Counted counted = attributed(CountedKind::kMessage, agent, product, facts_.intent, spoken.at);
    counted.spoken = &spoken;
    counted.by = spoken.by;
    visit_(counted);
  }
}

void add_round(Tally& tally, const Counted& counted) {
  ++tally.rounds;
  tally.rounds_in_time += counted.is_in_time ? 1 : 0;
  ++tally.waits[counted.wait_place];
  if (tally.keeps_customers) {
    bool& has_missed = tally.has_missed[std::string{counted.customer}];
    has_missed = has_missed || !counted.is_in_time;
  }
}

void add_phase(Tally& tally, const Counted& counted) {
  ++tally.handed_over;
  tally.accepted += counted.is_accepted ? 1 : 0;
  tally.queue_ms_sum += counted.counted_ms;
  tally.abandoned += counted.is_abandoned ? 1 : 0;
  tally.unserved_conversations += counted.is_unserved ? 1 : 0;
}

void add_rating(Tally& tally, const Counted& counted) {
  ++tally.scores[counted.score];
  tally.good += counted.is_good ? 1 : 0;
  tally.bad += counted.is_bad ? 1 : 0;
  for (std::size_t i = 0; i < counted.reasons.size(); ++i) {
    tally.reasons[i] += counted.reasons[i] ? 1 : 0;
  }
}

}  // namespace

void for_each_counted(const ConversationFacts& facts, const Profile& profile,
                      const LocalTime& local, Time instant, const Period* period,
                      const CountedVisitor& visit) {
  if (!facts.is_excluded) {
    FactsCounter{facts, profile, local, instant, period, visit}.count();
  }
}

void add_to(Tally& tally, const Counted& counted) {
  switch (counted.kind) {
    case CountedKind::kAsk:
      ++tally.asks;
      tally.asks_in_time += counted.is_in_time ? 1 : 0;
      return;
    case CountedKind::kRound:
      return add_round(tally, counted);
    case CountedKind::kResponse:
      tally.counted_ms.add(counted.counted_ms);
      tally.counted_ms_sum += counted.counted_ms;
      tally.wait_ms_sum += counted.wait_ms;
      return;
    case CountedKind::kOpenRound:
      ++tally.open_rounds;
      return;
    case CountedKind::kPhase:
      return add_phase(tally, counted);
    case CountedKind::kFirstResponse:
      ++tally.first_rounds;
      tally.first_counted_ms_sum += counted.counted_ms;
      return;
    case CountedKind::kRating:
      return add_rating(tally, counted);
    case CountedKind::kConversation:
      ++tally.conversations;
      if (tally.keeps_customers) {
        tally.customers.insert(std::string{counted.customer});
      }
      return;
    case CountedKind::kMessage:
      tally.customer_messages += counted.by == ActorKind::kCustomer ? 1 : 0;
      tally.agent_messages += counted.by == ActorKind::kHuman ? 1 : 0;
      tally.bot_messages += counted.by == ActorKind::kBot ? 1 : 0;
      return;
  }
}

}  // namespace qa
