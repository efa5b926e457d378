#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "rules/diagnostic_texts.h"
#include "rules/reader.h"
#include "tests/rules/rule_files.h"

namespace rules {
namespace {

using rules::testing::codes_of;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;

const std::string kHead = "version: 1\npack: shop\nlocale: zh-CN\n";
const std::string kRules = kHead + "rules:\n";

/// A broken file and what is said of it: `line:column: code: message`, then the fixes.
struct Case {
  std::string name;
  std::string source;
  std::vector<std::string> said;
};

void PrintTo(const Case& one, std::ostream* out) {
  *out << one.source;
}

std::vector<std::string> said_of(const std::string& source) {
  std::vector<std::string> messages;
  std::vector<std::string> fixes;
  const Compiled compiled = compile({{"rules.yaml", source}});
  for (const Diagnostic& diagnostic : compiled.diagnostics) {
    const std::string text = to_text(diagnostic, Language::kEnglish);
    const std::string first = text.substr(0, text.find('\n'));
    messages.push_back(first.substr(std::string("rules.yaml:").size()));
    if (diagnostic.fix) {
      fixes.push_back("fix, line " + std::to_string(diagnostic.fix->line) + ": " +
                      diagnostic.fix->text);
    }
  }
  messages.insert(messages.end(), fixes.begin(), fixes.end());
  return messages;
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"SyntaxError",
       kRules + std::string("- id: a\n"
                            "  has: 'x\n"),
       {"6:8: E001: not readable as YAML: this quote is never closed"}},
      {"SyntaxErrorColumnCountsCharacters",
       kRules + std::string("- id: 甲: 乙: 丙\n"),
       {"5:8: E001: not readable as YAML: illegal map value"}},
      {"BrokenUtf8",
       "version: 1\npack: \xc4\xe3\xba\xc3\n",
       {"2:7: E002: not valid UTF-8 (byte 17 of the file)"}},
      {"ControlCharacter",
       std::string("version: 1\npack: a\0b\n", 20),
       {"2:8: E003: control character U+0000"}},
      {"TooDeep",
       std::string("a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n"),
       {"1:10: E005: nested deeper or longer than any rule needs"}},
      {"Anchor",
       kRules + std::string("- id: a\n"
                            "  has: &x 微信\n"
                            "  except: *x\n"),
       {"6:8: E006: an anchor (&name) is not allowed in a rule file",
        "7:11: E006: an alias (*name) is not allowed in a rule file",
        "7:11: E010: 'except' must be a text"}},
      {"Tag",
       kRules + std::string("- id: a\n"
                            "  has: !!str 微信\n"),
       {"6:8: E006: a tag (!name) is not allowed in a rule file"}},
      {"MergeKey",
       kRules + std::string("- id: a\n"
                            "  <<: b\n"
                            "  has: 微信\n"),
       {"6:3: E006: a merge key (<<) is not allowed in a rule file"}},
      {"TwoDocuments",
       kRules + std::string("- {id: a, has: 微信}\n"
                            "---\n"
                            "a: b\n"),
       {"7:1: E001: not readable as YAML: a second document (---) in one file"}},
      {"DuplicateKey",
       kRules + std::string("- id: a\n"
                            "  has: 微信\n"
                            "  包含: 红包\n"),
       {"7:3: E007: key '包含' is given twice (first at line 6)"}},
      {"UnknownKey",
       kRules + std::string("- id: a\n"
                            "  haz: 微信\n"
                            "  has: 微信\n"),
       {"6:3: E008: unknown key 'haz'; did you mean 'has'?", "fix, line 6:   has: 微信"}},
      {"UnknownKeyWithoutNeighbour",
       kHead + std::string("banana: 1\n"
                           "rules:\n"
                           "- {id: a, has: 微信}\n"),
       {"4:1: E008: unknown key 'banana'"}},
      {"WrongTypes",
       kHead + std::string("about: [a]\n"
                           "words: 3\n"
                           "rules: 7\n"),
       {"4:8: E010: 'about' must be a text", "5:8: E010: 'words' must be names with lists of texts",
        "6:8: E010: 'rules' must be a list of rules, each beginning with '- id:'"}},
      {"RuleIsText",
       kRules + std::string("- 微信\n"),
       {"5:3: E010: 'rule' must be keys and values"}},
      {"EmptyFile",
       std::string(""),
       {"1:1: E010: 'rules.yaml' must be a pack: version, pack, rules"}},
      {"MissingKeys",
       std::string("about: x\n"),
       {"1:1: E011: 'version' is missing in this pack", "1:1: E011: 'pack' is missing in this pack",
        "1:1: E011: 'rules' is missing in this pack"}},
      {"MissingId",
       kRules + std::string("- has: 微信\n"),
       {"5:3: E011: 'id' is missing in this rule"}},
      {"DuplicateRule",
       kRules + std::string("- {id: a, has: 微信}\n"
                            "- {id: a, has: 红包}\n"),
       {"6:3: E012: duplicate rule id 'a' (first at rules.yaml:5)"}},
      {"UnknownValue",
       kRules + std::string("- {id: a, has: 微信, do: hnit}\n"),
       {"5:24: E014: 'hnit' is not a value of 'do'; it may be log 记录 | hint 提示 | confirm "
        "发送前确认 | block 拦截; did you mean 'hint'?"}},
      {"BadLength",
       kRules + std::string("- {id: a, length: short}\n"),
       {"5:19: E010: 'length' must be a number of characters such as '<4', '>=10' or 6"}},
      {"BadScore",
       kRules + std::string("- {id: a, has: 微信, score: 5}\n"),
       {"5:27: E010: 'score' must be a whole number from -100 to 0"}},
      {"BadReview",
       kRules + std::string("- {id: a, has: 微信, review: sometimes}\n"),
       {"5:28: E014: 'sometimes' is not a value of 'review'; it may be always 全部 | never 不复核 "
        "| sample 10% 抽检 10%"}},
      {"UnknownVersion",
       std::string("version: 2\n"
                   "pack: a\n"
                   "rules: []\n"),
       {"1:10: E015: version '2' of the rule language is unknown; this reads 1"}},
      {"UnknownLocale",
       std::string("version: 1\n"
                   "pack: a\n"
                   "locale: fr\n"
                   "rules: []\n"),
       {"3:9: E014: 'fr' is not a value of 'locale'; it may be zh-CN | en"}},
      {"BadId",
       kRules + std::string("- {id: 'a b', has: 微信}\n"),
       {"5:8: E019: 'a b' cannot be a name in the rule set"}},
      {"BareBraces",
       kRules + std::string("- id: a\n"
                            "  has:\n"
                            "  - {微信}号\n"),
       {"7:3: E016: write it in single quotes: a bare bracket or a backslash in double quotes "
        "means something else in YAML",
        "fix, line 7:   - '{微信}号'"}},
      {"BareBracesAlone",
       kRules + std::string("- id: a\n"
                            "  has:\n"
                            "  - {微信}\n"),
       {"7:5: E016: write it in single quotes: a bare bracket begins a list or a map, not a text",
        "fix, line 7:   - '{微信}'"}},
      {"BareBrackets",
       kRules + std::string("- id: a\n"
                            "  has:\n"
                            "  - [你您]好\n"),
       {"7:3: E016: write it in single quotes: a bare bracket or a backslash in double quotes "
        "means something else in YAML",
        "fix, line 7:   - '[你您]好'"}},
      {"BareBracketsAlone",
       kRules + std::string("- id: a\n"
                            "  has:\n"
                            "  - [你您]\n"),
       {"7:5: E016: write it in single quotes: a bare bracket begins a list or a map, not a text",
        "fix, line 7:   - '[你您]'"}},
      {"BareBracesInAList",
       kRules + std::string("- id: a\n"
                            "  has: [加{微信}, 红包]\n"),
       {"6:3: E016: write it in single quotes: a bare bracket or a backslash in double quotes "
        "means something else in YAML",
        "fix, line 6:   has: ['加{微信}', 红包]"}},
      {"BackslashInDoubleQuotes",
       kRules + std::string("- id: a\n"
                            "  has:\n"
                            "  - \"/\\d+元/\"\n"),
       {"7:3: E016: write it in single quotes: a bare bracket or a backslash in double quotes "
        "means something else in YAML",
        "fix, line 7:   - '/\\d+元/'"}},
      {"ColonInAText",
       kRules + std::string("- id: a\n"
                            "  has:\n"
                            "  - 微信: 加我\n"),
       {"7:5: E016: write it in single quotes: ': ' makes this a key and its value",
        "fix, line 7:   - '微信: 加我'"}},
      {"BareGreaterThan",
       kRules + std::string("- id: a\n"
                            "  length: >10\n"),
       {"6:3: E016: write it in single quotes: a bare bracket or a backslash in double quotes "
        "means something else in YAML",
        "fix, line 6:   length: '>10'"}},
      {"UnknownWords",
       kHead + std::string("words:\n"
                           "  微信: [微信]\n"
                           "rules:\n"
                           "- id: a\n"
                           "  has: '加{威信}{微信}'\n"),
       {"5:3: W102: word list '微信' is not used",
        "8:10: E020: no word list named '威信'; did you mean '微信'?"}},
      {"NestedWords",
       kHead + std::string("words:\n"
                           "  甲: ['{乙}']\n"
                           "  乙: [丙]\n"
                           "rules:\n"
                           "- id: a\n"
                           "  has: '{甲}{乙}'\n"),
       {"5:8: E021: word list '甲' names another word list"}},
      {"OpenBracket",
       kRules + std::string("- id: a\n"
                            "  has: ['加[我您', '加{微', '/加']\n"),
       {"6:11: E022: '[' is not closed", "6:19: E022: '{' is not closed",
        "6:25: E022: '/' is not closed"}},
      {"MatchesEmpty",
       kRules + std::string("- id: a\n"
                            "  has: ['/x*/', '[你您]']\n"),
       {"6:10: E023: '/x*/' matches without any text",
        "6:18: E023: '[你您]' matches without any text"}},
      {"LookAround",
       kRules + std::string("- id: a\n"
                            "  has: '/(?<!不能)加微信/'\n"),
       {"6:10: E024: look-around (?<! is not supported in a regular expression"}},
      {"BackReference",
       kRules + std::string("- id: a\n"
                            "  has: '/(.)\\1微信/'\n"),
       {"6:13: E024: back-reference \\1 is not supported in a regular expression"}},
      {"BadRegex",
       kRules + std::string("- id: a\n"
                            "  has: '/加(微信/'\n"),
       {"6:10: E025: bad regular expression at character 2: missing ): 加(微信"}},
      {"BadRegexOffset",
       kRules + std::string("- id: a\n"
                            "  has: '/微信[z-a]/'\n"),
       {"6:13: E025: bad regular expression at character 5: invalid character class range: z-a"}},
      {"OverBudget",
       kRules + std::string("- id: a\n"
                            "  has: ['/(?:\\pL{500}x){40}/', '/\\pL{900}/']\n"),
       {"6:10: E026: the pattern is too large once compiled (a part is repeated more than 1,000 "
        "times)",
        "6:33: E026: the pattern is too large once compiled (more than 1 MiB)"}},
      {"Unreachable",
       kRules + std::string("- id: a\n"
                            "  has: ['/VX号/', '...']\n"),
       {"6:11: E027: 'V' can never occur in the view clean",
        "6:12: E027: 'X' can never occur in the view clean",
        "6:19: E027: '...' can never occur in the view clean"}},
      {"NoCondition",
       kRules + std::string("- {id: a, name: 空}\n"),
       {"5:3: E028: rule 'a' has no condition"}},
      {"ExceptNothing",
       kRules + std::string("- {id: a, lacks: 您好, except: 微信}\n"),
       {"5:22: E029: 'except' has nothing to shield in rule 'a'"}},
      {"NeverHolds",
       kRules + std::string("- {id: a, at_least: {n: 3, of: [微信, 红包]}}\n"
                            "- {id: b, repeat: {look_back: 2, times: 4}}\n"
                            "- {id: c, has: 微信, from: 2026-11-02, to: 2026-11-01}\n"),
       {"5:25: E033: this can never hold: it asks for more texts than it lists",
        "6:19: E033: this can never hold: it looks back at fewer messages than it wants alike",
        "7:42: E033: this can never hold: it ends before it begins"}},
      {"NestedTooDeep",
       kRules + std::string("- id: a\n"
                            "  any_of:\n"
                            "  - all_of:\n"
                            "    - none_of:\n"
                            "      - any_of: [{has: 微信}]\n"),
       {"9:17: E034: 'any_of' stands more than 3 deep"}},
      {"NotTogether",
       kRules + std::string("- id: a\n"
                            "  steps: [{has: 甲}, {has: 乙}]\n"
                            "  has: 丙\n"
                            "- {id: b, says: customer, has: 甲, classify: 物流, intent: 售后}\n"),
       {"6:3: E035: 'steps' cannot stand beside 'has' in one rule",
        "8:35: E035: 'classify' cannot stand beside 'intent' in one rule"}},
      {"ExpectNothing",
       kRules + std::string("- {id: a, expect: {has: 抱歉, within: 60s}}\n"),
       {"5:11: E036: 'expect' in rule 'a' waits after nothing"}},
      {"NoLimit",
       kRules + std::string("- id: a\n"
                            "  after: {says: customer, has: 骗子}\n"
                            "  expect: {has: 抱歉}\n"),
       {"7:3: W106: 'expect' of rule 'a' has no `within`"}},
      {"BadValues",
       kRules + std::string(
                    "- {id: a, has: 微信, cooldown: soon, from: tomorrow, score_each: -1, max: 3}\n"
                    "- {id: b, has: 微信, count: {at_least: 1}, applies: {hours: 9-5}}\n"
                    "- {id: c, like: {texts: 你好, alike: 0.8}, reply_within: 2 messages}\n"
                    "- {id: d, after: {has: 甲, within: a while}, entity: fax}\n"),
       {"5:30: E010: 'cooldown' must be a time such as 90s, 5m or 2h, at most a week",
        "5:42: E010: 'from' must be a date such as 2026-11-22",
        "5:73: E010: 'max' must be a whole number from -100 to 0",
        "6:38: E010: 'at_least' must be a whole number from 2 to 1000",
        "6:59: E010: 'hours' must be hours such as 09:00-23:00",
        "7:36: E010: 'alike' must be a share from 1% to 100%",
        "7:56: E010: 'reply_within' must be a time such as 90s, 5m or 2h, at most a week",
        "8:35: E010: 'within' must be a number of messages, a time or rounds: 2 messages, 90s, 1 "
        "round",
        "8:53: E014: 'fax' is not a value of 'entity'; it may be phone 电话 | url 网址 | email "
        "邮箱 | bank_card 银行卡 | id_card 身份证 | qq QQ号 | wechat_id 微信号"}},
      {"BadShapes",
       kRules + std::string("- {id: a, near: {words: 甲, gap: 3}, at_least: [甲]}\n"
                            "- {id: b, like: {texts: 甲}, any_of: {has: 甲}}\n"
                            "- {id: c, steps: [{has: 甲}], attrs: 已签收}\n"
                            "- {id: d, after: 甲, count: 3, repeat: 2, applies: 店}\n"
                            "- {id: e, all_of: [{view: clean}]}\n"),
       {"5:25: E010: 'words' must be 2 to 4 texts",
        "5:47: E010: 'at_least' must be a number and texts: {n: 2, of: […]}",
        "6:17: E011: 'alike' is missing in 'like'",
        "6:37: E010: 'any_of' must be a list of clauses: [{has: A}, {lacks: B}]",
        "7:18: E010: 'steps' must be a list of two or more clauses, in order",
        "7:37: E010: 'attrs' must be names with values: {order_status: 已签收}",
        "8:18: E010: 'after' must be a clause: {says: customer, has: […]}",
        "8:28: E010: 'count' must be a number and a limit: {at_least: 3, within: 60s}",
        "8:39: E010: 'repeat' must be keys such as {look_back: 5, alike: 90%}",
        "8:51: E010: 'applies' must be keys such as {shop: A, hours: 09:00-23:00}",
        "9:20: E028: rule 'e' has no condition"}},
      {"FailingTests",
       kRules + std::string("- id: a\n"
                            "  has: 微信\n"
                            "  tests:\n"
                            "    bad: [加薇信]\n"
                            "    ok: [微信支付]\n"),
       {"8:11: E030: test of rule 'a' fails: this 'bad' example is not caught",
        "9:10: E030: test of rule 'a' fails: this 'ok' example is caught"}},
      {"BadDialogue",
       kRules + std::string("- id: a\n"
                            "  has: 微信\n"
                            "  tests:\n"
                            "    bad:\n"
                            "    - |\n"
                            "      customer 0:00 在吗\n"
                            "      someone 0:20 加微信\n"),
       {"9:7: E031: not a line of a dialogue: 'someone 0:20 加微信'"}},
      {"Unbounded",
       kRules + std::string("- {id: a, has: '/加.*微信/'}\n"),
       {"5:19: W101: '.*' repeats without a bound"}},
      {"UnusedWords",
       kHead + std::string("words:\n"
                           "  微信: [微信]\n"
                           "rules:\n"
                           "- {id: a, has: 红包}\n"),
       {"5:3: W102: word list '微信' is not used"}},
      {"QuestionMark",
       kRules + std::string("- {id: a, has: '/您自己?看/'}\n"),
       {"5:18: W103: the ? in '您自己?' makes only '己' optional"}},
      {"AlwaysRuns",
       kRules + std::string("- {id: a, has: '/[a-z]{11}/'}\n"),
       {"5:17: W104: rule 'a' is tried on every message"}},
      {"NowCaught",
       kRules + std::string("- id: a\n"
                            "  has: 微信\n"
                            "  tests: {todo_bad: [加微信]}\n"),
       {"7:22: W105: known miss of rule 'a' is caught now: '加微信'"}},
  };
  return all;
}

