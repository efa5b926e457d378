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
  ++events_;
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

LiveConversation::Reported* LiveConversation::find_reported(Name opened_by,
                                                            std::size_t likely_place) {
  if (likely_place < reported_.size() && reported_[likely_place].round.opened_by == opened_by) {
    return &reported_[likely_place];
  }
  const std::string_view id = ledger_.text(opened_by);
  const auto place = reported_places_.find(
      id, [&](std::uint32_t i) { return ledger_.text(reported_[i].round.opened_by) == id; });
  return place ? &reported_[*place] : nullptr;
}

LiveConversation::Reported& LiveConversation::add_reported(Name opened_by) {
  reported_places_.add(ledger_.text(opened_by), reported_.size());
  return reported_.emplace_back();
}

void LiveConversation::report(std::size_t place, std::vector<Effect>& effects, bool even_if_open) {
  const Round& round = pass_.rounds()[place];
  const RoundState state = pass_.reported_state(round);
  const bool is_final = round.state != RoundState::kOpen;
  Reported* reported = find_reported(round.opened_by, place);
  if (reported == nullptr) {
    if (!is_final && !even_if_open) {
      return;
    }
    reported = &add_reported(round.opened_by);
  }
  reported->seen_in = reports_;
  if (reported->revision > 0 && !reported->is_gone && reported->state == state &&
      reported->round == round) {
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
    if (reported.seen_in == reports_ || reported.is_gone) {
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
  ++reports_;
  const auto& rounds = pass_.rounds();
  const bool all = was_remade_ || was_excluded_ != pass_.is_excluded();
  // In order, one event ends at most one round and opens another: only the last two can have
  // changed.
  const std::size_t first = all || rounds.size() < 2 ? 0 : rounds.size() - 2;
  for (std::size_t i = first; i < rounds.size(); ++i) {
    report(i, effects, false);
  }
  if (was_remade_) {
    report_vanished(effects);
  }
  was_remade_ = false;
  was_excluded_ = pass_.is_excluded();
}

void LiveConversation::report_open_round(std::vector<Effect>& effects) {
  if (pass_.open_round() != nullptr) {
    report(pass_.rounds().size() - 1, effects, true);
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
  reported_places_ = {};
  const auto& standing = pass_.rounds();
  IdIndex places;
  for (std::size_t i = 0; i < standing.size(); ++i) {
    places.add(ledger_.text(standing[i].opened_by), i);
  }
  for (const RoundRecord& stored : rounds) {
    Reported reported;
    reported.revision = stored.revision;
    reported.state = stored.state;
    reported.is_gone = stored.state == RoundState::kWithdrawn;
    reported.round = round_of(stored, ledger_.names());
    const auto place = places.find(stored.opened_by, [&](std::uint32_t i) {
      return ledger_.text(standing[i].opened_by) == stored.opened_by;
    });
    if (place) {
      RoundRecord now = record(standing[*place]);
      now.revision = stored.revision;
      now.profile_version = stored.profile_version;
      if (now == stored) {
        reported.round = standing[*place];
      }
      reported.is_gone = false;
    }
    add_reported(reported.round.opened_by) = reported;
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
  const std::string_view id = ledger_.text(opened_by);
  const auto place = marks_places_.find(
      id, [&](std::uint32_t i) { return ledger_.text(marks_[i].opened_by) == id; });
  if (place) {
    return marks_[*place].marks;
  }
  marks_places_.add(id, marks_.size());
  return marks_.emplace_back(RoundMarks{opened_by, {}}).marks;
}

}  // namespace qa
