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

TalkJudge::Outcome TalkJudge::stands_before(const BoundClause& bound, std::size_t message,
                                            Reach reach) const {
  for (const Timeline::Occurrence& found : timeline_.occurrences(bound.clause)) {
    if (found.message > message && timeline_.is_eligible(found.message) &&
        timeline_.is_in_scope(message, found.message, reach) &&
        timeline_.is_within_after(message, found.message, bound)) {
      return holds_since(timeline_.moment(found.message));
    }
  }
  return timeline_.scope_end(message, reach) ? fails() : is_open();
}

TalkJudge::Outcome TalkJudge::never_comes(const BoundClause& bound, std::size_t message,
                                          Reach reach) const {
  const Within& within = bound.within;
  std::optional<std::int64_t> decided = timeline_.scope_end(message, reach);
  const auto decide_by = [&decided](std::int64_t moment) {
    decided = decided ? std::min(*decided, moment) : moment;
  };
  const std::int64_t limit = timeline_.moment(message) + within.amount;
  if (within.unit == Within::Unit::kTime) {
    decide_by(just_after(limit));
  }
  const auto comes = timeline_.occurrences(bound.clause);
  auto next = comes.begin();
  for (std::size_t i = message + 1; i < timeline_.size(); ++i) {
    if (!timeline_.is_in_scope(message, i, reach)) {
      continue;
    }
    const bool is_over = (within.unit == Within::Unit::kRounds &&
                          timeline_.round(i) - timeline_.round(message) >= within.amount) ||
                         (within.unit == Within::Unit::kTime && timeline_.moment(i) > limit);
    if (is_over) {
      decide_by(timeline_.moment(i));
      break;
    }
    next = std::find_if(next, comes.end(), [i](const auto& found) { return found.message >= i; });
    if (next != comes.end() && next->message == i && timeline_.is_eligible(i)) {
      return fails();
    }
    if (within.unit == Within::Unit::kMessages && timeline_.is_counted(i, bound.says) &&
        timeline_.counted(message + 1, i, bound.says) == static_cast<std::size_t>(within.amount)) {
      decide_by(timeline_.moment(i));
      break;
    }
  }
  return decided ? holds_since(*decided) : is_open();
}

TalkJudge::Outcome TalkJudge::is_among_last(const Conditions& conditions,
                                            std::size_t message) const {
  std::size_t behind = 0;
  for (std::size_t i = message + 1; i < timeline_.size(); ++i) {
    behind += timeline_.is_in_scope(message, i, conditions.reach) &&
                      timeline_.is_counted(i, conditions.says)
                  ? 1U
                  : 0U;
  }
  if (behind >= conditions.last) {
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
  for (std::size_t i = message + 1; i < timeline_.size() && timeline_.moment(i) <= limit; ++i) {
    if (timeline_.is_counted(i, Says::kAny)) {
      return fails();
    }
  }
  return holds_since(just_after(limit));
}

TalkJudge::Outcome TalkJudge::stays_unanswered(const Conditions& conditions,
                                               std::size_t message) const {
  const TalkRound* const known = conditions.is_about_rounds ? round_of(message) : nullptr;
  const std::int64_t opened = known != nullptr ? known->opened_at_ms : timeline_.moment(message);
  const std::int64_t limit = opened + conditions.reply_within_ms;
  std::optional<std::int64_t> answered = known != nullptr ? known->answered_at_ms : std::nullopt;
  for (std::size_t i = message + 1; !answered && i < timeline_.size(); ++i) {
    if (timeline_.is_counted(i, Says::kAgent) && timeline_.moment(i) >= opened &&
        timeline_.is_in_scope(message, i, Reach::kConversation)) {
      answered = timeline_.moment(i);
    }
  }
  if (answered && *answered <= limit) {
    return fails();
  }
  const auto end = timeline_.scope_end(message, Reach::kConversation);
  const bool ends_before = end && *end <= limit && *end >= opened;
  return holds_since(ends_before ? *end : just_after(limit));
}

}  // namespace rules
