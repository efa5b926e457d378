#include "qa/profile_json.h"

#include <array>

#include "qa/event_json.h"
#include "qa/metrics_number.h"
#include "qa/profile_reader.h"
#include "qa/profile_span.h"

namespace qa {
namespace {

/// Weekday 0 is Sunday, as in Hours; written from Monday on.
constexpr std::array<std::string_view, 7> kWeekdays{"sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};
constexpr std::array<std::size_t, 7> kWeekOrder{1, 2, 3, 4, 5, 6, 0};

ReadProfile read(std::string_view json, const Profile& base, bool merges) {
  simdjson::dom::parser parser;
  simdjson::dom::object document;
  if (parser.parse(json.data(), json.size()).get(document) != simdjson::SUCCESS) {
    return ReadProfile{std::nullopt, {{"", "one JSON object in UTF-8"}}};
  }
  ProfileReader reader{base, merges};
  reader.read(document);
  return std::move(reader).result();
}

/// Text a person typed, as a JSON value: itself where it is JSON, else a string.
std::string json_value(std::string_view key, std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::dom::element value;
  if (key != "name" && parser.parse(text.data(), text.size()).get(value) == simdjson::SUCCESS) {
    return std::string{text};
  }
  std::string typed;
  append_json_string(typed, text);
  return typed;
}

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

template <typename Range, typename Each>
std::string joined(const Range& range, Each each) {
  std::string out;
  for (const auto& item : range) {
    out += (out.empty() ? "" : ",") + each(item);
  }
  return out;
}

std::string spans_json(const std::vector<DaySpan>& spans) {
  return "[" + joined(spans, [](const DaySpan& span) { return json_string(to_string(span)); }) +
         "]";
}

std::string hours_json(const Hours& hours) {
  std::string out = "{" + joined(kWeekOrder, [&hours](std::size_t day) {
                      return json_string(kWeekdays[day]) + ":" + spans_json(hours.weekdays[day]);
                    });
  out += ",\"dates\":{" + joined(hours.dates, [](const auto& entry) {
           return json_string(entry.first) + ":" + spans_json(entry.second);
         });
  return out + "}}";
}

std::string number(double value) {
  std::string out;
  append_number(out, value);
  return out;
}

std::string ladder_json(const std::array<Duration, kStages>& ladder) {
  std::string out;
  for (std::size_t i = 0; i < kStages; ++i) {
    out += (i == 0 ? "{" : ",") + json_string(to_string(static_cast<Stage>(i))) + ":" +
           number(static_cast<double>(ladder[i].count()) / 1000);
  }
  return out + "}";
}

std::string stars_json(const std::vector<std::int32_t>& stars) {
  return "[" + joined(stars, [](std::int32_t star) { return std::to_string(star); }) + "]";
}

}  // namespace

std::string to_string(const ProfileProblem& problem) {
  return (problem.key.empty() ? "profile" : problem.key) + ": expected " + problem.expected;
}

ReadProfile read_profile(std::string_view json, const Profile& base) {
  return read(json, base, false);
}

ReadProfile set_in_profile(const Profile& profile, std::string_view key, std::string_view text) {
  std::vector<std::string> path;
  std::string_view rest = key;
  const std::size_t depth = key.substr(0, 12) == "hours.dates." ? 3 : 2;
  while (path.size() + 1 < depth && rest.find('.') != std::string_view::npos) {
    path.emplace_back(rest.substr(0, rest.find('.')));
    rest = rest.substr(rest.find('.') + 1);
  }
  path.emplace_back(rest);
  std::string document = json_value(key, text);
  for (auto part = path.rbegin(); part != path.rend(); ++part) {
    document = "{" + json_string(*part) + ":" + document + "}";
  }
  return read(document, profile, path.size() > 1);
}

std::string profile_json(const Profile& p) {
  const auto ms = [](Duration duration) { return std::to_string(duration.count()); };
  const auto flag = [](bool value) { return value ? "true" : "false"; };
  std::string out =
      "{\"name\":" + json_string(p.name) + ",\"version\":" + std::to_string(p.version);
  out += ",\"zone\":" + json_string(p.zone) + ",\"hours\":" + hours_json(p.hours);
  out += ",\"reply_limit_ms\":" + ms(p.reply_limit) + ",\"unserved_ms\":" + ms(p.unserved);
  out += ",\"cap_ms\":" + ms(p.cap) + ",\"assisted_counts\":" + flag(p.assisted_counts);
  out +=
      p.transfer == TransferRule::kSplit ? ",\"transfer\":\"split\"" : ",\"transfer\":\"continue\"";
  out += p.midnight == MidnightRule::kEndUnserved ? ",\"midnight\":\"end_unserved\""
                                                  : ",\"midnight\":\"keep_open\"";
  out += ",\"bad_stars\":" + stars_json(p.bad_stars);
  out += ",\"good_stars\":" + stars_json(p.good_stars);
  out += ",\"ladder_s\":" + ladder_json(p.ladder);
  out += std::string{",\"nudges_enabled\":"} + flag(p.nudges_enabled);
  out += ",\"nudge_budget\":" + std::to_string(p.nudge_budget);
  out += ",\"nudge_budget_span_ms\":" + ms(p.nudge_budget_span);
  out += ",\"nudge_merge_span_ms\":" + ms(p.nudge_merge_span);
  out += ",\"escalate_after_ms\":" + ms(p.escalate_after);
  out += ",\"quiet\":" + spans_json(p.quiet);
  out += ",\"reason_by_tag\":{" + joined(p.reason_by_tag, [](const auto& entry) {
           return json_string(entry.first) + ":" + json_string(entry.second);
         });
  out += "},\"thresholds\":{" + joined(p.thresholds, [](const auto& entry) {
           return json_string(entry.first) + ":" + number(entry.second);
         });
  out += "},\"sales_periods\":{" + joined(p.sales_periods, [](const auto& entry) {
           return json_string(entry.first) + ":[" + json_string(entry.second.from) + "," +
                  json_string(entry.second.to) + "]";
         });
  out += "},\"retention_days\":" + std::to_string(p.retention_days);
  return out + "}";
}

}  // namespace qa
