#include "plugin/report/report_html.h"

#include <fmt/format.h>

#include <string_view>

#include "plugin/report/figure_text.h"
#include "plugin/report/html_cards.h"
#include "plugin/report/html_insight.h"
#include "plugin/report/html_tables.h"
#include "plugin/report/markup.h"
#include "plugin/report/page_words.h"
#include "plugin/report/report_words.h"
#include "plugin/report/svg_chart.h"

namespace plugin::report {

/// report.css, embedded.
std::string_view report_style();

namespace {

/// An hourglass, as on the console.
constexpr std::string_view kSign =
    R"(<svg class="sign" viewBox="0 0 24 24" aria-hidden="true"><path d="M7 3h10M7 21h10M8 3v4l4 5-4 5v4)"
    R"(M16 3v4l-4 5 4 5v4"/></svg>)";

/// Several groups with their names.
constexpr std::size_t kOnlyColumns = 400;

std::string head(const qa::Report& report, Language language) {
  const qa::LocalTime local = local_time_of(report);
  return fmt::format(
      R"(<!DOCTYPE html><html lang="{}"><head><meta charset="utf-8">)"
      R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; )"
      R"(base-uri 'none'; form-action 'none'"><meta name="referrer" content="no-referrer">)"
      R"(<meta name="viewport" content="width=device-width, initial-scale=1">)"
      R"(<meta name="color-scheme" content="light dark"><title>{} {}</title><style>{}</style></head>)",
      language == Language::kChinese ? "zh-CN" : "en", word(Word::kReport, language),
      span_text(report.period, local, language), report_style());
}

std::string title(const qa::Report& report, Language language) {
  const qa::LocalTime local = local_time_of(report);
  std::string out =
      fmt::format(R"(<header>{}<div><h1>{}</h1><p class="period">{}</p></div><p class="about">)",
                  kSign, word(Word::kReport, language), span_text(report.period, local, language));
  if (!report.only.empty()) {
    out += fmt::format(R"(<strong class="only">{}</strong><br>)",
                       markup(only_text(report, language), kOnlyColumns));
  }
  if (report.previous) {
    out += fmt::format("{} {}<br>", word(Word::kComparedWith, language),
                       span_text(*report.previous, local, language));
  }
  out += fmt::format("{} {}", word(Word::kProfile, language), markup(report.profile, 64));
  if (report.profile_version > 0) {
    out += fmt::format(" v{}", report.profile_version);
  }
  return out + fmt::format("{}{} {}</p></header>", " · ", word(Word::kGenerated, language),
                           local_text(report.generated_at, local));
}

std::string gaps(const qa::Report& report, Language language) {
  if (!report.is_incomplete) {
    return {};
  }
  /// More are counted, not listed: a page is to be read.
  constexpr std::size_t kMostGaps = 20;
  const qa::LocalTime local = local_time_of(report);
  std::string rows;
  for (std::size_t i = 0; i < report.gaps.size() && i < kMostGaps; ++i) {
    const qa::GapRecord& gap = report.gaps[i];
    rows += fmt::format("<li>{} <bdi>{}</bdi> <bdi>{}</bdi></li>",
                        span_text({gap.from, gap.to}, local, language), markup(gap.source, 40),
                        markup(gap.reason, 40));
  }
  if (report.gaps.size() > kMostGaps) {
    rows += fmt::format("<li>+ {}</li>", report.gaps.size() - kMostGaps);
  }
  return fmt::format(R"(<section class="card gaps"><p>⚠ {}</p><ul>{}</ul></section>)",
                     word(Word::kIncomplete, language), rows);
}

std::string no_causes(const qa::Report& report, Language language) {
  return report.insight_limit ? fmt::format(R"(<section class="card gaps"><p>{}</p></section>)",
                                            causes_left_out_text(report, language))
                              : std::string();
}

std::string foot(const qa::Report& report, Language language) {
  return fmt::format(
      "<footer><p>{}</p><p>{} · {}</p></footer>",
      fmt::format(fmt::runtime(page_word(PageWord::kOpenRoundsNow, language)), report.open_rounds),
      fmt::format(fmt::runtime(page_word(PageWord::kTimesNote, language)), markup(report.zone, 40)),
      fmt::format(fmt::runtime(page_word(PageWord::kMadeBy, language)), SANDGLASS_VERSION));
}

}  // namespace

std::string report_html(const qa::Report& report, Language language) {
  std::string out = head(report, language) + "<body><main>";
  out += title(report, language) + gaps(report, language) + tiles(report, language) +
         diagnosis_card(report, language);
  out += R"(<div class="wide-narrow">)" +
         trend_card(report, qa::Metric::kMeanResponse, kWideChart, language) +
         reasons_card(report, language) + "</div>";
  out += R"(<div class="halves">)" +
         trend_card(report, qa::Metric::kThreeMinuteReplyRate, kHalfChart, language) +
         waits_card(report, language) + "</div>";
  out += hours_card(report, language) + cause_cards(report, language) + cut_cards(report, language);
  out += figures_card(report, language);
  return out + no_causes(report, language) + foot(report, language) + "</main></body></html>\n";
}

}  // namespace plugin::report
