#include "qa/metrics_group.h"

#include <array>

namespace qa {
namespace {

constexpr std::array<std::string_view, 7> kNames{"agent",   "product", "hour",  "day",
                                                 "channel", "shop",    "source"};

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

GroupId group_of(Cut cut, const Attribution& attribution, const LocalTime& local) {
  switch (cut) {
    case Cut::kAgent:
      return {cut, or_none(attribution.agent)};
    case Cut::kProduct:
      return {cut, or_none(attribution.product)};
    case Cut::kHour: {
      const int hour = local.hour(attribution.anchor);
      return {cut, (hour < 10 ? "0" : "") + std::to_string(hour)};
    }
    case Cut::kDay:
      return {cut, local.date(attribution.anchor)};
    case Cut::kChannel:
      return {cut, or_none(attribution.channel)};
    case Cut::kShop:
      return {cut, or_none(attribution.shop)};
    case Cut::kSource:
      return {cut, std::string{to_string(attribution.origin)}};
  }
  return {cut, std::string{kNoGroup}};
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
