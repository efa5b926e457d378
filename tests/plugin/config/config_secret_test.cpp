#include <gmock/gmock.h>

#include "config_fixture.h"
#include "plugin/config.h"

namespace plugin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A settings text with one connection and this key of it on line 3.
std::string with_key(std::string_view key) {
  return "connections:\n  - url: ws://127.0.0.1:9300\n    " + std::string(key) + "\n";
}

TEST_F(ConfigTest, LiteralTokenIsRefusedAndNotRepeated) {
  EXPECT_THAT(problems(with_key("token: kst_secret")),
              ElementsAre("3:12: a token does not belong in this file; name where it is: "
                          "token_env: VARIABLE, token_file: PATH or token_credential: NAME"));
}

TEST_F(ConfigTest, VariableThatIsNotSetIsAProblem) {
  EXPECT_THAT(problems(with_key("token_env: ABSENT")),
              ElementsAre("3:16: environment variable ABSENT is not set; set it to the token of "
                          "this connection"));
}

TEST_F(ConfigTest, EmptyVariableIsAProblem) {
  variables_["EMPTY"] = "";
  EXPECT_THAT(problems(with_key("token_env: EMPTY")),
              ElementsAre("3:16: environment variable EMPTY is empty; put the token there"));
}

TEST_F(ConfigTest, TokenInPlaceOfAVariableNameIsNotRepeated) {
  EXPECT_THAT(problems(with_key("token_env: kst-7f3a.b")),
              ElementsAre("3:16: token_env must be the name of an environment variable (letters, "
                          "digits, _), not the token itself"));
}

TEST_F(ConfigTest, TokenFileIsReadWithoutItsLineEnd) {
  write("token", "kst_from_file\r\n");
  const ConfigReading reading = parse(with_key("token_file: token"));
  ASSERT_TRUE(reading.is_good());
  EXPECT_THAT(reading.notices, IsEmpty());
  EXPECT_EQ(reading.config.connections[0].token.reveal(), "kst_from_file");
  EXPECT_EQ(reading.config.connections[0].token_place, (folder_ / "token").string());
}

TEST_F(ConfigTest, TokenFileThatIsMissingIsAProblem) {
  EXPECT_THAT(problems(with_key("token_file: absent")),
              ElementsAre("3:17: cannot read " + (folder_ / "absent").string() +
                          ": No such file or directory"));
}

TEST_F(ConfigTest, TokenFileOfSeveralLinesIsAProblem) {
  write("token", "one\ntwo\n");
  EXPECT_THAT(problems(with_key("token_file: token")),
              ElementsAre("3:17: " + (folder_ / "token").string() +
                          " holds no token: one line of visible ASCII without blanks is expected"));
}

TEST_F(ConfigTest, TokenFileForEveryoneIsToldButTaken) {
  const auto file = write("token", "kst\n", std::filesystem::perms(0644));
  const ConfigReading reading = parse(with_key("token_file: token"));
  EXPECT_TRUE(reading.is_good());
  ASSERT_EQ(reading.notices.size(), 1U);
  EXPECT_EQ(reading.notices[0].message,
            "everybody on this machine can read " + file.string() + "; chmod 600 it");
}

TEST_F(ConfigTest, CredentialIsReadFromItsFolder) {
  write("kefu", "kst_credential\n");
  variables_["CREDENTIALS_DIRECTORY"] = folder_.string();
  const ConfigReading reading = parse(with_key("token_credential: kefu"));
  ASSERT_TRUE(reading.is_good());
  EXPECT_EQ(reading.config.connections[0].token.reveal(), "kst_credential");
}

TEST_F(ConfigTest, CredentialOutsideAUnitSaysWhatToDo) {
  EXPECT_THAT(problems(with_key("token_credential: kefu")),
              ElementsAre("3:23: there are no systemd credentials here ($CREDENTIALS_DIRECTORY is "
                          "not set); run under a unit with LoadCredential=kefu:…, or use token_env "
                          "or token_file"));
}

TEST_F(ConfigTest, CredentialCannotLeaveItsFolder) {
  variables_["CREDENTIALS_DIRECTORY"] = folder_.string();
  EXPECT_THAT(problems(with_key("token_credential: ../shadow")),
              ElementsAre("3:23: token_credential must be a plain name, as in "
                          "LoadCredential=NAME:…"));
}

TEST_F(ConfigTest, TwoPlacesForOneTokenAreRefused) {
  write("token", "kst\n");
  EXPECT_THAT(problems(with_key("token_env: KEFU_TOKEN\n    token_file: token")),
              ElementsAre("2:5: this connection names its token more than once; keep one token_… "
                          "key"));
}

TEST_F(ConfigTest, PrintedSettingsNameSecretsAndNeverShowThem) {
  const std::string printed = print_config(parse(with_key("token_env: KEFU_TOKEN")).config);
  EXPECT_THAT(printed, HasSubstr("token_env: \"KEFU_TOKEN\"  # found, not shown"));
  EXPECT_THAT(printed, Not(HasSubstr("kst_7f3a")));
}

TEST_F(ConfigTest, PrintedSettingsSayWhereASecretIsMissing) {
  const std::string printed = print_config(parse(with_key("token_env: ABSENT")).config);
  EXPECT_THAT(printed, HasSubstr("token_env: \"ABSENT\"  # not found"));
}

}  // namespace
}  // namespace plugin
