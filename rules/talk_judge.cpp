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

TalkJudge::TalkJudge(const Talk& talk, const AskedClauses* clauses)
    : talk_(talk), timeline_(talk, clauses), bigrams_(talk.messages.size()) {
  for (const TalkIntent& intent : talk.intents) {
    add_intent(intent.at_ms, std::string(intent.name));
  }
  for (const TalkRound& round : talk.rounds) {
    if (round.about && round.is_counted) {
      handed_over_.resize(talk.messages.size());
      handed_over_[*round.about] = &round;
    }
  }
}

void TalkJudge::add_intent(std::int64_t at_ms, const std::string& intent, bool is_trial) {
  intents_.push_back({at_ms, intent, is_trial});
}

void TalkJudge::judge(std::uint32_t rule, const Conditions& conditions,
                      std::vector<TalkFinding>& findings) {
  std::vector<std::size_t> counted;
  std::optional<std::int64_t> waits_until;
  ends_of_steps_ = ends_of_steps(conditions);
  for (const Timeline::Occurrence& found : timeline_.occurrences(conditions.trigger())) {
    const std::size_t message = found.message;
    const std::int64_t moment = timeline_.moment(message);
    const bool is_merged = waits_until && moment < *waits_until;
    if (is_merged || !holds_now(conditions, message)) {
      continue;
    }
    if (conditions.count) {
      std::erase_if(counted, [&](std::size_t earlier) {
        return message - earlier > Timeline::kFarthest ||
               !timeline_.is_in_scope(earlier, message, conditions.reach) ||
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
          (conditions.is_about_rounds
               ? rounds_about(message).is_any()
               : !conditions.looks_around() || timeline_.is_in_human_phase(message)) &&
          (!conditions.after || !conditions.main ||
           stands_after(*conditions.after, message, conditions.reach)));
}

bool TalkJudge::holds_now(const Conditions& conditions, std::size_t message) {
  return stands_right(conditions, message) &&
         (conditions.steps.empty() ||
          std::binary_search(ends_of_steps_.begin(), ends_of_steps_.end(), message)) &&
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
  return is_named(applies.shops, talk_.shop) && is_named(applies.channels, talk_.channel) &&
         is_during(applies.hours, local_ms) && (!applies.from_day || day >= *applies.from_day) &&
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
                        (conditions.is_trial || !intent.is_trial) &&
                        is_kind_of(intent.name, wanted);
               });
             });
}

