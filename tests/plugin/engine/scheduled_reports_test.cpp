#include "plugin/scheduled_reports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <iterator>
#include <stdexcept>
#include <string>

#include "store/open.h"
#include "tests/support/event_builder.h"
#include "tests/support/temp_dir.h"

namespace plugin {
namespace {

namespace fs = std::filesystem;
using support::EventBuilder;
using support::shanghai;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class DueReports : public testing::Test {
 protected:
  DueReports() {
    schedule_.folder = folder_.path() / "reports";
    schedule_.daily = MinuteOfDay{0};
    schedule_.formats = {report::Format::kJson};
    store_ = store::open_store(database_);
    store_->migrate();
    store::Batch batch;
    batch.events = EventBuilder("2026-11-21").opened().customer("在吗").take();
    store_->append(batch);
  }

  std::vector<std::string> written_at(const char* date, const char* time) {
    return write_at(date, time).files;
  }

  WrittenReports write_at(const char* date, const char* time) {
    return write_due_reports(schedule_, database_, shanghai(date, time), [] { return true; });
  }

  support::TempDir folder_;
  fs::path database_ = folder_.path() / "sandglass.db";
  std::unique_ptr<store::Store> store_;
  ReportSchedule schedule_;
};

TEST_F(DueReports, AreWrittenOnceAndSayTheirPeriod) {
  EXPECT_THAT(written_at("2026-11-22", "00:00:00"), ElementsAre("daily-2026-11-21.json"));
  EXPECT_THAT(written_at("2026-11-22", "00:01:00"), IsEmpty());
  EXPECT_THAT(content(schedule_.folder / "daily-2026-11-21.json"),
              HasSubstr(R"("period":{"from":"2026-11-20T16:00:00.000Z")"));
}

TEST_F(DueReports, NothingIsSaidOfDaysBeforeAnythingWasStored) {
  EXPECT_THAT(written_at("2026-11-21", "12:00:00"), IsEmpty());
}

TEST_F(DueReports, AFolderThatCannotBeMadeIsAnError) {
  std::ofstream(folder_.path() / "reports") << "a file";
  const WrittenReports written = write_at("2026-11-22", "00:00:00");
  EXPECT_THAT(written.files, IsEmpty());
  ASSERT_EQ(written.failures.size(), 1U);
  EXPECT_EQ(written.failures[0].name, "daily-2026-11-21.json");
  EXPECT_THAT(written.failures[0].why, HasSubstr("reports"));
}

TEST_F(DueReports, OneThatCannotBeWrittenDoesNotKeepTheOthers) {
  schedule_.formats = {report::Format::kXlsx, report::Format::kHtml};
  schedule_.cuts = {qa::Cut::kHour, qa::Cut::kAgent};
  schedule_.weekly = WeeklyTurn{6, MinuteOfDay{0}};
  // Where the file is made before it gets its name.
  const std::string beside = ".daily-2026-11-28.xlsx." + std::to_string(::getpid()) + ".new";
  fs::create_directories(schedule_.folder / beside);
  const WrittenReports written = write_at("2026-11-29", "00:00:00");
  ASSERT_EQ(written.failures.size(), 1U);
  EXPECT_EQ(written.failures[0].name, "daily-2026-11-28.xlsx");
  EXPECT_THAT(written.files, ElementsAre("daily-2026-11-28.html", "weekly-2026-W47.xlsx",
                                         "weekly-2026-W47.html"));
}

TEST_F(DueReports, AStopGivesUpAndLeavesNoFile) {
  EXPECT_THROW(write_due_reports(schedule_, database_, shanghai("2026-11-22", "00:00:00"),
                                 [] { return false; }),
               std::exception);
  EXPECT_FALSE(fs::exists(schedule_.folder / "daily-2026-11-21.json"));
}

TEST_F(DueReports, TheThreadWritesWhenItIsToldTheTimeAndSaysSo) {
  LogConfig config;
  config.file = folder_.path() / "log";
  {
    Log log(config);
    ScheduledReports reports(schedule_, database_, log);
    reports.look(shanghai("2026-11-22", "00:00:00"));
    while (!fs::exists(schedule_.folder / "daily-2026-11-21.json")) {
      std::this_thread::yield();
    }
  }
  EXPECT_THAT(content(config.file), HasSubstr("report.written"));
}

TEST_F(DueReports, AFailureIsSaidAndTriedAgainLater) {
  LogConfig config;
  config.file = folder_.path() / "log";
  std::ofstream(folder_.path() / "reports") << "a file";
  {
    Log log(config);
    ScheduledReports reports(schedule_, database_, log);
    reports.look(shanghai("2026-11-22", "00:00:00"));
    while (content(config.file).find("report.failed") == std::string::npos) {
      log.flush();
      std::this_thread::yield();
    }
    fs::remove(folder_.path() / "reports");
    reports.look(shanghai("2026-11-22", "00:05:00"));
    while (!fs::exists(schedule_.folder / "daily-2026-11-21.json")) {
      std::this_thread::yield();
    }
  }
  EXPECT_THAT(content(config.file), HasSubstr("2026-11-21T16:05:00.000Z"));
}

}  // namespace
}  // namespace plugin
