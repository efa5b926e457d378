#include "plugin/rule_exception.h"

#include "rules/local_pack.h"
#include "tests/plugin/tuning/tuning_fixture.h"

namespace tuning_test {
namespace {

using plugin::ExceptionRequest;
using plugin::ProposedException;
using testing::HasSubstr;

class RuleException : public TuningTest {
 protected:
  ProposedException propose(const std::string& name, const std::string& text = "",
                            std::vector<rules::Source> packs = base_packs()) {
    ExceptionRequest request;
    request.sources = std::move(packs);
    request.finding = plugin::find_finding(*store_, name)->finding;
    request.why = "只是在说支付方式";
    request.who = "user:u_1";
    request.day = "2026-11-22";
    request.text = text;
    return plugin::propose_exception(*store_, request);
  }
};

TEST_F(RuleException, BecomesALocalPackWithTheReplyAsAnExample) {
  converse("c_1", {"亲，这边可以加微信支付哦，放心"});
  const ProposedException proposed = propose("c_1:c_1.m2:wechat");
  EXPECT_EQ(proposed.problems, "");
  EXPECT_THAT(proposed.added, testing::EndsWith("rules:\n"
                                                "- override: wechat\n"
                                                "  # 2026-11-22 user:u_1: 只是在说支付方式\n"
                                                "  except+: ['这边可以加微信支付哦']\n"
                                                "  tests+:\n"
                                                "    ok:\n"
                                                "    - '亲，这边可以加微信支付哦，放心'\n"));
  const auto pack = rules::compile(proposed.sources).pack;
  ASSERT_NE(pack, nullptr);
  rules::Scratch scratch;
  std::vector<rules::Hit> hits;
  rules::Utterance utterance;
  utterance.text = "这边可以加微信支付哦";
  pack->match(utterance, {}, scratch, hits);
  EXPECT_TRUE(hits.empty());
  utterance.text = "加微信细聊";
  pack->match(utterance, {}, scratch, hits);
  EXPECT_EQ(hits.size(), 1U);
}

TEST_F(RuleException, IsAddedToTheLocalPackThereIs) {
  converse("c_1", {"可以加微信支付哦"});
  auto packs = base_packs();
  packs.push_back(
      {"mine.yaml", "version: 1\npack: local\nrules:\n  - id: own # 自己的\n    has: 词"});
  const ProposedException proposed = propose("c_1:c_1.m2:wechat", "加微信支付", packs);
  EXPECT_EQ(proposed.problems, "");
  EXPECT_EQ(proposed.local_name, "mine.yaml");
  EXPECT_THAT(proposed.sources[1].text,
              HasSubstr("  - id: own # 自己的\n    has: 词\n  - override: wechat\n"));
  EXPECT_THAT(proposed.sources[1].text, HasSubstr("    except+: ['加微信支付']\n"));
}

TEST_F(RuleException, IsRefusedWhereItWouldShieldABadExample) {
  converse("c_1", {"加微信"});
  const ProposedException proposed = propose("c_1:c_1.m2:wechat");
  EXPECT_THAT(proposed.problems, HasSubstr("E030"));
  EXPECT_THAT(proposed.problems, HasSubstr("加微信细聊"));
}

TEST_F(RuleException, IsRefusedWhereItWouldLetPassWhatAReviewerFoundRight) {
  converse("c_1", {"可以加微信支付哦"});
  converse("c_2", {"直接加微信支付给我本人"});
  ASSERT_TRUE(decide("c_2:c_2.m2:wechat", qa::Verdict::kRight));
  EXPECT_THAT(propose("c_1:c_1.m2:wechat", "加微信支付").problems,
              HasSubstr("  c_2:c_2.m2:wechat\n"));
  EXPECT_EQ(propose("c_1:c_1.m2:wechat", "可以加微信支付").problems, "");
}

TEST_F(RuleException, IsRefusedWhereTheFindingWouldStay) {
  converse("c_1", {"可以加微信支付哦"});
  EXPECT_THAT(propose("c_1:c_1.m2:wechat", "别的词").problems,
              HasSubstr("this 'ok' example is caught"));
}

TEST_F(RuleException, TextsThatMeanSomethingInARuleAreTakenAsTheyStand) {
  converse("c_1", {"[加微信]'{x}' 支付"});
  const ProposedException proposed = propose("c_1:c_1.m2:wechat");
  EXPECT_EQ(proposed.problems.find("E020"), std::string::npos) << proposed.problems;
  EXPECT_EQ(proposed.problems.find("E001"), std::string::npos) << proposed.problems;
}

TEST_F(RuleException, ARuleThatLooksAtTheTalkGetsADialogue) {
  const std::vector<rules::Source> packs = {
      {"base", "version: 1\npack: base\nrules:\n- id: wait\n  has: 稍等\n  customer_said: 在吗\n"}};
  converse("c_1", {"请您稍等片刻"}, packs);
  const ProposedException proposed = propose("c_1:c_1.m2:wait", "", packs);
  EXPECT_EQ(proposed.problems, "");
  EXPECT_THAT(proposed.added, HasSubstr("    - |\n      customer 0:00 在吗\n      agent 0:01 "
                                        "请您稍等片刻\n"));
}

TEST_F(RuleException, APackWhoseRulesDoNotComeLastIsLeftAlone) {
  converse("c_1", {"可以加微信支付哦"});
  auto packs = base_packs();
  packs.push_back({"mine.yaml", "version: 1\nrules:\n- {id: own, has: 词}\npack: local\n"});
  EXPECT_THAT(propose("c_1:c_1.m2:wechat", "", packs).problems, HasSubstr("mine.yaml"));
}

}  // namespace
}  // namespace tuning_test
