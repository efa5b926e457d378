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
                                 const LocalTime& local) const {
  SettledSales sales;
  for (const auto& [customer, account] : accounts_) {
    settle(account, period, cuts, local, sales);
  }
  return sales;
}

void SalesLedger::settle(const Account& account, const Period& period, const std::vector<Cut>& cuts,
                         const LocalTime& local, SettledSales& sales) {
  std::vector<Served> served = account.served;
  std::sort(served.begin(), served.end(), [](const Served& a, const Served& b) {
    return std::tie(a.from, a.to, a.agent, a.product, a.channel, a.origin, a.intent) <
           std::tie(b.from, b.to, b.agent, b.product, b.channel, b.origin, b.intent);
  });
  std::vector<Order> orders = account.orders;
  std::sort(orders.begin(), orders.end(), [](const Order& a, const Order& b) {
    return std::tie(a.id, a.at, a.amount_minor, a.currency) <
           std::tie(b.id, b.at, b.amount_minor, b.currency);
  });
  orders.erase(std::unique(orders.begin(), orders.end(),
                           [](const Order& a, const Order& b) { return a.id == b.id; }),
               orders.end());

  std::set<GroupId> served_groups;
  std::set<GroupId> ordered_groups;
  bool is_served = false;
  bool has_ordered = false;
  const auto groups_of = [&](const Served& phase) {
    std::vector<GroupId> groups;
    for (const Cut cut : cuts) {
      groups.push_back(group_of(cut,
                                {phase.agent, phase.product, phase.channel, phase.from, phase.shop,
                                 phase.origin, phase.intent},
                                local));
    }
    return groups;
  };
  for (const Served& phase : served) {
    if (period.contains(phase.from)) {
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
    if (winner == served.rend() || !period.contains(winner->from)) {
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
