#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "qa/metrics_contacts.h"
#include "qa/metrics_figure.h"
#include "qa/metrics_sales.h"
#include "qa/numbers_by.h"
#include "qa/profile.h"
#include "qa/response_times.h"

/// Sums and counts of one group of one period: never averages, so that tallies of parts add up to
/// the tally of the whole.
namespace qa {

/// Reasons of a bad rating, in the order of `Tally::reasons`.
inline constexpr std::array<std::string_view, 5> kReasons{"attitude", "unsolved", "slow", "repeat",
                                                          "other"};

struct Tally {
  /// False: no customer is told from another, and the figures that need it are left out.
  bool keeps_customers = true;
  /// Message unit: customer messages, and those replied to in time.
  std::int64_t asks = 0;
  std::int64_t asks_in_time = 0;
  /// Round unit, anchored at the opening.
  std::int64_t rounds = 0;
  std::int64_t rounds_in_time = 0;
  NumbersBy waits;  ///< rounds by wait_place() of qa/waits.h
  /// Customers with a round in window; true: one of them missed the limit.
  std::unordered_map<std::string, bool> has_missed;

  /// Response times, anchored at the start of the human phase.
  ResponseTimes counted_ms;
  std::int64_t counted_ms_sum = 0;
  std::int64_t wait_ms_sum = 0;
  std::int64_t first_rounds = 0;
  std::int64_t first_counted_ms_sum = 0;

  /// Human phases.
  std::int64_t handed_over = 0;
  std::int64_t accepted = 0;
  std::int64_t queue_ms_sum = 0;
  std::int64_t abandoned = 0;
  std::int64_t unserved_conversations = 0;

  /// Ratings: how many of each score, and those the profile calls good and bad.
  NumbersBy scores;
  std::int64_t good = 0;
  std::int64_t bad = 0;
  std::array<std::int64_t, kReasons.size()> reasons{};

  /// Volumes.
  std::int64_t conversations = 0;
  std::unordered_set<std::string> customers;
  std::int64_t customer_messages = 0;
  std::int64_t agent_messages = 0;
  std::int64_t bot_messages = 0;

  std::int64_t open_rounds = 0;

  void merge(const Tally& other);

  bool operator==(const Tally&) const = default;
};

/// Every figure, in the order of metric_definitions(), with its threshold; `previous` and
/// `getting_worse` are the report's to fill.
/// @param sales, contacts  nullptr: not known, their figures are null
std::vector<Figure> figures_of(const Tally& tally, const SalesTally* sales,
                               const ContactTally* contacts, const Profile& profile);

}  // namespace qa
