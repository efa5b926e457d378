#include "plugin/effects_log.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "qa/effect_json.h"
#include "tests/support/temp_dir.h"

namespace plugin {
namespace {

qa::Effect anomaly(std::string kind) {
  qa::AnomalyRecord record;
  record.kind = std::move(kind);
  record.at = qa::from_ms(1'795'312'800'000);
  return record;
}

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

TEST(EffectsLog, AppendsOneLineAnEffectAndOnlyItsOwnerMayRead) {
  const support::TempDir folder;
  const auto file = folder.path() / "effects.jsonl";
  std::string expected;
  for (const char* kind : {"first", "second"}) {
    EffectsLog log(file);  // opened twice: a restart goes on where the last run ended
    EXPECT_TRUE(log.add(anomaly(kind)));
    qa::append_effect_json(expected, anomaly(kind));
  }
  EXPECT_EQ(text_of(file), expected);

  struct stat status {};

  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(EffectsLog, NoFileWritesNothing) {
  EffectsLog log{{}};
  EXPECT_FALSE(log.is_open());
  EXPECT_TRUE(log.add(anomaly("lost")));
}

TEST(EffectsLog, NamesTheFileThatCannotBeOpened) {
  try {
    const EffectsLog log("/nowhere/effects.jsonl");
    FAIL() << "it was opened";
  } catch (const std::system_error& error) {
    EXPECT_NE(std::string(error.what()).find("/nowhere/effects.jsonl"), std::string::npos);
  }
}

TEST(EffectsLog, AFullDiskLosesTheLineAndNothingElse) {
  if (!std::filesystem::exists("/dev/full")) {
    GTEST_SKIP() << "this system has no /dev/full";
  }
  EffectsLog log("/dev/full");
  EXPECT_FALSE(log.add(anomaly("lost")));
}

}  // namespace
}  // namespace plugin
