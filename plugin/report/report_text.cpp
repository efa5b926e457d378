#include "plugin/report/report_text.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/report/report_table.h"
#include "plugin/report/report_words.h"
#include "qa/profile.h"

namespace plugin::report {
namespace {

constexpr std::string_view kNoValue = "—";
constexpr std::size_t kNameColumns = 24;

/// Figures of a breakdown's columns; the rest is in the JSON.
constexpr std::array<qa::Metric, 6> kGroupMetrics{
    qa::Metric::kThreeMinuteReplyRate, qa::Metric::kThreeMinuteRoundRate,
    qa::Metric::kMeanResponse,         qa::Metric::kP90Response,
    qa::Metric::kPickupRate,           qa::Metric::kSatisfactionRate};

/// Digits after the point of a currency's main unit (ISO 4217); 2 where not listed.
int minor_digits(std::string_view currency) {
  constexpr std::array<std::string_view, 6> kNone{"JPY", "KRW", "VND", "CLP", "ISK", "XAF"};
  constexpr std::array<std::string_view, 5> kThree{"BHD", "KWD", "OMR", "JOD", "TND"};
  for (const std::string_view known : kNone) {
    if (known == currency) {
      return 0;
    }
  }
  for (const std::string_view known : kThree) {
    if (known == currency) {
      return 3;
    }
  }
  return 2;
}

std::string amount_text(std::int64_t minor, std::string_view currency) {
  const int digits = minor_digits(currency);
  const double unit = digits == 0 ? 1 : digits == 2 ? 100 : 1000;
  return fmt::format("{:.{}f} {}", static_cast<double>(minor) / unit, digits, shown(currency, 8));
}

std::string amounts_text(const qa::Figure& figure) {
  std::string out;
  for (const auto& [currency, minor] : figure.parts) {
    out += (out.empty() ? "" : " + ") + amount_text(minor, currency);
  }
  return out.empty() ? "0" : out;
}

std::string in_unit(double value, qa::Unit unit, Language language) {
  switch (unit) {
    case qa::Unit::kRatio:
      return fmt::format("{:.2f}%", value * 100);
    case qa::Unit::kMs:
      return fmt::format("{:.2f} {}", value / 1000, word(Word::kSeconds, language));
    case qa::Unit::kStars:
      return fmt::format("{:.2f}", value);
    case qa::Unit::kCount:
    case qa::Unit::kMinor:
      return fmt::format("{:.0f}", value);
  }
  return {};
}

std::string made_of(const qa::Figure& figure) {
  if (!figure.denominator) {
    return {};
  }
  return figure.numerator ? fmt::format("{}/{}", *figure.numerator, *figure.denominator)
                          : fmt::format("n={}", *figure.denominator);
}

std::string threshold_text(const qa::Figure& figure, Language language) {
  if (!figure.threshold) {
    return {};
  }
  const bool is_floor = qa::definition_of(figure.metric).better == qa::Better::kHigher;
  return (is_floor ? "≥ " : "≤ ") + in_unit(*figure.threshold, figure.unit(), language);
}

/// A value beside that of the figure: an amount of money needs the figure's currency.
std::string beside(double value, const qa::Figure& figure, Language language) {
  if (figure.unit() != qa::Unit::kMinor || value == 0) {
    return in_unit(value, figure.unit(), language);
  }
  return figure.parts.size() == 1 ? amount_text(std::llround(value), figure.parts.begin()->first)
                                  : std::string{kNoValue};
}

std::string previous_text(const qa::Figure& figure, Language language) {
  if (!figure.previous) {
    return {};
  }
  return figure.previous->value ? beside(*figure.previous->value, figure, language)
                                : std::string{kNoValue};
}

std::string baseline_text(const qa::Figure& figure, Language language) {
  return figure.baseline ? beside(*figure.baseline, figure, language) : std::string{kNoValue};
}

std::string change_text(const qa::Figure& figure, Language language) {
  if (!figure.value || !figure.previous || !figure.previous->value) {
    return {};
  }
  const double change = *figure.value - *figure.previous->value;
  const std::string sign = change < 0 ? "-" : "+";
  const double size = std::abs(change);
  if (figure.unit() == qa::Unit::kRatio) {
    return fmt::format("{}{:.2f} {}", sign, size * 100, word(Word::kPoints, language));
  }
  return sign + beside(size, figure, language);
}

std::string note_text(const qa::Figure& figure, Language language) {
  std::vector<std::string> notes;
  if (figure.needs_work) {
    notes.emplace_back(word(Word::kNeedsWork, language));
  }
  if (figure.getting_worse) {
    notes.emplace_back(word(Word::kGettingWorse, language));
  }
  if (figure.is_small_sample && figure.interval) {
    notes.push_back(fmt::format("{} ({:.1f}%–{:.1f}%)", word(Word::kSmallSample, language),
                                figure.interval->low * 100, figure.interval->high * 100));
  }
  const bool needs_intents = figure.metric == qa::Metric::kResolutionRate ||
                             figure.metric == qa::Metric::kRepeatContactRate;
  if (needs_intents && !figure.denominator) {
    notes.emplace_back(word(Word::kNoIntents, language));
  }
  return fmt::format("{}", fmt::join(notes, " · "));
}

/// "2026-11-22 08:30", local.
std::string local_text(qa::Time time, const qa::LocalTime& local) {
  const auto minutes = (time - local.midnight(time)) / qa::Duration{60'000};
  return fmt::format("{} {:02}:{:02}", local.date(time), local.hour(time), minutes % 60);
}

std::string span_text(const qa::Period& period, const qa::LocalTime& local, Language language) {
  return fmt::format("{} {} {}", local_text(period.from, local), word(Word::kTo, language),
                     local_text(period.to, local));
}

std::string head_text(const qa::Report& report, Language language) {
  qa::Profile profile;
  profile.zone = report.zone;
  const qa::LocalTime local{profile};
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
  if (report.is_incomplete) {
    out += fmt::format("{}\n", word(Word::kIncomplete, language));
    for (const qa::GapRecord& gap : report.gaps) {
      out += fmt::format("  {}  {}  {}\n", span_text({gap.from, gap.to}, local, language),
                         shown(gap.source, 40), shown(gap.reason, 40));
    }
  }
  return out;
}

bool has_baseline(const qa::Report& report) {
  return std::any_of(report.metrics.begin(), report.metrics.end(),
                     [](const qa::Figure& figure) { return figure.baseline.has_value(); });
}

/// The note is the last column, a text.
Table figures_table(const qa::Report& report, Language language) {
  Table table;
  const bool with_baseline = has_baseline(report);
  std::vector<std::string> head;
  for (const Word which : {Word::kFigure, Word::kValue, Word::kMadeOf, Word::kThreshold,
                           Word::kPrevious, Word::kChange, Word::kBaseline, Word::kNote}) {
    if (with_baseline || which != Word::kBaseline) {
      head.emplace_back(word(which, language));
    }
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
    row.push_back(note_text(figure, language));
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

/// What the first column calls a group; several of one name are told apart by their keys.
std::string group_name(const qa::ReportGroup& group, std::size_t namesakes, Language language) {
  if (group.key == qa::rest_of(group.by) && group.name == group.key) {
    const bool is_intent = group.key == qa::kUnclassified;
    return std::string{word(is_intent ? Word::kUnclassified : Word::kNone, language)};
  }
  const std::string name = shown(group.name, kNameColumns);
  return namesakes > 1 ? fmt::format("{} ({})", name, shown(group.key, kNameColumns)) : name;
}

/// "Served customers who bought again 25.00% (5 / 20)"; nothing where nobody was served.
std::string share_text(Word name, std::int64_t numerator, std::int64_t denominator,
                       Language language) {
  if (denominator == 0) {
    return {};
  }
  const double share = static_cast<double>(numerator) / static_cast<double>(denominator);
  return fmt::format("{} {} ({} / {})\n", word(name, language),
                     in_unit(share, qa::Unit::kRatio, language), numerator, denominator);
}

std::string loyalty_text(const qa::Loyalty& loyalty, Language language) {
  return share_text(Word::kRepeatPurchase, loyalty.customers_bought_again, loyalty.customers_bought,
                    language) +
         share_text(Word::kRetention, loyalty.customers_returned.value_or(0),
                    loyalty.customers_before.value_or(0), language);
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
    std::vector<std::string> row{group_name(group, namesakes[group.name], language)};
    const auto figure = [&group](qa::Metric metric) -> const qa::Figure& {
      return group.metrics[static_cast<std::size_t>(metric)];
    };
    for (const qa::Metric metric : kGroupMetrics) {
      row.push_back(group_cell(figure(metric), language));
    }
    row.push_back(std::to_string(figure(qa::Metric::kMeanResponse).denominator.value_or(0)));
    row.push_back(group.impact_on_mean_ms
                      ? fmt::format("{:+.2f} {}", *group.impact_on_mean_ms / 1000,
                                    word(Word::kSeconds, language))
                      : std::string{kNoValue});
    table.add_row(std::move(row));
  }
  return table.text(head.size());
}

}  // namespace

std::string value_text(const qa::Figure& figure, rules::Language language) {
  if (figure.unit() == qa::Unit::kMinor && !figure.parts.empty()) {
    return amounts_text(figure);
  }
  return figure.value ? in_unit(*figure.value, figure.unit(), language) : std::string{kNoValue};
}

std::string report_text(const qa::Report& report, rules::Language language) {
  const Table figures = figures_table(report, language);
  std::string out = head_text(report, language) + "\n" + figures.text(has_baseline(report) ? 7 : 6);
  out += fmt::format("\n{} {}\n", word(Word::kOpenRounds, language), report.open_rounds);
  out += loyalty_text(report.loyalty, language);
  std::optional<qa::Cut> done;
  for (const qa::ReportGroup& group : report.breakdown) {
    if (done != group.by) {
      done = group.by;
      out += "\n" + breakdown_text(report, group.by, language);
    }
  }
  return out;
}

}  // namespace plugin::report
