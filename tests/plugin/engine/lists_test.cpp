#include <gtest/gtest.h>

#include <string>

#include "plugin/replay.h"
#include "plugin/risk_list.h"
#include "plugin/topic_list.h"
#include "store/open.h"
#include "tests/support/event_builder.h"
#include "tests/support/rules_of.h"

namespace plugin {
namespace {

using std::chrono::seconds;
using support::EventBuilder;
using support::shanghai;

constexpr const char* kIntents = R"(version: 1
pack: intents
locale: zh-CN
rules:
- {id: int.ship, says: customer, has: [催发货], classify: 物流问题/催促发货/催仓库}
- {id: int.where, says: customer, has: [到哪了], classify: 物流问题/物流进度}
- {id: int.refund, says: customer, has: [退款], classify: =售后问题}
)";

class Lists : public ::testing::Test {
 protected:
  void store(EventBuilder& talks) {
    Replay replay({profile_, support::rules_of(kIntents), "desk", "shop_1"}, store_.get(), {});
    for (const qa::Event& event : talks.take()) {
      replay.apply(event);
    }
    replay.finish();
  }

  /// `before`, `now` and two of another kind; the last in the evening.
  void store_topics() {
    EventBuilder talk;
    talk.conversation("before").at("10:00:00").opened();
    talk.customer("催发货").after(seconds(20)).reply("a_1").after(seconds(5)).closed("a_1");
    talk.conversation("now").at("19:00:00").opened();
    talk.customer("催发货").after(seconds(9)).customer("催发货啊").after(seconds(20));
    talk.customer("到哪了").after(seconds(20)).reply("a_1").after(seconds(5)).closed("a_1");
    talk.conversation("refund").at("19:10:00").opened(qa::ConversationStatus::kQueued, "u_2");
    talk.customer("我要退款").after(seconds(20)).reply("a_2").after(seconds(5)).closed("a_2");
    store(talk);
  }

  qa::ReportRequest hours(const char* from, const char* to) const {
    qa::ReportRequest request;
    request.period = {shanghai("2026-11-22", from), shanghai("2026-11-22", to)};
    request.previous = qa::Period{shanghai("2026-11-22", "09:00:00"), request.period.from};
    request.instant = request.generated_at = request.period.to;
    return request;
  }

  std::string topics(const TopicQuestion& question) {
    return topics_json(list_topics(*store_, profile_, hours("18:00:00", "20:00:00"), question));
  }

