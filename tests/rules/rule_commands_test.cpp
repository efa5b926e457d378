#include "plugin/rule_commands.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace plugin {
namespace {

namespace fs = std::filesystem;

class RuleCommands : public testing::Test {
 protected:
  RuleCommands() {
    std::string name = (fs::temp_directory_path() / "sandglass-commands-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }

  ~RuleCommands() override { fs::remove_all(folder_); }

  RuleCommand with(const std::string& rules, bool is_json = false) const {
    const fs::path path = folder_ / "r.yaml";
    std::ofstream(path) << "version: 1\npack: shop\nrules:\n" << rules;
    return {path.string(), is_json, rules::Language::kEnglish};
  }

  std::string file() const { return (folder_ / "r.yaml").string(); }

  fs::path folder_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(RuleCommands, CheckOfTheShippedPacksIsQuiet) {
  EXPECT_EQ(check_rules({}, out_, err_), 0);
  EXPECT_EQ(err_.str(), "");
  EXPECT_NE(out_.str().find(" rules ("), std::string::npos) << out_.str();
}

TEST_F(RuleCommands, CheckOfABrokenFileExitsWithFour) {
  EXPECT_EQ(check_rules(with("- {id: a, haz: 微信, has: 微信}\n"), out_, err_), 4);
  EXPECT_EQ(err_.str().rfind(file() + ":4:11: E008: unknown key 'haz'; did you mean 'has'?\n", 0),
            0U);
  EXPECT_EQ(out_.str(), "rule set refused: 1 errors, 0 warnings\n");
}

TEST_F(RuleCommands, CheckWarnsAndStillExitsWithZero) {
  EXPECT_EQ(check_rules(with("- {id: a, has: '/加.*微信/'}\n"), out_, err_), 0);
  EXPECT_NE(err_.str().find("W101"), std::string::npos);
}

TEST_F(RuleCommands, CheckOfAMissingFolderIsAUsageError) {
  EXPECT_EQ(check_rules({(folder_ / "nowhere").string(), false, {}}, out_, err_), 2);
  EXPECT_NE(err_.str().find("E017"), std::string::npos);
}

TEST_F(RuleCommands, CheckAsJsonIsOneObject) {
  EXPECT_EQ(check_rules(with("- {id: a, haz: 微信, has: 微信}\n", true), out_, err_), 4);
  EXPECT_EQ(
      out_.str().rfind(
          R"({"rules":0,"always_tried":0,"version":null,"errors":1,"warnings":0,"diagnostics":[{"code":"E008",)",
          0),
      0U);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(RuleCommands, TestShowsKnownMissesAndCounts) {
  const auto command =
      with("- id: a\n  has: 微信\n  tests: {bad: [加微信], ok: [你好], todo_bad: [加薇信]}\n");
  EXPECT_EQ(test_rules(command, out_, err_), 0);
  EXPECT_EQ(out_.str(),
            file() + ":6: known miss of a: 加薇信\n3 tests, 0 failed, 1 known misses\n");
}

TEST_F(RuleCommands, TestFailsWithFour) {
  EXPECT_EQ(test_rules(with("- id: a\n  has: 微信\n  tests: {bad: [红包]}\n"), out_, err_), 4);
  EXPECT_EQ(out_.str(), "1 tests, 1 failed, 0 known misses\n");
  EXPECT_NE(err_.str().find("E030: test of rule 'a' fails: this 'bad' example is not caught"),
            std::string::npos);
}

TEST_F(RuleCommands, TestAsJsonListsEveryExample) {
  EXPECT_EQ(test_rules(with("- {id: a, has: 微信, tests: {bad: [加微信]}}\n", true), out_, err_),
            0);
  EXPECT_EQ(
      out_.str(),
      R"({"rules":1,"tests":1,"failed":0,"known_misses":0,"now_caught":0,"results":[{"rule":"a",)"
      R"("kind":"bad","file":")" +
          file() +
          R"(","line":4,"text":"加微信","caught":true,"failed":false}],"diagnostics":[]})"
          "\n");
}

