#include "plugin/exchange/conversation_row.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "plugin/explain.h"
#include "qa/counted.h"

namespace plugin::exchange {
namespace {

using report::TableCell;

template <class Value>
TableCell cell(const std::optional<Value>& value) {
  return value ? TableCell(*value) : TableCell();
}

TableCell cell(const std::optional<qa::Duration>& value) {
  return value ? TableCell(static_cast<std::int64_t>(value->count())) : TableCell();
}

TableCell cell(std::string text) {
  return text.empty() ? TableCell() : TableCell(std::move(text));
}

/// What people and things are called in one conversation.
struct Called {
  std::string customer;
  std::string product;
  std::string product_name;
  std::map<std::string, std::string> agents;  // id → name
  std::map<std::string, std::string> attributes;

  void see(const std::optional<qa::Actor>& actor) {
    if (actor && actor->kind == qa::ActorKind::kHuman && !actor->name.empty()) {
      agents[actor->id] = actor->name;
    }
  }

  void see(const qa::Event& event) {
    if (const auto* opened = std::get_if<qa::Opened>(&event.data)) {
      see(opened->assignee);
      customer = opened->customer.name.empty() ? customer : opened->customer.name;
      if (opened->product) {
        product = opened->product->id;
        product_name = opened->product->name;
      }
      attributes.insert(opened->attributes.begin(), opened->attributes.end());
    } else if (const auto* assigned = std::get_if<qa::Assigned>(&event.data)) {
      see(assigned->to);
    } else if (const auto* transferred = std::get_if<qa::Transferred>(&event.data)) {
      see(transferred->to);
    } else if (const auto* said = std::get_if<qa::MessageCreated>(&event.data)) {
      see(said->author);
    }
  }

  std::string name_of(const std::string& agent) const {
    const auto known = agents.find(agent);
    return known == agents.end() ? agent : known->second;
  }

