#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <string>

#include "plugin/replay.h"
#include "plugin/surge_list.h"
#include "plugin/surge_watch.h"
#include "store/open.h"
#include "tests/support/event_builder.h"
#include "tests/support/rules_of.h"
#include "tests/support/temp_dir.h"

namespace plugin {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using support::EventBuilder;
using support::shanghai;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kIntents = R"(version: 1
pack: intents
locale: zh-CN
rules:
- {id: int.ship, says: customer, has: [催发货], classify: 物流问题/催促发货/催仓库}
)";

/// A Sunday at ten, and the same hour of the weeks before.
constexpr const char* kSunday = "2026-11-22";
constexpr const char* kSundays[] = {"2026-10-18", "2026-10-25", "2026-11-01", "2026-11-08",
                                    "2026-11-15"};

class SurgesOfADatabase : public testing::Test {
 protected:
  /// Conversations that begin a minute apart from 10:00 on.
  void talk(const char* day, int conversations, const char* words = "在吗", bool is_over = true) {
    EventBuilder talks(day);
    for (int i = 0; i < conversations; ++i) {
      talks.conversation(std::string(day) + words + std::to_string(i))
          .at(shanghai(day, "10:00:00") + minutes(i % 50))
          .opened(qa::ConversationStatus::kQueued, "u_" + std::to_string(i))
          .customer(words);
      if (is_over) {
        talks.after(seconds(20)).reply("a_1").after(seconds(5)).closed("a_1");
      }
    }
    Replay replay({profile_, support::rules_of(kIntents), "desk", "shop_1"}, store_.get(), {});
    for (const qa::Event& event : talks.take()) {
      replay.apply(event);
    }
    replay.finish();
  }

  void talk_as_usual() {
    for (const char* day : kSundays) {
      talk(day, 3);
    }
  }

  std::vector<qa::Surge> at(const char* clock) {
    return changed_surges(*store_, shanghai(kSunday, clock));
  }

  void keep(const std::vector<qa::Surge>& surges) {
    store::Batch batch;
    batch.surges = surges;
    store_->append(batch);
  }

  SurgeList listed() {
    qa::ReportRequest request;
    request.period = {shanghai(kSunday, "00:00:00"), shanghai("2026-11-23", "00:00:00")};
    request.instant = request.generated_at = shanghai(kSunday, "23:00:00");
    return list_surges(*store_, profile_, request);
  }

  qa::Profile profile_ = qa::Profile::douyin();
  support::TempDir folder_;
  std::string database_ = (folder_.path() / "sandglass.db").string();
  std::unique_ptr<store::Store> store_ = store::open_store(database_);
};

TEST_F(SurgesOfADatabase, AreFoundInTheSumsAndInConversationsThatStillWait) {
  talk_as_usual();
  talk(kSunday, 6);
  talk(kSunday, 14, "催发货", false);
  const qa::Surge expected{"shop_1",
                           shanghai(kSunday, "10:50:00"),
                           {},
                           20,
                           3,
                           5,
                           qa::LeadingIntent{"物流问题/催促发货", 14, 0}};
  EXPECT_THAT(at("10:50:00"), ElementsAre(expected));
}

TEST_F(SurgesOfADatabase, AnAlertThatIsStoredIsNotToldAgainAndEnds) {
  talk_as_usual();
  talk(kSunday, 30);
  auto surges = at("10:50:00");
  ASSERT_THAT(surges, SizeIs(1));
  keep(surges);
  EXPECT_THAT(at("10:51:00"), IsEmpty());
  auto ended = at("11:15:00");
  ASSERT_THAT(ended, SizeIs(1));
  EXPECT_EQ(ended[0].ended_at, shanghai(kSunday, "11:15:00"));
  EXPECT_EQ(ended[0].began_at, surges[0].began_at);
  keep(ended);
  EXPECT_THAT(at("11:16:00"), IsEmpty());
}

TEST_F(SurgesOfADatabase, NothingIsSaidWhileTheSumsAreMadeAnew) {
  talk_as_usual();
  talk(kSunday, 30);
  store_->forget_sums();
  EXPECT_THAT(at("10:50:00"), IsEmpty());
  EXPECT_TRUE(listed().is_rebuilding);
}

