#include "qa/metrics_sales.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace qa {

void SalesLedger::add(const ConversationFacts& facts) {
  if (facts.is_excluded) {
    return;
  }
  for (const Phase& phase : facts.phases) {
    if (phase.accepted_at && !phase.is_censored) {
      accounts_[customer_key(facts, facts.customer)].served.push_back(
          {phase.started_at, phase.closed_at, std::string{agent_of(phase)}, phase.product,
           facts.channel, facts.key.shop, facts.origin, phase.intent});
    }
  }
  for (const OrderFact& order : facts.orders) {
    const std::string& customer = order.customer.empty() ? facts.customer : order.customer;
    accounts_[customer_key(facts, customer)].orders.push_back(
        {order.at, order.id, order.amount_minor, order.currency});
  }
}

void SalesLedger::merge(const SalesLedger& other) {
  for (const auto& [customer, account] : other.accounts_) {
    Account& mine = accounts_[customer];
    mine.served.insert(mine.served.end(), account.served.begin(), account.served.end());
    mine.orders.insert(mine.orders.end(), account.orders.begin(), account.orders.end());
  }
}

SettledSales SalesLedger::settle(const Period& period, const std::vector<Cut>& cuts,
                                 const LocalTime& local, const std::vector<GroupId>& only) const {
  SettledSales sales;
  for (const auto& [customer, account] : accounts_) {
    settle(account, period, cuts, local, only, sales);
  }
  return sales;
}

/// Each order once, by its id.
std::vector<SalesLedger::Order> SalesLedger::orders_of(const Account& account) {
  std::vector<Order> orders = account.orders;
  std::sort(orders.begin(), orders.end(), [](const Order& a, const Order& b) {
    return std::tie(a.id, a.at, a.amount_minor, a.currency) <
           std::tie(b.id, b.at, b.amount_minor, b.currency);
  });
  orders.erase(std::unique(orders.begin(), orders.end(),
                           [](const Order& a, const Order& b) { return a.id == b.id; }),
               orders.end());
  return orders;
}

Loyalty SalesLedger::loyalty(const Period& period, const std::optional<Period>& previous) const {
  Loyalty loyalty;
  if (previous) {
    loyalty.customers_before = 0;
    loyalty.customers_returned = 0;
  }
  for (const auto& [customer, account] : accounts_) {
    std::optional<Time> first;
    bool was_served_before = false;
    for (const Served& served : account.served) {
      if (period.contains(served.from)) {
        first = std::min(first.value_or(served.from), served.from);
      }
      was_served_before = was_served_before || (previous && previous->contains(served.from));
    }
    std::int64_t bought = 0;
    bool has_ordered = false;
    for (const Order& order : orders_of(account)) {
      bought += first && order.at >= *first && order.at <= *first + kRepeatPurchaseSpan ? 1 : 0;
      has_ordered = has_ordered || period.contains(order.at);
    }
    loyalty.customers_bought += bought > 0 ? 1 : 0;
    loyalty.customers_bought_again += bought > 1 ? 1 : 0;
    if (was_served_before) {
      ++*loyalty.customers_before;
      *loyalty.customers_returned += first || has_ordered ? 1 : 0;
    }
  }
  return loyalty;
}

void SalesLedger::settle(const Account& account, const Period& period, const std::vector<Cut>& cuts,
                         const LocalTime& local, const std::vector<GroupId>& only,
                         SettledSales& sales) {
  std::vector<Served> served = account.served;
  std::sort(served.begin(), served.end(), [](const Served& a, const Served& b) {
    return std::tie(a.from, a.to, a.agent, a.product, a.channel, a.origin, a.intent) <
           std::tie(b.from, b.to, b.agent, b.product, b.channel, b.origin, b.intent);
  });
  const std::vector<Order> orders = orders_of(account);

  std::set<GroupId> served_groups;
  std::set<GroupId> ordered_groups;
  bool is_served = false;
  bool has_ordered = false;
  const auto groups_of = [&](const Served& phase) {
    std::vector<GroupId> groups;
    for (const Cut cut : cuts) {
      groups.push_back(group_of(cut, phase.attribution(), local));
    }
    return groups;
  };
  const auto counts = [&](const Served& phase) {
    return period.contains(phase.from) && stands_in(only, phase.attribution(), local);
  };
  for (const Served& phase : served) {
    if (counts(phase)) {
      is_served = true;
      for (GroupId& group : groups_of(phase)) {
        served_groups.insert(std::move(group));
      }
    }
  }
  for (const Order& order : orders) {
    const auto winner = std::find_if(served.rbegin(), served.rend(), [&order](const Served& s) {
      return s.from <= order.at && (!s.to || order.at <= *s.to + kSalesSpan);
    });
    if (winner == served.rend() || !counts(*winner)) {
      continue;
    }
    has_ordered = true;
    sales.total.amount_minor[order.currency] += order.amount_minor;
    for (const GroupId& group : groups_of(*winner)) {
      sales.groups[group].amount_minor[order.currency] += order.amount_minor;
      ordered_groups.insert(group);
    }
  }
  sales.total.customers_served += is_served ? 1 : 0;
  sales.total.customers_ordered += has_ordered ? 1 : 0;
  for (const GroupId& group : served_groups) {
    ++sales.groups[group].customers_served;
  }
  for (const GroupId& group : ordered_groups) {
    ++sales.groups[group].customers_ordered;
  }
}

}  // namespace qa
