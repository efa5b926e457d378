#include "rules/timeline.h"

#include <algorithm>

namespace rules {

Timeline::Timeline(const Talk& talk) : talk_(talk) {
  const std::size_t size = talk.messages.size();
  moments_.reserve(size);
  rounds_.reserve(size);
  counts_.reserve(size);
  for (std::size_t i = 0; i < size; ++i) {
    const TalkMessage& message = talk.messages[i];
    const bool goes_on = i > 0 && message.round == 0 && talk.messages[i - 1].phase == message.phase;
    moments_.push_back(i > 0 ? std::max(message.at_ms, moments_.back()) : message.at_ms);
    rounds_.push_back(goes_on ? rounds_.back() : message.round);
    counts_.push_back(i > 0 ? counts_.back() : std::array<std::uint32_t, kSpeakers>{});
    for (const Says says : {Says::kAgent, Says::kCustomer, Says::kAny}) {
      counts_.back()[static_cast<std::size_t>(says)] += is_counted(i, says) ? 1U : 0U;
    }
    for (const ClauseHit& hit : message.hits) {
      occurrences_.push_back({hit.clause, i, &hit});
    }
  }
  std::stable_sort(occurrences_.begin(), occurrences_.end(),
                   [](const Occurrence& a, const Occurrence& b) { return a.clause < b.clause; });
}

std::span<const Timeline::Occurrence> Timeline::occurrences(ClauseId clause) const {
  const auto begin = std::partition_point(
      occurrences_.begin(), occurrences_.end(),
      [clause](const Occurrence& occurrence) { return occurrence.clause < clause; });
  const auto end = std::partition_point(
      begin, occurrences_.end(),
      [clause](const Occurrence& occurrence) { return occurrence.clause == clause; });
  return {begin, end};
}

bool Timeline::is_eligible(std::size_t at) const {
  const TalkMessage& message = talk_.messages[at];
  return message.is_counted || message.is_automatic || message.speaker == Speaker::kBot;
}

bool Timeline::is_of(std::size_t at, Says says) const {
  const Speaker speaker = talk_.messages[at].speaker;
  const bool is_agent = speaker == Speaker::kAgent || speaker == Speaker::kBot;
  const bool is_customer = speaker == Speaker::kCustomer;
  return (says != Says::kCustomer && is_agent) || (says != Says::kAgent && is_customer);
}

bool Timeline::is_counted(std::size_t at, Says says) const {
  const TalkMessage& message = talk_.messages[at];
  return message.is_counted && !message.is_automatic && message.speaker != Speaker::kBot &&
         is_of(at, says);
}

std::size_t Timeline::counted(std::size_t first, std::size_t last, Says says) const {
  if (first > last || first >= size()) {
    return 0;
  }
  const auto index = static_cast<std::size_t>(says);
  return counts_[last][index] - (first == 0 ? 0 : counts_[first - 1][index]);
}

bool Timeline::is_in_scope(std::size_t one, std::size_t other, Reach reach) const {
  return message(one).phase == message(other).phase &&
         (reach == Reach::kConversation || rounds_[one] == rounds_[other]);
}

bool Timeline::is_near(std::size_t one, std::size_t other, const Within& within) const {
  switch (within.unit) {
    case Within::Unit::kTime:
      return moments_[other] - moments_[one] <= within.amount;
    case Within::Unit::kRounds:
      return rounds_[other] - rounds_[one] < within.amount;
    case Within::Unit::kMessages:
    case Within::Unit::kAnywhere:
      break;
  }
  return true;
}

bool Timeline::is_within_after(std::size_t from, std::size_t other,
                               const BoundClause& bound) const {
  return is_near(from, other, bound.within) &&
         (bound.within.unit != Within::Unit::kMessages ||
          counted(from + 1, other, bound.says) <= static_cast<std::size_t>(bound.within.amount));
}

bool Timeline::is_within_before(std::size_t from, std::size_t other,
                                const BoundClause& bound) const {
  return is_near(other, from, bound.within) &&
         (bound.within.unit != Within::Unit::kMessages ||
          counted(other, from - 1, bound.says) <= static_cast<std::size_t>(bound.within.amount));
}

bool Timeline::spans_within(std::size_t first, std::size_t last, Says says,
                            const Within& within) const {
  return is_near(first, last, within) &&
         (within.unit != Within::Unit::kMessages ||
          counted(first, last, says) <= static_cast<std::size_t>(within.amount));
}

std::optional<std::int64_t> Timeline::scope_end(std::size_t at, Reach reach) const {
  std::optional<std::int64_t> end;
  const auto ends_at = [&end](std::int64_t moment) { end = end ? std::min(*end, moment) : moment; };
  for (const TalkPhaseEnd& phase : talk_.phase_ends) {
    if (phase.phase == message(at).phase) {
      ends_at(phase.at_ms);
    }
  }
  if (talk_.closed_at_ms && *talk_.closed_at_ms >= moments_[at]) {
    ends_at(*talk_.closed_at_ms);
  }
  for (std::size_t i = at + 1; i < size(); ++i) {
    if (!is_in_scope(at, i, reach)) {
      ends_at(moments_[i]);
      break;
    }
  }
  return end ? std::max(*end, moments_[at]) : end;
}

}  // namespace rules
