#include "qa/talk_view.h"

#include "qa/utterance.h"

namespace qa {
namespace {

bool moves_owner(const Fact& fact) {
  return fact.kind == FactKind::kOpened || fact.kind == FactKind::kAssigned ||
         fact.kind == FactKind::kTransferred;
}

bool is_person(ActorKind author) {
  return author == ActorKind::kHuman || author == ActorKind::kCustomer;
}

}  // namespace

TalkView::TalkView(const ConversationKey& key, const Words& words, const Ledger& ledger,
                   const Conversation& pass, const LocalTime& local) {
  const auto phases = pass.phase_spans();
  const auto& rounds = pass.rounds();
  std::size_t next_phase = 0;
  std::size_t next_round = 0;
  std::size_t word = 0;
  for (const Fact& fact : ledger.facts()) {
    if (next_phase < phases.size() && phases[next_phase].began_by == fact.event) {
      phase_ = static_cast<std::int32_t>(++next_phase);
    }
    if (next_round < rounds.size() && rounds[next_round].opening_event == fact.event) {
      round_ = rounds[next_round++].ordinal;
      if (fact.kind != FactKind::kMessage) {
        abouts_[round_] = last_asked_;
      }
    }
    if (moves_owner(fact)) {
      owner_ = ledger.text(fact.actor);
    }
    // Words are some of the facts, in the same order; older ones may be missing.
    if (word < words.size() && words.at(word).event == ledger.text(fact.event)) {
      add_message(words.at(word), word, &fact, local);
      ++word;
    } else if (fact.kind == FactKind::kMessage && !fact.is_repeated) {
      add_forgotten(fact, ledger, local);
    }
    if (fact.kind == FactKind::kClosed) {
      phase_ = 0;
      last_asked_.reset();
    }
  }
  for (std::size_t i = 0; i < phases.size(); ++i) {
    if (phases[i].closed_at) {
      talk_.phase_ends.push_back({static_cast<std::int32_t>(i + 1), to_ms(*phases[i].closed_at)});
    }
  }
  for (const Round& round : rounds) {
    rules::TalkRound told;
    told.round = round.ordinal;
    told.opened_at_ms = to_ms(round.opened_at);
    if (const auto about = abouts_.find(round.ordinal); about != abouts_.end()) {
      told.about = about->second;
    }
    if (round.state == RoundState::kAnswered && round.ended_at) {
      told.answered_at_ms = to_ms(*round.ended_at);
    }
    told.is_counted = round.state != RoundState::kWithdrawn && !pass.is_excluded();
    talk_.rounds.push_back(told);
  }
  for (const WordAttribute& attribute : words.attributes()) {
    talk_.attributes.push_back({to_ms(attribute.time), attribute.name, attribute.value});
  }
  if (pass.closed_at()) {
    talk_.closed_at_ms = to_ms(*pass.closed_at());
  }
  talk_.shop = key.shop;
  talk_.channel = ledger.channel();
}

void TalkView::add_message(const Word& word, std::size_t position, const Fact* fact,
                           const LocalTime& local) {
  if (word.kind != Word::Kind::kSaid || word.is_repeated) {
    return;
  }
  rules::TalkMessage message;
  message.at_ms = to_ms(word.time);
  message.local_ms = local.local_ms(word.time);
  message.speaker = speaker_of(word.author);
  message.author = word.author_id;
  message.kind = word.content_kind;
  message.is_automatic = word.is_automatic;
  message.is_counted = is_person(word.author) && !word.is_automatic && !fact->has_failed;
  message.phase = phase_;
  message.round = round_;
  message.text = word.text;
  message.hits = word.clause_hits;
  message.bigrams = &word.bigrams;
  add(message, position,
      word.author == ActorKind::kHuman ? std::string_view(word.author_id) : owner_);
}

/// It still counts for what stands where; nobody finds anything in it any more.
void TalkView::add_forgotten(const Fact& fact, const Ledger& ledger, const LocalTime& local) {
  rules::TalkMessage message;
  message.at_ms = to_ms(fact.time);
  message.local_ms = local.local_ms(fact.time);
  message.speaker = speaker_of(fact.author);
  message.author = ledger.text(fact.actor);
  message.is_automatic = fact.is_automatic;
  message.is_counted = is_person(fact.author) && !fact.is_automatic && !fact.has_failed;
  message.phase = phase_;
  message.round = round_;
  add(message, SIZE_MAX, {});
}

void TalkView::add(const rules::TalkMessage& message, std::size_t word, std::string_view agent) {
  if (message.is_counted && message.speaker == rules::Speaker::kCustomer) {
    last_asked_ = talk_.messages.size();
  }
  talk_.messages.push_back(message);
  words_of_.push_back(word);
  agents_.push_back(agent);
}

void TalkView::add_draft(std::string_view text, std::span<const rules::ClauseHit> hits, Time now,
                         const LocalTime& local) {
  rules::TalkMessage message;
  message.at_ms = to_ms(now);
  message.local_ms = local.local_ms(now);
  message.speaker = rules::Speaker::kAgent;
  message.author = owner_;
  message.phase = phase_;
  message.round = round_;
  message.text = text;
  message.hits = hits;
  add(message, SIZE_MAX, owner_);
}

}  // namespace qa
