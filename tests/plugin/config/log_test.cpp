#include "plugin/log.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <system_error>

#include "config_fixture.h"
#include "qa/time.h"

namespace plugin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class LogTest : public ConfigTest {
 protected:
  LogConfig to_file(LogFormat format) const {
    return {LogLevel::kInfo, format, folder_ / "sandglass.log"};
  }

  /// Lines of the log, the time of each checked and shortened to T.
  std::vector<std::string> lines() const {
    std::ifstream in(folder_ / "sandglass.log");
    std::vector<std::string> found;
    for (std::string line; std::getline(in, line);) {
      const std::size_t begin = line[0] == '{' ? line.find("20") : 0;
      EXPECT_TRUE(qa::parse_time(line.substr(begin, kTimeLength))) << line;
      found.push_back(line.replace(begin, kTimeLength, "T"));
    }
    return found;
  }

 private:
  static constexpr std::size_t kTimeLength = 24;  // 2026-11-22T04:34:23.611Z
};

TEST_F(LogTest, TextLineHoldsTimeLevelEventAndFields) {
  Log log(to_file(LogFormat::kText));
  log.info("link.live", {{"connection", "kefu"}, {"detail", "as 客服小李 now"}, {"empty", ""}});
  EXPECT_THAT(
      lines(),
      ElementsAre("T info  link.live connection=kefu detail=\"as 客服小李 now\" empty=\"\""));
}

TEST_F(LogTest, JsonLineHoldsTheSame) {
  Log log(to_file(LogFormat::kJson));
  log.error("store.full", {{"path", "/a \"b\""}});
  EXPECT_THAT(
      lines(),
      ElementsAre(R"({"time":"T","level":"error","event":"store.full","path":"/a \"b\""})"));
}

TEST_F(LogTest, LinesBelowTheLevelAreNotWritten) {
  Log log(to_file(LogFormat::kText));
  log.debug("frame");
  log.warn("frame.bad");
  EXPECT_THAT(lines(), ElementsAre("T warn  frame.bad"));
}

TEST_F(LogTest, NothingFromOutsideCanForgeALine) {
  Log log(to_file(LogFormat::kText));
  log.info("x", {{"id", "a\nT info  forged"}, {"escape", "\x1b[2J"}, {"c1", "\xC2\x9B"}});
  EXPECT_THAT(lines(), ElementsAre(R"(T info  x id="a\u000aT info  forged" escape="\u001b[2J" )"
                                   R"(c1="\u009b")"));
}

TEST_F(LogTest, RepeatedKindIsWrittenAtPowersOfTen) {
  Log log(to_file(LogFormat::kText));
  for (int i = 1; i <= 250; ++i) log.once("bad_json", "frame.bad", {{"id", std::to_string(i)}});
  log.once("too_deep", "frame.bad", {{"id", "d"}});
  EXPECT_THAT(lines(),
              ElementsAre("T warn  frame.bad id=1 times=1", "T warn  frame.bad id=10 times=10",
                          "T warn  frame.bad id=100 times=100", "T warn  frame.bad id=d times=1"));
}

TEST_F(LogTest, FileIsForItsOwnerOnlyAndAppendedTo) {
  { Log(to_file(LogFormat::kText)).info("first"); }
  { Log(to_file(LogFormat::kText)).info("second"); }

  struct stat status {};

  ASSERT_EQ(::stat((folder_ / "sandglass.log").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_THAT(lines(), SizeIs(2));
}

TEST_F(LogTest, FileThatCannotBeOpenedNamesItselfAndTheReason) {
  try {
    Log log({LogLevel::kInfo, LogFormat::kText, folder_ / "absent" / "x.log"});
    FAIL() << "opened a file in a folder that does not exist";
  } catch (const std::system_error& error) {
    EXPECT_THAT(error.what(), HasSubstr((folder_ / "absent" / "x.log").string()));
    EXPECT_EQ(error.code().value(), ENOENT);
  }
}

}  // namespace
}  // namespace plugin
