#include "plugin/config_reports.h"

#include <fmt/format.h>

#include <array>

#include "rules/diagnostic.h"

namespace plugin {
namespace {

using Context = ConfigContext;
using Node = DocumentNode;

constexpr std::array<std::string_view, 2> kLanguages{"zh", "en"};

void read_daily(Context& context, const Node& node, ReportSchedule& schedule) {
  std::string text;
  read_text(context, node, "reports.daily", text);
  if (text.empty()) {
    return;
  }
  schedule.daily = minute_of_day(text);
  if (!schedule.daily) {
    context.problem(node, fmt::format("reports.daily: '{}' is no time of day; write \"06:30\" "
                                      "with the quotes",
                                      text));
  }
}

void read_weekly(Context& context, const Node& node, ReportSchedule& schedule) {
  std::string text;
  read_text(context, node, "reports.weekly", text);
  if (text.empty()) {
    return;
  }
  schedule.weekly = weekly_turn(text);
  if (!schedule.weekly) {
    context.problem(node, fmt::format("reports.weekly: '{}' is no weekday with a time; write "
                                      "\"monday 06:30\"",
                                      text));
  }
}

/// Every item by `named`, none where one is unknown.
template <class Value, class Named>
std::vector<Value> read_names(Context& context, const Node& node, std::string_view what,
                              std::string_view known, Named named) {
  std::vector<Value> values;
  const auto* items = read_list(context, node, what);
  if (items == nullptr) {
    return values;
  }
  for (const Node& item : *items) {
    std::string text;
    read_text(context, item, what, text);
    if (const auto value = named(text)) {
      values.push_back(*value);
    } else if (!text.empty()) {
      context.problem(item, fmt::format("{}: '{}' is none of {}", what, text, known));
    }
  }
  return values;
}

void read_formats(Context& context, const Node& node, ReportSchedule& schedule) {
  const auto formats = read_names<report::Format>(
      context, node, "reports.formats", report::format_names(),
      [](const std::string& name) { return report::format_named(name); });
  if (!formats.empty()) {
    schedule.formats = formats;
  }
}

void read_cuts(Context& context, const Node& node, ReportSchedule& schedule) {
  std::string known;
  for (std::size_t i = 0; i < qa::kCuts; ++i) {
    known += (i == 0 ? "" : ", ") + std::string(to_string(static_cast<qa::Cut>(i)));
  }
  schedule.cuts = read_names<qa::Cut>(context, node, "reports.by", known,
                                      [](const std::string& name) { return qa::cut_named(name); });
}

constexpr ConfigKey<ReportSchedule> kKeys[] = {
    {"folder", [](Context& c, const Node& n,
                  ReportSchedule& t) { read_path(c, n, "reports.folder", t.folder); }},
    {"daily", read_daily},
    {"weekly", read_weekly},
    {"formats", read_formats},
    {"language",
     [](Context& c, const Node& n, ReportSchedule& t) {
       if (const auto i = read_choice(c, n, "reports.language", kLanguages)) {
         t.language = *i == 0 ? rules::Language::kChinese : rules::Language::kEnglish;
       }
     }},
    {"by", read_cuts},
};

}  // namespace

ReportSchedule read_reports(ConfigContext& context, const DocumentNode& node) {
  ReportSchedule schedule;
  read_map(context, node, "reports", kKeys, schedule);
  if (node.kind != Node::Kind::kMap) {
    return {};
  }
  if (schedule.folder.empty() && find(node, "folder") == nullptr) {
    context.problem(node, "reports has no folder to write into; add folder: reports");
  }
  if (find(node, "daily") == nullptr && find(node, "weekly") == nullptr) {
    context.problem(node, "reports says no time; add daily: \"06:30\" or weekly: \"monday 06:30\"");
  }
  return schedule;
}

std::string print_reports(const ReportSchedule& schedule) {
  if (schedule.folder.empty()) {
    return {};
  }
  std::string out =
      fmt::format("reports:\n  folder: {}\n", rules::json_quoted(schedule.folder.string()));
  if (schedule.daily) {
    out += fmt::format("  daily: \"{}\"\n", to_text(*schedule.daily));
  }
  if (schedule.weekly) {
    out += fmt::format("  weekly: \"{}\"\n", to_text(*schedule.weekly));
  }
  std::string formats;
  for (const report::Format format : schedule.formats) {
    formats += (formats.empty() ? "" : ", ") + std::string(report::name_of(format));
  }
  std::string cuts;
  for (const qa::Cut cut : schedule.cuts) {
    cuts += fmt::format("{}\"{}\"", cuts.empty() ? "" : ", ", to_string(cut));
  }
  const bool is_chinese = schedule.language == rules::Language::kChinese;
  return out + fmt::format("  formats: [{}]\n  language: {}\n  by: [{}]\n", formats,
                           is_chinese ? "zh" : "en", cuts);
}

std::vector<std::string_view> report_keys() {
  return names_of(kKeys);
}

}  // namespace plugin
