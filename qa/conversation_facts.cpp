#include "qa/conversation_facts.h"

#include <algorithm>

#include "qa/conversation.h"
#include "qa/round_record.h"

namespace qa {

std::string_view to_string(Origin origin) {
  constexpr std::string_view kNames[] = {"bot", "bot_to_human", "human"};
  return kNames[static_cast<std::size_t>(origin)];
}

std::optional<Origin> origin_named(std::string_view name) {
  for (const Origin origin : {Origin::kBot, Origin::kBotToHuman, Origin::kHuman}) {
    if (name == to_string(origin)) {
      return origin;
    }
  }
  return std::nullopt;
}

ConversationFacts Conversation::facts(const Ledger& ledger, const ConversationKey& key) const {
  const auto text = [&](Name name) { return ledger.names().string(name); };
  ConversationFacts facts;
  facts.key = key;
  facts.channel = ledger.channel();
  facts.customer = text(customer_);
  facts.is_excluded = is_excluded_;
  facts.first_at = first_at_;
  facts.closed_at = closed_at_;
  facts.last_human = text(last_human_.is_empty() ? owner_ : last_human_);
  for (const Round& round : rounds_) {
    facts.rounds.push_back(
        make_round_record(round, reported_state(round), ledger, key, *profile_, *local_));
  }
  for (std::size_t i = 0; i < phases_.size(); ++i) {
    const PhaseState& from = phases_[i];
    Phase& phase = facts.phases.emplace_back();
    phase.ordinal = static_cast<std::int32_t>(i + 1);
    phase.started_at = from.started_at;
    phase.accepted_at = from.accepted_at;
    phase.closed_at = from.closed_at;
    phase.is_censored = from.is_censored;
    phase.owner = text(from.owner);
    phase.last_responder = text(from.last_responder);
    phase.product = text(from.product);
    phase.started_by_handover = from.started_by_handover;
  }
  facts.origin = facts.phases.empty()                       ? Origin::kBot
                 : facts.phases.front().is_censored         ? Origin::kHuman
                 : facts.phases.front().started_by_handover ? Origin::kBotToHuman
                                                            : Origin::kHuman;
  std::vector<bool> is_uncounted(ledger.facts().size(), false);
  for (const std::uint32_t position : taken_back_) {
    is_uncounted[position] = true;
  }
  std::vector<bool> is_censored(ledger.facts().size(), false);
  for (const AskState& from : asks_) {
    const Round& round = rounds_[static_cast<std::size_t>(from.round - 1)];
    const Fact& fact = ledger.facts()[from.fact];
    Ask& ask = facts.asks.emplace_back();
    ask.at = fact.time;
    ask.replied_at = from.replied_at;
    ask.round = from.round;
    ask.phase = from.phase;
    ask.phase_is_open = !phases_[static_cast<std::size_t>(from.phase - 1)].closed_at.has_value();
    ask.is_counted = !from.is_taken_back && !round.is_censored && !is_excluded_;
    ask.agent = text(from.replied_at ? from.agent : round.ended_at ? round.owner_at_end : owner_);
    ask.product = text(round.product);
    is_uncounted[from.fact] = is_uncounted[from.fact] || from.is_taken_back;
    is_censored[from.fact] = round.is_censored;
  }
  for (std::size_t i = 0; i < ledger.facts().size(); ++i) {
    const Fact& fact = ledger.facts()[i];
    if (fact.kind == FactKind::kMessage && !fact.is_repeated && !fact.has_failed &&
        !is_uncounted[i]) {
      facts.spoken.push_back({fact.time, fact.author, fact.is_automatic, fact.is_assisted,
                              !is_censored[i], text(fact.actor)});
    } else if (fact.kind == FactKind::kOrder) {
      const Order& order = ledger.order(fact);
      facts.orders.push_back({fact.time, order.id, order.amount_minor, order.currency,
                              text(fact.product),
                              fact.actor.is_empty() ? facts.customer : text(fact.actor)});
    }
  }
  add_intents(ledger, facts);
  if (rating_) {
    const Fact& fact = ledger.facts()[rating_->fact];
    const Rating& rating = ledger.rating(fact);
    RatingFact& best = facts.rating.emplace();
    best.at = fact.time;
    best.score = rating.score;
    best.tags = rating.tags;
    if (rating_->phase > 0) {
      best.phase_started_at = phases_[static_cast<std::size_t>(rating_->phase - 1)].started_at;
    }
    best.agent = text(rating_->agent);
  }
  return facts;
}

}  // namespace qa
