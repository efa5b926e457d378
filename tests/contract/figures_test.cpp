#include "tests/contract/figures.h"

#include <gmock/gmock.h>

#include "tests/contract/contract.h"

namespace contract {
namespace {

using support::EventBuilder;

qa::Profile changed_profile() {
  qa::Profile profile = qa::Profile::douyin();
  profile.cap = qa::Duration{120'000};
  profile.reply_limit = qa::Duration{60'000};
  return profile;
}

/// To the end; how often says how much is taken at once.
void roll_up(store::Store& store, std::size_t at_once) {
  while (store.roll_up(at_once)) {
  }
}

TEST_P(Contract, Promise10_FiguresOfSumsAreThoseOfRowsAfterEveryBatch) {
  Following following(1);
  std::size_t batches = 0;
  while (!following.is_over()) {
    store().append(following.next());
    if (++batches % 7 == 0) {
      store().tidy();
    }
    ASSERT_TRUE(expect_same_figures(store(), qa::Profile::douyin()));
    ASSERT_FALSE(HasFailure()) << "after batch " << batches;
  }
  ASSERT_TRUE(expect_same_figures(*reader(), qa::Profile::douyin()));
}

TEST_P(Contract, Promise10_SeveralBatchesOfOneWriteCountAsOneAfterTheOther) {
  Following following(3);
  while (!following.is_over()) {
    std::vector<store::Batch> batches;
    for (int i = 0; i < 5; ++i) {
      batches.push_back(following.next());
    }
    store().append_all(batches);
    ASSERT_TRUE(expect_same_figures(store(), qa::Profile::douyin()));
    ASSERT_FALSE(HasFailure());
  }
}

TEST_P(Contract, Promise10_AWriteThatFailsCountsNothingAndAgainCountsOnce) {
  for (int passes = 0; passes < 40; passes += 9) {
    SCOPED_TRACE(passes);
    const FailingOnce failing(150 + passes);
    use(failing);
    Following following(4);
    bool has_failed = false;
    for (int i = 0; i < 25 && !following.is_over(); ++i) {
      const store::Batch batch = following.next();
      try {
        store().append(batch);
      } catch (const store::Error&) {
        has_failed = true;
        ASSERT_TRUE(expect_same_figures(store(), qa::Profile::douyin()));
        store().append(batch);
      }
    }
    EXPECT_TRUE(has_failed);
    ASSERT_TRUE(expect_same_figures(store(), qa::Profile::douyin()));
    roll_up(store(), 3);
    ASSERT_TRUE(expect_same_figures(store(), qa::Profile::douyin()));
    ASSERT_FALSE(HasFailure());
  }
}

TEST_P(Contract, Promise10_AfterAChangeOfWhatCountsAndWhileItIsMadeAnew) {
  Following following(5);
  for (int i = 0; i < 30 && !following.is_over(); ++i) {
    store().append(following.next());
  }
  store().append_profile(changed_profile(), qa::from_ms(1), "user:u_1", "stricter");
  bool has_more = true;
  while (!following.is_over() || has_more) {
    if (!following.is_over()) {
      store().append(following.next());
    }
    has_more = store().roll_up(4);
    // Sums of the old settings are nobody's any more.
    EXPECT_TRUE(!expect_same_figures(store(), qa::Profile::douyin()) ||
                store().rollup_state().counting.empty());
    static_cast<void>(expect_same_figures(store(), changed_profile()));
    ASSERT_FALSE(HasFailure());
    following.judge_by(changed_profile());
  }
  EXPECT_TRUE(store().rollup_state().is_complete);
  EXPECT_TRUE(expect_same_figures(store(), changed_profile()));
}

TEST_P(Contract, Promise10_AChangeOfWhatDoesNotCountKeepsTheSums) {
  Following following(6);
  store().append(following.next());
  qa::Profile profile = qa::Profile::douyin();
  profile.thresholds["mean_response_ms"] = 1;
  store().append_profile(profile, qa::from_ms(1), "user:u_1", "stricter");
  EXPECT_TRUE(store().rollup_state().is_complete);
  EXPECT_TRUE(expect_same_figures(store(), profile));
}

TEST_P(Contract, Promise10_OverADayOfADifferentLength) {
  qa::Profile profile = qa::Profile::douyin();
  profile.zone = "Australia/Lord_Howe";
  store().append_profile(profile, qa::from_ms(1), "user:u_1", "elsewhere");
  Following following(7, profile);
  while (!following.is_over()) {
    store().append(following.next());
  }
  roll_up(store(), 100);
  EXPECT_TRUE(expect_same_figures(store(), profile));
}

TEST_P(Contract, Promise10_AnIntentThatComesWithoutAnEventIsCounted) {
  auto events = EventBuilder().opened().assigned("a_1").customer("在吗").reply("a_1").closed("a_1");
  append(events.take());
  roll_up(store(), 10);
  store::Batch batch;
  batch.intents = {some_intent()};
  store().append(batch);
  EXPECT_TRUE(expect_same_figures(store(), qa::Profile::douyin()));
  roll_up(store(), 10);
  batch.intents.front().is_withdrawn = true;
  store().append(batch);
  EXPECT_TRUE(expect_same_figures(store(), qa::Profile::douyin()));
}

TEST_P(Contract, NamesAreThoseToldLastWhateverTheOrderOfArrival) {
  const auto named = [](const char* clock, const char* event, const char* name) {
    qa::MessageCreated said;
    said.id = event;
    said.author = {qa::ActorKind::kHuman, "a_1", name};
    return EventBuilder().at(clock).event_id(event).message(said).take();
  };
  append(named("10:00", "e_2", "小李"));
  append(named("12:00", "e_3", "李姐"));
  append(named("11:00", "e_1", "老李"));
  store().tidy();
  append(EventBuilder().conversation("c_2").opened().customer("在吗").take());
  roll_up(store(), 10);
  const auto labels = reader()->labels();
  ASSERT_EQ(labels.size(), 1U);
  EXPECT_EQ(labels[0].group, (qa::GroupId{qa::Cut::kAgent, "a_1"}));
  EXPECT_EQ(labels[0].name, "李姐");
}

}  // namespace
}  // namespace contract
