#include "qa/metrics.h"

#include <algorithm>
#include <set>
#include <utility>

namespace qa {

namespace {

bool is_final(const RoundRecord& round) {
  return round.state == RoundState::kAnswered || round.state == RoundState::kUnserved;
}

bool contains(const std::vector<std::int32_t>& stars, std::int32_t score) {
  return std::find(stars.begin(), stars.end(), score) != stars.end();
}

/// Indices into kReasons of the tags of a bad rating: a tag nobody mapped, and no tag, are `other`.
std::set<std::size_t> reasons_of(const std::vector<std::string>& tags, const Profile& profile) {
  std::set<std::size_t> reasons;
  const std::size_t other = kReasons.size() - 1;
  for (const std::string& tag : tags) {
    const auto mapped = profile.reason_by_tag.find(tag);
    const auto reason = mapped == profile.reason_by_tag.end()
                            ? kReasons.end()
                            : std::find(kReasons.begin(), kReasons.end(), mapped->second);
    reasons.insert(reason == kReasons.end() ? other
                                            : static_cast<std::size_t>(reason - kReasons.begin()));
  }
  if (reasons.empty()) {
    reasons.insert(other);
  }
  return reasons;
}

}  // namespace

/// One conversation on its way into the tallies of one period.
class FactsCounter {
 public:
  FactsCounter(Metrics& metrics, const ConversationFacts& facts, const Period& period,
               const Profile& profile, const LocalTime& local, Time instant)
      : metrics_(metrics),
        facts_(facts),
        period_(period),
        profile_(profile),
        local_(local),
        instant_(instant) {}

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

  /// In the period and in the window.
  bool selects(Time anchor) const { return period_.contains(anchor) && local_.in_window(anchor); }

