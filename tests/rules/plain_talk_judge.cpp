#include "tests/rules/plain_talk_judge.h"

#include <algorithm>

namespace rules::testing {

PlainTimeline::PlainTimeline(const Talk& talk) : talk_(talk) {
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

std::span<const PlainTimeline::Occurrence> PlainTimeline::occurrences(ClauseId clause) const {
  const auto begin = std::partition_point(
      occurrences_.begin(), occurrences_.end(),
      [clause](const Occurrence& occurrence) { return occurrence.clause < clause; });
  const auto end = std::partition_point(
      begin, occurrences_.end(),
      [clause](const Occurrence& occurrence) { return occurrence.clause == clause; });
  return {begin, end};
}

bool PlainTimeline::is_eligible(std::size_t at) const {
  const TalkMessage& message = talk_.messages[at];
  return message.is_counted || message.is_automatic || message.speaker == Speaker::kBot;
}

bool PlainTimeline::is_of(std::size_t at, Says says) const {
  const Speaker speaker = talk_.messages[at].speaker;
  const bool is_agent = speaker == Speaker::kAgent || speaker == Speaker::kBot;
  const bool is_customer = speaker == Speaker::kCustomer;
  return (says != Says::kCustomer && is_agent) || (says != Says::kAgent && is_customer);
}

bool PlainTimeline::is_counted(std::size_t at, Says says) const {
  return message(at).phase != 0 && is_said(at, says);
}

bool PlainTimeline::is_said(std::size_t at, Says says) const {
  const TalkMessage& message = talk_.messages[at];
  return message.is_counted && !message.is_automatic && message.speaker != Speaker::kBot &&
         is_of(at, says);
}

std::size_t PlainTimeline::counted(std::size_t first, std::size_t last, Says says) const {
  if (first > last || first >= size()) {
    return 0;
  }
  const auto index = static_cast<std::size_t>(says);
  return counts_[last][index] - (first == 0 ? 0 : counts_[first - 1][index]);
}

bool PlainTimeline::is_in_scope(std::size_t one, std::size_t other, Reach reach) const {
  return message(one).phase == message(other).phase &&
         (reach == Reach::kConversation || rounds_[one] == rounds_[other]);
}

bool PlainTimeline::is_near(std::size_t one, std::size_t other, const Within& within) const {
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

bool PlainTimeline::is_within_after(std::size_t from, std::size_t other,
                                    const BoundClause& bound) const {
  return is_near(from, other, bound.within) &&
         (bound.within.unit != Within::Unit::kMessages ||
          counted(from + 1, other, bound.says) <= static_cast<std::size_t>(bound.within.amount));
}

bool PlainTimeline::is_within_before(std::size_t from, std::size_t other,
                                     const BoundClause& bound) const {
  return is_near(other, from, bound.within) &&
         (bound.within.unit != Within::Unit::kMessages ||
          counted(other, from - 1, bound.says) <= static_cast<std::size_t>(bound.within.amount));
}

bool PlainTimeline::spans_within(std::size_t first, std::size_t last, Says says,
                                 const Within& within) const {
  return is_near(first, last, within) &&
         (within.unit != Within::Unit::kMessages ||
          counted(first, last, says) <= static_cast<std::size_t>(within.amount));
}

std::optional<std::int64_t> PlainTimeline::scope_end(std::size_t at, Reach reach) const {
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

PlainTalkJudge::PlainTalkJudge(const Talk& talk)
    : talk_(talk), timeline_(talk), bigrams_(talk.messages.size()) {
  for (const TalkIntent& intent : talk.intents) {
    add_intent(intent.at_ms, std::string(intent.name));
  }
}

void PlainTalkJudge::add_intent(std::int64_t at_ms, const std::string& intent) {
  intents_.push_back({at_ms, intent});
}

void PlainTalkJudge::judge(std::uint32_t rule, const Conditions& conditions,
                           std::vector<TalkFinding>& findings) {
  std::vector<std::size_t> counted;
  std::optional<std::int64_t> waits_until;
  for (const PlainTimeline::Occurrence& found : timeline_.occurrences(conditions.trigger())) {
    const std::size_t message = found.message;
    const std::int64_t moment = timeline_.moment(message);
    const bool is_merged = waits_until && moment < *waits_until;
    if (is_merged || !holds_now(conditions, message)) {
      continue;
    }
    if (conditions.count) {
      std::erase_if(counted, [&](std::size_t earlier) {
        return message - earlier > PlainTimeline::kFarthest ||
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

bool PlainTalkJudge::stands_right(const Conditions& conditions, std::size_t message) const {
  if (conditions.customer_said && !has_customer_said(*conditions.customer_said, message)) {
    return false;
  }
  return !conditions.needs_talk() ||
         (timeline_.is_eligible(message) && is_in_force(conditions.applies, message) &&
          has_attributes(conditions, message) && has_intent(conditions, message) &&
          is_at_position(conditions, message) &&
          (!conditions.is_about_rounds || opens_round(message) || handed_over(message)) &&
          (!conditions.looks_around() || conditions.is_about_rounds ||
           talk_.messages[message].phase != 0) &&
          (!conditions.after || !conditions.main ||
           stands_after(*conditions.after, message, conditions.reach)));
}

bool PlainTalkJudge::holds_now(const Conditions& conditions, std::size_t message) {
  return stands_right(conditions, message) &&
         (conditions.steps.empty() || completes_steps(conditions, message)) &&
         (!conditions.repeat || is_repeated(*conditions.repeat, message));
}

bool PlainTalkJudge::is_in_force(const Applies& applies, std::size_t message) const {
  const std::int64_t local_ms = talk_.messages[message].local_ms;
  const std::int64_t day = day_of(local_ms);
  return is_named(applies.shops, talk_.shop) && is_named(applies.channels, talk_.channel) &&
         is_during(applies.hours, local_ms) && (!applies.from_day || day >= *applies.from_day) &&
         (!applies.to_day || day <= *applies.to_day);
}

bool PlainTalkJudge::has_attributes(const Conditions& conditions, std::size_t message) const {
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

bool PlainTalkJudge::has_intent(const Conditions& conditions, std::size_t message) const {
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
bool PlainTalkJudge::has_customer_said(ClauseId clause, std::size_t message) const {
  const std::int32_t phase = talk_.messages[message].phase;
  bool is_in_turn = false;
  for (std::size_t i = message; i-- > 0 && message - i <= PlainTimeline::kFarthest;) {
    const std::int32_t earlier = talk_.messages[i].phase;
    if (earlier != phase && earlier != 0) {
      return false;
    }
    if (timeline_.is_said(i, Says::kAgent)) {
      if (is_in_turn) {
        return false;
      }
      continue;
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
bool PlainTalkJudge::is_at_position(const Conditions& conditions, std::size_t message) const {
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

bool PlainTalkJudge::stands_after(const BoundClause& bound, std::size_t message,
                                  Reach reach) const {
  const auto earlier = timeline_.occurrences(bound.clause);
  return std::any_of(earlier.begin(), earlier.end(), [&](const PlainTimeline::Occurrence& found) {
    return found.message < message && message - found.message <= PlainTimeline::kFarthest &&
           timeline_.is_eligible(found.message) &&
           timeline_.is_in_scope(found.message, message, reach) &&
           timeline_.is_within_before(message, found.message, bound);
  });
}

/// Whether every step before the last stands in order before `message`, each within its bound
/// behind the one before it.
bool PlainTalkJudge::completes_steps(const Conditions& conditions, std::size_t message) const {
  std::vector<std::size_t> reached;  // messages at which the steps so far are complete
  for (std::size_t step = 0; step < conditions.steps.size(); ++step) {
    const BoundClause& bound = conditions.steps[step];
    std::vector<std::size_t> next;
    for (const PlainTimeline::Occurrence& found : timeline_.occurrences(bound.clause)) {
      const bool is_here = found.message <= message && timeline_.is_eligible(found.message) &&
                           talk_.messages[found.message].phase != 0 &&
                           timeline_.is_in_scope(found.message, message, conditions.reach);
      const bool follows =
          step == 0 || std::any_of(reached.begin(), reached.end(), [&](std::size_t before) {
            return before < found.message && found.message - before <= PlainTimeline::kFarthest &&
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

const Bigrams& PlainTalkJudge::bigrams(std::size_t message) {
  if (!bigrams_[message]) {
    bigrams_[message] = bigrams_of(talk_.messages[message].text);
  }
  return *bigrams_[message];
}

/// Digits are compared exactly: another order number, another price is another message.
bool PlainTalkJudge::is_repeated(const Repeat& repeat, std::size_t message) {
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
  for (std::size_t i = message;
       i-- > 0 && looked_at < repeat.look_back && message - i <= PlainTimeline::kFarthest;) {
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

const TalkRound* PlainTalkJudge::round_of(std::size_t message) const {
  const auto round =
      std::find_if(talk_.rounds.begin(), talk_.rounds.end(),
                   [&](const TalkRound& known) { return known.round == timeline_.round(message); });
  return round == talk_.rounds.end() ? nullptr : &*round;
}

bool PlainTalkJudge::opens_round(std::size_t message) const {
  const TalkRound* const known = round_of(message);
  if (timeline_.round(message) == 0 || (known != nullptr && (!known->is_counted || known->about)) ||
      !timeline_.is_counted(message, Says::kCustomer)) {
    return false;
  }
  for (std::size_t i = message; i-- > 0 && timeline_.is_in_scope(i, message, Reach::kRound);) {
    if (timeline_.is_counted(i, Says::kCustomer)) {
      return false;
    }
  }
  return true;
}

namespace {

/// A limit includes its last millisecond, so it is over one later.
std::int64_t just_after(std::int64_t limit) {
  return limit + 1;
}

}  // namespace

PlainTalkJudge::Outcome PlainTalkJudge::outlook(const Conditions& conditions,
                                                std::size_t message) const {
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

PlainTalkJudge::Outcome PlainTalkJudge::stands_before(const BoundClause& bound, std::size_t message,
                                                      Reach reach) const {
  for (const PlainTimeline::Occurrence& found : timeline_.occurrences(bound.clause)) {
    if (found.message > message && found.message - message <= PlainTimeline::kFarthest &&
        timeline_.is_eligible(found.message) &&
        timeline_.is_in_scope(message, found.message, reach) &&
        timeline_.is_within_after(message, found.message, bound)) {
      return holds_since(timeline_.moment(found.message));
    }
  }
  return timeline_.scope_end(message, reach) ? fails() : is_open();
}

PlainTalkJudge::Outcome PlainTalkJudge::never_comes(const BoundClause& bound, std::size_t message,
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
    if (i - message > PlainTimeline::kFarthest) {
      return decided && *decided <= timeline_.moment(i) ? holds_since(*decided) : fails();
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

PlainTalkJudge::Outcome PlainTalkJudge::is_among_last(const Conditions& conditions,
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
PlainTalkJudge::Outcome PlainTalkJudge::stays_silent(const Conditions& conditions,
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

PlainTalkJudge::Outcome PlainTalkJudge::stays_unanswered(const Conditions& conditions,
                                                         std::size_t message) const {
  if (!conditions.is_about_rounds) {
    return waits_too_long(message, nullptr, conditions.reply_within_ms);
  }
  Outcome out = fails();
  if (opens_round(message)) {
    out = waits_too_long(message, round_of(message), conditions.reply_within_ms);
  }
  if (!out.since && handed_over(message) != nullptr) {
    out = waits_too_long(message, handed_over(message), conditions.reply_within_ms);
  }
  return out;
}

/// The last round that is about the message because it was handed over behind it.
const TalkRound* PlainTalkJudge::handed_over(std::size_t message) const {
  const TalkRound* out = nullptr;
  for (const TalkRound& round : talk_.rounds) {
    if (round.about == message && round.is_counted && timeline_.is_said(message, Says::kCustomer)) {
      out = &round;
    }
  }
  return out;
}

PlainTalkJudge::Outcome PlainTalkJudge::waits_too_long(std::size_t message, const TalkRound* round,
                                                       std::int64_t within_ms) const {
  const bool is_handed_over = round != nullptr && round->about;
  const std::int64_t opened = round != nullptr ? round->opened_at_ms : timeline_.moment(message);
  const std::int64_t limit = opened + within_ms;
  std::optional<std::int64_t> end;
  if (is_handed_over) {
    for (const TalkPhaseEnd& phase : talk_.phase_ends) {
      if (phase.at_ms >= opened && (!end || phase.at_ms < *end)) {
        end = phase.at_ms;
      }
    }
    if (talk_.closed_at_ms && *talk_.closed_at_ms >= opened &&
        (!end || *talk_.closed_at_ms < *end)) {
      end = talk_.closed_at_ms;
    }
  } else {
    end = timeline_.scope_end(message, Reach::kConversation);
  }
  std::optional<std::int64_t> answered = round != nullptr ? round->answered_at_ms : std::nullopt;
  for (std::size_t i = message + 1; !answered && i < timeline_.size(); ++i) {
    if (timeline_.is_counted(i, Says::kAgent) && timeline_.moment(i) >= opened &&
        (is_handed_over ? !end || timeline_.moment(i) <= *end
                        : timeline_.is_in_scope(message, i, Reach::kConversation))) {
      answered = timeline_.moment(i);
    }
  }
  if (answered && *answered <= limit) {
    return fails();
  }
  const bool ends_before = end && *end <= limit && *end >= opened;
  return holds_since(ends_before ? *end : just_after(limit));
}

}  // namespace rules::testing
