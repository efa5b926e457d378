#include "plugin/conversation_explanation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "plugin/replay.h"
#include "plugin/talk_explanation.h"
#include "rules/example.h"
#include "store/open.h"
#include "tests/support/conversation_generator.h"
#include "tests/support/event_builder.h"
#include "tests/support/rules_of.h"

namespace plugin {
namespace {

using support::EventBuilder;

constexpr const char* kScored = R"(version: 1
pack: shop
rules:
- id: soothe
  name: 未安抚
  after: {says: customer, has: [骗子]}
  expect: {has: [抱歉], within: 2 messages}
  score: -10
  dimension: 态度
- {id: short, name: 敷衍, whole: [哦], score_each: -5, max: -20, dimension: 态度}
- {id: blame, name: 指责, has: [怪您], score: -30, dimension: 责任}
- {id: tried, name: 试用中, has: [订单], status: trial, score: -50, dimension: 态度}
- id: offered
  name: 主动补偿
  after: {says: customer, has: [退款]}
  expect: {has: [退], within: 60s}
  score: -7
  dimension: 售后
- {id: asked, says: customer, has: [发货], classify: 物流问题/催发货}
)";

/// Each rule alone in a message: nothing looks around.
constexpr const char* kPlain = R"(version: 1
pack: plain
rules:
- {id: short, name: 敷衍, whole: [哦], score_each: -5, max: -20, dimension: 态度}
- {id: hello, says: customer, has: [您好], score: -1, dimension: 顾客}
)";

class ConversationExplained : public ::testing::Test {
 protected:
  void keep(const std::vector<qa::Event>& events) {
    for (const qa::Event& event : events) {
      replay_.apply(event);
    }
    replay_.finish();
  }

  std::string text(const std::string& id = "c_1") {
    history_ = *store_->history({"shop_1", "desk", id});
    return conversation_text({&history_, &profile_, rules_});
  }

  std::string json(const qa::ConversationKey& key = {"shop_1", "desk", "c_1"}) {
    history_ = *store_->history(key);
    return conversation_json({&history_, &profile_, rules_});
  }

  qa::Profile profile_ = qa::Profile::douyin();
  std::shared_ptr<const rules::RulePack> rules_ = support::rules_of(kScored);
  std::unique_ptr<store::Store> store_ = store::open_memory_store();
  Replay replay_{{profile_, nullptr, "desk", "shop_1"}, store_.get(), {}};
  qa::History history_;
};

TEST_F(ConversationExplained, ShowsMessagesFindingsIntentsAndTheScore) {
  EventBuilder talk;
  talk.opened().assigned("a_1").customer("你们是骗子吧").at("10:00:05").customer("怎么还不发货");
  talk.at("10:00:20").reply("a_1", "订单号").at("11:02:03").reply("a_1", "哦").closed("a_1");
  keep(talk.take());
  EXPECT_EQ(text(),
            "Conversation c_1 (shop shop_1, source desk), first message 2026-11-22 "
            "10:00:00 Asia/Shanghai\n"
            "Judged by rule set " +
                rules_->version().substr(0, 12) +
                " as if nothing came after the last event: every time limit has run out\n"
                "\n"
                "   1  customer  0:00 你们是骗子吧\n"
                "   2  customer  0:05 怎么还不发货\n"
                "   3  agent     0:20 订单号\n"
                "   4  agent    1:02:03 哦\n"
                "\nfindings, by line:\n"
                "   1  soothe 未安抚 (test.yaml:4), known at 1:02:03: 你们是【骗子】吧\n"
                "   3  tried 试用中 (trial) (test.yaml:12), known at 0:20: 【订单】号\n"
                "   4  short 敷衍 (test.yaml:10), known at 1:02:03: 【哦】\n"
                "\nintents, by line:\n"
                "   2  物流问题/催发货  asked\n"
                "\nscore 85\n"
                "  态度 15/30\n"
                "  责任 30/30\n");
}

TEST_F(ConversationExplained, ReadsAsTheSameDialogueDoesThatSomebodyTypes) {
  EventBuilder talk;
  talk.opened().assigned("a_1").customer("骗子").at("10:00:01").automatic("a_1", "稍等");
  talk.at("10:00:20").reply("a_1", "抱歉").at("10:00:30").reply("a_1", "哦").closed("a_1");
  keep(talk.take());
  rules::ExampleTalk typed("customer 0:00 骗子\nauto 0:01 稍等\nagent 0:20 抱歉\nagent 0:30 哦\n",
                           {}, rules::Says::kAgent);
  const std::string told = text();
  EXPECT_EQ(told.substr(told.find("\n\n") + 2),
            talk_text(*rules_, typed.talk(), rules::Language::kEnglish));
}

TEST_F(ConversationExplained, WhatWaitsIsJudgedAsIfNothingCameAfterTheLastEvent) {
  keep(EventBuilder().opened().assigned("a_1").customer("要退款").take());
  EXPECT_NE(text().find("   1  offered 主动补偿 (test.yaml:13), known at 1:00: 要【退款】\n"),
            std::string::npos)
      << text();
  EXPECT_NE(text().find("\nscore 93\n  售后 0/7\n"), std::string::npos) << text();
}

