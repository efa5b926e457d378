#include "plugin/report/html_cards.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/report/figure_text.h"
#include "plugin/report/markup.h"
#include "plugin/report/page_words.h"
#include "plugin/report/report_words.h"
#include "plugin/report/svg_chart.h"

namespace plugin::report {
namespace {

constexpr std::array kTiles{
    qa::Metric::kThreeMinuteReplyRate, qa::Metric::kMeanResponse, qa::Metric::kDissatisfactionRate,
    qa::Metric::kPickupRate,           qa::Metric::kMeanQueue,    qa::Metric::kSatisfactionRate};

std::string said(PageWord which, Language language) {
  return std::string(page_word(which, language));
}

template <class Value>
std::string said(PageWord which, Language language, const Value& value) {
  return fmt::format(fmt::runtime(page_word(which, language)), value);
}

/// Steps to draw: those that are still to come at the report's instant are left out.
std::vector<const qa::TrendStep*> steps_begun(const qa::Report& report) {
  std::vector<const qa::TrendStep*> steps;
  for (const qa::TrendStep& step : report.charts.trend) {
    const bool has_something =
        std::any_of(step.metrics.begin(), step.metrics.end(),
                    [](const qa::Figure& figure) { return figure.value.value_or(0) != 0; });
    if (step.span.from < report.instant || has_something) {
      steps.push_back(&step);
    }
  }
  return steps;
}

const qa::Figure* figure_in(const qa::TrendStep& step, qa::Metric metric) {
  const auto found = std::find_if(step.metrics.begin(), step.metrics.end(),
                                  [metric](const qa::Figure& f) { return f.metric == metric; });
  return found == step.metrics.end() ? nullptr : &*found;
}

std::optional<double> value_in(const qa::TrendStep& step, qa::Metric metric) {
  const qa::Figure* const figure = figure_in(step, metric);
  return figure == nullptr ? std::nullopt : figure->value;
}

/// "10:00", "11-22 周日", "2026-11".
std::string step_name(const qa::TrendStep& step, const qa::Report& report,
                      const qa::LocalTime& local, Language language) {
  const std::string text = local_text(step.span.from, local);
  switch (report.charts.unit) {
    case qa::TrendUnit::kHour:
      return text.substr(11);
    case qa::TrendUnit::kDay: {
      const std::size_t weekday = qa::weekday_of(qa::local_hour(step.span.from, local).day);
      return fmt::format("{} {}", text.substr(5, 5), weekday_short(weekday, language));
    }
    case qa::TrendUnit::kMonth:
      return text.substr(0, 7);
  }
  return text;
}

/// Good, bad or neither, of a change.
std::string_view change_class(const qa::Figure& figure) {
  if (!figure.value || !figure.previous || !figure.previous->value ||
      *figure.value == *figure.previous->value) {
    return "same";
  }
  const qa::MetricDefinition& definition = qa::definition_of(figure.metric);
  if (definition.better == qa::Better::kNeither) {
    return "same";
  }
  return qa::is_worse(definition, *figure.value, *figure.previous->value, 0) ? "worse" : "better";
}

std::string badges(const qa::Figure& figure, Language language) {
  std::string out;
  if (figure.needs_work) {
    out += fmt::format(R"(<span class="badge bad">⚠ {}</span>)", word(Word::kNeedsWork, language));
  }
  if (figure.getting_worse) {
    out +=
        fmt::format(R"(<span class="badge worse">{}</span>)", word(Word::kGettingWorse, language));
  }
  if (figure.is_small_sample) {
    out += fmt::format(R"(<span class="badge">{}</span>)",
                       page_word(PageWord::kSmallSampleMark, language));
  }
  return out;
}

/// "92.6" and "%", apart since the unit is small.
std::pair<std::string, std::string> big_value(const qa::Figure& figure, Language language) {
  if (!figure.value) {
    return {std::string(kNoValue), ""};
  }
  if (figure.unit() == qa::Unit::kRatio) {
    return {fmt::format("{:.1f}", *figure.value * 100), "%"};
  }
  if (figure.unit() == qa::Unit::kMs) {
    return {fmt::format("{:.1f}", *figure.value / 1000),
            std::string(word(Word::kSeconds, language))};
  }
  return {value_text(figure, language), ""};
}

/// "↑ 7.2 s", "↓ 1.4 pp": the direction is the figure's, the colour says whether that is good.
std::string short_change(const qa::Figure& figure, Language language) {
  if (!figure.value || !figure.previous || !figure.previous->value) {
    return {};
  }
  const double change = *figure.value - *figure.previous->value;
  const bool is_share = figure.unit() == qa::Unit::kRatio;
  const std::string size =
      is_share ? fmt::format("{:.1f} {}", std::abs(change) * 100, word(Word::kPoints, language))
               : fmt::format("{:.1f} {}", std::abs(change) / 1000, word(Word::kSeconds, language));
  return (change < 0 ? "↓ " : change > 0 ? "↑ " : "") + size;
}

/// "≥ 90%", "≤ 120 s": as it was set, without noughts.
std::string short_threshold(const qa::Figure& figure, Language language) {
  const bool is_floor = qa::definition_of(figure.metric).better == qa::Better::kHigher;
  const double value = figure.threshold.value_or(0);
  return fmt::format("{} {}", is_floor ? "≥" : "≤",
                     figure.unit() == qa::Unit::kRatio
                         ? fmt::format("{:g}%", value * 100)
                         : fmt::format("{:g} {}", value / 1000, word(Word::kSeconds, language)));
}

/// "met ≥ 90%"
std::string verdict(const qa::Figure& figure, Language language) {
  if (!figure.threshold) {
    return said(PageWord::kNoThreshold, language);
  }
  const PageWord which = figure.needs_work ? PageWord::kMissed : PageWord::kMet;
  return (figure.value ? said(which, language) + " " : "") + short_threshold(figure, language);
}

std::string_view tile_name(qa::Metric metric, Language language) {
  return metric == qa::Metric::kThreeMinuteReplyRate ? page_word(PageWord::kReplyRate, language)
                                                     : name_of(metric, language);
}

std::string tile(const qa::Report& report, qa::Metric metric, Language language) {
  const qa::Figure& figure = report.figure(metric);
  std::vector<std::optional<double>> shape;
  for (const qa::TrendStep* step : steps_begun(report)) {
    shape.push_back(value_in(*step, metric));
  }
  const auto [number, unit] = big_value(figure, language);
  return fmt::format(
      R"(<div class="tile{}"><div class="row"><h3>{}</h3><div class="badges">{}</div></div>)"
      R"(<div class="row"><p class="big{}"><data value="{}">{}</data><small>{}</small></p>{}</div>)"
      R"(<div class="row meta"><span>{}</span><span class="{}">{}</span></div></div>)",
      figure.needs_work ? " off" : "", tile_name(metric, language), badges(figure, language),
      figure.is_small_sample ? " few" : "", exact(figure.value), number, unit,
      sparkline(shape, figure.needs_work), verdict(figure, language), change_class(figure),
      short_change(figure, language));
}

std::string trend_table(const qa::Report& report, qa::Metric metric, Language language) {
  const qa::LocalTime local = local_time_of(report);
  std::string rows;
  const auto& before = report.charts.previous;
  for (std::size_t i = 0; i < report.charts.trend.size(); ++i) {
    const qa::TrendStep& step = report.charts.trend[i];
    const qa::Figure* const now = figure_in(step, metric);
    const qa::Figure* const then = i < before.size() ? figure_in(before[i], metric) : nullptr;
    rows += fmt::format(
        R"(<tr><td>{}</td><td><data value="{}">{}</data></td><td>{}</td><td>{}</td></tr>)",
        local_text(step.span.from, local), exact(now->value), value_text(*now, language),
        made_of(*now), then == nullptr ? "" : value_text(*then, language));
  }
  return fmt::format(
      R"(<details><summary>{}</summary><table><thead><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th>)"
      R"(</tr></thead><tbody>{}</tbody></table></details>)",
      page_word(PageWord::kShowTable, language), page_word(PageWord::kFrom, language),
      page_word(PageWord::kNow, language), word(Word::kMadeOf, language),
      page_word(PageWord::kBefore, language), rows);
}

std::string legend(const qa::Figure& figure, bool has_previous, Language language) {
  std::string out = fmt::format(R"(<p class="legend"><span class="key now"></span>{})",
                                page_word(PageWord::kNow, language));
  if (has_previous) {
    out += fmt::format(R"(<span class="key before"></span>{})",
                       page_word(PageWord::kBefore, language));
  }
  if (figure.threshold) {
    out += fmt::format(R"(<span class="key threshold"></span>{} {})",
                       page_word(PageWord::kThresholdLine, language),
                       short_threshold(figure, language));
  }
  return out + "</p>";
}

std::string card(std::string_view kind, std::string_view title, std::string_view aside,
                 std::string_view inside) {
  return fmt::format(R"(<section class="card {}"><div class="row"><h2>{}</h2>{}</div>{}</section>)",
                     kind, title, aside, inside);
}

std::string nothing(Language language) {
  return fmt::format(R"(<p class="nothing">{}</p>)", page_word(PageWord::kNothing, language));
}

/// The step whose value is worst, of those that have one.
std::optional<std::size_t> worst_of(const std::vector<std::optional<double>>& values,
                                    qa::Better better) {
  std::optional<std::size_t> worst;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] && (!worst || (better == qa::Better::kHigher ? *values[i] < *values[*worst]
                                                               : *values[i] > *values[*worst]))) {
      worst = i;
    }
  }
  return worst;
}

