#include "plugin/rule_publication.h"

#include <sstream>

#include "plugin/rule_sets.h"
#include "tests/plugin/tuning/tuning_fixture.h"

namespace tuning_test {
namespace {

using plugin::Published;
using plugin::RuleChange;
using rules::Language;
using testing::HasSubstr;

std::string shipped_version() {
  rules::CompileOptions version_only;
  version_only.only.emplace();
  return rules::compile(rules::shipped_packs(), version_only).pack->version();
}

class RulePublication : public TuningTest {
 protected:
  Published publish(std::vector<rules::Source> packs, const std::string& reason = "why") {
    return plugin::publish(*store_, {std::move(packs), std::nullopt, "user:u_1", reason},
                           qa::from_ms(5), Language::kEnglish);
  }

  Published roll_back(std::int64_t to) {
    return plugin::publish(*store_, {{}, to, "user:u_1", "back"}, qa::from_ms(6),
                           Language::kEnglish);
  }
};

TEST_F(RulePublication, TheFirstOneRecordsWhatWasUsedBefore) {
  const Published published = publish(base_packs());
  EXPECT_EQ(published.problems, "");
  EXPECT_EQ(published.publication.publication, 2);
  const auto publications = store_->publications();
  ASSERT_EQ(publications.size(), 2U);
  EXPECT_EQ(publications[0].author, "system");
  EXPECT_EQ(publications[0].rule_set, shipped_version());
  EXPECT_EQ(publications[1].rule_set, rules::compile(base_packs()).pack->version());
  EXPECT_EQ(plugin::active_rule_set(*store_).size(), 1U);
  EXPECT_EQ(plugin::active_rule_set(*store_)[0].text, base_packs()[0].text);
}

TEST_F(RulePublication, ARollbackIsANewPublicationOfTheOldText) {
  publish(base_packs());
  publish(base_packs("[加微信支付]"));
  const Published back = roll_back(2);
  EXPECT_EQ(back.problems, "");
  EXPECT_EQ(back.publication.publication, 4);
  EXPECT_EQ(back.publication.restores, 2);
  EXPECT_EQ(back.pack->version(), rules::compile(base_packs()).pack->version());
  EXPECT_EQ(plugin::active_rule_set(*store_)[0].text, base_packs()[0].text);
  EXPECT_EQ(store_->publications()[0].rule_set, shipped_version());
}

TEST_F(RulePublication, WhatDoesNotCompileOrFailsItsExamplesChangesNothing) {
  publish(base_packs());
  const auto before = store_->publications();
  const auto audit = store_->audit(99);
  EXPECT_THAT(publish({{"x", "version: 1\npack: x\nrules:\n- {id: a}\n"}}).problems,
              HasSubstr("E028"));
  EXPECT_THAT(publish(base_packs("[加微信细聊]")).problems, HasSubstr("E030"));
  EXPECT_THAT(roll_back(9).problems, HasSubstr("no publication 9"));
  EXPECT_EQ(store_->publications(), before);
  EXPECT_EQ(store_->audit(99), audit);
}

TEST_F(RulePublication, TheActiveTextAgainIsNoPublication) {
  publish(base_packs());
  const Published again = publish(base_packs());
  EXPECT_TRUE(again.is_unchanged);
  EXPECT_EQ(again.publication.publication, 2);
  EXPECT_EQ(store_->publications().size(), 2U);
}

TEST_F(RulePublication, AChangePassesThroughJsonAndOthersAreRefused) {
  const RuleChange publishing{base_packs(), std::nullopt, "u", "双11 \"口径\""};
  const auto read = plugin::read_rule_change(plugin::to_json(publishing));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->packs.at(0).text, base_packs()[0].text);
  EXPECT_EQ(read->reason, publishing.reason);
  EXPECT_EQ(read->restores, std::nullopt);
  const RuleChange back{{}, 3, "u", "why"};
  EXPECT_EQ(plugin::read_rule_change(plugin::to_json(back))->restores, 3);
  for (const RuleChange& bad :
       {RuleChange{{}, std::nullopt, "u", "why"}, RuleChange{base_packs(), 3, "u", "why"},
        RuleChange{base_packs(), std::nullopt, "u", ""}}) {
    EXPECT_FALSE(plugin::read_rule_change(plugin::to_json(bad)));
  }
  EXPECT_FALSE(plugin::read_rule_change("{}"));
  EXPECT_FALSE(plugin::read_rule_change("["));
}

TEST_F(RulePublication, RuleSetsAreFoundByEveryNamePeopleGiveThem) {
  publish(base_packs());
  publish(base_packs("[加微信支付]"));
  const std::string version = store_->publications()[1].rule_set;
  std::string problem;
  const auto text = [&](const std::string& name) {
    const auto found = plugin::find_rule_set(store_.get(), name, problem);
    return found ? found->sources.at(0).text : std::string("none");
  };
  EXPECT_EQ(text("active"), base_packs("[加微信支付]")[0].text);
  EXPECT_EQ(text("2"), base_packs()[0].text);
  EXPECT_EQ(text(version), base_packs()[0].text);
  EXPECT_EQ(text(version.substr(0, 12)), base_packs()[0].text);
  EXPECT_EQ(text("shipped"), text("1"));
  EXPECT_EQ(text("no-such-folder"), "none");
  EXPECT_THAT(problem, HasSubstr("no-such-folder"));
  EXPECT_EQ(plugin::find_rule_set(nullptr, "active", problem)->sources.size(),
            rules::shipped_packs().size());
}

TEST_F(RulePublication, TheListNamesTheActiveOneFirst) {
  publish(base_packs());
  publish(base_packs("[加微信支付]"));
  roll_back(2);
  std::ostringstream out;
  plugin::list_rule_sets(*store_, false, Language::kEnglish, out);
  EXPECT_THAT(out.str(), testing::StartsWith("*    4"));
  EXPECT_THAT(out.str(), HasSubstr("(= 2)"));
  std::ostringstream json;
  plugin::list_rule_sets(*store_, true, Language::kEnglish, json);
  EXPECT_THAT(json.str(), testing::StartsWith(R"({"active":4,"publications":[{"publication":4,)"));
}

TEST(RuleChanges, AreShownKeyByKey) {
  const auto changes = rules::changed_rules(base_packs(), base_packs("[加微信支付]"));
  EXPECT_EQ(plugin::changes_text(changes, Language::kEnglish),
            "~ wechat 导流 (base)\n    except\n      + 加微信支付\n");
  EXPECT_EQ(plugin::changes_json(changes),
            R"([{"id":"wechat","pack":"base","name":"导流","kind":"changed","finds_others":true,)"
            R"("keys":[{"key":"except","removed":[],"added":["加微信支付"]}]}])");
  EXPECT_EQ(plugin::changes_text({}, Language::kEnglish), "no rule changes\n");
}

}  // namespace
}  // namespace tuning_test
