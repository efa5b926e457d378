#include "qa/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/event_builder.h"

namespace qa::testing {
namespace {

using ::support::EventBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Words words_of(const std::vector<Event>& events) {
  Words words;
  for (const Event& event : events) {
    static_cast<void>(words.insert(event));
  }
  return words;
}

TEST(Words, KeepsWhatIsSaidInOrderHoweverItComes) {
  EventBuilder events;
  events.opened().customer("一").customer("二").customer("三").closed();
  auto list = events.events();
  std::swap(list[1], list[3]);
  const Words words = words_of(list);

  ASSERT_EQ(words.size(), 3U);
  EXPECT_THAT(words.customer_said(3, 20), ElementsAre("一", "二", "三"));
}

TEST(Words, AnEventWithoutWordsHasNoPlace) {
  Words words;
  EventBuilder events;

  EXPECT_EQ(words.insert(events.opened().last()), SIZE_MAX);
  EXPECT_EQ(words.insert(events.customer("一").last()), 0U);
}

TEST(Words, TrimsTheOldestAndKnowsItIsIncomplete) {
  EventBuilder events;
  Words words = words_of(events.customer("一").customer("二").customer("三").events());
  EXPECT_TRUE(words.is_complete());
  words.trim(3);
  EXPECT_TRUE(words.is_complete());
  words.trim(2);

  EXPECT_FALSE(words.is_complete());
  EXPECT_EQ(words.at(0).text, "二");
}

TEST(Words, LacksWordsForWhatStandsTooEarly) {
  EventBuilder events;
  events.customer("一").customer("二").customer("三").customer("四");
  Words words = words_of(events.events());
  const Event early = EventBuilder().seq(1).event_id("z").customer("早").last();
  const Event last = EventBuilder().seq(9).customer("晚").last();
  EXPECT_FALSE(words.lacks_words_before(early, 20));  // nothing was dropped: this is all there is
  words.trim(2);

  EXPECT_TRUE(words.lacks_words_before(early, 0));
  EXPECT_FALSE(words.lacks_words_before(last, 2));
  EXPECT_TRUE(words.lacks_words_before(last, 3));
}

TEST(Words, TheTurnIsTheLastRunOfCustomerMessages) {
  EventBuilder events;
  events.customer("一").reply("a_1").customer("二").bot().customer("三").reply("a_1").reply("a_1");
  const Words words = words_of(events.events());

  EXPECT_THAT(words.customer_said(words.size(), 20), ElementsAre("二", "三"));
  EXPECT_THAT(words.customer_said(2, 20), ElementsAre("一"));
  EXPECT_THAT(words.customer_said(0, 20), IsEmpty());
}

TEST(Words, TheTurnReachesNoFurtherBackThanAsked) {
  EventBuilder events;
  const Words words = words_of(events.customer("一").customer("二").customer("三").events());

  EXPECT_THAT(words.customer_said(3, 2), ElementsAre("二", "三"));
}

TEST(Words, TheTurnReadsAsItStoodAtThatPoint) {
  EventBuilder events;
  events.customer("一").edited("一改").reply("a_1").edited("一再改", "c_1.m1").recalled("c_1.m1");
  const Words words = words_of(events.events());

  EXPECT_THAT(words.customer_said(2, 20), ElementsAre("一改"));
  EXPECT_THAT(words.customer_said(4, 20), ElementsAre("一再改"));
  EXPECT_THAT(words.customer_said(5, 20), IsEmpty());
}

TEST(Words, RevisionsCountTheEditsOfAMessageFromItOn) {
  EventBuilder events;
  events.edited("先", "m").named("m").reply("a_1").edited("一").reply("a_1").edited("二", "m");
  const Words words = words_of(events.events());

  EXPECT_EQ(words.revision(0), 0);  // an edit of nothing
  EXPECT_EQ(words.said_at(0), SIZE_MAX);
  EXPECT_EQ(words.revision(1), 0);
  EXPECT_EQ(words.revision(2), 1);
  EXPECT_EQ(words.revision(4), 2);
  EXPECT_EQ(words.said_at(4), 1U);
}

TEST(Words, TheLaterOfTwoWithOneIdIsTheRepetition) {
  EventBuilder events;
  events.named("m").reply("a_1", "一").named("m").reply("a_1", "二");
  auto list = events.events();
  std::swap(list[0], list[1]);
  const Words words = words_of(list);

  EXPECT_FALSE(words.at(0).is_repeated);
  EXPECT_TRUE(words.at(1).is_repeated);
  EXPECT_EQ(words.find_said("m"), 0U);
  EXPECT_EQ(words.find_said("x"), SIZE_MAX);
}

}  // namespace
}  // namespace qa::testing