/// "≤ 30 s" as short as it goes: "30s", "3m", "1h"; of the last one "> 1h".
std::string bucket_name(const qa::WaitRange& bucket, Language language) {
  const std::int64_t seconds = (bucket.up_to ? *bucket.up_to : bucket.above).count() / 1000;
  const bool is_chinese = language == Language::kChinese;
  std::string text = fmt::format("{}{}", seconds, is_chinese ? "秒" : "s");
  if (seconds >= 3600 && seconds % 3600 == 0) {
    text = fmt::format("{}{}", seconds / 3600, is_chinese ? "时" : "h");
  } else if (seconds >= 120 && seconds % 60 == 0) {
    text = fmt::format("{}{}", seconds / 60, is_chinese ? "分" : "m");
  }
  return bucket.up_to ? text : "> " + text;
}

std::string waits_table(const qa::Report& report, std::int64_t all, Language language) {
  std::string rows;
  for (const qa::WaitRange& bucket : report.charts.waits) {
    const std::int64_t number = bucket.answered + bucket.unserved;
    rows += fmt::format(
        "<tr><td>{}{}</td><td>{}</td><td>{}</td><td>{:.2f}%</td></tr>", bucket.up_to ? "≤ " : "",
        markup(bucket_name(bucket, language)), bucket.answered, bucket.unserved,
        all == 0 ? 0.0 : static_cast<double>(number) * 100 / static_cast<double>(all));
  }
  return fmt::format(
      R"(<details><summary>{}</summary><table><thead><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th>)"
      R"(</tr></thead><tbody>{}</tbody></table></details>)",
      page_word(PageWord::kShowTable, language), page_word(PageWord::kWaits, language),
      page_word(PageWord::kAnswered, language), page_word(PageWord::kUnserved, language),
      page_word(PageWord::kShare, language), rows);
}

}  // namespace

