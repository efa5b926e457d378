#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "qa/counted.h"
#include "qa/metrics_contacts.h"
#include "qa/metrics_sales.h"

/// The things a figure is made of, one by one, so that people can look at what is behind a number.
namespace qa {

enum class ItemKind : std::uint8_t { kMessage, kRound, kPhase, kRating, kConversation, kCustomer };
std::string_view to_string(ItemKind kind);  // "message", "round", "phase" …

/// One thing. Numerators and denominators of all items of a figure add up to the figure's; where it
/// has none (medians have no numerator, counts no denominator) the items have none.
struct FigureItem {
  ItemKind kind = ItemKind::kRound;
  ConversationKey conversation;  ///< of a customer: the first of the period
  std::string id;                ///< opening message of a round; number of a phase; else empty
  Time at{};                     ///< its anchor; of a customer that of the conversation
  std::optional<std::int64_t> numerator;
  std::optional<std::int64_t> denominator;
  std::int64_t value = 0;        ///< what the figure looks at: milliseconds, stars, or numerator
  std::optional<Duration> wait;  ///< raw; of rounds and of messages with a reply
  std::string agent;             ///< whose it is; empty: nobody's
  std::string customer;          ///< id, of items that are customers; empty: nobody knows
  std::string currency;          ///< of sales
  bool is_bad = false;           ///< makes the figure worse; see FigureWitness::items

  bool operator==(const FigureItem&) const = default;
};

/// Collects the items of one figure over one period, one conversation at a time, each once.
class FigureWitness {
 public:
  /// @param only  what stands in all these groups
  FigureWitness(Metric metric, Profile profile, Period period, Time instant,
                std::vector<GroupId> only);

  /// The span of event times to read; as ReportBuilder::reads().
  Period reads() const;

  void add(const ConversationFacts& facts);

  /// Worst first: of waits the longest, of ratings the lowest, what is bad before what is not; else
  /// by time. Bad is what came too late, was not accepted, not satisfied, dissatisfied, not
  /// resolved, repeated, not ordered; of means and ranks what is above (of stars below) the mean of
  /// the whole period, whatever `only` says. Of counts everything is.
  std::vector<FigureItem> items() const;

 private:
  struct Customer {
    std::string id;
    std::optional<FigureItem> first;
    bool has_missed = false;
    SalesLedger sales;
    ContactLedger contacts;
  };

  void add_counted(const Counted& counted, const ConversationFacts& facts);
  void add_customer(const Counted& counted, const ConversationFacts& facts);
  void add_to_ledgers(const ConversationFacts& facts);
  Customer& customer_of(const ConversationFacts& facts, const std::string& id);
  void settle(const Customer& customer, std::vector<FigureItem>& items) const;

  Metric metric_;
  Profile profile_;
  LocalTime local_;
  Period period_;
  Time instant_;
  std::vector<GroupId> only_;
  std::vector<FigureItem> items_;
  std::map<std::string, Customer> customers_;
  std::int64_t whole_number_ = 0;
  std::int64_t whole_value_ = 0;
};

}  // namespace qa
