#include "plugin/surge_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "plugin/report/csv.h"
#include "plugin/report/figure_text.h"
#include "plugin/report/json_writer.h"
#include "plugin/report/report_table.h"
#include "plugin/surge_watch.h"

namespace plugin {
namespace {

using report::shown;
using rules::Language;

constexpr std::size_t kNameColumns = 40;
constexpr std::int64_t kHourMs = 3'600'000;

/// First instant of the hour on the local clock.
qa::Time hour_of(qa::Time time, const qa::LocalTime& local) {
  return time - qa::Duration{local.local_ms(time) % kHourMs};
}

using ByHour = std::map<std::pair<qa::LocalHour, std::string>, SurgingHour>;

void add_told(ByHour& hours, const std::vector<qa::Surge>& surges, const qa::Period& period,
              const qa::LocalTime& local) {
  for (const qa::Surge& surge : surges) {
    if (!period.contains(surge.began_at)) {
      continue;
    }
    const auto [found, is_new] =
        hours.try_emplace({qa::local_hour(surge.began_at, local), surge.shop});
    SurgingHour& hour = found->second;
    if (is_new) {
      hour = {hour_of(surge.began_at, local),
              surge.shop,
              surge.conversations,
              surge.usual,
              surge.weeks,
              surge.leading,
              std::nullopt};
    }
    hour.told = surge;
  }
}

std::string clock_of(const std::optional<qa::Time>& time, const qa::LocalTime& local) {
  return time ? report::local_text(*time, local) : std::string(report::kNoValue);
}

std::string intent_text(const std::optional<qa::LeadingIntent>& leading) {
  return leading ? fmt::format("{} {} ({})", shown(leading->intent, kNameColumns),
                               leading->conversations, leading->usual)
                 : std::string(report::kNoValue);
}

std::string table_of(const SurgeList& list, const qa::LocalTime& local, Language language) {
  report::Table table;
  table.add_row(language == Language::kChinese
                    ? std::vector<std::string>{"时段", "会话", "往常", "参考周数", "店铺",
                                               "主要意图（往常）", "告警", "结束"}
                    : std::vector<std::string>{"Hour from", "Conversations", "Usual", "Weeks",
                                               "Shop", "Most of it (usual)", "Told", "Over"});
  for (const SurgingHour& hour : list.hours) {
    table.add_row({report::local_text(hour.from, local), std::to_string(hour.conversations),
                   std::to_string(hour.usual), std::to_string(hour.weeks),
                   shown(hour.shop, kNameColumns), intent_text(hour.leading),
                   clock_of(hour.told ? std::optional(hour.told->began_at) : std::nullopt, local),
                   clock_of(hour.told ? hour.told->ended_at : std::nullopt, local)});
  }
  return table.text(4);
}

}  // namespace

SurgeList list_surges(store::Reader& reader, const qa::Profile& profile,
                      const qa::ReportRequest& request) {
  SurgeList list;
  list.period = request.period;
  list.zone = profile.zone;
  const qa::LocalTime local(profile);
  const qa::Period past{request.period.from, std::min(request.period.to, request.instant)};
  ByHour hours;
  if (past.from < past.to) {
    qa::Consultations consultations(local);
    list.is_rebuilding = !read_consultations(reader, profile, local, past, consultations);
    for (qa::HourLoad& load : qa::surging_hours(consultations, past, local)) {
      SurgingHour hour;
      hour.from = load.begin;
      hour.shop = load.shop;
      hour.conversations = load.conversations;
      hour.usual = load.usual;
      hour.weeks = load.weeks;
      hour.leading = std::move(load.leading);
      hours.insert_or_assign({load.hour, load.shop}, std::move(hour));
    }
  }
  add_told(hours, reader.surges({request.period.from, request.period.to}), request.period, local);
  for (auto& [key, hour] : hours) {
    list.hours.push_back(std::move(hour));
  }
  return list;
}

std::string surges_text(const SurgeList& list, Language language) {
  const bool is_chinese = language == Language::kChinese;
  qa::Profile profile;
  profile.zone = list.zone;
  const qa::LocalTime local(profile);
  std::string out = fmt::format("{}  {}\n", is_chinese ? "咨询激增" : "Surges of consultations",
                                report::span_text(list.period, local, language));
  if (list.is_rebuilding) {
    out += is_chinese ? "汇总数据正在重建，暂时只能列出已发出的告警。\n"
                      : "The stored sums are being made anew: only what was told is listed.\n";
  }
  if (list.hours.empty()) {
    return out + (is_chinese ? "没有咨询激增的时段（至少要有 4 周的同时段数据才能判断）。\n"
                             : "No hour was one (it takes four weeks of the same hour to tell).\n");
  }
  return out + "\n" + table_of(list, local, language);
}

std::string surges_json(const SurgeList& list) {
  std::string json;
  report::JsonWriter out{json};
  const auto maybe_time = [&out](const std::optional<qa::Time>& time) {
    if (time) {
      out.time(*time);
    } else {
      out.number(std::nullopt);
    }
  };
  out.open('{');
  out.key("period").open('{');
  out.key("from").time(list.period.from);
  out.key("to").time(list.period.to);
  out.key("zone").text(list.zone);
  out.close('}');
  out.key("rebuilding").flag(list.is_rebuilding);
  out.key("surges").open('[');
  for (const SurgingHour& hour : list.hours) {
    out.item().open('{');
    out.key("shop").text(hour.shop);
    out.key("hour").time(hour.from);
    out.key("conversations").whole(hour.conversations);
    out.key("usual").whole(hour.usual);
    out.key("weeks").whole(hour.weeks);
    out.key("intent");
    if (hour.leading) {
      out.open('{');
      out.key("intent").text(hour.leading->intent);
      out.key("conversations").whole(hour.leading->conversations);
      out.key("usual").whole(hour.leading->usual);
      out.close('}');
    } else {
      out.number(std::nullopt);
    }
    out.key("told_at");
    maybe_time(hour.told ? std::optional(hour.told->began_at) : std::nullopt);
    out.key("ended_at");
    maybe_time(hour.told ? hour.told->ended_at : std::nullopt);
    out.close('}');
  }
  out.close(']').close('}');
  return json;
}

std::string surges_csv(const SurgeList& list) {
  const auto number = [](std::int64_t value) {
    return report::CsvCell{std::to_string(value), true};
  };
  const auto instant = [](const std::optional<qa::Time>& time) {
    return time ? report::CsvCell{qa::format_time(*time)} : report::CsvCell{};
  };
  std::string out = report::kCsvStart;
  const std::vector<report::CsvCell> head{
      {"shop"},    {"hour"},    {"conversations"},        {"usual"},
      {"weeks"},   {"intent"},  {"intent_conversations"}, {"intent_usual"},
      {"told_at"}, {"ended_at"}};
  report::append_csv_line(out, head);
  for (const SurgingHour& hour : list.hours) {
    const std::vector<report::CsvCell> line{
        {hour.shop},
        {qa::format_time(hour.from)},
        number(hour.conversations),
        number(hour.usual),
        number(hour.weeks),
        hour.leading ? report::CsvCell{hour.leading->intent} : report::CsvCell{},
        hour.leading ? number(hour.leading->conversations) : report::CsvCell{},
        hour.leading ? number(hour.leading->usual) : report::CsvCell{},
        instant(hour.told ? std::optional(hour.told->began_at) : std::nullopt),
        instant(hour.told ? hour.told->ended_at : std::nullopt)};
    report::append_csv_line(out, line);
  }
  return out;
}

}  // namespace plugin
