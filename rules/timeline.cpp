#include "rules/timeline.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace rules {

AskedClauses::AskedClauses(const std::vector<bool>& is_asked) {
  places_.reserve(is_asked.size());
  for (const bool is_one : is_asked) {
    places_.push_back(is_one ? static_cast<std::uint32_t>(size_++) : kNone);
  }
}

Timeline::Timeline(const Talk& talk, const AskedClauses* clauses) : talk_(talk), clauses_(clauses) {
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
  }
  find_occurrences();
  find_runs();
}

std::size_t Timeline::place(ClauseId clause) const {
  return clauses_ != nullptr ? clauses_->place(clause) : clause;
}

/// Counts them, then puts each where its clause's stand: messages come in order already.
void Timeline::find_occurrences() {
  ends_.resize(clauses_ != nullptr ? clauses_->size() : 0);
  const auto for_each = [this](auto see) {
    for (std::size_t i = 0; i < size(); ++i) {
      for (const ClauseHit& hit : talk_.messages[i].hits) {
        if (const std::size_t at = place(hit.clause); at != AskedClauses::kNone) {
          see(at, Occurrence{hit.clause, i, &hit});
        }
      }
    }
  };
  for_each([this](std::size_t at, const Occurrence&) {
    ends_.resize(std::max(ends_.size(), at + 1));
    ++ends_[at];
  });
  std::uint32_t count = 0;
  for (std::uint32_t& end : ends_) {
    count += std::exchange(end, count);  // where the next of the clause goes, for now
  }
  occurrences_.resize(count);
  for_each([this](std::size_t at, const Occurrence& one) { occurrences_[ends_[at]++] = one; });
}

void Timeline::find_runs() {
  runs_.resize(size());
  const auto is_same_phase = [this](std::size_t i) {
    return talk_.messages[i].phase == talk_.messages[i - 1].phase;
  };
  const auto is_same_round = [&](std::size_t i) {
    return is_same_phase(i) && rounds_[i] == rounds_[i - 1];
  };
  for (std::size_t i = 0; i < size(); ++i) {
    const auto here = static_cast<std::uint32_t>(i);
    runs_[i].phase_first = i > 0 && is_same_phase(i) ? runs_[i - 1].phase_first : here;
    runs_[i].round_first = i > 0 && is_same_round(i) ? runs_[i - 1].round_first : here;
  }
  for (std::size_t i = size(); i-- > 0;) {
    const auto here = static_cast<std::uint32_t>(i);
    const bool is_last = i + 1 == size();
    runs_[i].phase_last = !is_last && is_same_phase(i + 1) ? runs_[i + 1].phase_last : here;
    runs_[i].round_last = !is_last && is_same_round(i + 1) ? runs_[i + 1].round_last : here;
  }
}

void Timeline::find_positions() const {
  struct Author {
    Run run;
    Position last;
  };

  std::map<std::tuple<Speaker, std::string_view>, Author> authors;
  positions_.resize(size());
  for (std::size_t i = 0; i < size(); ++i) {
    if (!is_counted(i, Says::kAny)) {
      continue;
    }
    Author& author = authors[{message(i).speaker, message(i).author}];
    const Run& run = runs_[i];
    const bool is_first = author.last.in_phase == 0;
    if (is_first || author.run.phase_first != run.phase_first) {
      author.last = {};
    } else if (author.run.round_first != run.round_first) {
      author.last.in_round = 0;
    }
    author.run = run;
    ++author.last.in_phase;
    ++author.last.in_round;
    positions_[i] = author.last;
  }
}

std::size_t Timeline::position(std::size_t at, Reach reach) const {
  if (positions_.size() != size()) {
    find_positions();
  }
  return reach == Reach::kRound ? positions_[at].in_round : positions_[at].in_phase;
}

std::span<const Timeline::Occurrence> Timeline::occurrences(ClauseId clause) const {
  const std::size_t at = place(clause);
  if (at >= ends_.size()) {
    return {};
  }
  const std::uint32_t begin = at == 0 ? 0 : ends_[at - 1];
  return std::span(occurrences_).subspan(begin, ends_[at] - begin);
}

std::size_t Timeline::occurrence_before(ClauseId clause, std::size_t at) const {
  const auto found = occurrences(clause);
  auto next = std::partition_point(found.begin(), found.end(),
                                   [at](const Occurrence& one) { return one.message < at; });
  while (next != found.begin() && at - (next - 1)->message <= kFarthest) {
    --next;
    if (is_eligible(next->message)) {
      return next->message;
    }
  }
  return kNone;
}

std::size_t Timeline::occurrence_from(ClauseId clause, std::size_t from) const {
  const auto found = occurrences(clause);
  auto next = std::partition_point(found.begin(), found.end(),
                                   [from](const Occurrence& one) { return one.message < from; });
  while (next != found.end() && next->message - from < kFarthest) {
    if (is_eligible(next->message)) {
      return next->message;
    }
    ++next;
  }
  return kNone;
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

bool Timeline::is_said(std::size_t at, Says says) const {
  const TalkMessage& message = talk_.messages[at];
  return message.is_counted && !message.is_automatic && message.speaker != Speaker::kBot &&
         is_of(at, says);
}

bool Timeline::is_counted(std::size_t at, Says says) const {
  return is_in_human_phase(at) && is_said(at, says);
}

std::size_t Timeline::counted(std::size_t first, std::size_t last, Says says) const {
  if (first > last || first >= size()) {
    return 0;
  }
  const auto index = static_cast<std::size_t>(says);
  return counts_[last][index] - (first == 0 ? 0 : counts_[first - 1][index]);
}

std::size_t Timeline::counted_before(std::size_t at, Says says) const {
  const auto index = static_cast<std::size_t>(says);
  const std::uint32_t wanted = at == 0 ? 0 : counts_[at - 1][index];
  if (wanted == 0) {
    return kNone;
  }
  const auto found =
      std::partition_point(counts_.begin(), counts_.begin() + static_cast<std::ptrdiff_t>(at),
                           [&](const auto& counts) { return counts[index] < wanted; });
  return static_cast<std::size_t>(found - counts_.begin());
}

std::size_t Timeline::counted_from(std::size_t from, Says says) const {
  const auto index = static_cast<std::size_t>(says);
  const std::uint32_t before = from == 0 ? 0 : counts_[from - 1][index];
  const auto found =
      std::partition_point(counts_.begin() + static_cast<std::ptrdiff_t>(from), counts_.end(),
                           [&](const auto& counts) { return counts[index] <= before; });
  return found == counts_.end() ? kNone : static_cast<std::size_t>(found - counts_.begin());
}

std::size_t Timeline::scope_first(std::size_t at, Reach reach) const {
  return reach == Reach::kRound ? runs_[at].round_first : runs_[at].phase_first;
}

std::size_t Timeline::scope_last(std::size_t at, Reach reach) const {
  return reach == Reach::kRound ? runs_[at].round_last : runs_[at].phase_last;
}

bool Timeline::is_in_scope(std::size_t one, std::size_t other, Reach reach) const {
  return scope_first(one, reach) == scope_first(other, reach);
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
  if (const std::size_t next = scope_last(at, reach) + 1; next < size()) {
    ends_at(moments_[next]);
  }
  return end ? std::max(*end, moments_[at]) : end;
}

}  // namespace rules