TEST_F(ConversationExplained, AnEditIsALineOfItsOwnAndItsFindingCounts) {
  EventBuilder talk;
  talk.opened().assigned("a_1").customer("在吗").at("10:00:05").reply("a_1", "哦");
  talk.at("10:00:08").edited("这怪您").at("10:00:09").recalled();
  keep(talk.take());
  EXPECT_NE(text().find("   2  agent     0:05 哦\n"
                        "   3  edit 2    0:08 这怪您\n"
                        "   4  recall 2  0:09\n"
                        "\nfindings, by line:\n"
                        "   2  short 敷衍 (test.yaml:10), known at 0:05: 【哦】\n"
                        "   3  blame 指责 (test.yaml:11), known at 0:08: 这【怪您】\n"
                        "\nscore 65\n"
                        "  态度 15/20\n"
                        "  责任 0/30\n"),
            std::string::npos)
      << text();
}

TEST_F(ConversationExplained, RulesThatLookAtNothingAroundHaveAScoreToo) {
  rules_ = support::rules_of(kPlain);
  ASSERT_FALSE(rules_->needs_talk());
  keep(EventBuilder().opened().assigned("a_1").customer("在吗").reply("a_1", "哦").take());
  EXPECT_NE(text().find("\nscore 95\n  态度 15/20\n  顾客 1/1\n"), std::string::npos) << text();
}

TEST_F(ConversationExplained, WithoutAMessageThereIsNothingToScore) {
  keep(EventBuilder().opened().assigned("a_1").closed("a_1").take());
  EXPECT_NE(text().find("(shop shop_1, source desk), no messages\n"), std::string::npos) << text();
  EXPECT_NE(text().find("\n\n\nno rule found anything\n\nscore 100\n"), std::string::npos)
      << text();
  EXPECT_NE(json().find(R"("first_message_at":null,)"), std::string::npos) << json();
}

TEST_F(ConversationExplained, NothingFromOutsideReachesTheTerminalAsItIs) {
  EventBuilder talk;
  talk.conversation("c\x1b]0;x\x07").opened().assigned("a_1").customer("\x1b[2J在吗\r\n9  edit 1");
  talk.customer_sends("image\x1b[31m").reply("a_1", "怪您\x1b[31m").edited("怪您\x1b[32m");
  keep(talk.take());
  const std::string told = text("c\x1b]0;x\x07");
  EXPECT_NE(told.find("【怪您】"), std::string::npos);
  EXPECT_EQ(told.find_first_of("\x1b\x07\r"), std::string::npos);
  EXPECT_EQ(told.find("\n9  edit 1"), std::string::npos);
}

TEST_F(ConversationExplained, AsJson) {
  EventBuilder talk;
  talk.opened().assigned("a_1").named("m_1").customer("发货").at("10:00:05").named("m_2");
  talk.reply("a_1", "好").at("10:00:08").edited("怪您");
  keep(talk.take());
  EXPECT_EQ(
      json(),
      R"({"conversation":"c_1","shop":"shop_1","source":"desk",)"
      R"("first_message_at":"2026-11-22T02:00:00.000Z","version":")" +
          rules_->version() +
          R"(","messages":[{"id":"m_1","author":"u_1","kind":"text","at_ms":0,)"
          R"("speaker":"customer","auto":false,"text":"发货"},)"
          R"({"id":"m_2","author":"a_1","kind":"text","at_ms":5000,"speaker":"agent",)"
          R"("auto":false,"text":"好"},)"
          R"({"id":"m_2","author":"a_1","kind":"text","edits":1,"at_ms":8000,"speaker":"agent",)"
          R"("auto":false,"text":"怪您"}],)"
          R"("findings":[{"finding":"c_1:m_2@1:blame","message":2,"rule":"blame","name":"指责",)"
          R"("pack":"shop","file":"test.yaml","line":11,"trial":false,"decided_ms":8000,)"
          R"("spans":[{"start":0,"len":2}]}],)"
          R"("intents":[{"message":0,"rule":"asked","intent":"物流问题/催发货"}],)"
          R"("score":{"points":70,"dimensions":[{"name":"态度","earned":20,"possible":20},)"
          R"({"name":"责任","earned":0,"possible":30}]}})");
}

/// Points by the findings that `told` lists of `short` and `blame`, as the packs here score them.
int points_by_findings(const std::string& told) {
  const auto count = [&told](const std::string& rule) {
    const std::regex name("\"rule\":\"" + rule + "\"");
    return static_cast<int>(
        std::distance(std::sregex_iterator(told.begin(), told.end(), name), {}));
  };
  return 100 - std::min(20, 5 * count("short")) - (count("blame") > 0 ? 30 : 0);
}

TEST_F(ConversationExplained, EveryOddConversationOfADayCanBeToldWithTheScoreOfItsFindings) {
  rules_ = support::rules_of(R"(version: 1
pack: odd
rules:
- {id: short, has: [亲, 您, 的], score_each: -5, max: -20}
- id: blame
  after: {says: customer, has: [投诉, 差评, 太差, 骗, 平台见, 态度, 气死]}
  expect: {has: [抱歉], within: 60s}
  score: -30
)");
  support::GeneratorOptions options;
  options.conversations = 200;
  options.shares.edited = options.shares.recalled = 0.1;
  keep(support::generate_day(options));
  bool is_any_below = false;
  const auto keys = store_->conversations({}, std::nullopt, 1'000);
  ASSERT_GE(keys.size(), 200U);
  for (const qa::ConversationKey& key : keys) {
    const std::string told = json(key);
    const int points = points_by_findings(told);
    is_any_below = is_any_below || points < 80;
    ASSERT_NE(told.find("\"score\":{\"points\":" + std::to_string(points) + ","), std::string::npos)
        << told;
  }
  EXPECT_TRUE(is_any_below);
}

}  // namespace
}  // namespace plugin
