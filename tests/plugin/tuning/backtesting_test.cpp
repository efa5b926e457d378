#include "plugin/backtesting.h"

#include "tests/plugin/tuning/tuning_fixture.h"

namespace tuning_test {
namespace {

using plugin::BacktestProblem;
using plugin::BacktestRequest;
using plugin::BacktestResult;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Backtesting : public TuningTest {
 protected:
  BacktestResult run(const BacktestRequest& request,
                     std::optional<BacktestResult> resumed = std::nullopt) {
    auto done = plugin::backtest(*store_, request, std::move(resumed));
    if (const auto* problem = std::get_if<BacktestProblem>(&done)) {
      ADD_FAILURE() << problem->message;
      return {};
    }
    return std::get<BacktestResult>(std::move(done));
  }

  static std::vector<std::string> described(const BacktestResult& result) {
    std::vector<std::string> out;
    for (const auto& difference : result.differences) {
      out.push_back(std::string(qa::to_string(difference.change)) + " " +
                    plugin::finding_name(difference.finding));
    }
    return out;
  }
};

/// `wechat` as before with an exception; `free` wider; one more rule.
std::vector<rules::Source> changed_packs() {
  return {{"base",
           "version: 1\npack: base\nrules:\n"
           "- id: wechat\n  name: 导流\n  level: critical\n  has: 加微信\n  except: 加微信支付\n"
           "  tests: {bad: [加微信细聊]}\n"
           "- id: free\n  has: [随便, 随意]\n  review: never\n"
           "- id: asked\n  says: customer\n  has: 在吗\n"}};
}

TEST_F(Backtesting, SaysWhatChangesRuleByRuleWithTheVerdicts) {
  converse("c_1", {"加微信支付", "加微信细聊", "随意"});
  converse("c_2", {"加微信支付", "您好"});
  ASSERT_TRUE(decide("c_1:c_1.m2:wechat", qa::Verdict::kWrong));
  ASSERT_TRUE(decide("c_1:c_1.m3:wechat", qa::Verdict::kRight));
  const BacktestResult result = run({base_packs(), changed_packs(), {}, {}});
  EXPECT_TRUE(result.is_complete);
  EXPECT_EQ(result.conversations, 2);
  EXPECT_THAT(described(result),
              ElementsAre("newly_flagged c_1:c_1.m1:asked", "no_longer_flagged c_1:c_1.m2:wechat",
                          "newly_flagged c_1:c_1.m4:free", "newly_flagged c_2:c_2.m1:asked",
                          "no_longer_flagged c_2:c_2.m2:wechat"));
  const plugin::BacktestRule& wechat = result.rules.at("wechat");
  EXPECT_EQ(wechat.no_longer_flagged, 2);
  EXPECT_EQ(wechat.unchanged, 1);
  EXPECT_EQ(wechat.before(), (qa::Precision{1, 1, 0}));
  EXPECT_EQ(wechat.after(), (qa::Precision{1, 0, 0}));
  EXPECT_EQ(result.differences.at(1).verdict, qa::Verdict::kWrong);
}

TEST_F(Backtesting, LooksTwiceOnlyWhereAChangedRuleCouldFindSomething) {
  converse("c_1", {"加微信支付"});
  converse("c_2", {"您好"});
  converse("c_3", {"随便"});
  const BacktestResult result = run({base_packs(), base_packs("[加微信支付]"), {}, {}});
  EXPECT_EQ(result.conversations, 3);
  EXPECT_EQ(result.judged, 1);
  EXPECT_THAT(described(result), ElementsAre("no_longer_flagged c_1:c_1.m2:wechat"));
}

TEST_F(Backtesting, RulesAboutTheConversationAreJudgedToo) {
  converse("c_1", {"稍等", "您再看看", "可以退的"});
  converse("c_2", {"稍等"});
  converse("c_3", {"您好"});
  const auto promise = [](const std::string& within) {
    return std::vector<rules::Source>{
        {"base",
         "version: 1\npack: base\nrules:\n- id: promise\n"
         "  after: {says: agent, has: [稍等]}\n  expect: {says: agent, has: [可以退], within: " +
             within + "}\n"}};
  };
  const BacktestResult result = run({promise("90s"), promise("1 messages"), {}, {}});
  EXPECT_EQ(result.judged, 2);
  EXPECT_THAT(described(result), ElementsAre("newly_flagged c_1:c_1.m2:promise"));
  EXPECT_EQ(result.rules.at("promise").unchanged, 1);
}

TEST_F(Backtesting, AChangedIntentChangesTheRulesThatAskForIt) {
  converse("c_1", {"好的"});
  const auto packs = [](const std::string& cue) {
    return std::vector<rules::Source>{{"base",
                                       "version: 1\npack: base\nrules:\n"
                                       "- {id: set, says: customer, has: [" +
                                           cue +
                                           "], classify: 物流/催}\n"
                                           "- {id: ask, has: [好的], intent: 物流/催}\n"}};
  };
  const BacktestResult result = run({packs("发货"), packs("在吗"), {}, {}});
  EXPECT_THAT(described(result), ElementsAre("newly_flagged c_1:c_1.m2:ask"));
  EXPECT_THAT(described(run({packs("在吗"), packs("发货"), {}, {}})),
              ElementsAre("no_longer_flagged c_1:c_1.m2:ask"));
}

TEST_F(Backtesting, AMessageWithoutWordsIsLookedAtToo) {
  store::Batch batch;
  batch.events = support::EventBuilder().opened().customer_sends("image").take();
  store_->append(batch);
  const std::vector<rules::Source> brief = {
      {"base", "version: 1\npack: base\nrules:\n- {id: brief, says: any, length: '<1'}\n"}};
  EXPECT_EQ(run({base_packs(), brief, {}, {}}).differences.size(), 1U);
}

TEST_F(Backtesting, ChangesOfWhatIsSaidNeedNoPass) {
  converse("c_1", {"加微信细聊"});
  auto louder = base_packs();
  louder[0].text.replace(louder[0].text.find("do: confirm"), 11, "do: block");
  const BacktestResult result = run({base_packs(), louder, {}, {}});
  EXPECT_TRUE(result.is_complete);
  EXPECT_TRUE(result.rules.empty());
  EXPECT_EQ(result.conversations, 0);
}

TEST_F(Backtesting, OnlyConversationsOfThePeriodAreLookedAt) {
  converse("c_1", {"加微信支付"});
  const qa::Time at = store_->findings({}, 1).at(0).at;
  const std::vector<rules::Source> after = base_packs("[加微信支付]");
  EXPECT_THAT(
      described(run({base_packs(), after, {at + std::chrono::hours{1}, qa::kLatestTime}, {}})),
      IsEmpty());
  EXPECT_EQ(run({base_packs(), after, {at, at + qa::Duration{1}}, {}}).differences.size(), 1U);
}

TEST_F(Backtesting, AFewConversationsOfManyAreJudgedLikeAll) {
  for (int i = 0; i < 40; ++i) {
    converse("c_" + std::to_string(100 + i), {i % 2 == 0 ? "加微信支付" : "您好"}, base_packs(),
             std::chrono::hours{24} * i);
  }
  const auto found = store_->findings({}, 100);
  ASSERT_EQ(found.size(), 20U);
  const std::vector<rules::Source> after = base_packs("[加微信支付]");
  const BacktestResult all = run({base_packs(), after, {}, {}});
  EXPECT_EQ(all.conversations, 40);
  EXPECT_EQ(all.judged, 20);
  // Two of forty are read conversation by conversation.
  const store::Period two_days{found.at(4).at, found.at(4).at + std::chrono::hours{25}};
  const BacktestResult few = run({base_packs(), after, two_days, {}});
  EXPECT_EQ(few.conversations, 2);
  EXPECT_EQ(few.judged, 1);
  ASSERT_EQ(few.differences.size(), 1U);
  EXPECT_EQ(few.differences.front(), all.differences.at(4));
}

TEST_F(Backtesting, AStoppedPassGoesOnWhereItStoppedAndEndsAlike) {
  for (int i = 0; i < 600; ++i) {
    converse("c_" + std::to_string(1000 + i), {i % 3 == 0 ? "加微信支付" : "您好"});
  }
  ASSERT_TRUE(decide("c_1000:c_1000.m2:wechat", qa::Verdict::kWrong));
  BacktestRequest request{base_packs(), base_packs("[加微信支付]"), {}, {}};
  const BacktestResult whole = run(request);
  ASSERT_TRUE(whole.is_complete);
  EXPECT_EQ(whole.differences.size(), 200U);
  request.is_cancelled = [](const BacktestResult&) { return true; };
  std::optional<BacktestResult> part;
  int passes = 0;
  do {
    part = run(request, part ? plugin::read_backtest(plugin::to_json(*part)) : std::nullopt);
    ++passes;
  } while (!part->is_complete);
  EXPECT_EQ(passes, 3);
  EXPECT_EQ(part->differences, whole.differences);
  EXPECT_EQ(part->rules, whole.rules);
  EXPECT_EQ(plugin::to_json(*part), plugin::to_json(whole));
}

TEST_F(Backtesting, AFileOfAnotherBacktestIsRefused) {
  converse("c_1", {"加微信支付"});
  const BacktestResult other = run({base_packs(), changed_packs(), {}, {}});
  const auto done =
      plugin::backtest(*store_, {base_packs(), base_packs("[加微信支付]"), {}, {}}, other);
  ASSERT_TRUE(std::holds_alternative<BacktestProblem>(done));
  EXPECT_THAT(std::get<BacktestProblem>(done).message, HasSubstr("another back-test"));
  for (const char* bad : {"", "{}", "[]", R"({"before":"a"})"}) {
    EXPECT_FALSE(plugin::read_backtest(bad)) << bad;
  }
}

TEST_F(Backtesting, ARuleSetWithErrorsIsToldAndNothingIsJudged) {
  const auto done = plugin::backtest(
      *store_, {base_packs(), {{"x.yaml", "version: 1\npack: x\nrules:\n- {id: a}\n"}}, {}, {}},
      std::nullopt);
  ASSERT_TRUE(std::holds_alternative<BacktestProblem>(done));
  EXPECT_THAT(std::get<BacktestProblem>(done).message, HasSubstr("x.yaml:4:3: E028"));
}

TEST_F(Backtesting, TheTextShowsTheWordsAndTheFigures) {
  converse("c_1", {"可以加微信支付哦"});
  ASSERT_TRUE(decide("c_1:c_1.m2:wechat", qa::Verdict::kWrong));
  const BacktestResult result = run({base_packs(), base_packs("[加微信支付]"), {}, {}});
  const std::string text = plugin::backtest_text(*store_, result, 10, rules::Language::kEnglish);
  EXPECT_THAT(text, HasSubstr("wechat: newly flagged 0, no longer flagged 1, unchanged 0"));
  EXPECT_THAT(text, HasSubstr("before 0.0 % [0.0, 79.3] (0/1), after no verdicts"));
  EXPECT_THAT(text, HasSubstr("可以【加微信】支付哦"));
  EXPECT_THAT(plugin::backtest_text(*store_, result, 0, rules::Language::kChinese),
              HasSubstr("另有 1 条"));
}

}  // namespace
}  // namespace tuning_test
