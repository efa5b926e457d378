#include "plugin/report_schedule.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "qa/charts.h"

namespace plugin {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> kWeekdays{"monday", "tuesday",  "wednesday", "thursday",
                                                    "friday", "saturday", "sunday"};

sys_days local_day(qa::Time time, const qa::LocalTime& local) {
  return sys_days{days{qa::local_hour(time, local).day}};
}

int weekday_of(sys_days day) {
  return static_cast<int>(
      qa::weekday_of(static_cast<std::int32_t>(day.time_since_epoch().count())));
}

std::string day_name(sys_days day) {
  const year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

/// "2026-W47": ISO weeks belong to the year of their Thursday.
std::string week_name(sys_days monday) {
  const sys_days thursday = monday + days{3};
  const auto year = year_month_day{thursday}.year();
  const days since = thursday - sys_days{year / std::chrono::January / 1};
  return fmt::format("{:04}-W{:02}", static_cast<int>(year), since.count() / 7 + 1);
}

void add_missing(std::vector<DueReport>& due, std::string name, const qa::PeriodSpec& period,
                 const ReportSchedule& schedule,
                 const std::function<bool(const std::string&)>& is_written) {
  DueReport report{std::move(name), period, {}};
  for (const report::Format format : schedule.formats) {
    std::string file = report.name + std::string(report::ending_of(format));
    if (!is_written(file)) {
      report.files.push_back(std::move(file));
    }
  }
  if (!report.files.empty()) {
    due.push_back(std::move(report));
  }
}

}  // namespace

std::optional<MinuteOfDay> minute_of_day(std::string_view text) {
  const auto digit = [text](std::size_t at) {
    return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 100;
  };
  if (text.size() != 5 || text[2] != ':') {
    return std::nullopt;
  }
  const int hour = digit(0) * 10 + digit(1);
  const int minute = digit(3) * 10 + digit(4);
  return hour < 24 && minute < 60 ? std::optional(MinuteOfDay{hour * 60 + minute}) : std::nullopt;
}

std::string to_text(MinuteOfDay minute) {
  return fmt::format("{:02}:{:02}", minute.count() / 60, minute.count() % 60);
}

std::optional<WeeklyTurn> weekly_turn(std::string_view text) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos) {
    return std::nullopt;
  }
  const auto at = minute_of_day(text.substr(blank + 1));
  for (std::size_t i = 0; at && i < kWeekdays.size(); ++i) {
    if (kWeekdays[i] == text.substr(0, blank)) {
      return WeeklyTurn{static_cast<int>(i), *at};
    }
  }
  return std::nullopt;
}

std::string to_text(const WeeklyTurn& turn) {
  return fmt::format("{} {}", kWeekdays[static_cast<std::size_t>(turn.weekday)], to_text(turn.at));
}

std::vector<DueReport> due_reports(const ReportSchedule& schedule, qa::Time now,
                                   const qa::LocalTime& local,
                                   const std::function<bool(const std::string&)>& is_written) {
  std::vector<DueReport> due;
  const sys_days today = local_day(now, local);
  // What the clock on the wall says: where a clock change makes the day shorter or longer that is
  // not the time since midnight.
  constexpr std::int64_t kDay = 86'400'000;
  const qa::Duration since_midnight{local.local_ms(now) % kDay};
  if (schedule.daily) {
    const sys_days turn = since_midnight >= *schedule.daily ? today : today - days{1};
    const sys_days day = turn - days{1};
    add_missing(due, "daily-" + day_name(day), {qa::PeriodName::kDayOf, {}, day}, schedule,
                is_written);
  }
  if (schedule.weekly) {
    const int behind = (weekday_of(today) - schedule.weekly->weekday + 7) % 7;
    const bool is_still_to_come = behind == 0 && since_midnight < schedule.weekly->at;
    const sys_days turn = today - days{is_still_to_come ? 7 : behind};
    const sys_days monday = turn - days{weekday_of(turn) + 7};
    add_missing(due, "weekly-" + week_name(monday), {qa::PeriodName::kWeekOf, {}, monday}, schedule,
                is_written);
  }
  return due;
}

}  // namespace plugin
