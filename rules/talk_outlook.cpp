#include <algorithm>

#include "rules/talk_judge.h"

/// The conditions that look ahead: when they are decided, and how.
namespace rules {
namespace {

/// A limit includes its last millisecond, so it is over one later.
std::int64_t just_after(std::int64_t limit) {
  return limit + 1;
}

}  // namespace

TalkJudge::Outcome TalkJudge::outlook(const Conditions& conditions, std::size_t message) const {
  std::vector<Outcome> parts;
  if (conditions.before) {
    parts.push_back(stands_before(*conditions.before, message, conditions.reach));
  }
  if (conditions.expect) {
    parts.push_back(never_comes(*conditions.expect, message, conditions.reach));
  }
  if (conditions.last > 0) {
    parts.push_back(is_among_last(conditions, message));
  }
  if (conditions.silence_ms > 0) {
    parts.push_back(stays_silent(conditions, message));
  }
  if (conditions.reply_within_ms > 0) {
    parts.push_back(stays_unanswered(conditions, message));
  }
  std::int64_t since = timeline_.moment(message);
  bool is_certain = true;
  for (const Outcome& part : parts) {
    if (part.is_certain && !part.since) {
      return fails();
    }
    is_certain = is_certain && part.is_certain;
    since = std::max(since, part.since.value_or(since));
  }
  return is_certain ? holds_since(since) : is_open();
}

/// Of all that follow, the nearest is the one most within the bound.
TalkJudge::Outcome TalkJudge::stands_before(const BoundClause& bound, std::size_t message,
                                            Reach reach) const {
  const std::size_t later = timeline_.occurrence_from(bound.clause, message + 1);
  if (later != Timeline::kNone && timeline_.is_in_scope(message, later, reach) &&
      timeline_.is_within_after(message, later, bound)) {
    return holds_since(timeline_.moment(later));
  }
  return timeline_.scope_end(message, reach) ? fails() : is_open();
}

TalkJudge::Outcome TalkJudge::never_comes(const BoundClause& bound, std::size_t message,
                                          Reach reach) const {
  const Within& within = bound.within;
  const std::size_t last = timeline_.scope_last(message, reach);
  const auto end = last_within(within, bound.says, message, last);
  const std::size_t comes = timeline_.occurrence_from(bound.clause, message + 1);
  if (comes != Timeline::kNone && comes <= end.value_or(comes) &&
      timeline_.is_in_scope(message, comes, reach) &&
      timeline_.is_within_after(message, comes, bound)) {
    return fails();
  }
  std::optional<std::int64_t> decided = timeline_.scope_end(message, reach);
  const auto decide_by = [&decided](std::int64_t moment) {
    decided = decided ? std::min(*decided, moment) : moment;
  };
  if (within.unit == Within::Unit::kTime) {
    decide_by(just_after(timeline_.moment(message) + within.amount));
  } else if (end) {
    decide_by(timeline_.moment(*end));
  }
  // Too many have followed: nothing is expected any more.
  const std::size_t beyond = message + Timeline::kFarthest + 1;
  if (beyond <= last && (!decided || *decided > timeline_.moment(beyond))) {
    return fails();
  }
  return decided ? holds_since(*decided) : is_open();
}

/// The message that shows that a bound of messages or rounds is over, if it came.
std::optional<std::size_t> TalkJudge::last_within(const Within& within, Says says,
                                                  std::size_t message, std::size_t last) const {
  if (within.unit != Within::Unit::kMessages && within.unit != Within::Unit::kRounds) {
    return std::nullopt;
  }
  std::size_t from = message + 1;
  std::size_t to = last + 1;
  while (from < to) {
    const std::size_t middle = from + (to - from) / 2;
    const bool is_over = within.unit == Within::Unit::kRounds
                             ? timeline_.round(middle) - timeline_.round(message) >= within.amount
                             : timeline_.counted(message + 1, middle, says) >=
                                   static_cast<std::size_t>(within.amount);
    (is_over ? to : from) = is_over ? middle : middle + 1;
  }
  return from <= last ? std::optional(from) : std::nullopt;
}

TalkJudge::Outcome TalkJudge::is_among_last(const Conditions& conditions,
                                            std::size_t message) const {
  const std::size_t last = timeline_.scope_last(message, conditions.reach);
  if (timeline_.counted(message + 1, last, conditions.says) >= conditions.last) {
    return fails();
  }
  const auto end = timeline_.scope_end(message, conditions.reach);
  return end ? holds_since(*end) : is_open();
}

/// A conversation that ends meanwhile is not silent.
TalkJudge::Outcome TalkJudge::stays_silent(const Conditions& conditions,
                                           std::size_t message) const {
  const std::int64_t limit = timeline_.moment(message) + conditions.silence_ms;
  const auto end = timeline_.scope_end(message, Reach::kConversation);
  if (end && *end <= limit) {
    return fails();
  }
  const std::size_t next = timeline_.counted_from(message + 1, Says::kAny);
  if (next != Timeline::kNone && timeline_.moment(next) <= limit) {
    return fails();
  }
  return holds_since(just_after(limit));
}

TalkJudge::Outcome TalkJudge::stays_unanswered(const Conditions& conditions,
                                               std::size_t message) const {
  const std::int64_t limit = conditions.reply_within_ms;
  if (!conditions.is_about_rounds) {
    return waits_too_long(message, timeline_.moment(message), nullptr, limit);
  }
  const AskedRounds asked = rounds_about(message);
  Outcome out = fails();
  if (asked.opens_own) {
    const std::int64_t opened =
        asked.own != nullptr ? asked.own->opened_at_ms : timeline_.moment(message);
    out = waits_too_long(message, opened, asked.own, limit);
  }
  if (asked.handed_over != nullptr && !out.since) {
    out = waits_too_long(message, asked.handed_over->opened_at_ms, asked.handed_over, limit);
  }
  return out;
}

TalkJudge::Outcome TalkJudge::waits_too_long(std::size_t message, std::int64_t opened_ms,
                                             const TalkRound* round, std::int64_t limit_ms) const {
  const bool is_handed_over = round != nullptr && round->about;
  const std::int64_t limit = opened_ms + limit_ms;
  const auto end =
      is_handed_over ? end_after(opened_ms) : timeline_.scope_end(message, Reach::kConversation);
  std::optional<std::int64_t> answered = round != nullptr ? round->answered_at_ms : std::nullopt;
  for (std::size_t i = timeline_.counted_from(message + 1, Says::kAgent);
       !answered && i != Timeline::kNone && timeline_.moment(i) <= limit &&
       (is_handed_over ? timeline_.moment(i) <= end.value_or(limit)
                       : timeline_.is_in_scope(message, i, Reach::kConversation));
       i = timeline_.counted_from(i + 1, Says::kAgent)) {
    if (timeline_.moment(i) >= opened_ms) {
      answered = timeline_.moment(i);
    }
  }
  if (answered && *answered <= limit) {
    return fails();
  }
  const bool ends_before = end && *end <= limit && *end >= opened_ms;
  return holds_since(ends_before ? *end : just_after(limit));
}

std::optional<std::int64_t> TalkJudge::end_after(std::int64_t opened_ms) const {
  std::optional<std::int64_t> end;
  const auto ends_at = [&](std::int64_t moment) {
    if (moment >= opened_ms) {
      end = end ? std::min(*end, moment) : moment;
    }
  };
  for (const TalkPhaseEnd& phase : talk_.phase_ends) {
    ends_at(phase.at_ms);
  }
  if (talk_.closed_at_ms) {
    ends_at(*talk_.closed_at_ms);
  }
  return end;
}

}  // namespace rules
