#include "plugin/explain.h"

#include <gtest/gtest.h>

#include "plugin/replay.h"
#include "store/open.h"
#include "tests/plugin/engine/engine_fixture.h"
#include "tests/support/event_builder.h"

namespace plugin {
namespace {

using support::EventBuilder;

class Explain : public ::testing::Test {
 protected:
  /// What is stored of conversation c_1 after these events.
  void keep(const std::vector<qa::Event>& events) {
    const auto store = store::open_memory_store();
    Replay replay({profile_, rules_, "desk", "shop_1"}, store.get(), {});
    for (const qa::Event& event : events) {
      replay.apply(event);
    }
    replay.finish();
    history_ = *store->history({"shop_1", "desk", "c_1"});
  }

  ExplainRequest request() const {
    return {&history_, &profile_, rules_.get(), rules::Language::kEnglish};
  }

  qa::Profile profile_ = qa::Profile::douyin();
  std::shared_ptr<const rules::RulePack> rules_ = engine_test::few_rules();
  qa::History history_;
};

TEST_F(Explain, ARoundByNumberOrByTheMessageThatOpenedIt) {
  keep(EventBuilder().opened().named("m_1").customer("在吗").at("10:03:20").reply("a_1").take());
  const std::string text = explain_round(request(), "1");
  EXPECT_EQ(explain_round(request(), "m_1"), text);
  EXPECT_NE(text.find("state answered"), std::string::npos);
  EXPECT_NE(text.find("waited 200.000 s, counts 200.000 s"), std::string::npos);
  EXPECT_NE(text.find("over the limit of 180.000 s"), std::string::npos);
  EXPECT_NE(text.find("nudge overdue"), std::string::npos);
  EXPECT_EQ(explain_round(request(), "2"), "");
}

TEST_F(Explain, AFindingMarksTheWordsInTheRevisionThatHadThem) {
  keep(EventBuilder()
           .opened()
           .customer("在吗")
           .named("m_bad")
           .reply("a_1", "您好")
           .edited("亲，加微信吧")
           .take());
  const std::string text = explain_findings(request(), "m_bad");
  EXPECT_NE(text.find("Finding few.wechat (critical, block) on message m_bad, edit 1 by a_1"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("亲，【加微信】吧"), std::string::npos) << text;
  EXPECT_EQ(explain_findings(request(), "m_other"), "");
}

TEST_F(Explain, NothingFromOutsideReachesTheTerminalAsItIs) {
  EventBuilder talk;
  talk.opened().customer("\x1b[2J在吗").add("conversation.odd\x1b]0;evil\x07", qa::Unknown{});
  talk.named("m_bad").at("10:00:10").reply("a_1", "加微信\x1b[31m");
  keep(talk.take());
  EXPECT_NE(explain_round(request(), "1").find("conversation.odd"), std::string::npos);
  for (const std::string& text :
       {explain_round(request(), "1"), explain_findings(request(), "m_bad")}) {
    EXPECT_FALSE(text.empty());
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find('\x07'), std::string::npos);
  }
}

}  // namespace
}  // namespace plugin