  qa::Profile profile_ = qa::Profile::douyin();
  std::unique_ptr<store::Store> store_ = store::open_memory_store();
};

TEST_F(Lists, TopicsAreConversationsBesideThoseOfThePeriodBefore) {
  store_topics();
  TopicQuestion question;
  question.level = 1;
  EXPECT_EQ(
      topics(question),
      "{\"period\":{\"from\":\"2026-11-22T10:00:00.000Z\",\"to\":\"2026-11-22T12:00:00.000Z\"},"
      "\"previous\":{\"from\":\"2026-11-22T01:00:00.000Z\",\"to\":"
      "\"2026-11-22T10:00:00.000Z\"},\"level\":1,\"source\":\"all\",\"classified\":2,"
      "\"topics\":[{\"intent\":\"物流问题\",\"conversations\":1,\"messages\":3,\"previous\":1},"
      "{\"intent\":\"=售后问题\",\"conversations\":1,\"messages\":1,\"previous\":0}]}");
}

TEST_F(Lists, LevelsTellTopicsApartAndTheMostAskedComeFirst) {
  store_topics();
  TopicQuestion question;
  question.level = 2;
  question.most = 1;
  const TopicList list = list_topics(*store_, profile_, hours("18:00:00", "20:00:00"), question);
  ASSERT_EQ(list.topics.size(), 1U);
  EXPECT_EQ(list.topics[0], (qa::Topic{"物流问题/催促发货", 1, 2, 1}));
}

TEST_F(Lists, ASourceKeepsItsOwnConversations) {
  store_topics();
  TopicQuestion question;
  question.origin = qa::Origin::kBot;
  EXPECT_NE(topics(question).find("\"source\":\"bot\",\"classified\":0,\"topics\":[]"),
            std::string::npos);
  const TopicList none = list_topics(*store_, profile_, hours("18:00:00", "20:00:00"), question);
  EXPECT_NE(topics_text(none, rules::Language::kChinese).find("没有已分类的会话"),
            std::string::npos);
}

TEST_F(Lists, TheConversationsBehindATopicAreThoseOfItAndBelowIt) {
  store_topics();
  TopicQuestion question;
  question.intent = "物流问题/催促发货";
  const std::string json = topics(question);
  EXPECT_NE(json.find("\"intent\":\"物流问题/催促发货\",\"conversations\":[{\"shop\":\"shop_1\","
                      "\"source\":\"desk\",\"conversation\":\"now\",\"first_at\":"
                      "\"2026-11-22T11:00:00.000Z\",\"messages\":2,\"agent\":\"a_1\"}]}"),
            std::string::npos)
      << json;
  question.intent = "物流";
  EXPECT_NE(topics(question).find("\"conversations\":[]"), std::string::npos)
      << "the beginning of a word is no topic";
}

TEST_F(Lists, AnIntentThatWouldBeAFormulaIsGuardedInTheCsv) {
  store_topics();
  const TopicList list = list_topics(*store_, profile_, hours("18:00:00", "20:00:00"), {});
  const std::string csv = topics_csv(list);
  EXPECT_NE(csv.find("\n\"'=售后问题\",1,1,0\r\n"), std::string::npos) << csv;
}

/// One who waits eleven minutes, asks thrice and is never answered; one who is served.
EventBuilder risky_talks() {
  EventBuilder talk;
  talk.conversation("angry").at("10:00:00").opened();
  talk.customer("怎么还没有发货").after(seconds(300)).customer("怎么还没有发货啊");
  talk.after(seconds(300)).customer("怎么还没有发货呢").after(seconds(100)).closed("a_1");
  talk.conversation("calm").at("11:00:00").opened(qa::ConversationStatus::kQueued, "u_2");
  talk.customer("在吗").after(seconds(20)).reply("a_2").after(seconds(5)).closed("a_2");
  return talk;
}

TEST_F(Lists, RisksHaveTheirPartsBesideThem) {
  EventBuilder talks = risky_talks();
  store(talks);
  const RiskList list = list_risks(*store_, profile_, hours("09:30:00", "20:00:00"), {});
  ASSERT_EQ(list.risks.size(), 1U);
  const qa::ComplaintRisk& risk = list.risks[0];
  EXPECT_EQ(risk.conversation.id, "angry");
  EXPECT_EQ(risk.repeated_questions, 2);
  EXPECT_EQ(risk.points,
            risk.wait_points + risk.message_points + risk.repetition_points + risk.unserved_points);
  EXPECT_EQ(risk.repetition_points, qa::kInsistedPoints);
  EXPECT_EQ(risk.unserved_points, qa::kUnservedPoints);
  const std::string text = risks_text(list, rules::Language::kEnglish);
  EXPECT_NE(text.find("2 (+25)"), std::string::npos) << text;
  EXPECT_NE(risks_json(list).find("\"in_all\":1,\"risks\":[{\"shop\":\"shop_1\""),
            std::string::npos);
  EXPECT_NE(risks_csv(list).find("shop_1,desk,angry,"), std::string::npos);
}

TEST_F(Lists, WhereNothingReachesThePointsThatIsSaid) {
  EventBuilder talks = risky_talks();
  store(talks);
  RiskQuestion question;
  question.least = 100;
  const RiskList list = list_risks(*store_, profile_, hours("09:30:00", "20:00:00"), question);
  EXPECT_TRUE(list.risks.empty());
  EXPECT_NE(risks_text(list, rules::Language::kChinese).find("没有会话达到这个分数"),
            std::string::npos);
}

}  // namespace
}  // namespace plugin
