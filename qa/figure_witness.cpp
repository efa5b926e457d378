#include "qa/figure_witness.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace qa {
namespace {

/// What one counted thing is to a figure. nullopt: nothing.
std::optional<FigureItem> item_of_round(Metric metric, const Counted& counted) {
  FigureItem item;
  item.id = counted.round->opened_by;
  item.wait = Duration{counted.wait_ms};
  item.denominator = 1;
  const CountedKind kind = counted.kind;
  if (kind == CountedKind::kRound && metric == Metric::kThreeMinuteRoundRate) {
    item.numerator = counted.is_in_time ? 1 : 0;
    item.value = counted.wait_ms;
    item.is_bad = !counted.is_in_time;
    return item;
  }
  item.value = metric == Metric::kTrueMeanWait ? counted.wait_ms : counted.counted_ms;
  if (metric != Metric::kMedianResponse && metric != Metric::kP90Response) {
    item.numerator = item.value;
  }
  const bool is_of_all = metric == Metric::kMeanResponse || metric == Metric::kTrueMeanWait ||
                         metric == Metric::kMedianResponse || metric == Metric::kP90Response;
  const bool is_wanted = kind == CountedKind::kResponse ? is_of_all
                                                        : kind == CountedKind::kFirstResponse &&
                                                              metric == Metric::kMeanFirstResponse;
  return is_wanted ? std::optional(std::move(item)) : std::nullopt;
}

std::optional<FigureItem> item_of_phase(Metric metric, const Counted& counted) {
  FigureItem item;
  item.kind = ItemKind::kPhase;
  item.id = std::to_string(counted.phase->ordinal);
  item.numerator = 1;
  item.value = 1;
  item.is_bad = true;
  switch (metric) {
    case Metric::kHandedOver:
      return item;
    case Metric::kAccepted:
      return counted.is_accepted ? std::optional(item) : std::nullopt;
    case Metric::kAbandoned:
      return counted.is_abandoned ? std::optional(item) : std::nullopt;
    case Metric::kUnservedConversations:
      return counted.is_unserved ? std::optional(item) : std::nullopt;
    case Metric::kPickupRate:
      item.numerator = item.value = counted.is_accepted ? 1 : 0;
      item.denominator = 1;
      item.is_bad = !counted.is_accepted;
      return item;
    case Metric::kMeanQueue:
      item.numerator = item.value = counted.counted_ms;
      item.denominator = 1;
      return counted.is_accepted ? std::optional(item) : std::nullopt;
    default:
      return std::nullopt;
  }
}

std::optional<FigureItem> item_of_rating(Metric metric, const Counted& counted) {
  FigureItem item;
  item.kind = ItemKind::kRating;
  item.value = counted.score;
  item.numerator = 1;
  item.is_bad = true;
  switch (metric) {
    case Metric::kRated:
      return item;
    case Metric::kDissatisfactionReasons:
      return counted.is_bad ? std::optional(item) : std::nullopt;
    case Metric::kSatisfactionRate:
      item.is_bad = !counted.is_good;
      item.numerator = counted.is_good ? 1 : 0;
      break;
    case Metric::kDissatisfactionRate:
      item.is_bad = counted.is_bad;
      item.numerator = counted.is_bad ? 1 : 0;
      break;
    case Metric::kMeanScore:
      item.numerator = counted.score;
      break;
    case Metric::kMedianScore:
      item.numerator.reset();
      break;
    default:
      return std::nullopt;
  }
  item.denominator = 1;
  return item;
}

std::optional<FigureItem> item_of_ask(const Counted& counted) {
  FigureItem item;
  item.kind = ItemKind::kMessage;
  item.numerator = counted.is_in_time ? 1 : 0;
  item.denominator = 1;
  item.is_bad = !counted.is_in_time;
  item.value = kLatestTime.time_since_epoch().count();  // never replied: the longest wait
  if (counted.ask->replied_at) {
    item.wait = std::max(Duration{0}, *counted.ask->replied_at - counted.ask->at);
    item.value = item.wait->count();
  }
  return item;
}

std::optional<FigureItem> item_of_message(Metric metric, const Counted& counted) {
  const bool is_wanted =
      (metric == Metric::kCustomerMessages && counted.by == ActorKind::kCustomer) ||
      (metric == Metric::kAgentMessages && counted.by == ActorKind::kHuman) ||
      (metric == Metric::kBotMessages && counted.by == ActorKind::kBot);
  FigureItem item;
  item.kind = ItemKind::kMessage;
  item.numerator = item.value = 1;
  item.is_bad = true;
  return is_wanted ? std::optional(item) : std::nullopt;
}

std::optional<FigureItem> item_of(Metric metric, const Counted& counted) {
  switch (counted.kind) {
    case CountedKind::kAsk:
      return metric == Metric::kThreeMinuteReplyRate ? item_of_ask(counted) : std::nullopt;
    case CountedKind::kRound:
    case CountedKind::kResponse:
    case CountedKind::kFirstResponse:
      return item_of_round(metric, counted);
    case CountedKind::kPhase:
      return item_of_phase(metric, counted);
    case CountedKind::kRating:
      return item_of_rating(metric, counted);
    case CountedKind::kConversation: {
      FigureItem item;
      item.kind = ItemKind::kConversation;
      item.numerator = item.value = 1;
      item.is_bad = true;
      return metric == Metric::kConversations ? std::optional(item) : std::nullopt;
    }
    case CountedKind::kMessage:
      return item_of_message(metric, counted);
    case CountedKind::kOpenRound:
      return std::nullopt;
  }
  return std::nullopt;
}

bool is_of_sales(Metric metric) {
  return metric == Metric::kSales || metric == Metric::kConversionRate;
}

bool is_of_contacts(Metric metric) {
  return metric == Metric::kResolutionRate || metric == Metric::kRepeatContactRate;
}

/// Figures whose things are judged by the mean of the whole.
bool is_judged_by_mean(Metric metric) {
  const Unit unit = definition_of(metric).unit;
  return unit == Unit::kMs || unit == Unit::kStars;
}

/// Longer is worse of waits, higher is better of everything else.
bool is_worst_great(Metric metric) {
  return definition_of(metric).unit == Unit::kMs || metric == Metric::kThreeMinuteReplyRate ||
         metric == Metric::kThreeMinuteRoundRate;
}

}  // namespace

