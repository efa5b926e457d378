#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

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
  /// Gives up a report midway and waits for the thread.
  ~ScheduledReports();
  ScheduledReports(const ScheduledReports&) = delete;
  ScheduledReports& operator=(const ScheduledReports&) = delete;

  /// Tells the time; returns at once. Any thread.
  void look(qa::Time now);

 private:
  void work();
  void write_due(qa::Time now);
  bool goes_on();

  const ReportSchedule schedule_;
  const std::filesystem::path database_;
  Log& log_;
  std::mutex mutex_;
  std::condition_variable told_;
  std::optional<qa::Time> now_;  ///< guarded by mutex_; nullopt: seen already
  bool is_stopping_ = false;     ///< guarded by mutex_
  qa::Time not_before_{};        ///< of the thread: after a failure
  std::thread thread_;
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
