#include "plugin/new_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "plugin/rule_library.h"

namespace plugin {
namespace {

namespace fs = std::filesystem;

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kPack[] =
    "# ours\n"
    "version: 1\n"
    "pack: shop   # the name\n"
    "rules:\n"
    "- id: shop.one\n"
    "  has: 微信   # why not\n"
    "# the last words\n";

class NewRuleTest : public testing::Test {
 protected:
  NewRuleTest() {
    std::string name = (fs::temp_directory_path() / "sandglass-new-rule-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }

  ~NewRuleTest() override { fs::remove_all(folder_); }

  std::string put(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }

  static std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  ProposedRule proposed(const std::string& id, const fs::path& pack) const {
    NewRule asked;
    asked.skeleton.id = id;
    asked.pack = pack;
    return propose_rule(asked);
  }

  fs::path folder_;
};

TEST_F(NewRuleTest, StandsBehindTheOthersAndNothingElseChanges) {
  const std::string file = put("shop.yaml", kPack);
  const ProposedRule rule = proposed("shop.two", file);
  ASSERT_EQ(rule.problems, "");
  EXPECT_EQ(rule.file, file);
  EXPECT_THAT(rule.added, StartsWith("\n- id: shop.two\n"));
  EXPECT_EQ(rule.text, kPack + rule.added);
  write_rule(rule);
  EXPECT_EQ(text_of(file), rule.text);
  EXPECT_NE(load_rule_file(file).pack, nullptr);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(NewRuleTest, StandsBeforeTheKeyThatFollowsTheRulesAndItsComment) {
  const std::string head = "version: 1\npack: shop\nrules:\n  - id: shop.one\n    has: '{怒}'\n";
  const std::string tail = "\n# angry words\nwords: {怒: [气死]}\n";
  const ProposedRule rule = proposed("shop.two", put("shop.yaml", head + tail));
  ASSERT_EQ(rule.problems, "");
  EXPECT_THAT(rule.added, StartsWith("\n  - id: shop.two\n    name: "));
  EXPECT_EQ(rule.text, head + rule.added + tail);
}

TEST_F(NewRuleTest, KeepsTheLineEndsOfTheFileAndEndsItsLastLine) {
  const ProposedRule rule = proposed(
      "shop.two", put("shop.yaml", "version: 1\r\npack: shop\r\nrules:\r\n- {id: a, has: 微信}"));
  ASSERT_EQ(rule.problems, "");
  EXPECT_THAT(rule.text, HasSubstr("微信}\r\n\r\n- id: shop.two\r\n"));
  EXPECT_THAT(rule.text, EndsWith("]\r\n"));
}

TEST_F(NewRuleTest, OfAFolderTheLocalPackItsOnlyPackOrANewOne) {
  EXPECT_EQ(proposed("own.new", folder_ / "none").file, folder_ / "none" / "local.yaml");
  EXPECT_EQ(proposed("own.new", folder_).file, folder_ / "local.yaml");
  const std::string shop = put("shop.yaml", kPack);
  EXPECT_EQ(proposed("own.new", folder_).file, shop);
  put("other.yaml", "version: 1\npack: other\nrules:\n- {id: o, has: 别的}\n");
  EXPECT_THAT(proposed("own.new", folder_).problems, HasSubstr("there are 2 packs here"));
  const std::string local =
      put("mine.yaml", "version: 1\npack: mine\nrules:\n- {override: div.wechat, do: hint}\n");
  EXPECT_EQ(proposed("own.new", folder_).file, local);
  EXPECT_EQ(proposed("own.new", folder_).problems, "");
}

TEST_F(NewRuleTest, ANewFileIsAPackNamedLikeItAndItsFolderIsMade) {
  const ProposedRule rule = proposed("own.new", folder_ / "a" / "b" / "night.yaml");
  ASSERT_EQ(rule.problems, "");
  EXPECT_THAT(rule.text, HasSubstr("pack: night\n"));
  write_rule(rule);
  EXPECT_NE(load_rule_file(rule.file).pack, nullptr);
  EXPECT_THAT(proposed("own.new", folder_ / "夜班.yaml").text, HasSubstr("pack: local\n"));
}

TEST_F(NewRuleTest, AnIdThatIsTakenIsRefusedSayingWhere) {
  const std::string file = put("shop.yaml", kPack);
  EXPECT_EQ(proposed("shop.one", folder_ / "new.yaml").problems,
            "rule id 'shop.one' is taken: " + file + ":5\n");
  EXPECT_THAT(proposed("div.wechat", file).problems,
              StartsWith("rule id 'div.wechat' is taken: douyin-base.yaml:"));
  EXPECT_THAT(proposed("div.wechat", "").problems, StartsWith("rule id 'div.wechat' is taken"));
}

TEST_F(NewRuleTest, WhatCannotBeAddedToIsRefusedWithItsReason) {
  EXPECT_THAT(proposed("a.b", put("broken.yaml", "version: 1\npack: x\nrulez:\n")).problems,
              HasSubstr("broken.yaml:3:1: E008"));
  fs::remove(folder_ / "broken.yaml");
  EXPECT_THAT(
      proposed("a.b", put("flow.yaml", "version: 1\npack: x\nrules: [{id: a, has: 微信}]\n"))
          .problems,
      HasSubstr("one rule a dash"));
  EXPECT_THAT(proposed("a.b", put("shop.yml", kPack)).problems, HasSubstr("named *.yaml"));
  EXPECT_THAT(proposed("a: b", "").problems, HasSubstr("E019"));
}

}  // namespace
}  // namespace plugin
