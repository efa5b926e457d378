#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <stdexcept>

#include "qa/metrics_figure.h"
#include "qa/profile_reader.h"
#include "qa/profile_span.h"

namespace qa {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

/// Weekday 0 is Sunday, as in Hours.
constexpr std::array<std::string_view, 7> kWeekdays{"sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};
constexpr std::array<std::string_view, 5> kReasons{"attitude", "unsolved", "slow", "repeat",
                                                   "other"};

bool is_date(std::string_view text) {
  Profile anywhere = Profile::douyin();
  anywhere.zone = "UTC";
  return LocalTime{anywhere}.parse_date(text).has_value();
}

/// What a threshold of this figure may be; empty: it has none.
std::string threshold_range(const MetricDefinition* metric, double& most) {
  if (metric == nullptr || metric->better == Better::kNeither) {
    return {};
  }
  switch (metric->unit) {
    case Unit::kRatio:
      most = 1;
      return "a share from 0 to 1";
    case Unit::kStars:
      most = 5;
      return "a number of stars from 0 to 5";
    case Unit::kMs:
    case Unit::kCount:
    case Unit::kMinor:
      most = 1e15;
      return "a number not below 0";
  }
  return {};
}

}  // namespace

void ProfileReader::hours(const std::string& key, const element& value) {
  object days;
  if (value.get(days) != simdjson::SUCCESS) {
    std::vector<DaySpan> every_day;
    spans(key, value, every_day);
    profile_.hours.weekdays.fill(every_day);
    return;
  }
  std::set<std::string_view> seen;
  for (const auto& field : days) {
    const std::string day_key = key + "." + std::string{field.key};
    const auto day = std::find(kWeekdays.begin(), kWeekdays.end(), field.key);
    if (!seen.insert(field.key).second) {
      problem(day_key, "the day once, not twice");
    } else if (day != kWeekdays.end()) {
      spans(day_key, field.value,
            profile_.hours.weekdays[static_cast<std::size_t>(day - kWeekdays.begin())]);
    } else if (field.key == "dates") {
      dates(day_key, field.value);
    } else {
      problem(day_key, "monday to sunday or dates");
    }
  }
}

void ProfileReader::dates(const std::string& key, const element& value) {
  object entries;
  if (value.get(entries) != simdjson::SUCCESS) {
    problem(key, "an object of spans by date");
    return;
  }
  if (!merges_) {
    profile_.hours.dates.clear();
  }
  for (const auto& field : entries) {
    const std::string date{field.key};
    if (!is_date(date)) {
      problem(key + "." + date, "a date like 2026-11-11");
    } else if (merges_ && field.value.is_null()) {
      profile_.hours.dates.erase(date);
    } else {
      spans(key + "." + date, field.value, profile_.hours.dates[date]);
    }
  }
}

void ProfileReader::stage(const std::string& key, const element& value, Duration& out) {
  double seconds = 0;
  const double most = static_cast<double>(kWeekMs) / 1000;
  if (value.get(seconds) != simdjson::SUCCESS || seconds < 0.001 || seconds > most) {
    problem(key, "seconds after the opening, from 0.001 to 604800");
    return;
  }
  out = Duration{std::llround(seconds * 1000)};
}

void ProfileReader::ladder(const std::string& key, const element& value) {
  object stages;
  if (value.get(stages) != simdjson::SUCCESS) {
    problem(key, "an object of notice, urgent, overdue and unserved, in seconds");
    return;
  }
  for (const auto& field : stages) {
    std::size_t index = 0;
    while (index < kStages && to_string(static_cast<Stage>(index)) != field.key) {
      ++index;
    }
    const std::string stage_key = key + "." + std::string{field.key};
    if (index == kStages) {
      problem(stage_key, "notice, urgent, overdue or unserved");
    } else {
      stage(stage_key, field.value, profile_.ladder[index]);
    }
  }
}

void ProfileReader::reasons(const std::string& key, const element& value) {
  object entries;
  if (value.get(entries) != simdjson::SUCCESS) {
    problem(key, "an object of reasons by tag");
    return;
  }
  if (!merges_) {
    profile_.reason_by_tag.clear();
  }
  for (const auto& field : entries) {
    const std::string tag{field.key};
    std::string_view reason;
    if (merges_ && field.value.is_null()) {
      profile_.reason_by_tag.erase(tag);
    } else if (field.value.get(reason) != simdjson::SUCCESS ||
               std::find(kReasons.begin(), kReasons.end(), reason) == kReasons.end()) {
      problem(key + "." + tag, "attitude, unsolved, slow, repeat or other");
    } else {
      profile_.reason_by_tag[tag] = std::string{reason};
    }
  }
}

void ProfileReader::sales_period(const std::string& key, const element& value, DateSpan& out) {
  simdjson::dom::array bounds;
  std::string_view from;
  std::string_view to;
  const bool are_two = value.get(bounds) == simdjson::SUCCESS && bounds.size() == 2 &&
                       bounds.at(0).get(from) == simdjson::SUCCESS &&
                       bounds.at(1).get(to) == simdjson::SUCCESS;
  // Dates written so compare as they lie in time.
  if (!are_two || !is_date(from) || !is_date(to) || from >= to) {
    problem(key, "first day and the day after the last, like [\"2026-11-01\", \"2026-11-12\"]");
    return;
  }
  out = {std::string{from}, std::string{to}};
}

void ProfileReader::sales_periods(const std::string& key, const element& value) {
  object entries;
  if (value.get(entries) != simdjson::SUCCESS) {
    problem(key, "an object of dates by name of the sale");
    return;
  }
  if (!merges_) {
    profile_.sales_periods.clear();
  }
  for (const auto& field : entries) {
    const std::string sale{field.key};
    if (sale.empty()) {
      problem(key, "names that are not empty");
    } else if (merges_ && field.value.is_null()) {
      profile_.sales_periods.erase(sale);
    } else {
      sales_period(key + "." + sale, field.value, profile_.sales_periods[sale]);
    }
  }
}

void ProfileReader::thresholds(const std::string& key, const element& value) {
  object entries;
  if (value.get(entries) != simdjson::SUCCESS) {
    problem(key, "an object of thresholds by figure");
    return;
  }
  if (!merges_) {
    profile_.thresholds.clear();
  }
  for (const auto& field : entries) {
    const std::string metric{field.key};
    double most = 0;
    double threshold = 0;
    const std::string range = threshold_range(find_metric(metric), most);
    if (range.empty()) {
      problem(key + "." + metric, "a figure of the report that can be better or worse");
    } else if (merges_ && field.value.is_null()) {
      profile_.thresholds.erase(metric);
    } else if (field.value.get(threshold) != simdjson::SUCCESS || threshold < 0 ||
               threshold > most) {
      problem(key + "." + metric, range);
    } else {
      profile_.thresholds[metric] = threshold;
    }
  }
}

}  // namespace qa