class DiagnosticOf : public ::testing::TestWithParam<Case> {};

TEST_P(DiagnosticOf, SaysExactlyThis) {
  EXPECT_THAT(said_of(GetParam().source), ElementsAreArray(GetParam().said));
}

INSTANTIATE_TEST_SUITE_P(Mistakes, DiagnosticOf, ::testing::ValuesIn(cases()),
                         [](const auto& test) { return test.param.name; });

TEST(Diagnostics, EveryCodeStandsInItsPlaceWithBothLanguages) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < diagnostic_texts().size(); ++i) {
    const DiagnosticTexts& texts = diagnostic_texts()[i];
    EXPECT_EQ(static_cast<std::size_t>(texts.code), i);
    EXPECT_TRUE(names.insert(texts.name).second) << texts.name;
    for (const std::string_view text :
         {texts.message_en, texts.message_zh, texts.help_en, texts.help_zh}) {
      EXPECT_FALSE(text.empty()) << texts.name;
    }
  }
  EXPECT_EQ(diagnostic_texts().size(), static_cast<std::size_t>(Code::kNoEffect) + 1);
}

TEST(Diagnostics, TextHasTheLineACaretTheHelpAndTheFix) {
  const Compiled compiled = compile({{"r.yaml", kRules + "- id: a\n  haz: 微信\n  has: 微信\n"}});
  ASSERT_EQ(compiled.diagnostics.size(), 1U);
  EXPECT_EQ(to_text(compiled.diagnostics[0], Language::kEnglish),
            "r.yaml:6:3: E008: unknown key 'haz'; did you mean 'has'?\n"
            "  6 |   haz: 微信\n"
            "    |   ^^^\n"
            "  A misspelt key would silently change what the rule does, so it is an error. "
            "docs/rules.md lists the keys.\n"
            "  fix, line 6:   has: 微信\n");
  EXPECT_EQ(to_text(compiled.diagnostics[0], Language::kChinese),
            "r.yaml:6:3: E008: 不认识的键「haz」，是不是「has」？\n"
            "  6 |   haz: 微信\n"
            "    |   ^^^\n"
            "  键写错了会让规则悄悄变样，所以按错误处理。可用的键见 docs/rules.md。\n"
            "  第 6 行改成：  has: 微信\n");
}

