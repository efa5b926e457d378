#include "qa/metrics_group.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

namespace qa {
namespace {

constexpr std::array<std::string_view, kCuts> kNames{"agent",    "product",  "hour",    "day",
                                                     "channel",  "shop",     "source",  "intent",
                                                     "intent:1", "intent:2", "intent:3"};

/// Ids may hold any character but are never empty parts of a key next to one another; the unit
/// separator cannot be typed.
constexpr char kSeparator = '\x1f';

std::string or_none(std::string_view key) {
  return std::string{key.empty() ? kNoGroup : key};
}

}  // namespace

std::string_view to_string(Cut cut) {
  return kNames[static_cast<std::size_t>(cut)];
}

std::optional<Cut> cut_named(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) {
      return static_cast<Cut>(i);
    }
  }
  return std::nullopt;
}

std::string_view kind_of(Cut cut) {
  return to_string(cut >= Cut::kIntent ? Cut::kIntent : cut);
}

std::optional<int> intent_level(Cut cut) {
  return cut > Cut::kIntent ? std::optional(static_cast<int>(cut) - static_cast<int>(Cut::kIntent))
                            : std::nullopt;
}

std::string_view intent_at_level(std::string_view intent, int level) {
  std::size_t end = 0;
  for (; level > 0 && end < intent.size(); --level) {
    end = std::min(intent.find('/', end == 0 ? 0 : end + 1), intent.size());
  }
  return intent.substr(0, end);
}

std::string_view rest_of(Cut cut) {
  return cut >= Cut::kIntent ? kUnclassified : kNoGroup;
}

LocalHour local_hour(Time time, const LocalTime& local) {
  const auto ms = std::chrono::milliseconds{local.local_ms(time)};
  const auto day = std::chrono::floor<std::chrono::days>(ms);
  return {static_cast<std::int32_t>(day.count()),
          static_cast<std::int32_t>(std::chrono::floor<std::chrono::hours>(ms - day).count())};
}

GroupId group_of(Cut cut, const Attribution& attribution, const LocalTime& local) {
  const bool needs_hour = cut == Cut::kHour || cut == Cut::kDay;
  return group_of(cut, attribution,
                  needs_hour ? local_hour(attribution.anchor, local) : LocalHour{});
}

GroupId group_of(Cut cut, const Attribution& attribution, const LocalHour& when) {
  switch (cut) {
    case Cut::kAgent:
      return {cut, or_none(attribution.agent)};
    case Cut::kProduct:
      return {cut, or_none(attribution.product)};
    case Cut::kHour: {
      return {cut, (when.hour < 10 ? "0" : "") + std::to_string(when.hour)};
    }
    case Cut::kDay:
      return {cut, date_of_day(when.day)};
    case Cut::kChannel:
      return {cut, or_none(attribution.channel)};
    case Cut::kShop:
      return {cut, or_none(attribution.shop)};
    case Cut::kSource:
      return {cut, std::string{to_string(attribution.origin)}};
    case Cut::kIntent:
    case Cut::kIntent1:
    case Cut::kIntent2:
    case Cut::kIntent3: {
      const auto level = intent_level(cut);
      const std::string_view intent =
          level ? intent_at_level(attribution.intent, *level) : attribution.intent;
      return {cut, std::string{intent.empty() ? kUnclassified : intent}};
    }
  }
  return {cut, std::string{kNoGroup}};
}

bool stands_in(const std::vector<GroupId>& groups, const Attribution& attribution,
               const LocalTime& local) {
  return std::all_of(groups.begin(), groups.end(), [&](const GroupId& group) {
    return group_of(group.by, attribution, local) == group;
  });
}

std::optional<GroupId> group_named(std::string_view name) {
  const std::size_t sign = name.find('=');
  const auto cut = cut_named(name.substr(0, sign));
  if (sign == std::string_view::npos || sign + 1 == name.size() || !cut) {
    return std::nullopt;
  }
  return GroupId{*cut, std::string{name.substr(sign + 1)}};
}

std::string_view agent_of(const RoundRecord& round) {
  const bool has_human_responder = round.state == RoundState::kAnswered && !round.responder_is_bot;
  return has_human_responder ? round.responder : round.owner_at_end;
}

std::string_view agent_of(const Phase& phase) {
  return phase.last_responder.empty() ? phase.owner : phase.last_responder;
}

std::string customer_key(const ConversationFacts& facts, std::string_view customer) {
  std::string key = facts.key.shop;
  key += kSeparator;
  key += facts.key.source;
  key += kSeparator;
  if (customer.empty()) {
    key += kSeparator;
    key += facts.key.id;
  } else {
    key += customer;
  }
  return key;
}

}  // namespace qa
