#include "qa/metrics_contacts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "qa/report.h"
#include "tests/qa/metrics_talk.h"

namespace qa {
namespace {

constexpr Duration kDay{24 * 3'600'000};

SettledContacts settled(const std::vector<Talk>& talks, Period period = that_day()) {
  const Profile profile = Profile::douyin();
  ContactLedger ledger;
  for (const Talk& talk : talks) {
    ledger.add(talk, profile);
  }
  return ledger.settle(period, {Cut::kAgent, Cut::kIntent, Cut::kIntent1}, LocalTime{profile});
}

/// "resolved/closed repeated/customers"
std::string brief(const ContactTally& tally) {
  return std::to_string(tally.resolved) + "/" + std::to_string(tally.closed) + " " +
         std::to_string(tally.repeated) + "/" + std::to_string(tally.customers);
}

/// Of customer u, closed ten minutes later.
Talk contact(std::string id, Time at, std::string intent = "logistics/urge/ship") {
  Talk talk{std::move(id)};
  talk.customer("u").phase(at).answered(at, seconds(10)).closed(at + seconds(600));
  if (!intent.empty()) {
    talk.wants(std::move(intent));
  }
  return talk;
}

std::string when_followed(const Talk& next, Period period = that_day()) {
  return brief(settled({contact("c_1", on("10:00:00")), next}, period).total);
}

TEST(Contacts, AClosedConversationNobodyFollowsIsResolved) {
  Talk open{"c_2"};
  open.customer("u_2").phase(on("10:00:00")).answered(on("10:00:00"), seconds(10)).wants("a/b");

  EXPECT_EQ(brief(settled({contact("c_1", on("10:00:00")), open}).total), "1/1 0/2");
}

TEST(Contacts, OneFollowedWithinADayOfItsCloseIsNotResolved) {
  const Time closed = on("10:10:00");

  EXPECT_EQ(when_followed(contact("c_2", closed + Duration{1})), "1/2 1/1");
  EXPECT_EQ(when_followed(contact("c_2", closed + kDay)), "0/1 0/1");
  EXPECT_EQ(when_followed(contact("c_2", closed + kDay + Duration{1})), "1/1 0/1");
}

TEST(Contacts, OnlyTheSameLevelTwoIntentFollows) {
  EXPECT_EQ(when_followed(contact("c_2", on("12:00:00"), "logistics/urge/deliver")), "1/2 1/1");
  EXPECT_EQ(when_followed(contact("c_2", on("12:00:00"), "logistics/where")), "2/2 0/1");
  EXPECT_EQ(when_followed(contact("c_2", on("12:00:00"), "")), "2/2 0/1");
}

TEST(Contacts, OnlyTheSameCustomerOfTheSameShopFollows) {
  Talk another = contact("c_2", on("12:00:00"));
  another.customer("u_2");
  Talk elsewhere = contact("c_2", on("12:00:00"));
  elsewhere.facts().key.shop = "another";

  EXPECT_EQ(when_followed(another), "2/2 0/2");
  EXPECT_EQ(when_followed(elsewhere), "2/2 0/2");
}

TEST(Contacts, ConversationsWithoutIntentAreNeverFollowed) {
  const Talk classified = contact("c_9", on("09:00:00"), "a/b");
  Talk other = classified;
  other.customer("u_9");
  const auto sums =
      settled({contact("c_1", on("10:00:00"), ""), contact("c_2", on("12:00:00"), ""), other});

  EXPECT_EQ(brief(sums.total), "3/3 0/1");
}

TEST(Contacts, ARatingThatSaysUnsolvedHoldsWhateverTheStars) {
  Talk talk = contact("c_1", on("10:00:00"));
  talk.rated(5, {"未解决问题"});

  EXPECT_EQ(brief(settled({talk}).total), "0/1 0/1");
}

TEST(Contacts, ARepeatIsAtMostSevenDaysAfterTheContactBefore) {
  const Time at = on("10:00:00");

  EXPECT_EQ(brief(settled({contact("c_1", at - kRepeatSpan), contact("c_2", at)}).total),
            "1/1 1/1");
  EXPECT_EQ(
      brief(settled({contact("c_1", at - kRepeatSpan - Duration{1}), contact("c_2", at)}).total),
      "1/1 0/1");
}

TEST(Contacts, ARepeatAfterThePeriodIsNotOfThePeriod) {
  EXPECT_EQ(when_followed(contact("c_2", on("12:00:00") + 3 * kDay)), "1/1 0/1");
}

TEST(Contacts, ContactsOutOfHoursAreInNoRate) {
  EXPECT_EQ(brief(settled({contact("c_1", on("23:30:00")), contact("c_2", on("07:00:00"))}).total),
            "0/0 0/0");
}

TEST(Contacts, CensoredAndExcludedOnesAreInNoRate) {
  Talk censored = contact("c_1", on("10:00:00"));
  censored.censored();
  Talk excluded = contact("c_2", on("10:00:00"));
  excluded.excluded();

  EXPECT_EQ(brief(settled({censored, excluded}).total), "0/0 0/0");
}

TEST(Contacts, ACutByIntentCountsCustomersOfEachIntent) {
  Talk two = contact("c_2", on("12:00:00"));
  two.answered(on("12:05:00"), seconds(10)).wants("after/refund");
  const auto sums = settled({contact("c_1", on("10:00:00")), two});

  EXPECT_EQ(brief(sums.groups.at({Cut::kIntent1, "logistics"})), "1/2 1/1");
  EXPECT_EQ(brief(sums.groups.at({Cut::kIntent1, "after"})), "0/0 0/1");
  EXPECT_EQ(brief(sums.groups.at({Cut::kAgent, "a_1"})), "1/2 1/1");
}

TEST(Contacts, NothingIsKnownWhereNobodyClassifies) {
  EXPECT_FALSE(settled({contact("c_1", on("10:00:00"), "")}).has_intents);
  EXPECT_FALSE(settled({contact("c_1", on("10:00:00") - kDay)}).has_intents);
  EXPECT_TRUE(settled({contact("c_1", on("10:00:00"))}).has_intents);
}

TEST(Contacts, TheOrderOfAddingDoesNotMatter) {
  std::vector<Talk> talks;
  for (int i = 0; i < 30; ++i) {
    talks.push_back(contact("c_" + std::to_string(i), on("09:00:00") + seconds(977 * i) - kDay,
                            "a/" + std::to_string(i % 3)));
    talks.back().customer("u_" + std::to_string(i % 7));
  }
  const Period period{that_day().from - kDay, that_day().to};
  const SettledContacts forward = settled(talks, period);
  std::reverse(talks.begin(), talks.end());
  const SettledContacts backward = settled(talks, period);

  EXPECT_EQ(forward.total, backward.total);
  EXPECT_EQ(forward.groups, backward.groups);
}

TEST(Contacts, AReportTellsThemOnceSomethingIsClassified) {
  const auto rate = [](const std::string& intent) {
    ReportBuilder builder{Profile::douyin(),
                          {that_day(), {}, {Cut::kAgent}, that_day().to, that_day().to}};
    builder.add(contact("c_1", on("10:00:00"), intent));
    const Report report = builder.report();
    return fraction(report.figure(Metric::kResolutionRate)) + " " +
           fraction(
               report.breakdown[0].metrics[static_cast<std::size_t>(Metric::kRepeatContactRate)]);
  };

  EXPECT_EQ(rate("a/b"), "1/1 0/1");
  EXPECT_EQ(rate(""), "null null");
}

}  // namespace
}  // namespace qa
