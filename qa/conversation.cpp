#include "qa/conversation.h"

#include <algorithm>

namespace qa {

std::string_view to_string(Oddity oddity) {
  switch (oddity) {
    case Oddity::kNone:
      return "";
    case Oddity::kRepeatedMessage:
      return "repeated_message";
    case Oddity::kUnknownMessage:
      return "unknown_message";
    case Oddity::kNegativeWait:
      return "negative_wait";
    case Oddity::kImpossibleTransition:
      return "impossible_transition";
  }
  return "";
}

const Round* Conversation::open_round() const {
  return round_is_open_ ? &rounds_.back() : nullptr;
}

RoundState Conversation::reported_state(const Round& round) const {
  if (round.state == RoundState::kWithdrawn) {
    return round.state;
  }
  if (is_excluded_) {
    return RoundState::kExcluded;
  }
  if (round.is_censored && round.state != RoundState::kOpen) {
    return RoundState::kLeftCensored;
  }
  return round.state;
}

Oddity Conversation::step(const Ledger& ledger, std::size_t position) {
  const Fact& fact = ledger.facts()[position];
  static_cast<void>(tick(fact.time));
  if (!first_at_) {
    first_at_ = fact.time;
  }
  if (fact.is_about_conversation && !has_begun_) {
    has_begun_ = true;
    if (fact.kind != FactKind::kOpened) {
      // We came late: who spoke before is unknown, so the first round cannot be judged.
      is_left_censored_ = true;
      begin_phase(fact, Begins::kPlainly);
      phase().is_censored = true;
    }
  }
  switch (fact.kind) {
    case FactKind::kOpened:
      open(ledger, fact);
      return Oddity::kNone;
    case FactKind::kQueued:
      if (status_ != Status::kHuman) {
        begin_phase(fact, status_ == Status::kClosed && had_human_ ? Begins::kPlainly
                                                                   : Begins::kByHandover);
      }
      phase().is_busy = fact.is_busy;
      return Oddity::kNone;
    case FactKind::kAssigned:
      take_over(fact);
      return Oddity::kNone;
    case FactKind::kTransferred:
      if (round_is_open_ && profile_->transfer == TransferRule::kSplit && !fact.actor.is_empty()) {
        rounds_.back().reason = UnservedReason::kTransferred;
        end_round(RoundState::kUnserved, fact.time);
        own(fact, fact.actor);
        open_round(fact, false);
      } else {
        take_over(fact);
      }
      return Oddity::kNone;
    case FactKind::kReopened:
      if (status_ != Status::kClosed) {
        return Oddity::kImpossibleTransition;
      }
      leave_closed(fact);
      return Oddity::kNone;
    case FactKind::kClosed:
      return close(fact);
    case FactKind::kMessage:
      return message(ledger, static_cast<std::uint32_t>(position), fact);
    case FactKind::kRecalled:
      return recall(ledger, position, fact);
    case FactKind::kRating:
      rate(ledger, static_cast<std::uint32_t>(position), fact);
      return Oddity::kNone;
    case FactKind::kEdited:
    case FactKind::kFailed:  // has_failed of the message says it already, wherever this stands
      return ledger.find_message(ledger.text(fact.message)) ? Oddity::kNone
                                                            : Oddity::kUnknownMessage;
    case FactKind::kOrder:
    case FactKind::kOther:
      return Oddity::kNone;
  }
  return Oddity::kNone;
}

void Conversation::open(const Ledger&, const Fact& fact) {
  is_excluded_ = is_excluded_ || fact.is_blocked;
  customer_ = fact.customer.is_empty() ? customer_ : fact.customer;
  product_ = fact.product.is_empty() ? product_ : fact.product;
  if (status_ == Status::kHuman) {
    own(fact, fact.actor);
    return;
  }
  owner_ = fact.actor;
  if (fact.status != ConversationStatus::kQueued && fact.status != ConversationStatus::kOpen) {
    status_ = Status::kBot;
    return;
  }
  const bool from_bot = status_ == Status::kBot || (status_ == Status::kClosed && !had_human_);
  begin_phase(fact, from_bot ? Begins::kByHandover : Begins::kPlainly);
  own(fact, fact.actor);
}

void Conversation::begin_phase(const Fact& fact, Begins how) {
  PhaseState& begun = phases_.emplace_back();
  begun.began_by = fact.event;
  begun.started_at = fact.time;
  begun.product = product_;
  begun.owner = owner_;
  begun.started_by_handover = how == Begins::kByHandover;
  status_ = Status::kHuman;
  had_human_ = true;
  closed_at_.reset();
  if (how == Begins::kAgain && !owner_.is_empty()) {
    begun.accepted_at = fact.time;
    begun.had_human = true;
  }
  if (how == Begins::kByHandover && standing_ > 0) {
    open_round(fact, false);
  }
}

void Conversation::own(const Fact& fact, Name owner) {
  owner_ = owner;
  if (owner.is_empty() || status_ != Status::kHuman) {
    return;
  }
  if (round_is_open_ && rounds_.back().owner.is_empty()) {
    rounds_.back().owner = owner;
  }
  phase().owner = owner;
  phase().had_human = true;
  if (!phase().accepted_at) {
    phase().accepted_at = fact.time;
  }
}

void Conversation::take_over(const Fact& fact) {
  const bool is_over = status_ == Status::kClosed && had_human_;
  if (!fact.actor.is_empty() && status_ != Status::kHuman && !is_over) {
    begin_phase(fact, Begins::kByHandover);
  }
  own(fact, fact.actor);
}

void Conversation::leave_closed(const Fact& fact) {
  if (had_human_) {
    begin_phase(fact, Begins::kAgain);
  } else {
    status_ = Status::kBot;
    closed_at_.reset();
  }
}

void Conversation::open_round(const Fact& fact, bool by_message) {
  Round& round = rounds_.emplace_back();
  round.opened_by = by_message ? fact.message : fact.event;
  round.opening_event = fact.event;
  round.ordinal = static_cast<std::int32_t>(rounds_.size());
  round.opened_at = fact.time;
  round.owner = owner_;
  round.product = product_;
  round.customer_messages = by_message ? 1 : 0;
  round.phase = static_cast<std::int32_t>(phases_.size());
  round.phase_started_at = phase().started_at;
  round.opened_by_message = by_message;
  round.is_censored = is_left_censored_;
  round_is_open_ = true;
  first_ask_ = asks_.size();
}

void Conversation::end_round(RoundState state, Time at) {
  Round& round = rounds_.back();
  round.state = state;
  round.ended_at = at;
  round.owner_at_end = owner_;
  round_is_open_ = false;
  is_left_censored_ = false;
}

Oddity Conversation::message(const Ledger&, std::uint32_t position, const Fact& fact) {
  if (fact.is_repeated) {
    return Oddity::kRepeatedMessage;
  }
  if (fact.author == ActorKind::kCustomer) {
    customer_message(position, fact);
    return Oddity::kNone;
  }
  const bool is_human = fact.author == ActorKind::kHuman;
  const bool counts_here = is_human || (profile_->assisted_counts && status_ == Status::kHuman);
  if (!fact.can_reply() || fact.has_failed || !counts_here) {
    return Oddity::kNone;
  }
  if (status_ == Status::kClosed) {
    return Oddity::kImpossibleTransition;
  }
  return reply(fact, is_human);
}

void Conversation::customer_message(std::uint32_t position, const Fact& fact) {
  if (status_ == Status::kClosed) {
    leave_closed(fact);
  }
  spoken_.push_back({position, false});
  ++standing_;
  if (status_ != Status::kHuman) {
    return;
  }
  if (round_is_open_) {
    ++rounds_.back().customer_messages;
  } else {
    open_round(fact, true);
  }
  AskState& ask = asks_.emplace_back();
  ask.fact = position;
  ask.round = rounds_.back().ordinal;
  ask.phase = static_cast<std::int32_t>(phases_.size());
  pending_.push_back(static_cast<std::uint32_t>(asks_.size() - 1));
}

Oddity Conversation::reply(const Fact& fact, bool is_human) {
  Oddity oddity = Oddity::kNone;
  if (status_ == Status::kBot) {
    begin_phase(fact, Begins::kPlainly);
  }
  if (!phase().accepted_at) {
    phase().accepted_at = fact.time;
  }
  if (is_human) {
    phase().had_human = true;
    phase().last_responder = fact.actor;
    last_human_ = fact.actor;
  }
  if (round_is_open_) {
    Round& round = rounds_.back();
    round.responder = fact.actor;
    round.responder_is_bot = !is_human;
    oddity = fact.time < round.opened_at ? Oddity::kNegativeWait : Oddity::kNone;
    end_round(RoundState::kAnswered, fact.time);
  }
  for (const std::uint32_t index : pending_) {
    asks_[index].replied_at = fact.time;
    asks_[index].agent = is_human ? fact.actor : owner_;
  }
  pending_.clear();
  spoken_.clear();
  standing_ = 0;
  return oddity;
}

Oddity Conversation::recall(const Ledger& ledger, std::size_t recalled_at, const Fact& fact) {
  const auto said = ledger.find_message(ledger.text(fact.message));
  if (!said || *said > recalled_at) {
    return Oddity::kUnknownMessage;
  }
  const auto position = static_cast<std::uint32_t>(*said);
  const AskState* ask = find_ask(position);
  const auto spoken = std::lower_bound(
      spoken_.begin(), spoken_.end(), position,
      [](const SpokenState& said_before, std::uint32_t of) { return said_before.fact < of; });
  if (spoken != spoken_.end() && spoken->fact == position && !spoken->is_recalled) {
    spoken->is_recalled = true;
    --standing_;
    if (status_ == Status::kBot && ask == nullptr) {
      taken_back_.push_back(position);
    }
  }
  if (round_is_open_ && ask != nullptr && ask->round == rounds_.back().ordinal &&
      !ask->is_taken_back) {
    asks_[static_cast<std::size_t>(ask - asks_.data())].is_taken_back = true;
    move_opening(ledger);
  }
  return Oddity::kNone;
}

void Conversation::move_opening(const Ledger& ledger) {
  Round& round = rounds_.back();
  --round.customer_messages;
  if (!round.opened_by_message) {
    return;
  }
  while (first_ask_ < asks_.size() && asks_[first_ask_].is_taken_back) {
    ++first_ask_;
  }
  if (first_ask_ < asks_.size()) {
    round.opened_at = ledger.facts()[asks_[first_ask_].fact].time;
  } else {
    round.state = RoundState::kWithdrawn;
    round_is_open_ = false;
  }
}

const Conversation::AskState* Conversation::find_ask(std::uint32_t fact) const {
  const auto place =
      std::lower_bound(asks_.begin(), asks_.end(), fact,
                       [](const AskState& ask, std::uint32_t of) { return ask.fact < of; });
  return place == asks_.end() || place->fact != fact ? nullptr : &*place;
}

Oddity Conversation::close(const Fact& fact) {
  if (status_ == Status::kClosed) {
    return Oddity::kImpossibleTransition;
  }
  if (round_is_open_) {
    Round& round = rounds_.back();
    round.closer = fact.actor;
    if (fact.is_inferred) {
      round.is_censored = round.is_end_unknown = true;
    }
    round.reason = phase().had_human ? UnservedReason::kNoReply
                   : phase().is_busy ? UnservedReason::kBusy
                                     : UnservedReason::kOffline;
    end_round(RoundState::kUnserved, fact.time);
  }
  if (status_ == Status::kHuman) {
    phase().closed_at = fact.time;
  }
  status_ = Status::kClosed;
  closed_at_ = fact.time;
  is_left_censored_ = false;
  return Oddity::kNone;
}

void Conversation::rate(const Ledger& ledger, std::uint32_t position, const Fact& fact) {
  if (rating_ &&
      ledger.rating(ledger.facts()[rating_->fact]).revision > ledger.rating(fact).revision) {
    return;
  }
  rating_ = RatingState{position, static_cast<std::int32_t>(phases_.size()),
                        last_human_.is_empty() ? owner_ : last_human_};
}

std::vector<Conversation::PhaseSpan> Conversation::phase_spans() const {
  std::vector<PhaseSpan> spans;
  for (const PhaseState& phase : phases_) {
    spans.push_back({phase.began_by, phase.closed_at});
  }
  return spans;
}

std::optional<Time> Conversation::tick(Time now) {
  const auto due = next_tick();
  if (!due || *due > now) {
    return std::nullopt;
  }
  rounds_.back().reason = UnservedReason::kMidnight;
  end_round(RoundState::kUnserved, *due);
  return due;
}

std::optional<Time> Conversation::next_tick() const {
  if (!round_is_open_ || profile_->midnight != MidnightRule::kEndUnserved) {
    return std::nullopt;
  }
  return local_->next_midnight(rounds_.back().opened_at);
}

const Round* Conversation::round_around(const Ledger& ledger, std::string_view opened_by) const {
  auto position = ledger.find_message(opened_by);
  position = position ? position : ledger.find_event(opened_by);
  if (!position) {
    return nullptr;
  }
  if (const AskState* ask = find_ask(static_cast<std::uint32_t>(*position))) {
    return &rounds_[static_cast<std::size_t>(ask->round - 1)];
  }
  const Time opened_at = ledger.facts()[*position].time;
  const auto around = std::find_if(rounds_.begin(), rounds_.end(), [&](const Round& round) {
    return round.state != RoundState::kWithdrawn &&
           (!round.ended_at || *round.ended_at >= opened_at);
  });
  return around == rounds_.end() ? nullptr : &*around;
}

}  // namespace qa