  /// A number of messages that the platform told and nobody could count.
  std::int64_t told(const char* key, std::int64_t counted) const {
    const auto imported = attributes.find("imported");
    const auto number = attributes.find(key);
    if (imported == attributes.end() || imported->second != "session" ||
        number == attributes.end()) {
      return counted;
    }
    std::int64_t value = counted;
    std::from_chars(number->second.data(), number->second.data() + number->second.size(), value);
    return value;
  }
};

struct Waits {
  std::int64_t rounds = 0;
  std::int64_t over_limit = 0;
  std::int64_t unserved = 0;
  std::optional<qa::Duration> first;
  std::optional<qa::Duration> longest;
  std::optional<double> mean;
};

Waits waits_of(const qa::ConversationFacts& facts, const qa::Profile& profile,
               const qa::LocalTime& local, qa::Time instant) {
  Waits waits;
  for (const qa::RoundRecord& round : facts.rounds) {
    const bool is_ended =
        round.state == qa::RoundState::kAnswered || round.state == qa::RoundState::kUnserved;
    if (is_ended && round.counted && round.wait) {
      waits.first = waits.first ? waits.first : round.wait;
      waits.longest = std::max(waits.longest.value_or(*round.wait), *round.wait);
    }
  }
  std::int64_t sum = 0;
  std::int64_t responses = 0;
  qa::for_each_counted(facts, profile, local, instant, nullptr, [&](const qa::Counted& counted) {
    if (counted.kind == qa::CountedKind::kRound) {
      ++waits.rounds;
      waits.over_limit += counted.is_in_time ? 0 : 1;
      waits.unserved += counted.round->state == qa::RoundState::kUnserved ? 1 : 0;
    } else if (counted.kind == qa::CountedKind::kResponse) {
      ++responses;
      sum += counted.counted_ms;
    }
  });
  if (responses > 0) {
    waits.mean = static_cast<double>(sum) / static_cast<double>(responses);
  }
  return waits;
}

/// Agents in the order in which they came.
std::vector<std::string> agents_of(const qa::ConversationFacts& facts) {
  std::vector<std::string> agents;
  const auto add = [&](const std::string& agent) {
    if (!agent.empty() && std::find(agents.begin(), agents.end(), agent) == agents.end()) {
      agents.push_back(agent);
    }
  };
  for (const qa::RoundRecord& round : facts.rounds) {
    add(round.owner);
    add(round.responder_is_bot ? round.owner_at_end : round.responder);
  }
  for (const qa::Phase& phase : facts.phases) {
    add(phase.owner);
    add(phase.last_responder);
  }
  add(facts.last_human);
  return agents;
}

std::string reasons_of(const qa::RatingFact& rating, const qa::Profile& profile) {
  std::set<std::string> reasons;
  for (const std::string& tag : rating.tags) {
    const auto known = profile.reason_by_tag.find(tag);
    reasons.insert(known == profile.reason_by_tag.end() ? "other" : known->second);
  }
  return fmt::format("{}", fmt::join(reasons, "; "));
}

std::int64_t count_spoken(const qa::ConversationFacts& facts, qa::ActorKind by) {
  return std::count_if(facts.spoken.begin(), facts.spoken.end(),
                       [by](const qa::Spoken& spoken) { return spoken.by == by; });
}

}  // namespace

std::vector<std::string> conversation_columns() {
  return {"conversation",
          "shop",
          "source",
          "channel",
          "origin",
          "customer",
          "customer_name",
          "started",
          "closed",
          "duration_ms",
          "customer_messages",
          "agent_messages",
          "bot_messages",
          "agents",
          "last_agent",
          "last_agent_name",
          "rounds",
          "rounds_over_limit",
          "rounds_unserved",
          "first_wait_ms",
          "longest_wait_ms",
          "mean_response_ms",
          "rating",
          "rating_tags",
          "rating_reasons",
          "findings",
          "finding_rules",
          "intent",
          "product",
          "product_name"};
}

std::vector<TableCell> conversation_row(const qa::History& history,
                                        const qa::ConversationFacts& facts,
                                        const qa::Profile& profile, const qa::LocalTime& local,
                                        qa::Time instant) {
  Called called;
  for (const qa::Event* event : in_order(history)) {
    called.see(*event);
  }
  std::set<std::string> rules;
  std::int64_t findings = 0;
  for (const qa::FindingRecord& finding : history.findings) {
    if (!finding.is_withdrawn && !finding.is_trial) {
      ++findings;
      rules.insert(finding.rule);
    }
  }
  const Waits waits = waits_of(facts, profile, local, instant);
  std::optional<qa::Duration> lasted;
  if (facts.first_at && facts.closed_at) {
    lasted = *facts.closed_at - *facts.first_at;
  }
  std::vector<std::string> agents;
  for (const std::string& agent : agents_of(facts)) {
    agents.push_back(called.name_of(agent));
  }
  const auto& rating = facts.rating;
  return {
      facts.key.id,
      facts.key.shop,
      facts.key.source,
      cell(facts.channel),
      std::string(to_string(facts.origin)),
      cell(facts.customer),
      cell(called.customer),
      cell(facts.first_at),
      cell(facts.closed_at),
      cell(lasted),
      called.told("customer_messages", count_spoken(facts, qa::ActorKind::kCustomer)),
      called.told("agent_messages", count_spoken(facts, qa::ActorKind::kHuman)),
      called.told("bot_messages", count_spoken(facts, qa::ActorKind::kBot)),
      cell(fmt::format("{}", fmt::join(agents, "; "))),
      cell(facts.last_human),
      cell(facts.last_human.empty() ? std::string() : called.name_of(facts.last_human)),
      waits.rounds,
      waits.over_limit,
      waits.unserved,
      cell(waits.first),
      cell(waits.longest),
      cell(waits.mean),
      rating ? TableCell(std::int64_t{rating->score}) : TableCell(),
      rating ? cell(fmt::format("{}", fmt::join(rating->tags, "; "))) : TableCell(),
      rating ? cell(reasons_of(*rating, profile)) : TableCell(),
      findings,
      cell(fmt::format("{}", fmt::join(rules, "; "))),
      cell(facts.intent),
      cell(called.product),
      cell(called.product_name),
  };
}

std::string transcript_of(const qa::History& history, const qa::LocalTime& local) {
  struct Line {
    qa::Time at{};
    std::string who;
    std::string text;
    bool is_recalled = false;
  };

  std::vector<Line> lines;
  std::map<std::string, std::size_t> places;
  for (const qa::Event* event : in_order(history)) {
    if (const auto* said = std::get_if<qa::MessageCreated>(&event->data)) {
      const std::string& who = said->author.name.empty() ? said->author.id : said->author.name;
      places.emplace(said->id, lines.size());
      lines.push_back(
          {event->time, who.empty() ? std::string(to_string(said->author.kind)) : who,
           said->content.text.empty() ? "<" + said->content.kind + ">" : said->content.text});
    } else if (const auto* edited = std::get_if<qa::MessageEdited>(&event->data)) {
      if (const auto place = places.find(edited->message_id); place != places.end()) {
        lines[place->second].text = edited->content.text;
      }
    } else if (const auto* recalled = std::get_if<qa::MessageRecalled>(&event->data)) {
      if (const auto place = places.find(recalled->message_id); place != places.end()) {
        lines[place->second].is_recalled = true;
      }
    }
  }
  std::string text;
  for (const Line& line : lines) {
    std::string at = qa::format_time(qa::from_ms(local.local_ms(line.at)));
    at[10] = ' ';
    at.resize(19);
    text += fmt::format("[{}] {}: {}{}\n", at, line.who, line.is_recalled ? "<recalled> " : "",
                        line.text);
  }
  return text;
}

}  // namespace plugin::exchange
