#include "qa/desk.h"

#include <algorithm>
#include <utility>

#include "qa/desk_impl.h"

namespace qa {
namespace {

Cause cause_of(const Ledger& ledger, const Fact& fact) {
  return {ledger.names().string(fact.event), fact.time, std::string(ledger.stream()),
          fact.stream_seq};
}

}  // namespace

Desk::Desk(Profile profile, std::shared_ptr<const rules::RulePack> rules, DeskOptions options)
    : impl_(std::make_unique<Impl>(std::move(profile), std::move(rules), std::move(options))) {}

Desk::~Desk() = default;

Applied Desk::apply(Event& event, Time now, std::vector<Effect>& effects) {
  return impl_->apply(event, now, effects);
}

Applied Desk::apply(const Snapshot& snapshot, Time now, std::vector<Event>& normalised,
                    std::vector<Effect>& effects) {
  return impl_->apply(snapshot, now, normalised, effects);
}

void Desk::close_vanished(std::string_view source, const std::vector<std::string>& still_open,
                          Time at, Time now, std::vector<Event>& normalised,
                          std::vector<Effect>& effects) {
  impl_->close_vanished(source, still_open, at, now, normalised, effects);
}

void Desk::restore(const History& history, Time now, std::vector<Effect>& effects) {
  impl_->restore(history, now, effects);
}

void Desk::advance(Time now, std::vector<Effect>& effects) {
  impl_->advance(now, effects);
}

std::optional<Time> Desk::next_deadline() const {
  return impl_->next_deadline();
}

void Desk::begin_catch_up(std::string_view source) {
  ++impl_->catching_up_[std::string(source)];
}

void Desk::end_catch_up(Time now, std::vector<Effect>& effects, std::string_view source) {
  impl_->end_catch_up(source, now, effects);
}

void Desk::snooze(const ConversationKey& key, Time until) {
  if (LiveConversation* conversation = impl_->find(key.source, key.id)) {
    conversation->snoozed_until = until;
  }
}

void Desk::set_rules(std::shared_ptr<const rules::RulePack> rules) {
  impl_->inspector_.set_rules(rules);
  impl_->talk_inspector_.set_rules(std::move(rules));
}

void Desk::set_profile(Profile profile, Time now, std::vector<Effect>& effects) {
  impl_->set_profile(std::move(profile), now, effects);
}

const Profile& Desk::profile() const {
  return impl_->profile_;
}

const std::shared_ptr<const rules::RulePack>& Desk::rules() const {
  return impl_->inspector_.rules();
}

void Desk::inspect_draft(std::string_view source, std::string_view conversation,
                         std::string_view text, Time now, std::vector<rules::Hit>& hits) {
  impl_->inspect_draft(source, conversation, text, now, hits);
}

std::vector<ConversationKey> Desk::conversations() const {
  std::vector<ConversationKey> keys;
  for (const LiveConversation* conversation : impl_->sorted()) {
    keys.push_back(conversation->key());
  }
  return keys;
}

std::optional<ConversationFacts> Desk::facts(const ConversationKey& key, Time instant) const {
  const LiveConversation* found = impl_->find(key.source, key.id);
  if (found == nullptr) {
    return std::nullopt;
  }
  Conversation pass = found->pass();
  static_cast<void>(pass.tick(instant));
  return pass.facts(found->ledger(), found->key());
}

std::vector<RoundRecord> Desk::open_rounds() const {
  std::vector<RoundRecord> rounds;
  for (const LiveConversation* conversation : impl_->sorted()) {
    if (const Round* round = conversation->pass().open_round()) {
      rounds.push_back(conversation->record(*round));
    }
  }
  std::stable_sort(rounds.begin(), rounds.end(), [](const RoundRecord& a, const RoundRecord& b) {
    return a.opened_at < b.opened_at;
  });
  return rounds;
}

ConversationKey Desk::key_of(const Event& event) const {
  std::string_view shop = event.shop;
  if (const auto* opened = std::get_if<Opened>(&event.data); opened && !opened->shop.empty()) {
    shop = opened->shop;
  }
  return key_of(event.source, shop, event.subject);
}

ConversationKey Desk::key_of(std::string_view source, std::string_view shop,
                             std::string_view conversation) const {
  if (const LiveConversation* found = impl_->find(source, conversation)) {
    return found->key();
  }
  return {shop.empty() ? impl_->options_.default_shop : std::string(shop), std::string(source),
          std::string(conversation)};
}

std::optional<std::int64_t> Desk::newest_conv_seq(std::string_view source,
                                                  std::string_view conversation) const {
  const LiveConversation* found = impl_->find(source, conversation);
  if (found == nullptr || found->ledger().facts().empty()) {
    return std::nullopt;
  }
  return found->ledger().facts().back().conv_seq;
}

std::optional<Cause> Desk::opening_of(const ConversationKey& key,
                                      std::string_view opened_by) const {
  const LiveConversation* found = impl_->find(key.source, key.id);
  if (found == nullptr) {
    return std::nullopt;
  }
  const Ledger& ledger = found->ledger();
  for (const Round& round : found->pass().rounds()) {
    if (ledger.text(round.opened_by) != opened_by) {
      continue;
    }
    for (const Fact& fact : ledger.facts()) {
      if (fact.event == round.opening_event) {
        return cause_of(ledger, fact);
      }
    }
  }
  return std::nullopt;
}

std::optional<Cause> Desk::message_event(const ConversationKey& key,
                                         std::string_view message) const {
  const LiveConversation* found = impl_->find(key.source, key.id);
  const auto said = found == nullptr ? std::nullopt : found->ledger().find_message(message);
  if (!said) {
    return std::nullopt;
  }
  return cause_of(found->ledger(), found->ledger().facts()[*said]);
}

std::string Desk::agent_for(const ConversationKey& key, std::string_view message) const {
  const LiveConversation* found = impl_->find(key.source, key.id);
  if (found == nullptr) {
    return {};
  }
  const Ledger& ledger = found->ledger();
  if (const auto said = ledger.find_message(message);
      said && ledger.facts()[*said].author == ActorKind::kHuman) {
    return ledger.names().string(ledger.facts()[*said].actor);
  }
  return ledger.names().string(found->pass().owner());
}

void Desk::take_settled(Sharing which, std::vector<Settled>& settled) {
  impl_->take_settled(which, settled);
}

void Desk::finish(std::vector<Effect>& effects) {
  for (LiveConversation* conversation : impl_->sorted()) {
    conversation->report_open_round(effects);
  }
}

void advance_virtually(Desk& desk, Time to, std::vector<Effect>& effects) {
  for (auto due = desk.next_deadline(); due && *due <= to; due = desk.next_deadline()) {
    desk.advance(*due, effects);
  }
}

ConversationFacts facts_of(const ConversationKey& key, const std::vector<Event>& events,
                           const Profile& profile, const LocalTime& local, Time instant,
                           const std::vector<IntentRecord>& intents) {
  Ledger ledger;
  for (const Event& event : events) {
    static_cast<void>(ledger.insert(event));
  }
  for (const IntentRecord& intent : intents) {
    static_cast<void>(
        ledger.set_intent(intent.message, intent.intent, intent.rule, intent.rule_set));
  }
  Conversation pass(profile, local);
  for (std::size_t i = 0; i < ledger.facts().size(); ++i) {
    static_cast<void>(pass.step(ledger, i));
  }
  static_cast<void>(pass.tick(instant));
  return pass.facts(ledger, key);
}

}  // namespace qa