TEST(Diagnostics, CaretStandsUnderHanOfDoubleWidth) {
  const Compiled compiled = compile({{"r.yaml", kRules + "- {id: a, has: '/您自己?看/'}\n"}});
  ASSERT_EQ(compiled.diagnostics.size(), 1U);
  const std::string text = to_text(compiled.diagnostics[0], Language::kEnglish);
  EXPECT_NE(text.find("\n    |                  ^^^^^^^\n"), std::string::npos) << text;
}

TEST(Diagnostics, JsonHoldsBothLanguagesAndTheFix) {
  const Compiled compiled = compile({{"r.yaml", kRules + "- id: a\n  has:\n  - {微信}\n"}});
  EXPECT_EQ(
      to_json(compiled.diagnostics),
      R"([{"code":"E016","severity":"error","file":"r.yaml","line":7,"column":5,"width":1,)"
      R"("message":{"en":"write it in single quotes: a bare bracket begins a list or a map, not a text",)"
      R"("zh":"请用单引号括起来：不加引号的括号表示列表或键值，不是文本"},)"
      R"("help":{"en":"In YAML bare braces, brackets, commas, `: ` and ` #` have a meaning of their own, )"
      R"(and double quotes eat backslashes. Single quotes leave a text as it is; a single quote inside is written twice.",)"
      R"("zh":"在 YAML 里，不加引号的花括号、方括号、逗号、「: 」和「 #」另有含义，双引号会吃掉反斜杠。)"
      R"(单引号里的内容原样保留；内容里的单引号要写两个。"},)"
      R"("source_line":"  - {微信}","fix":{"line":7,"text":"  - '{微信}'"}}])");
}

