#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/conversation_facts.h"
#include "qa/profile.h"

/// Cuts of a report and their groups. Whatever a figure counts stands in exactly one group of every
/// cut.
namespace qa {

enum class Cut : std::uint8_t {
  kAgent,
  kProduct,
  kHour,
  kDay,
  kChannel,
  kShop,
  kSource,   ///< how the conversation came to people: see Origin
  kIntent,   ///< by the whole path of an intent
  kIntent1,  ///< by the first segment of the path …
  kIntent2,  ///< … by the first two …
  kIntent3,  ///< … by the first three; a path with fewer stands as it is
};
inline constexpr std::size_t kCuts = 11;
std::string_view to_string(Cut cut);  // "agent", "product", …, "intent", "intent:1" …
std::optional<Cut> cut_named(std::string_view name);
/// "intent" for every cut by intent, else to_string().
std::string_view kind_of(Cut cut);
/// How many segments of an intent's path a cut looks at; nullopt: all, or no cut by intent.
std::optional<int> intent_level(Cut cut);

/// The first `level` segments of an intent's path, "物流问题" of "物流问题/催促发货"; all where it
/// has no more.
std::string_view intent_at_level(std::string_view intent, int level);

/// Key of the group of what has no agent, product or channel.
inline constexpr std::string_view kNoGroup = "none";
/// Key of the group of what no rule has classified.
inline constexpr std::string_view kUnclassified = "unclassified";
/// Which of the two stands for the rest in this cut. It comes last.
std::string_view rest_of(Cut cut);

struct GroupId {
  Cut by = Cut::kAgent;
  /// Id of the agent or product, channel, shop, "09", "2026-11-22", "bot_to_human", path of an
  /// intent, or rest_of(by).
  std::string key;

  auto operator<=>(const GroupId&) const = default;
  bool operator==(const GroupId&) const = default;
};

/// What decides the groups of one counted thing. Empty: none.
struct Attribution {
  std::string_view agent;
  std::string_view product;
  std::string_view channel;
  Time anchor{};  ///< hour and day are those of the anchor that selects it, in the profile's zone
  std::string_view shop;
  Origin origin = Origin::kHuman;
  std::string_view intent;
};

/// An hour of the local clock. Where the clock is put back an hour comes twice and is one.
struct LocalHour {
  std::int32_t day = 0;   ///< days since 1970-01-01
  std::int32_t hour = 0;  ///< 0–23

  auto operator<=>(const LocalHour&) const = default;
  bool operator==(const LocalHour&) const = default;
};

/// Local days [from, to) since 1970-01-01.
struct LocalDays {
  std::int32_t from = 0;
  std::int32_t to = 0;

  bool contains(std::int32_t day) const { return from <= day && day < to; }

  bool operator==(const LocalDays&) const = default;
};

LocalHour local_hour(Time time, const LocalTime& local);

GroupId group_of(Cut cut, const Attribution& attribution, const LocalTime& local);
/// The same where `when` is the hour of the anchor, and the anchor is not looked at.
GroupId group_of(Cut cut, const Attribution& attribution, const LocalHour& when);

/// True of what stands in every one of these groups; of no groups always.
bool stands_in(const std::vector<GroupId>& groups, const Attribution& attribution,
               const LocalTime& local);

/// A group as a person names it: "agent=a_1", "intent:2=物流问题/催促发货", "product=none". nullopt
/// where there is no such cut, or no key.
std::optional<GroupId> group_named(std::string_view name);

/// Who a round is reported under: the responder of an answered one (the owner where an assistant
/// answered), else the owner at its end.
std::string_view agent_of(const RoundRecord& round);

/// Who a human phase is reported under: the last human who replied in it, else its last owner.
std::string_view agent_of(const Phase& phase);

/// Names one customer of a shop's account; a customer nobody knows is told apart by conversation.
std::string customer_key(const ConversationFacts& facts, std::string_view customer);

}  // namespace qa