  /// Changes the tallies of everything that is so attributed.
  template <typename Change>
  void change(std::string_view agent, std::string_view product, std::string_view intent,
              Time anchor, Change apply) {
    for (Tally* tally : metrics_.tallies_of(
             {agent, product, facts_.channel, anchor, facts_.key.shop, facts_.origin, intent},
             local_)) {
      apply(*tally);
    }
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

  void count_asks();
  void count_rounds();
  void count_opening(const RoundRecord& round);
  void count_response(const RoundRecord& round);
  void count_phases();
  void count_phase(const Phase& phase, const PhaseRounds& rounds);
  std::vector<PhaseRounds> rounds_by_phase() const;
  void count_rating();
  void count_volumes();

  Metrics& metrics_;
  const ConversationFacts& facts_;
  const Period& period_;
  const Profile& profile_;
  const LocalTime& local_;
  Time instant_;
};

void FactsCounter::count_asks() {
  for (const Ask& ask : facts_.asks) {
    if (!ask.is_counted || !selects(ask.at) || is_young(ask)) {
      continue;
    }
    const bool in_time = ask.replied_at && *ask.replied_at - ask.at <= profile_.reply_limit;
    change(ask.agent, ask.product, ask.intent, ask.at, [in_time](Tally& tally) {
      ++tally.asks;
      tally.asks_in_time += in_time ? 1 : 0;
    });
  }
}

void FactsCounter::count_rounds() {
  for (const RoundRecord& round : facts_.rounds) {
    if (round.state == RoundState::kOpen && period_.contains(round.opened_at)) {
      change(round.owner, round.product, intent_of(round), round.opened_at,
             [](Tally& tally) { ++tally.open_rounds; });
    }
    if (is_final(round)) {
      count_opening(round);
      count_response(round);
    }
  }
}

void FactsCounter::count_opening(const RoundRecord& round) {
  if (!selects(round.opened_at)) {
    return;
  }
  const bool in_time =
      round.state == RoundState::kAnswered && round.wait && *round.wait <= profile_.reply_limit;
  const std::string customer = customer_key(facts_, facts_.customer);
  change(agent_of(round), round.product, intent_of(round), round.opened_at, [&](Tally& tally) {
    ++tally.rounds;
    tally.rounds_in_time += in_time ? 1 : 0;
    bool& has_missed = tally.has_missed[customer];
    has_missed = has_missed || !in_time;
  });
}

void FactsCounter::count_response(const RoundRecord& round) {
  if (!selects(round.phase_started_at)) {
    return;
  }
  const std::int64_t counted = round.counted.value_or(Duration{0}).count();
  const std::int64_t wait = round.wait.value_or(Duration{0}).count();
  change(agent_of(round), round.product, intent_of(round), round.phase_started_at,
         [&](Tally& tally) {
           tally.counted_ms.push_back(counted);
           tally.counted_ms_sum += counted;
           tally.wait_ms_sum += wait;
         });
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
  const bool is_unserved = phase.closed_at && rounds.has_unserved && !rounds.has_answered;
  change(agent_of(phase), phase.product, phase.intent, phase.started_at, [&](Tally& tally) {
    ++tally.handed_over;
    if (phase.accepted_at) {
      ++tally.accepted;
      tally.queue_ms_sum += std::max(Duration{0}, *phase.accepted_at - phase.started_at).count();
    } else if (phase.closed_at) {
      ++tally.abandoned;
    }
    tally.unserved_conversations += is_unserved ? 1 : 0;
  });
  if (rounds.first != nullptr && is_final(*rounds.first)) {
    const std::int64_t counted = rounds.first->counted.value_or(Duration{0}).count();
    change(agent_of(*rounds.first), rounds.first->product, intent_of(*rounds.first),
           phase.started_at, [&](Tally& tally) {
             ++tally.first_rounds;
             tally.first_counted_ms_sum += counted;
           });
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
  const bool is_bad = contains(profile_.bad_stars, rating.score);
  const std::set<std::size_t> reasons =
      is_bad ? reasons_of(rating.tags, profile_) : std::set<std::size_t>{};
  change(rating.agent, phase.product, phase.intent, *rating.phase_started_at, [&](Tally& tally) {
    ++tally.scores[rating.score];
    tally.good += contains(profile_.good_stars, rating.score) ? 1 : 0;
    tally.bad += is_bad ? 1 : 0;
    for (const std::size_t reason : reasons) {
      ++tally.reasons[reason];
    }
  });
}

void FactsCounter::count_volumes() {
  const std::string_view product =
      facts_.phases.empty() ? std::string_view{} : facts_.phases.back().product;
  if (facts_.first_at && period_.contains(*facts_.first_at)) {
    const std::string customer = customer_key(facts_, facts_.customer);
    change(facts_.last_human, product, facts_.intent, *facts_.first_at, [&](Tally& tally) {
      ++tally.conversations;
      tally.customers.insert(customer);
    });
  }
  for (const Spoken& spoken : facts_.spoken) {
    if (!spoken.is_counted || spoken.by == ActorKind::kSystem || !period_.contains(spoken.at)) {
      continue;
    }
    const std::string_view agent =
        spoken.by == ActorKind::kHuman ? spoken.author : facts_.last_human;
    change(agent, product, facts_.intent, spoken.at, [by = spoken.by](Tally& tally) {
      tally.customer_messages += by == ActorKind::kCustomer ? 1 : 0;
      tally.agent_messages += by == ActorKind::kHuman ? 1 : 0;
      tally.bot_messages += by == ActorKind::kBot ? 1 : 0;
    });
  }
}

Metrics::Metrics(const std::vector<Cut>& cuts) {
  for (const Cut cut : cuts) {
    if (std::find(cuts_.begin(), cuts_.end(), cut) == cuts_.end()) {
      cuts_.push_back(cut);
    }
  }
}

void Metrics::add(const ConversationFacts& facts, const Period& period, const Profile& profile,
                  const LocalTime& local, Time instant) {
  if (!facts.is_excluded) {
    FactsCounter{*this, facts, period, profile, local, instant}.count();
  }
}

void Metrics::merge(const Metrics& other) {
  total_.merge(other.total_);
  for (const auto& [group, tally] : other.groups_) {
    groups_[group].merge(tally);
  }
}

std::vector<Figure> Metrics::figures(const Profile& profile, const SalesTally* sales,
                                     const ContactTally* contacts) const {
  return figures_of(total_, sales, contacts, profile);
}

const std::vector<Tally*>& Metrics::tallies_of(const Attribution& attribution,
                                               const LocalTime& local) {
  targets_.assign(1, &total_);
  for (const Cut cut : cuts_) {
    targets_.push_back(&groups_[group_of(cut, attribution, local)]);
  }
  return targets_;
}

}  // namespace qa