TEST(Diagnostics, AllProblemsOfAllFilesAreShownAtOnce) {
  const Compiled compiled = compile({{"b.yaml", kRules + "- {id: a, haz: x, has: '/(/'}\n"},
                                     {"a.yaml", "version: 1\npack: z\nrules:\n- {has: 微信}\n"}});
  EXPECT_EQ(compiled.pack, nullptr);
  EXPECT_THAT(codes_of(compiled), ElementsAre("E011 4:3", "E008 5:11", "E025 5:26"));
}

TEST(Diagnostics, AFloodInOneFileIsCutShort) {
  std::string source = kRules;
  for (int i = 0; i < 150; ++i) {
    source += "- {id: a" + std::to_string(i) + ", haz: x, has: 微信}\n";
  }
  const Compiled compiled = compile({{"r.yaml", source}});
  ASSERT_EQ(compiled.diagnostics.size(), 101U);
  EXPECT_EQ(message(compiled.diagnostics.back(), Language::kEnglish),
            "50 more problems in this file are not shown");
}

TEST(Diagnostics, AFloodOfWarningsIsCutShortAndTheRulesRun) {
  std::string source = kRules;
  for (int i = 0; i < 150; ++i) {
    source += "- {id: a" + std::to_string(i) + ", has: '/[a-z]{" + std::to_string(i + 2) + "}/'}\n";
  }
  const Compiled compiled = compile({{"r.yaml", source}});
  EXPECT_NE(compiled.pack, nullptr);
  ASSERT_EQ(compiled.diagnostics.size(), 101U);
  EXPECT_EQ(message(compiled.diagnostics.back(), Language::kEnglish),
            "50 more warnings in this file are not shown");
}

