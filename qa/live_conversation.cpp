#include "qa/live_conversation.h"

#include <algorithm>
#include <utility>

#include "qa/round_record.h"

namespace qa {
namespace {

/// A round that no pass has any more: how it once ended is no longer true.
Round withdrawn(Round round) {
  round.state = RoundState::kWithdrawn;
  round.ended_at.reset();
  round.owner_at_end = round.responder = round.closer = Name{};
  round.responder_is_bot = false;
  round.reason = UnservedReason::kNone;
  return round;
}

}  // namespace

LiveConversation::Entered LiveConversation::enter(const Event& event, Time now) {
  if (const auto* said = std::get_if<MessageCreated>(&event.data)) {
    const auto known = ledger_.find_message(said->id);
    if (known && (event.is_from_snapshot || ledger_.facts()[*known].is_from_snapshot)) {
      return {};
    }
  }
  const auto inserted = ledger_.insert(event);
  if (!inserted) {
    return {};
  }
  Entered entered;
  entered.is_new = true;
  const bool is_after_midnight = !midnight_passed_ || event.time >= *midnight_passed_;
  if (inserted->is_last && !inserted->changes_past && is_after_midnight) {
    entered.oddity = pass_.step(ledger_, inserted->position);
    return entered;
  }
  entered.oddity = make_anew(inserted->position, now);
  return entered;
}

void LiveConversation::remake(Time now) {
  static_cast<void>(make_anew(ledger_.facts().size(), now));
}

Oddity LiveConversation::make_anew(std::size_t position, Time now) {
  Oddity oddity = Oddity::kNone;
  pass_ = Conversation(*profile_, *local_);
  for (std::size_t i = 0; i < ledger_.facts().size(); ++i) {
    const Oddity met = pass_.step(ledger_, i);
    oddity = i == position ? met : oddity;
  }
  midnight_passed_.reset();
  tick(now);
  was_remade_ = true;
  return oddity;
}

void LiveConversation::tick(Time now) {
  if (const auto midnight = pass_.tick(now)) {
    midnight_passed_ = midnight;
  }
}

RoundRecord LiveConversation::record(const Round& round) const {
  return make_round_record(round, pass_.reported_state(round), ledger_, key_, *profile_, *local_);
}

LiveConversation::Reported* LiveConversation::find_reported(Name opened_by) {
  for (auto reported = reported_.rbegin(); reported != reported_.rend(); ++reported) {
    if (ledger_.text(reported->round.opened_by) == ledger_.text(opened_by)) {
      return &*reported;
    }
  }
  return nullptr;
}

void LiveConversation::report(const Round& round, std::vector<Effect>& effects, bool even_if_open) {
  const RoundState state = pass_.reported_state(round);
  const bool is_final = round.state != RoundState::kOpen;
  Reported* reported = find_reported(round.opened_by);
  if (reported == nullptr) {
    if (!is_final && !even_if_open) {
      return;
    }
    reported = &reported_.emplace_back();
  } else if (!reported->is_gone && reported->state == state && reported->round == round) {
    return;
  }
  reported->round = round;
  reported->state = state;
  reported->is_gone = false;
  ++reported->revision;
  RoundRecord record = this->record(round);
  record.revision = reported->revision;
  effects.emplace_back(std::move(record));
}

void LiveConversation::report_vanished(std::vector<Effect>& effects) {
  for (Reported& reported : reported_) {
    const auto& rounds = pass_.rounds();
    const bool stands = std::any_of(rounds.begin(), rounds.end(), [&](const Round& round) {
      return ledger_.text(round.opened_by) == ledger_.text(reported.round.opened_by);
    });
    if (stands || reported.is_gone) {
      continue;
    }
    reported.is_gone = true;
    reported.state = RoundState::kWithdrawn;
    ++reported.revision;
    const Round gone = withdrawn(reported.round);
    RoundRecord record =
        make_round_record(gone, RoundState::kWithdrawn, ledger_, key_, *profile_, *local_);
    record.revision = reported.revision;
    if (const Round* into = pass_.round_around(ledger_, record.opened_by)) {
      record.merged_into = ledger_.names().string(into->opened_by);
    }
    effects.emplace_back(std::move(record));
  }
}

void LiveConversation::report_rounds(std::vector<Effect>& effects) {
  const auto& rounds = pass_.rounds();
  const bool all = was_remade_ || was_excluded_ != pass_.is_excluded();
  // In order, one event ends at most one round and opens another: only the last two can have
  // changed.
  const std::size_t first = all || rounds.size() < 2 ? 0 : rounds.size() - 2;
  for (std::size_t i = first; i < rounds.size(); ++i) {
    report(rounds[i], effects, false);
  }
  if (was_remade_) {
    report_vanished(effects);
  }
  was_remade_ = false;
  was_excluded_ = pass_.is_excluded();
}

void LiveConversation::report_open_round(std::vector<Effect>& effects) {
  if (const Round* open = pass_.open_round()) {
    report(*open, effects, true);
  }
}

std::vector<RoundRecord> LiveConversation::told_rounds() const {
  std::vector<RoundRecord> told;
  for (const Reported& reported : reported_) {
    RoundRecord record =
        make_round_record(reported.round, reported.state, ledger_, key_, *profile_, *local_);
    record.revision = reported.revision;
    told.push_back(std::move(record));
  }
  return told;
}

void LiveConversation::recall(const std::vector<RoundRecord>& rounds,
                              const std::vector<NudgeRecord>& nudges) {
  reported_.clear();
  for (const RoundRecord& stored : rounds) {
    Reported reported;
    reported.revision = stored.revision;
    reported.state = stored.state;
    reported.is_gone = stored.state == RoundState::kWithdrawn;
    reported.round = round_of(stored, ledger_.names());
    for (const Round& round : pass_.rounds()) {
      RoundRecord now = record(round);
      now.revision = stored.revision;
      now.profile_version = stored.profile_version;
      if (ledger_.text(round.opened_by) == stored.opened_by) {
        if (now == stored) {
          reported.round = round;
        }
        reported.is_gone = false;
        break;
      }
    }
    reported_.push_back(std::move(reported));
  }
  for (const NudgeRecord& nudge : nudges) {
    StageMarks& marks = this->marks(ledger_.names().add(nudge.opened_by));
    if (nudge.is_escalation) {
      marks.has_escalated = true;
      continue;
    }
    marks.set(nudge.stage);
    if (nudge.stage == Stage::kOverdue && nudge.suppressed == Suppressed::kNo) {
      marks.overdue_at = nudge.at;
    }
  }
  was_remade_ = true;
}

StageMarks& LiveConversation::marks(Name opened_by) {
  for (auto round = marks_.rbegin(); round != marks_.rend(); ++round) {
    if (ledger_.text(round->opened_by) == ledger_.text(opened_by)) {
      return round->marks;
    }
  }
  return marks_.emplace_back(RoundMarks{opened_by, {}}).marks;
}

}  // namespace qa