TEST_F(SurgesOfADatabase, TheListHasHoursThatWereOneAndWhatWasTold) {
  talk_as_usual();
  talk(kSunday, 6);
  talk(kSunday, 14, "催发货");
  EXPECT_EQ(surges_json(listed()),
            R"({"period":{"from":"2026-11-21T16:00:00.000Z","to":"2026-11-22T16:00:00.000Z",)"
            R"("zone":"Asia/Shanghai"},"rebuilding":false,"surges":[{"shop":"shop_1",)"
            R"("hour":"2026-11-22T02:00:00.000Z","conversations":20,"usual":3,"weeks":5,)"
            R"("intent":{"intent":"物流问题/催促发货","conversations":14,"usual":0},)"
            R"("told_at":null,"ended_at":null}]})");
  keep({{"shop_1", shanghai(kSunday, "10:21:00"), shanghai(kSunday, "11:15:00"), 15, 3, 5, {}},
        {"shop_2", shanghai(kSunday, "12:21:00"), {}, 33, 5, 4, {}}});
  const SurgeList list = listed();
  ASSERT_THAT(list.hours, SizeIs(2));
  EXPECT_EQ(list.hours[0].conversations, 20) << "of the whole hour";
  EXPECT_EQ(list.hours[0].told->began_at, shanghai(kSunday, "10:21:00"));
  EXPECT_EQ(list.hours[1].from, shanghai(kSunday, "12:00:00"));
  EXPECT_EQ(list.hours[1].conversations, 33) << "when it was told";
  EXPECT_EQ(surges_text(list, rules::Language::kChinese),
            "咨询激增  2026-11-22 00:00 至 2026-11-23 00:00\n\n"
            "时段              会话  往常  参考周数  店铺    主要意图（往常）          告警"
            "              结束\n"
            "2026-11-22 10:00    20     3         5  shop_1  物流问题/催促发货 14 (0)  "
            "2026-11-22 10:21  2026-11-22 11:15\n"
            "2026-11-22 12:00    33     5         4  shop_2  —                         "
            "2026-11-22 12:21  —\n");
  EXPECT_THAT(surges_csv(list), HasSubstr("shop_1,2026-11-22T02:00:00.000Z,20,3,5,"
                                          "物流问题/催促发货,14,0,2026-11-22T02:21:00.000Z,"
                                          "2026-11-22T03:15:00.000Z\r\n"));
}

TEST_F(SurgesOfADatabase, AQuietDaySaysWhatItTakes) {
  talk_as_usual();
  EXPECT_THAT(surges_text(listed(), rules::Language::kEnglish),
              HasSubstr("No hour was one (it takes four weeks of the same hour to tell).\n"));
}

TEST_F(SurgesOfADatabase, TheSentencesSayWhatIsCompared) {
  const qa::LocalTime local(profile_);
  qa::Surge surge{"s",
                  shanghai(kSunday, "10:21:00"),
                  {},
                  40,
                  11,
                  8,
                  qa::LeadingIntent{"物流问题/\x1b[2J催发货", 20, 3}};
  EXPECT_EQ(surge_text(surge, local, rules::Language::kChinese),
            "10:00 起已有 40 个会话，往常这一小时共 11 个（近 8 周同一时段的中位数）；其中"
            "“物流问题/\\u{1b}[2J催发货”20 个，往常 3 个");
  surge.leading.reset();
  EXPECT_EQ(surge_text(surge, local, rules::Language::kEnglish),
            "40 conversations begun since 10:00; the whole hour usually sees 11 (middle one of 8 "
            "weeks)");
  surge.ended_at = shanghai(kSunday, "11:15:00");
  EXPECT_EQ(surge_text(surge, local, rules::Language::kEnglish),
            "the surge of consultations since 10:00 is over");
}

TEST_F(SurgesOfADatabase, TheWatchHandsOverWhatChangedOnceUntilItIsStored) {
  talk_as_usual();
  talk(kSunday, 30);
  LogConfig config;
  config.file = folder_.path() / "log";
  Log log(config);
  std::promise<std::vector<qa::Surge>> first;
  std::promise<std::vector<qa::Surge>> second;
  std::function<void(std::exception_ptr)> done;
  int calls = 0;
  const SurgeWatch::Keep keep = [&](std::vector<qa::Surge> surges, const auto& told) {
    done = told;
    (++calls == 1 ? first : second).set_value(std::move(surges));
  };
  SurgeWatch watch(database_, keep, log);
  watch.look(shanghai(kSunday, "10:50:00"));
  EXPECT_THAT(first.get_future().get(), SizeIs(1));
  watch.look(shanghai(kSunday, "10:51:00"));
  done(std::make_exception_ptr(std::runtime_error("the disk is full")));
  watch.look(shanghai(kSunday, "10:52:00"));
  const auto again = second.get_future().get();
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].conversations, 30);
}

}  // namespace
}  // namespace plugin
