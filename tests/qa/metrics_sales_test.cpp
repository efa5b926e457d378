#include "qa/metrics_sales.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "qa/metrics.h"
#include "tests/qa/metrics_talk.h"

namespace qa {
namespace {

SettledSales settled(const std::vector<Talk>& talks, Period period = that_day()) {
  const Profile profile = Profile::douyin();
  SalesLedger ledger;
  for (const Talk& talk : talks) {
    ledger.add(talk);
  }
  return ledger.settle(period, {Cut::kAgent, Cut::kProduct}, LocalTime{profile});
}

Talk served(std::string id, Time from, Time to, std::string agent = "a_1") {
  Talk talk{std::move(id)};
  talk.customer("u_1").phase(from, std::move(agent)).closed(to);
  return talk;
}

std::int64_t yuan_cents(const SettledSales& sales) {
  const auto found = sales.total.amount_minor.find("CNY");
  return found == sales.total.amount_minor.end() ? 0 : found->second;
}

TEST(Sales, AnOrderWithinADayOfTheCloseIsCreditedToTheLastHuman) {
  const auto amount = [](Time at) {
    Talk talk = served("c_1", on("10:00:00"), on("10:10:00"));
    return yuan_cents(settled({talk.ordered(at, 9900)}));
  };

  EXPECT_EQ(amount(on("10:05:00")), 9900);  // during the talk
  EXPECT_EQ(amount(on("10:10:00") + kSalesSpan), 9900);
  EXPECT_EQ(amount(on("10:10:00") + kSalesSpan + Duration{1}), 0);
  EXPECT_EQ(amount(on("09:59:59")), 0);  // before anybody served
}

TEST(Sales, AnOrderMayStandInAnotherConversationOfTheCustomer) {
  Talk shopping{"c_2"};
  shopping.customer("u_1").ordered(on("15:00:00"), 500);
  const SettledSales sales =
      settled({shopping, served("c_1", on("10:00:00"), on("10:10:00"), "a_9")});

  EXPECT_EQ(yuan_cents(sales), 500);
  EXPECT_EQ(sales.groups.at({Cut::kAgent, "a_9"}).amount_minor.at("CNY"), 500);
  EXPECT_EQ(sales.total.customers_ordered, 1);
}

TEST(Sales, TheLastHumanConversationBeforeTheOrderWins) {
  Talk first = served("c_1", on("10:00:00"), on("10:10:00"), "a_1");
  Talk second = served("c_2", on("12:00:00"), on("12:10:00"), "a_2");
  second.ordered(on("13:00:00"), 700);
  const SettledSales sales = settled({first, second});

  EXPECT_EQ(sales.groups.at({Cut::kAgent, "a_2"}).amount_minor.at("CNY"), 700);
  EXPECT_TRUE(sales.groups.at({Cut::kAgent, "a_1"}).amount_minor.empty());
  EXPECT_EQ(sales.total.customers_served, 1);
}

TEST(Sales, AnOrderOfTheNextDayBelongsToTheDayOfTheTalk) {
  Talk talk = served("c_1", on("22:00:00"), on("22:10:00"));
  talk.ordered(on("22:00:00") + seconds(10 * 3600), 700);
  const Period next{that_day().to, that_day().to + seconds(86'400)};

  EXPECT_EQ(yuan_cents(settled({talk})), 700);
  EXPECT_EQ(yuan_cents(settled({talk}, next)), 0);
}

TEST(Sales, TheSameOrderToldTwiceCountsOnce) {
  Talk talk = served("c_1", on("10:00:00"), on("10:10:00"));
  talk.ordered(on("10:05:00"), 700, "o_1").ordered(on("10:06:00"), 700, "o_1");

  EXPECT_EQ(yuan_cents(settled({talk})), 700);
}

TEST(Sales, OnlyAcceptedSessionsServe) {
  Talk waited{"c_1"};
  waited.customer("u_1").queued(on("10:00:00")).closed(on("10:10:00")).ordered(on("10:05:00"), 700);
  const SettledSales sales = settled({waited});

  EXPECT_EQ(sales.total.customers_served, 0);
  EXPECT_EQ(yuan_cents(sales), 0);
}

TEST(Sales, ConversionIsOfCustomersNotOfOrders) {
  Talk buyer = served("c_1", on("10:00:00"), on("10:10:00"));
  buyer.ordered(on("10:05:00"), 100, "o_1").ordered(on("10:06:00"), 200, "o_2");
  Talk other{"c_2"};
  other.customer("u_2").phase(on("10:00:00"));
  const SettledSales sales = settled({buyer, other});
  const auto figures = figures_of(Tally{}, &sales.total, nullptr, Profile::douyin());

  EXPECT_EQ(fraction(figures[static_cast<std::size_t>(Metric::kConversionRate)]), "1/2");
  EXPECT_EQ(fraction(figures[static_cast<std::size_t>(Metric::kSales)]), "300");
}

TEST(Sales, AmountsOfTwoCurrenciesAreNotAddedUp) {
  Talk talk = served("c_1", on("10:00:00"), on("10:10:00"));
  talk.ordered(on("10:05:00"), 100, "o_1", "CNY").ordered(on("10:06:00"), 200, "o_2", "USD");
  const SettledSales sales = settled({talk});
  const Figure figure = figures_of(Tally{}, &sales.total, nullptr,
                                   Profile::douyin())[static_cast<std::size_t>(Metric::kSales)];

  EXPECT_EQ(figure.value, std::nullopt);
  EXPECT_EQ(figure.parts, (std::map<std::string, std::int64_t>{{"CNY", 100}, {"USD", 200}}));
}

Loyalty loyalty_of(const std::vector<Talk>& talks, std::optional<Period> previous = {}) {
  SalesLedger ledger;
  for (const Talk& talk : talks) {
    ledger.add(talk);
  }
  return ledger.loyalty(that_day(), previous);
}

TEST(Sales, ACustomerBuysAgainWithASecondOrderWithinThirtyDaysOfTheTalk) {
  const auto twice = [](Time second, std::string id) {
    Talk talk = served("c_1", on("10:00:00"), on("10:10:00"));
    talk.ordered(on("10:05:00"), 700, "o_1").ordered(second, 700, std::move(id));
    return loyalty_of({talk});
  };
  const Time last = on("10:00:00") + kRepeatPurchaseSpan;

  EXPECT_EQ(twice(last, "o_2"), (Loyalty{1, 1, {}, {}}));
  EXPECT_EQ(twice(last + Duration{1}, "o_2"), (Loyalty{1, 0, {}, {}}));
  EXPECT_EQ(twice(last, "o_1"), (Loyalty{1, 0, {}, {}})) << "the same order, told twice";
  EXPECT_EQ(twice(on("09:59:59"), "o_2"), (Loyalty{1, 0, {}, {}})) << "before anybody served";
}

TEST(Sales, WhoWasNotServedInThePeriodBuysNothingOfIt) {
  Talk unaccepted{"c_1"};
  unaccepted.customer("u_1").queued(on("10:00:00")).closed(on("10:10:00"));
  unaccepted.ordered(on("10:05:00"), 700, "o_1");

  EXPECT_EQ(loyalty_of({unaccepted}), Loyalty{});
}

TEST(Sales, ACustomerReturnsWhoIsServedOrOrdersInTheNextPeriod) {
  const Period before{that_day().from - Duration{86'400'000}, that_day().from};
  const Time then = before.from + Duration{36'000'000};
  const auto of = [&](std::string customer) {
    Talk talk{"c_" + customer};
    talk.customer(customer).phase(then, "a_1").closed(then + Duration{600'000});
    return talk;
  };
  Talk back{"c_back"};
  back.customer("u_2").phase(on("10:00:00"), "a_1").closed(on("10:10:00"));
  Talk ordered = of("u_3");
  ordered.ordered(on("12:00:00"), 700, "o_1");

  EXPECT_EQ(loyalty_of({of("u_1"), of("u_2"), back, ordered}, before), (Loyalty{0, 0, 3, 2}));
  EXPECT_EQ(loyalty_of({back}, before), (Loyalty{0, 0, 0, 0})) << "nobody was served before";
}

TEST(Sales, LedgersOfPartsMergeToTheWhole) {
  Talk shopping{"c_2"};
  shopping.customer("u_1").ordered(on("15:00:00"), 500);
  SalesLedger one;
  one.add(served("c_1", on("10:00:00"), on("10:10:00")));
  SalesLedger two;
  two.add(shopping);
  two.merge(one);

  EXPECT_EQ(yuan_cents(two.settle(that_day(), {}, LocalTime{Profile::douyin()})), 500);
}

}  // namespace
}  // namespace qa
