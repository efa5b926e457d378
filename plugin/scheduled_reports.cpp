#include "plugin/scheduled_reports.h"

#include <exception>
#include <memory>
#include <stdexcept>
#include <utility>
#include <variant>

#include "plugin/reporting.h"
#include "plugin/stoppable_reader.h"
#include "plugin/whole_file.h"
#include "store/open.h"

namespace plugin {
namespace {

namespace fs = std::filesystem;

/// nullopt: nothing had been stored when the period ended.
std::optional<qa::Report> report_of_due(const ReportSchedule& schedule, const DueReport& due,
                                        store::Reader& reader, qa::Time now) {
  const auto first = reader.first_event_time();
  const auto last = reader.last_event_time();
  if (!first || !last) {
    return std::nullopt;
  }
  const qa::Profile profile = reader.present_profile();
  const qa::LocalTime local(profile);
  if (*first >= qa::resolve(due.period, now, local).to) {
    return std::nullopt;
  }
  ReportQuestion question;
  question.period = due.period;
  question.cuts = schedule.cuts;
  question.wants_insight = true;
  const auto request = make_request(question, qa::Period{*first, *last}, now, profile, local);
  if (const auto* problem = std::get_if<ReportProblem>(&request)) {
    throw std::runtime_error(problem->message);
  }
  return report_of(reader, profile, std::get<qa::ReportRequest>(request));
}

void write_files(const ReportSchedule& schedule, const DueReport& due, const qa::Report& report,
                 WrittenReports& written) {
  for (const std::string& file : due.files) {
    try {
      fs::create_directories(schedule.folder);
      const auto format = report::format_of_file(file).value();
      write_whole_file(schedule.folder / file,
                       report::report_as(format, report, schedule.language));
      written.files.push_back(file);
    } catch (const std::exception& error) {
      written.failures.push_back({file, error.what()});
    }
  }
}

}  // namespace

WrittenReports write_due_reports(const ReportSchedule& schedule, const fs::path& database,
                                 qa::Time now, const std::function<bool()>& go_on) {
  WrittenReports written;
  StoppableReader reader(store::open_reader(database), go_on);
  const qa::LocalTime local(reader.present_profile());
  const auto is_written = [&schedule](const std::string& file) {
    return fs::exists(schedule.folder / file);
  };
  for (const DueReport& due : due_reports(schedule, now, local, is_written)) {
    try {
      if (const auto report = report_of_due(schedule, due, reader, now)) {
        write_files(schedule, due, *report, written);
      }
    } catch (const GivenUp&) {
      throw;
    } catch (const std::exception& error) {
      written.failures.push_back({due.name, error.what()});
    }
  }
  return written;
}

ScheduledReports::ScheduledReports(ReportSchedule schedule, fs::path database, Log& log)
    : schedule_(std::move(schedule)),
      database_(std::move(database)),
      log_(log),
      thread_([this](qa::Time now) {
        if (now >= not_before_) {
          write_due(now);
        }
      }) {}

void ScheduledReports::write_due(qa::Time now) {
  try {
    const auto written =
        write_due_reports(schedule_, database_, now, [this] { return thread_.goes_on(); });
    for (const std::string& file : written.files) {
      log_.info("report.written", {{"file", (schedule_.folder / file).string()}});
    }
    for (const auto& [name, why] : written.failures) {
      not_before_ = now + kReportRetry;
      log_.error("report.failed", {{"file", (schedule_.folder / name).string()},
                                   {"why", why},
                                   {"next_try", qa::format_time(not_before_)}});
    }
  } catch (const GivenUp&) {
    log_.info("report.given_up", {{"why", "stopping; it is made up after the next start"}});
  } catch (const std::exception& error) {
    not_before_ = now + kReportRetry;
    log_.error("report.failed",
               {{"why", error.what()}, {"next_try", qa::format_time(not_before_)}});
  }
}

}  // namespace plugin