std::string tiles(const qa::Report& report, Language language) {
  std::string out;
  for (const qa::Metric metric : kTiles) {
    out += tile(report, metric, language);
  }
  return fmt::format(R"(<div class="card tiles">{}</div>)", out);
}

std::string trend_card(const qa::Report& report, qa::Metric metric, double width,
                       Language language) {
  const qa::LocalTime local = local_time_of(report);
  const qa::Figure& figure = report.figure(metric);
  LineChart chart;
  chart.width = width;
  chart.is_share = figure.unit() == qa::Unit::kRatio;
  chart.unit = figure.unit() == qa::Unit::kMs ? 1000 : 1;
  chart.threshold = figure.threshold;
  for (const qa::TrendStep& step : report.charts.trend) {
    chart.steps.push_back(step_name(step, report, local, language));
  }
  for (const qa::TrendStep* step : steps_begun(report)) {
    chart.now.push_back(value_in(*step, metric));
  }
  for (const qa::TrendStep& step : report.charts.previous) {
    chart.previous.push_back(value_in(step, metric));
  }
  if (chart.previous.size() > chart.steps.size()) {
    chart.previous.resize(chart.steps.size());  // a month before that was longer
  }
  const qa::Better better = qa::definition_of(metric).better;
  if (better != qa::Better::kNeither) {
    chart.marked = worst_of(chart.now, better);
  }
  chart.said = [&](double value) {
    const std::string text =
        chart.is_share ? fmt::format("{:.1f}%", value * 100)
                       : fmt::format("{:.1f} {}", value / 1000, word(Word::kSeconds, language));
    return chart.steps[*chart.marked] + " · " + text;
  };
  chart.label = fmt::format("{}: {}", name_of(metric, language), value_text(figure, language));
  const bool has_values = std::any_of(chart.now.begin(), chart.now.end(),
                                      [](const auto& value) { return value.has_value(); });
  const std::string unit =
      chart.unit == 1000 ? fmt::format(" <small>{}</small>", word(Word::kSeconds, language)) : "";
  return card(
      "trend", std::string(name_of(metric, language)) + unit,
      legend(figure, !report.charts.previous.empty(), language),
      (has_values ? line_chart(chart) : nothing(language)) + trend_table(report, metric, language));
}