std::string_view to_string(ItemKind kind) {
  switch (kind) {
    case ItemKind::kMessage:
      return "message";
    case ItemKind::kRound:
      return "round";
    case ItemKind::kPhase:
      return "phase";
    case ItemKind::kRating:
      return "rating";
    case ItemKind::kConversation:
      return "conversation";
    case ItemKind::kCustomer:
      return "customer";
  }
  return "";
}

FigureWitness::FigureWitness(Metric metric, Profile profile, Period period, Time instant,
                             std::vector<GroupId> only)
    : metric_(metric),
      profile_(std::move(profile)),
      local_(profile_),
      period_(period),
      instant_(instant),
      only_(std::move(only)) {}

Period FigureWitness::reads() const {
  return {period_.from - kRepeatSpan, kLatestTime};
}

void FigureWitness::add(const ConversationFacts& facts) {
  if (is_of_sales(metric_) || is_of_contacts(metric_)) {
    add_to_ledgers(facts);
    return;
  }
  for_each_counted(facts, profile_, local_, instant_, &period_,
                   [&](const Counted& counted) { add_counted(counted, facts); });
}

void FigureWitness::add_counted(const Counted& counted, const ConversationFacts& facts) {
  add_customer(counted, facts);
  auto item = item_of(metric_, counted);
  if (!item) {
    return;
  }
  ++whole_number_;
  whole_value_ += item->value;
  if (!stands_in(only_, counted.attribution, local_)) {
    return;
  }
  item->conversation = facts.key;
  item->at = counted.attribution.anchor;
  item->agent = counted.attribution.agent;
  items_.push_back(std::move(*item));
}

FigureWitness::Customer& FigureWitness::customer_of(const ConversationFacts& facts,
                                                    const std::string& id) {
  Customer& customer = customers_[customer_key(facts, id)];
  customer.id = id;
  return customer;
}

