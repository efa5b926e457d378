#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "qa/conversation_facts.h"
#include "qa/metrics_figure.h"
#include "qa/metrics_group.h"
#include "qa/profile.h"

/// Sales after service. An order may stand in another conversation than the one that won it, so
/// sales are kept by customer and settled when everything has been added.
namespace qa {

/// An order counts for the last human conversation of its customer that began before it, while that
/// one is open and for so long after its close.
inline constexpr Duration kSalesSpan{24 * 3'600'000};

/// Within so long after the first talk of a period a customer's orders are looked at for
/// Loyalty::customers_bought_again.
inline constexpr Duration kRepeatPurchaseSpan{30 * kSalesSpan};

struct SalesTally {
  std::map<std::string, std::int64_t> amount_minor;  ///< by currency
  std::int64_t customers_served = 0;
  std::int64_t customers_ordered = 0;

  bool operator==(const SalesTally&) const = default;
};

struct SettledSales {
  SalesTally total;
  std::map<GroupId, SalesTally> groups;
};

/// Whether customers that people served come back, over the whole.
struct Loyalty {
  /// Customers served in the period who ordered within kRepeatPurchaseSpan after their first talk
  /// of it, and those of them who ordered twice or more.
  std::int64_t customers_bought = 0;
  std::int64_t customers_bought_again = 0;
  /// Customers served in the previous period, and those of them who were served or ordered in this
  /// one; nullopt without a previous period.
  std::optional<std::int64_t> customers_before;
  std::optional<std::int64_t> customers_returned;

  bool operator==(const Loyalty&) const = default;
};

/// Human phases and orders by customer. Merging ledgers of two parts gives the ledger of the whole.
class SalesLedger {
 public:
  void add(const ConversationFacts& facts);
  void merge(const SalesLedger& other);

  /// Sales of the human phases begun in `period`, at every hour of the day.
  /// @param only  of those that stand in all these groups
  SettledSales settle(const Period& period, const std::vector<Cut>& cuts, const LocalTime& local,
                      const std::vector<GroupId>& only = {}) const;

  /// Served: in a human phase that began in the period and was accepted.
  Loyalty loyalty(const Period& period, const std::optional<Period>& previous) const;

 private:
  struct Served {
    Time from{};
    std::optional<Time> to;
    std::string agent;
    std::string product;
    std::string channel;
    std::string shop;
    Origin origin = Origin::kHuman;
    std::string intent;

    Attribution attribution() const {
      return {agent, product, channel, from, shop, origin, intent};
    }
  };

  struct Order {
    Time at{};
    std::string id;
    std::int64_t amount_minor = 0;
    std::string currency;
  };

  struct Account {
    std::vector<Served> served;
    std::vector<Order> orders;
  };

  static std::vector<Order> orders_of(const Account& account);
  static void settle(const Account& account, const Period& period, const std::vector<Cut>& cuts,
                     const LocalTime& local, const std::vector<GroupId>& only, SettledSales& sales);

  std::unordered_map<std::string, Account> accounts_;
};

}  // namespace qa
