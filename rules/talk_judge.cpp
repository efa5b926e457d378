#include "rules/talk_judge.h"

#include <algorithm>

namespace rules {
namespace {

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kDay = 24 * 60 * kMinute;

bool is_named(const std::vector<std::string>& names, std::string_view name) {
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

/// 物流问题 is also 物流问题/催发货.
bool is_kind_of(std::string_view intent, std::string_view wanted) {
  return intent.starts_with(wanted) &&
         (intent.size() == wanted.size() || intent[wanted.size()] == '/');
}

std::int64_t day_of(std::int64_t local_ms) {
  return (local_ms - (local_ms % kDay + kDay) % kDay) / kDay;
}

bool is_during(const std::vector<Hours>& hours, std::int64_t local_ms) {
  const auto minute = static_cast<std::int32_t>((local_ms - day_of(local_ms) * kDay) / kMinute);
  return hours.empty() || std::any_of(hours.begin(), hours.end(), [minute](const Hours& span) {
           return span.from < span.to ? minute >= span.from && minute < span.to
                                      : minute >= span.from || minute < span.to;
         });
}

}  // namespace

TalkJudge::TalkJudge(const Talk& talk)
    : talk_(talk), timeline_(talk), bigrams_(talk.messages.size()) {
  for (const TalkIntent& intent : talk.intents) {
    add_intent(intent.at_ms, std::string(intent.name));
  }
}

void TalkJudge::add_intent(std::int64_t at_ms, const std::string& intent) {
  intents_.push_back({at_ms, intent});
}

void TalkJudge::judge(std::uint32_t rule, const Conditions& conditions,
                      std::vector<TalkFinding>& findings) {
  std::vector<std::size_t> counted;
  std::optional<std::int64_t> waits_until;
  for (const Timeline::Occurrence& found : timeline_.occurrences(conditions.trigger())) {
    const std::size_t message = found.message;
    const std::int64_t moment = timeline_.moment(message);
    const bool is_merged = waits_until && moment < *waits_until;
    if (is_merged || !holds_now(conditions, message)) {
      continue;
    }
    if (conditions.count) {
      std::erase_if(counted, [&](std::size_t earlier) {
        return !timeline_.is_in_scope(earlier, message, conditions.reach) ||
               !timeline_.spans_within(earlier, message, conditions.says, conditions.count->within);
      });
      counted.push_back(message);
      if (counted.size() < conditions.count->at_least) {
        continue;
      }
      counted.clear();  // counting begins anew, or every further message would be a finding
    }
    const Outcome result = outlook(conditions, message);
    if (result.since) {
      findings.push_back({rule, message, std::max(moment, *result.since), found.hit->view,
                          found.hit->line, found.hit->spans});
    }
    if (conditions.expect) {
      // Messages that wait for the same answer make one finding, about the first of them.
      if (!result.is_certain) {
        break;
      }
      waits_until = result.since;
    }
  }
}

bool TalkJudge::stands_right(const Conditions& conditions, std::size_t message) const {
  if (conditions.customer_said && !has_customer_said(*conditions.customer_said, message)) {
    return false;
  }
  return !conditions.needs_talk() ||
         (timeline_.is_eligible(message) && is_in_force(conditions.applies, message) &&
          has_attributes(conditions, message) && has_intent(conditions, message) &&
          is_at_position(conditions, message) &&
          (!conditions.is_about_rounds || opens_round(message)) &&
          (!conditions.after || !conditions.main ||
           stands_after(*conditions.after, message, conditions.reach)));
}

bool TalkJudge::holds_now(const Conditions& conditions, std::size_t message) {
  return stands_right(conditions, message) &&
         (conditions.steps.empty() || completes_steps(conditions, message)) &&
         (!conditions.repeat || is_repeated(*conditions.repeat, message));
}

bool TalkJudge::could_apply(const Conditions& conditions) const {
  if (conditions.main && !conditions.expect) {
    for (std::size_t i = 0; i < timeline_.size(); ++i) {
      if (timeline_.is_eligible(i) && timeline_.is_of(i, conditions.says) &&
          stands_right(conditions, i)) {
        return true;
      }
    }
    return false;
  }
  const ClauseId awaited =
      conditions.steps.empty() ? conditions.trigger() : conditions.steps.front().clause;
  const auto found = timeline_.occurrences(awaited);
  return std::any_of(found.begin(), found.end(), [&](const Timeline::Occurrence& one) {
    return stands_right(conditions, one.message);
  });
}

bool TalkJudge::is_in_force(const Applies& applies, std::size_t message) const {
  const std::int64_t local_ms = talk_.messages[message].local_ms;
  const std::int64_t day = day_of(local_ms);
  return is_named(applies.shops, talk_.shop) && is_named(applies.groups, talk_.group) &&
         is_named(applies.channels, talk_.channel) && is_during(applies.hours, local_ms) &&
         (!applies.from_day || day >= *applies.from_day) &&
         (!applies.to_day || day <= *applies.to_day);
}

bool TalkJudge::has_attributes(const Conditions& conditions, std::size_t message) const {
  return std::all_of(
      conditions.attributes.begin(), conditions.attributes.end(),
      [&](const AttributeCondition& wanted) {
        std::string_view value;
        for (const TalkAttribute& attribute : talk_.attributes) {
          if (attribute.name == wanted.name && attribute.at_ms <= timeline_.moment(message)) {
            value = attribute.value;
          }
        }
        return std::find(wanted.values.begin(), wanted.values.end(), value) != wanted.values.end();
      });
}

bool TalkJudge::has_intent(const Conditions& conditions, std::size_t message) const {
  return conditions.intents.empty() ||
         std::any_of(
             conditions.intents.begin(), conditions.intents.end(), [&](const std::string& wanted) {
               return std::any_of(intents_.begin(), intents_.end(), [&](const Intent& intent) {
                 return intent.at_ms <= timeline_.moment(message) &&
                        is_kind_of(intent.name, wanted);
               });
             });
}

/// The turn is the last unbroken run of the customer's messages; what agents say after it does not
/// end it.
bool TalkJudge::has_customer_said(ClauseId clause, std::size_t message) const {
  bool is_in_turn = false;
  for (std::size_t i = message; i-- > 0;) {
    if (timeline_.is_counted(i, Says::kAgent)) {
      if (is_in_turn) {
        return false;
      }
      continue;
    }
    if (!timeline_.is_counted(i, Says::kCustomer)) {
      continue;
    }
    is_in_turn = true;
    const auto& hits = talk_.messages[i].hits;
    if (std::any_of(hits.begin(), hits.end(),
                    [clause](const ClauseHit& hit) { return hit.clause == clause; })) {
      return true;
    }
  }
  return false;
}

/// A colleague who takes over begins at one again.
bool TalkJudge::is_at_position(const Conditions& conditions, std::size_t message) const {
  if (conditions.first == 0 && conditions.nth == 0) {
    return true;
  }
  if (!timeline_.is_counted(message, conditions.says)) {
    return false;
  }
  std::size_t position = 0;
  for (std::size_t i = 0; i <= message; ++i) {
    const bool is_same = talk_.messages[i].author == talk_.messages[message].author &&
                         talk_.messages[i].speaker == talk_.messages[message].speaker;
    if (is_same && timeline_.is_counted(i, conditions.says) &&
        timeline_.is_in_scope(i, message, conditions.reach)) {
      ++position;
    }
  }
  return (conditions.first == 0 || position <= conditions.first) &&
         (conditions.nth == 0 || position == conditions.nth);
}

bool TalkJudge::stands_after(const BoundClause& bound, std::size_t message, Reach reach) const {
  const auto earlier = timeline_.occurrences(bound.clause);
  return std::any_of(earlier.begin(), earlier.end(), [&](const Timeline::Occurrence& found) {
    return found.message < message && timeline_.is_eligible(found.message) &&
           timeline_.is_in_scope(found.message, message, reach) &&
           timeline_.is_within_before(message, found.message, bound);
  });
}

/// Whether every step before the last stands in order before `message`, each within its bound
/// behind the one before it.
bool TalkJudge::completes_steps(const Conditions& conditions, std::size_t message) const {
  std::vector<std::size_t> reached;  // messages at which the steps so far are complete
  for (std::size_t step = 0; step < conditions.steps.size(); ++step) {
    const BoundClause& bound = conditions.steps[step];
    std::vector<std::size_t> next;
    for (const Timeline::Occurrence& found : timeline_.occurrences(bound.clause)) {
      const bool is_here = found.message <= message && timeline_.is_eligible(found.message) &&
                           timeline_.is_in_scope(found.message, message, conditions.reach);
      const bool follows =
          step == 0 || std::any_of(reached.begin(), reached.end(), [&](std::size_t before) {
            return before < found.message &&
                   timeline_.is_within_after(before, found.message, bound);
          });
      if (is_here && follows) {
        next.push_back(found.message);
      }
    }
    reached = std::move(next);
  }
  return !reached.empty() && reached.back() == message;
}

const Bigrams& TalkJudge::bigrams(std::size_t message) {
  if (!bigrams_[message]) {
    bigrams_[message] = bigrams_of(talk_.messages[message].text);
  }
  return *bigrams_[message];
}

/// Digits are compared exactly: another order number, another price is another message.
bool TalkJudge::is_repeated(const Repeat& repeat, std::size_t message) {
  const Bigrams& own = bigrams(message);
  if (own.length < repeat.min_chars) {
    return false;
  }
  const Says says = repeat.of == Repeat::Of::kAny        ? Says::kAny
                    : repeat.of == Repeat::Of::kAgent    ? Says::kAgent
                    : repeat.of == Repeat::Of::kCustomer ? Says::kCustomer
                                                         : Says::kAny;
  std::uint32_t looked_at = 0;
  std::uint32_t alike = 1;
  for (std::size_t i = message; i-- > 0 && looked_at < repeat.look_back;) {
    const bool is_same = talk_.messages[i].author == talk_.messages[message].author &&
                         talk_.messages[i].speaker == talk_.messages[message].speaker;
    if (!timeline_.is_counted(i, says) || (repeat.of == Repeat::Of::kSelf && !is_same) ||
        !timeline_.is_in_scope(i, message, Reach::kConversation)) {
      continue;
    }
    ++looked_at;
    const Bigrams& other = bigrams(i);
    alike += own.digits == other.digits && is_alike(own, other, repeat.percent) ? 1U : 0U;
  }
  return alike >= repeat.times;
}

const TalkRound* TalkJudge::round_of(std::size_t message) const {
  const auto round =
      std::find_if(talk_.rounds.begin(), talk_.rounds.end(),
                   [&](const TalkRound& known) { return known.round == timeline_.round(message); });
  return round == talk_.rounds.end() ? nullptr : &*round;
}

bool TalkJudge::opens_round(std::size_t message) const {
  const TalkRound* const known = round_of(message);
  if (timeline_.round(message) == 0 || (known != nullptr && !known->is_counted) ||
      !timeline_.is_counted(message, Says::kCustomer)) {
    return false;
  }
  for (std::size_t i = message; i-- > 0 && timeline_.round(i) == timeline_.round(message);) {
    if (timeline_.is_counted(i, Says::kCustomer)) {
      return false;
    }
  }
  return true;
}

}  // namespace rules