TEST(Diagnostics, TooLargeFilesAreNotRead) {
  const Compiled compiled = compile({{"r.yaml", std::string(kLargestSource + 1, '#')}});
  ASSERT_EQ(compiled.diagnostics.size(), 1U);
  EXPECT_EQ(message(compiled.diagnostics[0], Language::kEnglish),
            "file of 1048577 bytes is larger than the 1048576 allowed");
}

TEST(Diagnostics, DuplicatePacksNameTheOtherFile) {
  const Compiled compiled = compile({{"a.yaml", kRules + "- {id: a, has: 微信}\n"},
                                     {"b.yaml", kRules + "- {id: b, has: 微信}\n"}});
  ASSERT_EQ(compiled.diagnostics.size(), 1U);
  EXPECT_EQ(message(compiled.diagnostics[0], Language::kEnglish),
            "pack 'shop' is defined twice (first in a.yaml)");
}

TEST(Diagnostics, NoPacksAtAllIsAnError) {
  const Compiled compiled = compile({});
  ASSERT_EQ(compiled.diagnostics.size(), 1U);
  EXPECT_EQ(name_of(compiled.diagnostics[0].code), "E018");
  EXPECT_EQ(compiled.pack, nullptr);
}

TEST(JsonQuoted, EscapesWhatJsonMust) {
  EXPECT_EQ(json_quoted("a\"b\\c\n\t\x01\xFF微"), R"("a\"b\\c\n\u0009\u0001�微")");
}