/// The turn is the last unbroken run of the customer's messages; what agents say after it does not
/// end it. What the customer told the bot before people took over belongs to it; what was said
/// before an earlier close does not.
bool TalkJudge::has_customer_said(ClauseId clause, std::size_t message) const {
  const std::int32_t phase = talk_.messages[message].phase;
  const std::size_t first = message - std::min(message, Timeline::kFarthest);
  bool is_in_turn = false;
  for (std::size_t i = message; i-- > first;) {
    const std::int32_t earlier = talk_.messages[i].phase;
    if ((earlier != phase && earlier != 0) || (is_in_turn && timeline_.is_said(i, Says::kAgent))) {
      return false;
    }
    if (!timeline_.is_said(i, Says::kCustomer)) {
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
  const std::size_t position = timeline_.position(message, conditions.reach);
  return (conditions.first == 0 || position <= conditions.first) &&
         (conditions.nth == 0 || position == conditions.nth);
}

/// Of all that stand before, the nearest is the one most within the bound.
bool TalkJudge::stands_after(const BoundClause& bound, std::size_t message, Reach reach) const {
  const std::size_t earlier = timeline_.occurrence_before(bound.clause, message);
  return earlier != Timeline::kNone && timeline_.is_in_scope(earlier, message, reach) &&
         timeline_.is_within_before(message, earlier, bound);
}

std::vector<std::size_t> TalkJudge::ends_of_steps(const Conditions& conditions) const {
  std::vector<std::size_t> reached;  // messages at which the steps so far are complete
  for (std::size_t step = 0; step < conditions.steps.size(); ++step) {
    const BoundClause& bound = conditions.steps[step];
    std::vector<std::size_t> next;
    auto behind = reached.begin();  // first of `reached` that is not before the message
    for (const Timeline::Occurrence& found : timeline_.occurrences(bound.clause)) {
      const std::size_t message = found.message;
      while (behind != reached.end() && *behind < message) {
        ++behind;
      }
      const bool follows =
          step == 0 ||
          (behind != reached.begin() && message - *(behind - 1) <= Timeline::kFarthest &&
           timeline_.is_in_scope(*(behind - 1), message, conditions.reach) &&
           timeline_.is_within_after(*(behind - 1), message, bound));
      if (follows && timeline_.is_eligible(message) && timeline_.is_in_human_phase(message)) {
        next.push_back(message);
      }
    }
    reached = std::move(next);
  }
  return reached;
}

const Bigrams& TalkJudge::bigrams(std::size_t message) {
  std::optional<Bigrams>* const kept = talk_.messages[message].bigrams;
  std::optional<Bigrams>& bigrams = kept != nullptr ? *kept : bigrams_[message];
  if (!bigrams) {
    bigrams = bigrams_of(talk_.messages[message].text);
  }
  return *bigrams;
}

/// Digits are compared exactly: another order number, another price is another message.
bool TalkJudge::is_repeated(const Repeat& repeat, std::size_t message) {
  const Bigrams& own = bigrams(message);
  if (own.length < repeat.min_chars) {
    return false;
  }
  const TalkMessage& said = talk_.messages[message];
  const Says own_side = said.speaker == Speaker::kCustomer ? Says::kCustomer : Says::kAgent;
  const Says says = repeat.of == Repeat::Of::kAny        ? Says::kAny
                    : repeat.of == Repeat::Of::kAgent    ? Says::kAgent
                    : repeat.of == Repeat::Of::kCustomer ? Says::kCustomer
                                                         : own_side;
  std::uint32_t looked_at = 0;
  std::uint32_t alike = 1;
  for (std::size_t i = timeline_.counted_before(message, says);
       i != Timeline::kNone && looked_at < repeat.look_back && message - i <= Timeline::kFarthest &&
       timeline_.is_in_scope(i, message, Reach::kConversation);
       i = timeline_.counted_before(i, says)) {
    const bool is_same =
        talk_.messages[i].author == said.author && talk_.messages[i].speaker == said.speaker;
    if (repeat.of == Repeat::Of::kSelf && !is_same) {
      continue;
    }
    ++looked_at;
    const Bigrams& other = bigrams(i);
    alike += own.digits == other.digits && is_alike(own, other, repeat.percent) ? 1U : 0U;
  }
  return alike >= repeat.times;
}

const TalkRound* TalkJudge::round_of(std::size_t message) const {
  const std::int32_t ordinal = timeline_.round(message);
  const auto round =
      std::partition_point(talk_.rounds.begin(), talk_.rounds.end(),
                           [ordinal](const TalkRound& known) { return known.round < ordinal; });
  return round == talk_.rounds.end() || round->round != ordinal ? nullptr : &*round;
}

TalkJudge::AskedRounds TalkJudge::rounds_about(std::size_t message) const {
  AskedRounds out;
  if (!timeline_.is_said(message, Says::kCustomer)) {
    return out;
  }
  const TalkRound* const own = round_of(message);
  const std::size_t first = timeline_.scope_first(message, Reach::kRound);
  out.opens_own = timeline_.is_in_human_phase(message) && timeline_.round(message) != 0 &&
                  (own == nullptr || (own->is_counted && !own->about)) &&
                  (first == message || timeline_.counted(first, message - 1, Says::kCustomer) == 0);
  out.own = out.opens_own ? own : nullptr;
  out.handed_over = handed_over_.empty() ? nullptr : handed_over_[message];
  return out;
}

}  // namespace rules
