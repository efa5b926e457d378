#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/conversation_facts.h"
#include "qa/metrics_group.h"
#include "qa/metrics_tally.h"
#include "qa/profile.h"

/// What one conversation adds to the figures of every period of whole local days, as one value
/// that can be stored, put into stored sums and taken out of them again. Made of the same counted
/// things as figures from rows (qa/counted.h), so the two cannot differ.
namespace qa {

/// Of the stored form. Another one makes every stored contribution stale.
inline constexpr int kContributionVersion = 1;

/// Everything of a cell stands in the same group of every cut.
struct Cell {
  LocalHour when;     ///< of the anchors
  std::string agent;  ///< ids; empty: none
  std::string product;
  std::string intent;

  auto operator<=>(const Cell&) const = default;
  bool operator==(const Cell&) const = default;
};

struct CellShare {
  Cell cell;
  Tally sums;  ///< without customers: they follow from `Contribution::contact`

  bool operator==(const CellShare&) const = default;
};

struct Contribution {
  /// What sales and contacts need to know (SalesLedger, ContactLedger), and nothing else: key,
  /// customer, channel, origin, the human phases that are not censored, the intents, the orders.
  ConversationFacts contact;
  std::vector<CellShare> shares;  ///< by cell
};

/// A share as whoever has followed the conversation to this point offers it to a store.
struct Settled {
  std::shared_ptr<const Contribution> contribution;
  std::int64_t events = 0;                      ///< how many it was made of
  std::shared_ptr<const std::string> counting;  ///< counting_of the profile it was made by
};

/// False while the conversation's share may still change without an event, or depends on the moment
/// of the report: a round is open, or a question of an open phase has no answer yet.
bool is_settled(const ConversationFacts& facts);

/// @param facts  settled
/// @param local  of `profile`
Contribution contribution_of(const ConversationFacts& facts, const Profile& profile,
                             const LocalTime& local);

/// Bytes: ids, times and numbers; no words, no names.
std::string encode(const Contribution& contribution);

/// What encode() wrote of the conversation `key`; nullopt for anything else.
std::optional<Contribution> decode(const ConversationKey& key, std::string_view bytes);

}  // namespace qa
