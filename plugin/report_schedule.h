#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/report/report_format.h"
#include "qa/metrics_group.h"
#include "qa/profile.h"
#include "qa/report_period.h"
#include "rules/diagnostic.h"

/// Reports that are written by themselves: which, when, and what is due. Pure; the thread that
/// writes them is plugin/scheduled_reports.h.
namespace plugin {

/// A time of the local day, since midnight: 06:30 is 390 minutes.
using MinuteOfDay = std::chrono::minutes;

struct WeeklyTurn {
  int weekday = 0;  ///< 0: Monday … 6: Sunday
  MinuteOfDay at{0};

  bool operator==(const WeeklyTurn&) const = default;
};

struct ReportSchedule {
  std::filesystem::path folder;      ///< empty: nothing is written
  std::optional<MinuteOfDay> daily;  ///< when the report of the day before is due
  std::optional<WeeklyTurn> weekly;  ///< when the report of the calendar week before is due
  std::vector<report::Format> formats{report::Format::kHtml};
  rules::Language language = rules::Language::kChinese;
  std::vector<qa::Cut> cuts{qa::Cut::kAgent, qa::Cut::kIntent2, qa::Cut::kHour};

  bool operator==(const ReportSchedule&) const = default;
};

/// "06:30"; nullopt for anything else.
std::optional<MinuteOfDay> minute_of_day(std::string_view text);
std::string to_text(MinuteOfDay minute);
/// "monday 06:30", in small letters; nullopt for anything else.
std::optional<WeeklyTurn> weekly_turn(std::string_view text);
std::string to_text(const WeeklyTurn& turn);

/// One period whose report is to be written.
struct DueReport {
  std::string name;  ///< "daily-2026-11-21", "weekly-2026-W47"
  qa::PeriodSpec period;
  std::vector<std::string> files;  ///< those that are missing: the name and the format's ending
};

/// The latest daily and weekly report whose turn has come and of which a file is missing: one that
/// was missed while nothing ran is made up, older ones are not.
/// @param is_written  tells of a file name whether it is in the folder
std::vector<DueReport> due_reports(const ReportSchedule& schedule, qa::Time now,
                                   const qa::LocalTime& local,
                                   const std::function<bool(const std::string&)>& is_written);

}  // namespace plugin
