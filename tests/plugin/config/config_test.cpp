#include "plugin/config.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "config_fixture.h"

namespace plugin {

using testing::ElementsAre;
using testing::IsEmpty;

ConfigTest::ConfigTest() {
  std::string name = (std::filesystem::temp_directory_path() / "sandglass-config-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw std::runtime_error("no folder for the test");
  folder_ = name;
}

ConfigTest::~ConfigTest() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::filesystem::path ConfigTest::write(std::string_view name, std::string_view text,
                                        std::filesystem::perms mode) {
  const std::filesystem::path file = folder_ / name;
  std::ofstream(file, std::ios::binary) << text;
  std::filesystem::permissions(file, mode);
  return file;
}

ConfigReading ConfigTest::parse(std::string_view text) const {
  const ConfigSources sources{[this](const std::string& name) -> std::optional<std::string> {
    const auto found = variables_.find(name);
    return found == variables_.end() ? std::nullopt : std::optional(found->second);
  }};
  return parse_config(text, folder_ / "sandglass.yaml", sources);
}

std::vector<std::string> ConfigTest::problems(std::string_view text) const {
  std::vector<std::string> texts;
  for (const ConfigProblem& problem : parse(text).problems) {
    texts.push_back(to_text("f", problem).substr(2));
  }
  return texts;
}

namespace {

constexpr std::string_view kWhole = R"(
connections:
  - name: jd-flagship
    dialect: kefu
    url: wss://desk.example.com/kefu/v1/stream
    token_env: KEFU_TOKEN
    shop: 旗舰店
    ca_file: certs/desk.pem
    allow_plain: false
  - {name: local, url: "ws://127.0.0.1:9300/kefu/v1/stream", token_env: KEFU_TOKEN}
database: /var/lib/sandglass/shop.db
rules: packs
nudge_back: false
commit_interval_ms: 20
effects_log: effects.jsonl
log: {level: debug, format: json, file: log/sandglass.log}
profile: {base: taobao, reply_limit_ms: 120000}
)";

TEST_F(ConfigTest, EmptyFileGivesTheDefaults) {
  const ConfigReading reading = parse("");
  ASSERT_TRUE(reading.is_good());
  EXPECT_THAT(reading.config.connections, IsEmpty());
  EXPECT_EQ(reading.config.database, folder_ / "sandglass.db");
  EXPECT_TRUE(reading.config.rules.empty());
  EXPECT_TRUE(reading.config.nudge_back);
  EXPECT_EQ(reading.config.commit_interval.count(), 0);
  EXPECT_EQ(reading.config.log.level, LogLevel::kInfo);
  EXPECT_FALSE(reading.config.profile);
}

TEST_F(ConfigTest, OnlyCommentsAreAnEmptyFile) {
  EXPECT_TRUE(parse("# nothing yet\n").is_good());
}

TEST_F(ConfigTest, KeyWithoutAValueKeepsItsDefault) {
  const ConfigReading reading = parse("connections:\ndatabase:\nlog:\n");
  EXPECT_TRUE(reading.is_good());
  EXPECT_EQ(reading.config.database, folder_ / "sandglass.db");
}

TEST_F(ConfigTest, EveryKeyIsRead) {
  const ConfigReading reading = parse(kWhole);
  ASSERT_THAT(problems(kWhole), IsEmpty());
  const Config& config = reading.config;
  ASSERT_EQ(config.connections.size(), 2U);
  EXPECT_EQ(config.connections[0].name, "jd-flagship");
  EXPECT_EQ(config.connections[0].url, "wss://desk.example.com/kefu/v1/stream");
  EXPECT_EQ(config.connections[0].token.reveal(), "kst_7f3a");
  EXPECT_EQ(config.connections[0].shop, "旗舰店");
  EXPECT_EQ(config.connections[1].name, "local");
  EXPECT_FALSE(config.nudge_back);
  EXPECT_EQ(config.commit_interval.count(), 20);
  EXPECT_EQ(config.log.level, LogLevel::kDebug);
  EXPECT_EQ(config.log.format, LogFormat::kJson);
  ASSERT_TRUE(config.profile);
  EXPECT_EQ(config.profile->reply_limit.count(), 120'000);
}

TEST_F(ConfigTest, RelativePathsStartAtTheFolderOfTheFile) {
  const Config config = parse(kWhole).config;
  EXPECT_EQ(config.connections[0].ca_file, folder_ / "certs/desk.pem");
  EXPECT_EQ(config.rules, folder_ / "packs");
  EXPECT_EQ(config.effects_log, folder_ / "effects.jsonl");
  EXPECT_EQ(config.log.file, folder_ / "log/sandglass.log");
  EXPECT_EQ(config.database, "/var/lib/sandglass/shop.db");
}

TEST_F(ConfigTest, PrintedSettingsReadBackTheSame) {
  const Config config = parse(kWhole).config;
  const std::string printed = print_config(config);
  ASSERT_THAT(problems(printed), IsEmpty()) << printed;
  EXPECT_EQ(print_config(parse(printed).config), printed);
  EXPECT_EQ(parse(printed).config.profile, config.profile);
}

TEST_F(ConfigTest, PrintedDefaultsReadBackTheSame) {
  const std::string printed = print_config(Config{});
  ASSERT_THAT(problems(printed), IsEmpty()) << printed;
}

TEST_F(ConfigTest, AllProblemsAreToldAtOnceInOrderOfPlace) {
  EXPECT_THAT(problems("databse: x\nnudge_back: maybe\nlog:\n  level: loud\n"),
              ElementsAre("1:1: unknown key 'databse'; did you mean 'database'?",
                          "2:13: nudge_back must be true or false, not 'maybe'",
                          "4:10: log.level must be one of debug, info, warn, error, not 'loud'"));
}

TEST_F(ConfigTest, UnknownKeyWithNothingNearListsTheKnownOnes) {
  EXPECT_THAT(problems("log: {colour: red}"),
              ElementsAre("1:7: unknown key 'colour'; known here: level, format, file"));
}

TEST_F(ConfigTest, KeyGivenTwiceNamesTheFirstPlace) {
  EXPECT_THAT(problems("database: a\nnudge_back: true\ndatabase: b\n"),
              ElementsAre("3:1: key 'database' is given twice (first at 1:1); keep one"));
}

TEST_F(ConfigTest, WrongShapesSayWhatIsExpected) {
  EXPECT_THAT(
      problems("connections: none\ndatabase: [a]\nlog: text\ncommit_interval_ms: 5s\n"),
      ElementsAre("1:14: connections must be a list (lines that begin with '- '), not 'none'",
                  "2:11: database must be a text, not a list",
                  "3:6: log must be a map (lines of 'key: value'), not 'text'",
                  "4:21: commit_interval_ms must be a whole number from 0 to 10000, not '5s'"));
}

TEST_F(ConfigTest, QuotedTrueIsNoSwitch) {
  EXPECT_THAT(problems("nudge_back: 'true'"),
              ElementsAre("1:13: nudge_back must be true or false, not 'true'"));
}

TEST_F(ConfigTest, NumberOutOfRangeIsRefused) {
  EXPECT_THAT(problems("commit_interval_ms: 10001"),
              ElementsAre("1:21: commit_interval_ms must be a whole number from 0 to 10000, not "
                          "'10001'"));
  EXPECT_THAT(problems("commit_interval_ms: 10000"), IsEmpty());
}

TEST_F(ConfigTest, ColumnsCountCharactersNotBytes) {
  EXPECT_THAT(
      problems("profile: {name: 三分钟, zone: Nowhere/Here}"),
      ElementsAre("1:28: zone: expected the name of a time zone as the system knows it, like "
                  "Asia/Shanghai"));
}

TEST_F(ConfigTest, BrokenUtf8IsRefusedAtItsPlace) {
  EXPECT_THAT(problems("nudge_back: true\ndatabase: 店\xE5\xBA.db\n"),
              ElementsAre("2:12: not valid UTF-8 (byte 30 of the file)"));
}

TEST_F(ConfigTest, ControlCharacterIsRefusedAtItsPlace) {
  EXPECT_THAT(problems(std::string_view("database: a\0b", 13)),
              ElementsAre("1:12: control character U+0000"));
}

TEST_F(ConfigTest, ByteOrderMarkAndWindowsLineEndsAreTaken) {
  const ConfigReading reading = parse("\xEF\xBB\xBFnudge_back: false\r\ndatabase: /a.db\r\n");
  ASSERT_TRUE(reading.is_good());
  EXPECT_EQ(reading.config.database, "/a.db");
}

TEST_F(ConfigTest, AnchorsAliasesAndTagsAreRefused) {
  EXPECT_THAT(problems("database: &a x\nrules: *a\neffects_log: !!str y\n"),
              ElementsAre("1:11: an anchor (&name) is not allowed in a settings file; write the "
                          "value out",
                          "2:8: an alias (*name) is not allowed in a settings file; write the "
                          "value out",
                          "3:14: a tag (!name) is not allowed in a settings file; write the value "
                          "out"));
}

TEST_F(ConfigTest, TextThatIsNoYamlIsAProblemWithAPlace) {
  EXPECT_THAT(problems("connections: [\n"),
              ElementsAre("1:1: not readable as YAML; look for a bracket or quote that is missing "
                          "or stray"));
}

TEST_F(ConfigTest, SecondDocumentIsRefused) {
  EXPECT_THAT(problems("nudge_back: true\n---\nnudge_back: false\n"),
              ElementsAre("3:1: not readable as YAML: a second document (---) in one file"));
}

TEST_F(ConfigTest, DeepNestingIsAProblemNotACrash) {
  EXPECT_FALSE(problems(std::string(100'000, '[')).empty());
}

TEST_F(ConfigTest, ListAtTheTopIsAProblem) {
  EXPECT_THAT(problems("- a\n"),
              ElementsAre("1:1: the settings file must be a map (lines of 'key: value'), not a "
                          "list"));
}

TEST_F(ConfigTest, TwoConnectionsOfOneNameAreRefused) {
  EXPECT_THAT(problems("connections:\n"
                       "  - {url: 'ws://localhost:1', token_env: KEFU_TOKEN}\n"
                       "  - {name: kefu, url: 'ws://localhost:2', token_env: KEFU_TOKEN}\n"),
              ElementsAre("3:12: two connections are called 'kefu'; give each its own name"));
}

TEST_F(ConfigTest, ConnectionNeedsAnAddressAndAToken) {
  EXPECT_THAT(
      problems("connections:\n  - name: a\n"),
      ElementsAre("2:5: this connection has no url; add url: wss://…",
                  "2:5: this connection has no token; add token_env: VARIABLE, token_file: PATH or "
                  "token_credential: NAME"));
}

TEST_F(ConfigTest, AddressThatIsNoWebsocketIsRefusedWithoutRepeatingIt) {
  const auto found = problems("connections: [{url: 'https://a:secret@x', token_env: KEFU_TOKEN}]");
  EXPECT_THAT(found, ElementsAre("1:21: url must be ws://host[:port][/path] or "
                                 "wss://host[:port][/path], without user name, token or fragment"));
}

TEST_F(ConfigTest, PlainAddressBeyondThisMachineNeedsPermission) {
  EXPECT_THAT(problems("connections: [{url: 'ws://10.0.0.2', token_env: KEFU_TOKEN}]"),
              ElementsAre("1:21: plain ws:// goes to this machine only; use wss://, or say "
                          "allow_plain: true where the network is trusted"));
  EXPECT_THAT(
      problems("connections: [{url: 'ws://10.0.0.2', token_env: KEFU_TOKEN, allow_plain: true}]"),
      IsEmpty());
}

TEST_F(ConfigTest, FileThatIsMissingIsAProblemOfTheWhole) {
  const auto file = folder_ / "absent.yaml";
  const ConfigReading reading = read_config(file, ConfigSources::of_process());
  ASSERT_EQ(reading.problems.size(), 1U);
  EXPECT_EQ(to_text("f", reading.problems[0]), "f: cannot read: No such file or directory");
}

TEST_F(ConfigTest, FolderInPlaceOfAFileIsAProblemOfTheWhole) {
  const ConfigReading reading = read_config(folder_, ConfigSources::of_process());
  ASSERT_EQ(reading.problems.size(), 1U);
  EXPECT_EQ(reading.problems[0].message, "cannot read: Is a directory");
}

TEST_F(ConfigTest, FileIsReadFromDisk) {
  const auto file = write("sandglass.yaml", "nudge_back: false\n");
  const ConfigReading reading = read_config(file, ConfigSources::of_process());
  ASSERT_TRUE(reading.is_good());
  EXPECT_FALSE(reading.config.nudge_back);
}

}  // namespace
}  // namespace plugin
