#include <algorithm>

#include "qa/conversation.h"

/// What customers want, from the messages that were classified: of rounds, phases and the whole.
namespace qa {

/// Empty where the message has no intent, and where it was taken back: then it never was.
std::string_view Conversation::intent_of(const Ledger& ledger, const AskState& ask) const {
  const MessageIntent* intent = ledger.intent_of(ledger.facts()[ask.fact]);
  return intent == nullptr || ask.is_taken_back ? std::string_view{} : ledger.text(intent->intent);
}

/// Where in the order a round stands opened: a recall moves a message's to the next one.
/// @param ask  where to look from
std::size_t Conversation::opening_position(const Ledger& ledger, const Round& round,
                                           std::size_t ask) const {
  for (; round.opened_by_message && ask < asks_.size() && asks_[ask].round <= round.ordinal;
       ++ask) {
    if (asks_[ask].round == round.ordinal && !asks_[ask].is_taken_back) {
      return asks_[ask].fact;
    }
  }
  return ledger.find_event(ledger.text(round.opening_event)).value_or(0);
}

void Conversation::add_round_intents(const Ledger& ledger, ConversationFacts& facts) const {
  std::string_view last;  // of the messages of `phase` before `next`
  std::int32_t phase = 0;
  std::size_t next = 0;
  for (std::size_t i = 0; i < rounds_.size(); ++i) {
    const Round& round = rounds_[i];
    const std::size_t opening = opening_position(ledger, round, next);
    for (; next < asks_.size() && asks_[next].fact <= opening; ++next) {
      last = asks_[next].phase == phase ? last : std::string_view{};
      phase = asks_[next].phase;
      const std::string_view intent = intent_of(ledger, asks_[next]);
      last = intent.empty() ? last : intent;
    }
    std::string_view intent = round.phase == phase ? last : std::string_view{};
    for (std::size_t inside = next;
         intent.empty() && inside < asks_.size() && asks_[inside].round <= round.ordinal;
         ++inside) {
      intent = asks_[inside].round == round.ordinal ? intent_of(ledger, asks_[inside]) : intent;
    }
    facts.round_intents[i] = intent;
  }
}

std::string_view Conversation::first_intent(const Ledger& ledger) const {
  for (std::size_t i = 0; i < ledger.facts().size(); ++i) {
    const MessageIntent* intent = ledger.intent_of(ledger.facts()[i]);
    if (intent != nullptr &&
        std::find(taken_back_.begin(), taken_back_.end(), i) == taken_back_.end()) {
      return ledger.text(intent->intent);
    }
  }
  return {};
}

void Conversation::add_intents(const Ledger& ledger, ConversationFacts& facts) const {
  facts.round_intents.resize(rounds_.size());
  if (!ledger.has_intents()) {
    return;
  }
  add_round_intents(ledger, facts);
  std::vector<bool> has_round(phases_.size(), false);
  for (std::size_t i = 0; i < rounds_.size(); ++i) {
    const auto phase = static_cast<std::size_t>(rounds_[i].phase - 1);
    if (rounds_[i].state != RoundState::kWithdrawn && !has_round[phase]) {
      has_round[phase] = true;
      facts.phases[phase].intent = facts.round_intents[i];
    }
  }
  for (std::size_t i = 0; i < asks_.size(); ++i) {
    facts.asks[i].intent = facts.round_intents[static_cast<std::size_t>(asks_[i].round - 1)];
    std::string& of_phase = facts.phases[static_cast<std::size_t>(asks_[i].phase - 1)].intent;
    if (of_phase.empty()) {
      of_phase = intent_of(ledger, asks_[i]);
    }
  }
  facts.intent = phases_.empty() ? std::string(first_intent(ledger)) : facts.phases.back().intent;
}

}  // namespace qa