void FigureWitness::add_customer(const Counted& counted, const ConversationFacts& facts) {
  const bool is_wanted =
      (metric_ == Metric::kThreeMinuteCustomerRate && counted.kind == CountedKind::kRound) ||
      (metric_ == Metric::kCustomers && counted.kind == CountedKind::kConversation);
  if (!is_wanted || !stands_in(only_, counted.attribution, local_)) {
    return;
  }
  Customer& customer = customer_of(facts, facts.customer);
  const bool is_missed = counted.kind == CountedKind::kRound && !counted.is_in_time;
  const Time at = counted.attribution.anchor;
  const bool is_earlier =
      !customer.first ||
      std::tie(at, facts.key) < std::tie(customer.first->at, customer.first->conversation);
  // The conversation that made a customer one who waited too long is the one to look at.
  if (is_missed == customer.has_missed ? is_earlier : is_missed) {
    FigureItem& first = customer.first.emplace();
    first.conversation = facts.key;
    first.at = at;
    first.agent = counted.attribution.agent;
  }
  customer.has_missed = customer.has_missed || is_missed;
}

/// A ledger a customer: what one settles to is the customer's share of what all settle to.
void FigureWitness::add_to_ledgers(const ConversationFacts& facts) {
  if (facts.is_excluded) {
    return;
  }
  Customer& customer = customer_of(facts, facts.customer);
  ConversationFacts served = facts;
  served.orders.clear();
  customer.sales.add(served);
  customer.contacts.add(facts, profile_);
  for (const Phase& phase : facts.phases) {
    const bool is_first =
        !customer.first || std::tie(phase.started_at, facts.key) <
                               std::tie(customer.first->at, customer.first->conversation);
    if (period_.contains(phase.started_at) && is_first) {
      FigureItem& first = customer.first.emplace();
      first.conversation = facts.key;
      first.at = phase.started_at;
      first.agent = agent_of(phase);
    }
  }
  for (const OrderFact& order : facts.orders) {
    ConversationFacts ordered;
    ordered.key = facts.key;
    ordered.customer = facts.customer;
    ordered.orders = {order};
    const std::string& id = order.customer.empty() ? facts.customer : order.customer;
    customer_of(facts, id).sales.add(ordered);
  }
}

void FigureWitness::settle(const Customer& customer, std::vector<FigureItem>& items) const {
  FigureItem item = customer.first.value_or(FigureItem{});
  item.kind = ItemKind::kCustomer;
  item.customer = customer.id;
  const auto tell = [&](std::int64_t numerator, std::optional<std::int64_t> denominator,
                        bool is_bad) {
    if (numerator != 0 || denominator.value_or(0) != 0) {
      item.numerator = item.value = numerator;
      item.denominator = denominator;
      item.is_bad = is_bad;
      items.push_back(item);
    }
  };
  const SalesTally sales = customer.sales.settle(period_, {}, local_, only_).total;
  const ContactTally contacts = customer.contacts.settle(period_, {}, local_, only_).total;
  switch (metric_) {
    case Metric::kThreeMinuteCustomerRate:
      return tell(customer.has_missed ? 0 : 1, 1, customer.has_missed);
    case Metric::kCustomers:
      return tell(1, std::nullopt, true);
    case Metric::kResolutionRate:
      return tell(contacts.resolved, contacts.closed, contacts.resolved < contacts.closed);
    case Metric::kRepeatContactRate:
      return tell(contacts.repeated, contacts.customers, contacts.repeated > 0);
    case Metric::kConversionRate:
      return tell(sales.customers_ordered, sales.customers_served, sales.customers_ordered == 0);
    default:
      for (const auto& [currency, amount] : sales.amount_minor) {
        item.currency = currency;
        tell(amount, std::nullopt, true);
      }
  }
}

std::vector<FigureItem> FigureWitness::items() const {
  std::vector<FigureItem> items = items_;
  for (const auto& [key, customer] : customers_) {
    settle(customer, items);
  }
  const double mean = whole_number_ == 0
                          ? 0
                          : static_cast<double>(whole_value_) / static_cast<double>(whole_number_);
  const bool is_worst_high = is_worst_great(metric_);
  for (FigureItem& item : items) {
    if (is_judged_by_mean(metric_)) {
      const auto value = static_cast<double>(item.value);
      item.is_bad = is_worst_high ? value > mean : value < mean;
    }
  }
  std::sort(items.begin(), items.end(), [&](const FigureItem& a, const FigureItem& b) {
    const std::int64_t left = is_worst_high ? -a.value : a.value;
    const std::int64_t right = is_worst_high ? -b.value : b.value;
    return std::tie(b.is_bad, left, a.at, a.conversation, a.id, a.customer) <
           std::tie(a.is_bad, right, b.at, b.conversation, b.id, b.customer);
  });
  return items;
}

}  // namespace qa