std::string reasons_card(const qa::Report& report, Language language) {
  const qa::Figure& figure = report.figure(qa::Metric::kDissatisfactionReasons);
  std::vector<std::pair<std::string, std::int64_t>> reasons(figure.parts.begin(),
                                                            figure.parts.end());
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  const std::int64_t bad = figure.numerator.value_or(0);
  std::string rows;
  for (const auto& [reason, number] : reasons) {
    const double most = static_cast<double>(std::max<std::int64_t>(reasons.front().second, 1));
    rows +=
        fmt::format(R"(<tr><th scope="row">{}</th><td>{}</td><td><data value="{}">{}</data></td>)"
                    R"(<td class="meta">{:.1f}%</td></tr>)",
                    markup(name_of_reason(reason, language)),
                    share_bar(static_cast<double>(number) / most, rows.empty()), number, number,
                    bad == 0 ? 0.0 : static_cast<double>(number) * 100 / static_cast<double>(bad));
  }
  const std::string aside =
      fmt::format(R"(<p class="meta">{}</p>)", said(PageWord::kBadRatings, language, bad));
  return card("reasons", page_word(PageWord::kReasons, language), aside,
              bad == 0 ? nothing(language)
                       : fmt::format(R"(<table class="bars"><tbody>{}</tbody></table>)", rows));
}

std::string waits_card(const qa::Report& report, Language language) {
  std::int64_t all = 0;
  std::int64_t late = 0;
  for (const qa::WaitRange& bucket : report.charts.waits) {
    all += bucket.answered + bucket.unserved;
    const bool is_in_time = bucket.up_to && *bucket.up_to <= report.charts.reply_limit;
    late += bucket.unserved + (is_in_time ? 0 : bucket.answered);
  }
  WaitChart chart;
  chart.waits = report.charts.waits;
  chart.limit = report.charts.reply_limit;
  chart.limit_text =
      said(PageWord::kLimitMark, language, static_cast<double>(chart.limit.count()) / 1000);
  chart.said = [language](const qa::WaitRange& bucket) { return bucket_name(bucket, language); };
  const std::string share = fmt::format(
      "{:.1f}%", all == 0 ? 0.0 : static_cast<double>(late) * 100 / static_cast<double>(all));
  const std::string sum =
      fmt::format(fmt::runtime(page_word(PageWord::kOverLimit, language)), share, all);
  chart.label = fmt::format("{}: {}", page_word(PageWord::kWaits, language), sum);
  const std::string aside =
      fmt::format(R"(<p class="legend">{}<span class="key unserved"></span>{}</p>)",
                  all == 0 ? "" : sum + "　", page_word(PageWord::kUnserved, language));
  return card(
      "waits", page_word(PageWord::kWaits, language), aside,
      all == 0 ? nothing(language) : wait_chart(chart) + waits_table(report, all, language));
}

std::string hours_card(const qa::Report& report, Language language) {
  const qa::Figure& mean = report.figure(qa::Metric::kMeanResponse);
  HeatChart chart;
  chart.heat = report.charts.heat;
  chart.threshold_ms = mean.threshold;
  chart.weekday = [language](std::size_t day) { return std::string(weekday_short(day, language)); };
  chart.said = [language](std::size_t day, std::size_t hour, const qa::HeatCell& cell) {
    return fmt::format("{} {}:00 · {} {} · {:.2f} {}", weekday_name(day, language), hour,
                       word(Word::kRounds, language), cell.rounds,
                       cell.mean_ms().value_or(0) / 1000, word(Word::kSeconds, language));
  };
  const std::string note =
      fmt::format(R"(<p class="meta">{}</p>)", page_word(PageWord::kHeatNote, language));
  chart.label = fmt::format("{}: {}", page_word(PageWord::kHours, language),
                            page_word(PageWord::kHeatNote, language));
  const std::string title = fmt::format("{} · {}", name_of(qa::Metric::kMeanResponse, language),
                                        page_word(PageWord::kHours, language));
  const bool is_empty = mean.denominator.value_or(0) == 0;
  return card("hours", title, note, is_empty ? nothing(language) : heat_chart(chart));
}

}  // namespace plugin::report