TEST_F(RuleCommands, ExplainShowsViewsLinesAndShields) {
  const auto command = with("- id: a\n  name: 导流\n  has:\n  - 微信\n  except: 不能加微信\n");
  ExplainedMessage message;
  message.text = "不能加微信，加 微信";
  EXPECT_EQ(explain_rules(command, message, out_, err_), 0);
  EXPECT_EQ(out_.str(),
            "raw    不能加微信，加 微信\n"
            "norm   不能加微信,加 微信\n"
            "clean  不能加微信,加微信\n"
            "squash 不能加微信加微信\n"
            "digits 不能加微信,加微信\n"
            "\n"
            "a 导流 (shop, " +
                file() + ":4, view clean): finding\n" + "  has [3,5) '微信' by " + file() +
                ":7 微信\n" + "    shielded by except [0,5) '不能加微信' " + file() +
                ":8 不能加微信\n" + "  has [8,10) '微信' by " + file() + ":7 微信\n" +
                "  except tried [0,5) '不能加微信' " + file() + ":8 不能加微信\n");
}

TEST_F(RuleCommands, ExplainTakesTheCustomersTurn) {
  const auto command = with("- {id: a, has: 运费, customer_said: 坏}\n", true);
  ExplainedMessage message;
  message.text = "运费您出";
  explain_rules(command, message, out_, err_);
  EXPECT_NE(out_.str().find(R"("hit":false,"reason":"customer_said")"), std::string::npos);
  out_.str("");
  message.customer_said = {"收到是坏的"};
  explain_rules(command, message, out_, err_);
  EXPECT_NE(out_.str().find(R"("hit":true,"reason":"")"), std::string::npos) << out_.str();
}

TEST_F(RuleCommands, ExplainWithBrokenRulesExitsWithFour) {
  EXPECT_EQ(explain_rules(with("- {id: a}\n"), {"x", {}, false, false}, out_, err_), 4);
  EXPECT_NE(err_.str().find("E028"), std::string::npos);
}

constexpr const char* kScored =
    "- id: soothe\n  name: 未安抚\n  after: {says: customer, has: [骗子]}\n"
    "  expect: {has: [抱歉], within: 2 messages}\n  score: -10\n  dimension: 态度\n"
    "- {id: short, name: 敷衍, whole: [哦], score_each: -5, max: -20, dimension: 态度}\n"
    "- {id: asked, says: customer, has: [发货], classify: 物流问题/催发货}\n";

TEST_F(RuleCommands, ExplainOfADialogueShowsFindingsIntentsAndTheScore) {
  ExplainedMessage message;
  message.text =
      "customer 0:00 你们是骗子吧\ncustomer 0:05 怎么还不发货\nagent 0:20 哦\nagent 1:02:03 哦\n";
  EXPECT_EQ(explain_rules(with(kScored), message, out_, err_), 0);
  EXPECT_EQ(err_.str(), "");
  EXPECT_EQ(out_.str(),
            "   1  customer  0:00 你们是骗子吧\n"
            "   2  customer  0:05 怎么还不发货\n"
            "   3  agent     0:20 哦\n"
            "   4  agent    1:02:03 哦\n"
            "\nfindings, by line:\n"
            "   1  soothe 未安抚 (" +
                file() +
                ":4), known at 1:02:03: 你们是【骗子】吧\n"
                "   3  short 敷衍 (" +
                file() +
                ":10), known at 0:20: 【哦】\n"
                "   4  short 敷衍 (" +
                file() +
                ":10), known at 1:02:03: 【哦】\n"
                "\nintents, by line:\n"
                "   2  物流问题/催发货  asked\n"
                "\nscore 80\n"
                "  态度 10/30\n");
}

TEST_F(RuleCommands, ExplainOfADialogueAsJson) {
  ExplainedMessage message;
  message.text = "customer 0:00 骗子\nauto 0:01 稍等\nagent 0:20 抱歉\n";
  EXPECT_EQ(explain_rules(with(kScored, true), message, out_, err_), 0);
  EXPECT_EQ(
      out_.str().substr(out_.str().find(R"("messages")")),
      R"("messages":[{"at_ms":0,"speaker":"customer","auto":false,"text":"骗子"},)"
      R"({"at_ms":1000,"speaker":"auto","auto":true,"text":"稍等"},)"
      R"({"at_ms":20000,"speaker":"agent","auto":false,"text":"抱歉"}],"findings":[],"intents":[],)"
      R"("score":{"points":100,"dimensions":[{"name":"态度","earned":30,"possible":30}]}})"
      "\n");
}

TEST_F(RuleCommands, ExplainNamesTheLineThatIsNoDialogue) {
  ExplainedMessage message;
  message.text = "customer 0:00 在吗\nagentt 0:20 \x1b[2J\n";
  EXPECT_EQ(explain_rules(with(kScored), message, out_, err_), 2);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(err_.str().rfind("not a line of a dialogue: agentt 0:20 ", 0), 0U) << err_.str();
  EXPECT_EQ(err_.str().find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace plugin
