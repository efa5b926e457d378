#include "plugin/report/report_text.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/report/figure_text.h"
#include "plugin/report/insight_words.h"
#include "plugin/report/report_table.h"
#include "plugin/report/report_words.h"
#include "qa/profile.h"

namespace plugin::report {
namespace {

constexpr std::size_t kNameColumns = 24;

/// Figures of a breakdown's columns; the rest is in the JSON.
constexpr std::array<qa::Metric, 6> kGroupMetrics{
    qa::Metric::kThreeMinuteReplyRate, qa::Metric::kThreeMinuteRoundRate,
    qa::Metric::kMeanResponse,         qa::Metric::kP90Response,
    qa::Metric::kPickupRate,           qa::Metric::kSatisfactionRate};

std::string head_text(const qa::Report& report, Language language) {
  const qa::LocalTime local = local_time_of(report);
  std::string out = fmt::format("{}  {}  {}\n", word(Word::kReport, language),
                                span_text(report.period, local, language), shown(report.zone, 40));
  if (report.previous) {
    out += fmt::format("{} {}\n", word(Word::kComparedWith, language),
                       span_text(*report.previous, local, language));
  }
  out += fmt::format("{} {}", word(Word::kProfile, language), shown(report.profile, 64));
  if (report.profile_version > 0) {
    out += fmt::format(" v{}", report.profile_version);
  }
  out += fmt::format("  {} {}\n", word(Word::kGenerated, language),
                     local_text(report.generated_at, local));
  if (!report.only.empty()) {
    out += only_text(report, language) + "\n";
  }
  if (report.is_incomplete) {
    out += fmt::format("{}\n", word(Word::kIncomplete, language));
    for (const qa::GapRecord& gap : report.gaps) {
      out += fmt::format("  {}  {}  {}\n", span_text({gap.from, gap.to}, local, language),
                         shown(gap.source, 40), shown(gap.reason, 40));
    }
  }
  return out;
}

/// The note is the last column, a text.
Table figures_table(const qa::Report& report, Language language) {
  Table table;
  const bool with_baseline = has_baseline(report);
  const bool with_benchmark = has_benchmark(report);
  std::vector<std::string> head;
  for (const Word which : figure_columns(report)) {
    head.emplace_back(word(which, language));
  }
  table.add_row(std::move(head));
  for (const qa::Figure& figure : report.metrics) {
    std::vector<std::string> row{std::string{name_of(figure.metric, language)},
                                 value_text(figure, language),
                                 made_of(figure),
                                 threshold_text(figure, language),
                                 previous_text(figure, language),
                                 change_text(figure, language)};
    if (with_baseline) {
      row.push_back(baseline_text(figure, language));
    }
    if (with_benchmark) {
      row.push_back(benchmark_text(figure, language));
    }
    row.push_back(fmt::format("{}", fmt::join(notes_of(figure, language), " · ")));
    table.add_row(std::move(row));
    if (figure.metric != qa::Metric::kDissatisfactionReasons) {
      continue;
    }
    for (const auto& [reason, number] : figure.parts) {
      table.add_row({"  " + std::string{name_of_reason(reason, language)}, std::to_string(number)});
    }
  }
  return table;
}

/// A value in a breakdown; "!" marks what needs work.
std::string group_cell(const qa::Figure& figure, Language language) {
  return value_text(figure, language) + (figure.needs_work ? "!" : "");
}

std::string loyalty_text(const qa::Report& report, Language language) {
  std::string out;
  for (const LoyaltyShare& share : loyalty_of(report, language)) {
    out += fmt::format("{} {} ({} / {})\n", share.name,
                       in_unit(share.value, qa::Unit::kRatio, language), share.numerator,
                       share.denominator);
  }
  return out;
}

std::string breakdown_text(const qa::Report& report, qa::Cut cut, Language language) {
  Table table;
  std::vector<std::string> head{std::string{name_of(cut, language)}};
  for (const qa::Metric metric : kGroupMetrics) {
    head.emplace_back(short_name_of(metric, language));
  }
  head.emplace_back(word(Word::kRounds, language));
  head.emplace_back(word(Word::kImpact, language));
  table.add_row(head);
  std::map<std::string_view, std::size_t> namesakes;
  for (const qa::ReportGroup& group : report.breakdown) {
    namesakes[group.name] += group.by == cut ? 1 : 0;
  }
  for (const qa::ReportGroup& group : report.breakdown) {
    if (group.by != cut) {
      continue;
    }
    std::vector<std::string> row{group_name(group, namesakes[group.name], language, kNameColumns)};
    const auto figure = [&group](qa::Metric metric) -> const qa::Figure& {
      return group.metrics[static_cast<std::size_t>(metric)];
    };
    for (const qa::Metric metric : kGroupMetrics) {
      row.push_back(group_cell(figure(metric), language));
    }
    row.push_back(std::to_string(figure(qa::Metric::kMeanResponse).denominator.value_or(0)));
    row.push_back(impact_text(group.impact_on_mean_ms, language));
    table.add_row(std::move(row));
  }
  return table.text(head.size());
}

}  // namespace

std::string report_text(const qa::Report& report, rules::Language language) {
  const Table figures = figures_table(report, language);
  std::string out =
      head_text(report, language) + "\n" + figures.text(figure_columns(report).size() - 1);
  out += fmt::format("\n{} {}\n", word(Word::kOpenRounds, language), report.open_rounds);
  out += loyalty_text(report, language);
  std::optional<qa::Cut> done;
  for (const qa::ReportGroup& group : report.breakdown) {
    if (done != group.by) {
      done = group.by;
      out += "\n" + breakdown_text(report, group.by, language);
    }
  }
  return out + insight_text(report, language);
}

}  // namespace plugin::report
