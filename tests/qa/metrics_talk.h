#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qa/conversation_facts.h"
#include "qa/metrics.h"
#include "qa/profile.h"

/// Conversations as figures see them, built by hand for tests of the figures alone.
namespace qa {

inline Time instant(std::string_view text) {
  return parse_time(text).value();
}

/// A time of day of 22 November 2026 in Shanghai: on("10:10:15"), on("22:59:59.500").
inline Time on(std::string_view time_of_day) {
  return instant("2026-11-22T" + std::string{time_of_day} + "+08:00");
}

inline Duration seconds(double number) {
  return Duration{std::llround(number * 1000)};
}

class Talk {
 public:
  explicit Talk(std::string id = "c_1") {
    facts_.key = {"shop", "desk", std::move(id)};
    facts_.customer = "u_" + facts_.key.id;
    facts_.channel = "web";
  }

  Talk& customer(std::string id) { return set(facts_.customer, std::move(id)); }

  Talk& channel(std::string name) { return set(facts_.channel, std::move(name)); }

  Talk& excluded() {
    facts_.is_excluded = true;
    return *this;
  }

  /// A human phase begins, owned and accepted at once.
  Talk& phase(Time at, std::string owner = "a_1", std::string product = "") {
    Phase phase;
    phase.ordinal = static_cast<std::int32_t>(facts_.phases.size()) + 1;
    phase.started_at = at;
    phase.accepted_at = at;
    phase.owner = std::move(owner);
    phase.product = std::move(product);
    facts_.phases.push_back(std::move(phase));
    facts_.first_at = facts_.first_at.value_or(at);
    return *this;
  }

  /// A human phase begins in the queue; nobody has come yet.
  Talk& queued(Time at) {
    phase(at, "");
    last_phase().accepted_at.reset();
    return *this;
  }

  Talk& accepted(Time at, std::string owner) {
    last_phase().accepted_at = at;
    last_phase().owner = std::move(owner);
    return *this;
  }

  Talk& censored() {
    last_phase().is_censored = true;
    return *this;
  }

  Talk& closed(Time at) {
    last_phase().closed_at = at;
    facts_.closed_at = at;
    return *this;
  }

  /// A round of the present phase, answered after `wait`.
  Talk& answered(Time at, Duration wait, std::string responder = "a_1") {
    RoundRecord& round = add_round(RoundState::kAnswered, at);
    round.answered_at = at + wait;
    round.ended_at = at + wait;
    round.wait = wait;
    round.counted = std::min(wait, Duration{600'000});
    last_phase().last_responder = responder;
    round.responder = std::move(responder);
    return *this;
  }

  Talk& unserved(Time at, Duration wait, std::string owner_at_end = "a_1") {
    RoundRecord& round = add_round(RoundState::kUnserved, at);
    round.ended_at = at + wait;
    round.wait = wait;
    round.counted = Duration{600'000};
    round.owner_at_end = std::move(owner_at_end);
    return *this;
  }

  /// A round in a state that counts nowhere.
  Talk& round(RoundState state, Time at) {
    add_round(state, at);
    return *this;
  }

  /// What the last round is about, and with it its messages asked so far; of the first round its
  /// phase.
  Talk& wants(std::string intent) {
    facts_.round_intents.resize(facts_.rounds.size());
    for (Ask& ask : facts_.asks) {
      if (ask.round == facts_.rounds.back().round) {
        ask.intent = intent;
      }
    }
    if (last_phase().intent.empty()) {
      facts_.intent = last_phase().intent = intent;
    }
    facts_.round_intents.back() = std::move(intent);
    return *this;
  }

  Talk& ask(Time at, std::optional<Time> replied_at = {}, std::string agent = "a_1") {
    Ask ask;
    ask.at = at;
    ask.replied_at = replied_at;
    ask.round = static_cast<std::int32_t>(facts_.rounds.size());
    ask.phase = static_cast<std::int32_t>(facts_.phases.size());
    ask.phase_is_open = !last_phase().closed_at;
    ask.agent = std::move(agent);
    facts_.asks.push_back(std::move(ask));
    return *this;
  }

  Talk& said(ActorKind by, Time at, std::string author = "a_1") {
    Spoken spoken;
    spoken.at = at;
    spoken.by = by;
    spoken.author = std::move(author);
    facts_.spoken.push_back(std::move(spoken));
    facts_.first_at = facts_.first_at.value_or(at);
    return *this;
  }

  Talk& rated(std::int32_t score, std::vector<std::string> tags = {}, std::string agent = "a_1") {
    RatingFact rating;
    rating.score = score;
    rating.tags = std::move(tags);
    rating.agent = std::move(agent);
    if (!facts_.phases.empty()) {
      rating.phase_started_at = last_phase().started_at;
    }
    facts_.rating = std::move(rating);
    return *this;
  }

  Talk& ordered(Time at, std::int64_t amount, std::string id = "o_1",
                std::string currency = "CNY") {
    OrderFact order;
    order.at = at;
    order.id = std::move(id);
    order.amount_minor = amount;
    order.currency = std::move(currency);
    order.customer = facts_.customer;
    facts_.orders.push_back(std::move(order));
    return *this;
  }

  RoundRecord& last_round() { return facts_.rounds.back(); }

  Ask& last_ask() { return facts_.asks.back(); }

  Phase& last_phase() { return facts_.phases.back(); }

  ConversationFacts& facts() { return facts_; }

  operator const ConversationFacts&() const { return facts_; }  // NOLINT: reads as the talk

 private:
  Talk& set(std::string& member, std::string value) {
    member = std::move(value);
    return *this;
  }

  RoundRecord& add_round(RoundState state, Time at) {
    RoundRecord round;
    round.conversation = facts_.key;
    round.round = static_cast<std::int32_t>(facts_.rounds.size()) + 1;
    round.opened_by = "m_" + std::to_string(round.round);
    round.state = state;
    round.opened_at = at;
    round.owner = last_phase().owner;
    round.owner_at_end = last_phase().owner;
    round.product = last_phase().product;
    round.phase = last_phase().ordinal;
    round.phase_started_at = last_phase().started_at;
    facts_.rounds.push_back(std::move(round));
    return facts_.rounds.back();
  }

  ConversationFacts facts_;
};

inline Period that_day() {
  return {instant("2026-11-22T00:00:00+08:00"), instant("2026-11-23T00:00:00+08:00")};
}

/// Figures of conversations over one period, the report's instant being its end.
struct Sums {
  explicit Sums(const std::vector<Talk>& talks, Period period = that_day(),
                Profile profile = Profile::douyin(), std::optional<Time> at = {})
      : metrics{{Cut::kAgent, Cut::kProduct, Cut::kHour, Cut::kDay, Cut::kChannel, Cut::kIntent,
                 Cut::kIntent1, Cut::kIntent2, Cut::kIntent3}} {
    const LocalTime local{profile};
    for (const Talk& talk : talks) {
      metrics.add(talk, period, profile, local, at.value_or(period.to));
    }
    figures = metrics.figures(profile);
  }

  const Figure& operator[](Metric metric) const {
    return figures[static_cast<std::size_t>(metric)];
  }

  Metrics metrics;
  std::vector<Figure> figures;
};

/// "1/2", "0/0", "3" for a count, "null" where there is neither.
inline std::string fraction(const Figure& figure) {
  const auto text = [](const std::optional<std::int64_t>& number) {
    return number ? std::to_string(*number) : std::string{"null"};
  };
  return figure.denominator ? text(figure.numerator) + "/" + text(figure.denominator)
                            : text(figure.numerator);
}

}  // namespace qa
