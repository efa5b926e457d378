#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "plugin/every_minute.h"
#include "plugin/log.h"
#include "plugin/report_schedule.h"

namespace plugin {

/// How long after a report could not be written it is tried again.
inline constexpr qa::Duration kReportRetry{5 * 60'000};

/// Writes due reports into their folder, on a thread of its own with a reader of its own: neither
/// the network nor the writer waits for it. What could not be written is said in the log and tried
/// again. Files appear whole or not at all, so what is there is never written twice.
///
///   report.written file=daily-2026-11-21.html          report.failed why=…
class ScheduledReports {
 public:
  /// @param database  opened for reading anew for each report
  ScheduledReports(ReportSchedule schedule, std::filesystem::path database, Log& log);

  /// Tells the time; returns at once. Any thread.
  void look(qa::Time now) { thread_.look(now); }

 private:
  void write_due(qa::Time now);

  const ReportSchedule schedule_;
  const std::filesystem::path database_;
  Log& log_;
  qa::Time not_before_{};  ///< of the thread: after a failure
  EveryMinute thread_;     ///< last; a stop gives up a report midway
};

struct FailedReport {
  std::string name;  ///< file, or of a report that could not be counted its name without an ending
  std::string why;
};

struct WrittenReports {
  std::vector<std::string> files;
  std::vector<FailedReport> failures;  ///< one does not keep the others from being written
};

/// What is due at `now`, written: the part of the above that needs no thread.
/// @param go_on  asked before each conversation; false gives up, by an exception
/// @throws store::Error for a database that cannot be opened, std::runtime_error when given up
WrittenReports write_due_reports(const ReportSchedule& schedule,
                                 const std::filesystem::path& database, qa::Time now,
                                 const std::function<bool()>& go_on);

}  // namespace plugin