/// `{}` stands for the text.
constexpr const char* kPlaces[] = {
    "has: ['{}']",
    "has_all: ['{}']",
    "at_least: {n: 1, of: ['{}']}",
    "whole: ['{}']",
    "starts: ['{}']",
    "ends: ['{}']",
    "near: {words: ['{}', 词], gap: 3}",
    "has: 词, except: ['{}']",
    "has: 词, unless: ['{}']",
    "lacks: ['{}']",
    "like: {texts: ['{}'], alike: 90%}",
    "any_of: [{has: ['{}']}, {lacks: 词}]",
    "all_of: [{none_of: [{ends: ['{}']}]}]",
    "has: 词, customer_said: ['{}']",
    "has: 词, customer_said: {starts: ['{}']}",
    "has: 词, after: {says: customer, unless: ['{}']}",
    "has: 词, before: {says: customer, whole: ['{}']}",
    "has: 词, expect: {says: customer, has_all: ['{}'], within: 60s}",
    "steps: [{has: 词}, {lacks: ['{}']}]"};

TEST(Diagnostics, ATextThatCannotOccurInItsViewIsToldWhereverItStands) {
  for (std::string place : kPlaces) {
    place.replace(place.find("{}"), 2, "❤❤");
    const Compiled compiled =
        compile({{"r.yaml", "version: 1\npack: p\nrules:\n- {id: a, " + place + "}\n"}});
    EXPECT_EQ(compiled.pack, nullptr) << place;
    EXPECT_TRUE(std::any_of(compiled.diagnostics.begin(), compiled.diagnostics.end(),
                            [](const auto& one) { return one.code == Code::kUnreachable; }))
        << place;
  }
}

