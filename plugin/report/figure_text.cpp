#include "plugin/report/figure_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "plugin/report/report_table.h"
#include "plugin/report/report_words.h"
#include "qa/metrics_number.h"

namespace plugin::report {
namespace {

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

/// A value beside that of the figure: an amount of money needs the figure's currency.
std::string beside(double value, const qa::Figure& figure, Language language) {
  if (figure.unit() != qa::Unit::kMinor || value == 0) {
    return in_unit(value, figure.unit(), language);
  }
  return figure.parts.size() == 1 ? amount_text(std::llround(value), figure.parts.begin()->first)
                                  : std::string{kNoValue};
}

}  // namespace

std::string value_text(const qa::Figure& figure, Language language) {
  if (figure.unit() == qa::Unit::kMinor && !figure.parts.empty()) {
    return amounts_text(figure);
  }
  return figure.value ? in_unit(*figure.value, figure.unit(), language) : std::string{kNoValue};
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

std::string exact(const std::optional<double>& value) {
  std::string out;
  if (value && std::isfinite(*value)) {
    qa::append_number(out, *value);
  }
  return out;
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

bool has_baseline(const qa::Report& report) {
  return std::any_of(report.metrics.begin(), report.metrics.end(),
                     [](const qa::Figure& figure) { return figure.baseline.has_value(); });
}

std::string benchmark_text(const qa::Figure& figure, Language language) {
  constexpr std::size_t kSourceColumns = 24;
  return figure.benchmark
             ? fmt::format("{} ({})", beside(figure.benchmark->value, figure, language),
                           shown(figure.benchmark->name, kSourceColumns))
             : std::string{kNoValue};
}

bool has_benchmark(const qa::Report& report) {
  return std::any_of(report.metrics.begin(), report.metrics.end(),
                     [](const qa::Figure& figure) { return figure.benchmark.has_value(); });
}

std::vector<Word> figure_columns(const qa::Report& report) {
  std::vector<Word> columns{Word::kFigure,    Word::kValue,    Word::kMadeOf,
                            Word::kThreshold, Word::kPrevious, Word::kChange};
  if (has_baseline(report)) {
    columns.push_back(Word::kBaseline);
  }
  if (has_benchmark(report)) {
    columns.push_back(Word::kBenchmark);
  }
  columns.push_back(Word::kNote);
  return columns;
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

std::vector<std::string> notes_of(const qa::Figure& figure, Language language) {
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
  if (figure.is_left_out) {
    notes.emplace_back(word(Word::kLeftOut, language));
  } else if (needs_intents && !figure.denominator) {
    notes.emplace_back(word(Word::kNoIntents, language));
  }
  return notes;
}

std::string causes_left_out_text(const qa::Report& report, Language language) {
  return report.insight_limit ? fmt::format(fmt::runtime(word(Word::kCausesLeftOut, language)),
                                            *report.insight_limit)
                              : std::string();
}

qa::LocalTime local_time_of(const qa::Report& report) {
  qa::Profile profile;
  profile.zone = report.zone;
  return qa::LocalTime{profile};
}

std::string local_text(qa::Time time, const qa::LocalTime& local) {
  const std::int64_t minute = local.local_ms(time) / 60'000 % 60;
  return fmt::format("{} {:02}:{:02}", local.date(time), local.hour(time), std::abs(minute));
}

std::string span_text(const qa::Period& period, const qa::LocalTime& local, Language language) {
  return fmt::format("{} {} {}", local_text(period.from, local), word(Word::kTo, language),
                     local_text(period.to, local));
}

std::string impact_text(const std::optional<double>& impact_ms, Language language) {
  return impact_ms ? fmt::format("{:+.2f} {}", *impact_ms / 1000, word(Word::kSeconds, language))
                   : std::string{kNoValue};
}

std::string only_text(const qa::Report& report, Language language) {
  constexpr std::size_t kColumns = 48;
  std::string groups;
  for (std::size_t i = 0; i < report.only.size(); ++i) {
    const qa::GroupId& group = report.only[i];
    const std::string& name = i < report.only_names.size() ? report.only_names[i] : group.key;
    groups += fmt::format("{}{} {}", groups.empty() ? "" : " · ", name_of(group.by, language),
                          group_name({group.by, group.key, name, {}, {}, {}},
                                     name == group.key ? 1 : 2, language, kColumns));
  }
  return groups.empty() ? groups
         : language == Language::kChinese
             ? fmt::format("{}：{}", word(Word::kOnly, language), groups)
             : fmt::format("{}: {}", word(Word::kOnly, language), groups);
}

std::vector<LoyaltyShare> loyalty_of(const qa::Report& report, Language language) {
  const qa::Loyalty& loyalty = report.loyalty;
  const bool is_of_all = !report.only.empty();
  std::vector<LoyaltyShare> shares;
  const auto add = [&](std::string_view key, Word name, std::int64_t numerator,
                       std::int64_t denominator) {
    if (denominator > 0) {
      std::string words{word(name, language)};
      if (is_of_all) {
        words += fmt::format(fmt::runtime(language == Language::kChinese ? "（{}）" : " ({})"),
                             word(Word::kOfAll, language));
      }
      shares.push_back({key, std::move(words), numerator, denominator,
                        static_cast<double>(numerator) / static_cast<double>(denominator)});
    }
  };
  add("repeat_purchase_rate", Word::kRepeatPurchase, loyalty.customers_bought_again,
      loyalty.customers_bought);
  add("retention_rate", Word::kRetention, loyalty.customers_returned.value_or(0),
      loyalty.customers_before.value_or(0));
  return shares;
}

std::string group_name(const qa::ReportGroup& group, std::size_t namesakes, Language language,
                       std::size_t columns) {
  if (group.key == qa::rest_of(group.by) && group.name == group.key) {
    const bool is_intent = group.key == qa::kUnclassified;
    return std::string{word(is_intent ? Word::kUnclassified : Word::kNone, language)};
  }
  const std::string name = shown(group.name, columns);
  return namesakes > 1 ? fmt::format("{} ({})", name, shown(group.key, columns)) : name;
}

}  // namespace plugin::report