TEST(Diagnostics, APatternRunOnEveryMessageIsToldUnlessSomethingQuickStandsBesideIt) {
  const auto warnings = [](const std::string& conditions) {
    const Compiled compiled =
        compile({{"r.yaml", "version: 1\npack: p\nrules:\n- {id: a, " + conditions + "}\n"}});
    return std::count_if(compiled.diagnostics.begin(), compiled.diagnostics.end(),
                         [](const auto& one) { return one.code == Code::kAlwaysRuns; });
  };
  for (const char* slow :
       {"has: '/[a-z]{3}/'", "ends: '/[a-z]{3}/'", "at_least: {n: 1, of: ['/[a-z]{3}/', 微信]}",
        "has: 词, after: {says: customer, has: '/[a-z]{3}/'}"}) {
    EXPECT_EQ(warnings(slow), 1) << slow;
  }
  EXPECT_EQ(warnings("has_all: ['/[a-z]{3}/', '/[k-z]{4}/']"), 2);
  for (const char* quick :
       {"has_all: ['/[a-z]{3}/', 微信]", "near: {words: ['/[a-z]{3}/', 微信], gap: 3}",
        "has: '/[a-z]{3}/', whole: 微信", "whole: '/[a-z]{3}/'", "starts: '/[a-z]{3}/'",
        "has: 微信, lacks: '/[a-z]{3}/'"}) {
    EXPECT_EQ(warnings(quick), 0) << quick;
  }
}

TEST(Diagnostics, ARuleSetHasABudgetForAllItsExpressionsTogether) {
  std::string text = "version: 1\npack: p\nrules:\n";
  for (int i = 0; i < 1'000; ++i) {
    text += "- {id: r" + std::to_string(i) +
            ", has: '/(?:[a-f]x|[g-k]y){1,900}[a-z]{1,900}[0-9]{1,900}x" + std::to_string(i) +
            "/'}\n";
  }
  const Compiled compiled = compile({{"r.yaml", text}});
  EXPECT_EQ(compiled.pack, nullptr);
  const auto over = std::find_if(compiled.diagnostics.begin(), compiled.diagnostics.end(),
                                 [](const auto& one) { return one.code == Code::kOverBudget; });
  ASSERT_NE(over, compiled.diagnostics.end());
  EXPECT_NE(over->arguments.front().find("the rules before it take"), std::string::npos);
  EXPECT_GT(over->place.line, 100U);
  EXPECT_LT(over->place.line, 1'000U);
}

}  // namespace
}  // namespace rules
