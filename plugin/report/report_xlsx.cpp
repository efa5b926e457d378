#include "plugin/report/report_xlsx.h"

#include <fmt/format.h>

#include <map>
#include <stdexcept>
#include <string_view>

#include "plugin/report/figure_text.h"
#include "plugin/report/insight_words.h"
#include "plugin/report/page_words.h"
#include "plugin/report/report_table.h"
#include "plugin/report/report_words.h"
#include "plugin/report/workbook.h"

namespace plugin::report {
namespace {

Look look_of(qa::Unit unit) {
  switch (unit) {
    case qa::Unit::kRatio:
      return Look::kShare;
    case qa::Unit::kMs:
    case qa::Unit::kStars:
      return Look::kDecimal;
    case qa::Unit::kCount:
    case qa::Unit::kMinor:
      return Look::kWhole;
  }
  return Look::kPlain;
}

Mark mark_of(const qa::Figure& figure) {
  return figure.needs_work ? Mark::kBad : figure.getting_worse ? Mark::kWorse : Mark::kNone;
}

std::optional<double> real(const std::optional<std::int64_t>& whole) {
  return whole ? std::optional(static_cast<double>(*whole)) : std::nullopt;
}

/// One report on its way into a workbook.
class Writer {
 public:
  Writer(const qa::Report& report, Language language)
      : report_(report),
        language_(language),
        local_(local_time_of(report)),
        book_(word(Word::kReport, language),
              report.generated_at.time_since_epoch().count() / 1000) {}

  std::string write() {
    write_figures();
    write_trend();
    write_waits();
    write_heat();
    std::size_t begin = 0;
    while (begin < report_.breakdown.size()) {
      const qa::Cut cut = report_.breakdown[begin].by;
      std::size_t end = begin;
      while (end < report_.breakdown.size() && report_.breakdown[end].by == cut) {
        ++end;
      }
      write_cut(cut, begin, end);
      begin = end;
    }
    write_causes();
    return book_.take();
  }

 private:
  std::string_view say(Word which) const { return word(which, language_); }

  void line(std::initializer_list<std::string> cells, Look look = Look::kPlain) {
    book_.begin_row();
    for (const std::string& cell : cells) {
      book_.text(cell, look);
    }
  }

  void write_about() {
    line({fmt::format("{}  {}", say(Word::kReport), span_text(report_.period, local_, language_))},
         Look::kTitle);
    if (report_.previous) {
      line(
          {std::string(say(Word::kComparedWith)), span_text(*report_.previous, local_, language_)});
    }
    if (!report_.only.empty()) {
      line({only_text(report_, language_)});
    }
    line({std::string(say(Word::kZone)), report_.zone});
    line({std::string(say(Word::kProfile)),
          report_.profile_version > 0
              ? fmt::format("{} v{}", report_.profile, report_.profile_version)
              : report_.profile});
    line({std::string(say(Word::kGenerated)), local_text(report_.generated_at, local_)});
    line({std::string(say(Word::kOpenRounds))});
    book_.number(static_cast<double>(report_.open_rounds), Look::kWhole);
    for (const LoyaltyShare& share : loyalty_of(report_, language_)) {
      line({share.name});
      book_.number(share.value, Look::kShare);
      book_.number(static_cast<double>(share.numerator), Look::kWhole);
      book_.number(static_cast<double>(share.denominator), Look::kWhole);
    }
    if (report_.insight_limit) {
      line({causes_left_out_text(report_, language_)});
    }
    if (report_.is_incomplete) {
      line({std::string(say(Word::kIncomplete))});
      for (const qa::GapRecord& gap : report_.gaps) {
        line({span_text({gap.from, gap.to}, local_, language_), gap.source, gap.reason});
      }
    }
    book_.begin_row();  // a blank one
  }

  void write_figures() {
    book_.begin_sheet(say(Word::kFigures));
    book_.set_width(0, 0, 34);
    book_.set_width(1, 1, 28);
    book_.set_width(2, 14, 15);
    book_.set_width(15, 15, 40);
    write_about();
    book_.begin_row();
    for (const Word head :
         {Word::kFigure, Word::kKey, Word::kValue, Word::kNumerator, Word::kDenominator,
          Word::kUnit, Word::kThreshold, Word::kPrevious, Word::kPreviousNumerator,
          Word::kPreviousDenominator, Word::kBaseline, Word::kBenchmark, Word::kBenchmarkName,
          Word::kIntervalLow, Word::kIntervalHigh, Word::kNote}) {
      book_.text(say(head), Look::kHead);
    }
    for (const qa::Figure& figure : report_.metrics) {
      write_figure(figure);
      for (const auto& [part, number] : figure.parts) {
        book_.begin_row();
        book_.text(fmt::format("  {}", name_of_reason(part, language_)));
        book_.text(fmt::format("{}.{}", figure.key(), part));
        book_.number(static_cast<double>(number), Look::kWhole);
        book_.number(static_cast<double>(number), Look::kWhole);
        book_.skip();
        book_.text(name_of(figure.unit(), language_));
      }
    }
  }

  void write_figure(const qa::Figure& figure) {
    const Look look = look_of(figure.unit());
    book_.begin_row();
    book_.text(name_of(figure.metric, language_));
    book_.text(figure.key());
    book_.number(figure.value, look, mark_of(figure));
    book_.number(real(figure.numerator), Look::kWhole);
    book_.number(real(figure.denominator), Look::kWhole);
    book_.text(name_of(figure.unit(), language_));
    book_.number(figure.threshold, look);
    const auto& previous = figure.previous;
    book_.number(previous ? previous->value : std::nullopt, look);
    book_.number(previous ? real(previous->numerator) : std::nullopt, Look::kWhole);
    book_.number(previous ? real(previous->denominator) : std::nullopt, Look::kWhole);
    book_.number(figure.baseline, look);
    book_.number(figure.benchmark ? std::optional(figure.benchmark->value) : std::nullopt, look);
    book_.text(figure.benchmark ? std::string_view(figure.benchmark->name) : std::string_view());
    book_.number(figure.interval ? std::optional(figure.interval->low) : std::nullopt, look);
    book_.number(figure.interval ? std::optional(figure.interval->high) : std::nullopt, look);
    book_.text(fmt::format("{}", fmt::join(notes_of(figure, language_), " · ")), Look::kPlain,
               mark_of(figure));
  }

  void head(std::initializer_list<PageWord> words) {
    book_.begin_row();
    for (const PageWord each : words) {
      book_.text(page_word(each, language_), Look::kHead);
    }
  }

  void write_trend() {
    book_.begin_sheet(page_word(PageWord::kTrend, language_));
    book_.set_width(0, 2, 20);
    book_.set_width(3, 3 + static_cast<lxw_col_t>(qa::trend_metrics().size()), 18);
    head({PageWord::kSeries, PageWord::kFrom, PageWord::kUntil});
    for (const qa::Metric metric : qa::trend_metrics()) {
      const bool is_time = qa::definition_of(metric).unit == qa::Unit::kMs;
      book_.text(fmt::format("{}{}", name_of(metric, language_), is_time ? " (ms)" : ""),
                 Look::kHead);
    }
    write_steps(PageWord::kNow, report_.charts.trend);
    write_steps(PageWord::kBefore, report_.charts.previous);
  }

  void write_steps(PageWord series, const std::vector<qa::TrendStep>& steps) {
    for (const qa::TrendStep& step : steps) {
      book_.begin_row();
      book_.text(page_word(series, language_));
      book_.text(local_text(step.span.from, local_));
      book_.text(local_text(step.span.to, local_));
      for (const qa::Figure& figure : step.metrics) {
        book_.number(figure.value, look_of(figure.unit()));
      }
    }
  }

  void write_waits() {
    book_.begin_sheet(page_word(PageWord::kWaits, language_));
    book_.set_width(0, 3, 20);
    head({PageWord::kAboveMs, PageWord::kUpToMs, PageWord::kAnswered, PageWord::kUnserved});
    for (const qa::WaitRange& bucket : report_.charts.waits) {
      book_.begin_row();
      book_.number(static_cast<double>(bucket.above.count()), Look::kWhole);
      book_.number(
          bucket.up_to ? std::optional(static_cast<double>(bucket.up_to->count())) : std::nullopt,
          Look::kWhole);
      book_.number(static_cast<double>(bucket.answered), Look::kWhole);
      book_.number(static_cast<double>(bucket.unserved), Look::kWhole);
    }
  }

  void write_heat() {
    book_.begin_sheet(page_word(PageWord::kHours, language_));
    book_.set_width(0, 3, 20);
    head({PageWord::kWeekday, PageWord::kHour});
    book_.text(say(Word::kRounds), Look::kHead);
    book_.text(page_word(PageWord::kMeanMs, language_), Look::kHead);
    for (std::size_t day = 0; day < report_.charts.heat.size(); ++day) {
      for (std::size_t hour = 0; hour < report_.charts.heat[day].size(); ++hour) {
        const qa::HeatCell& cell = report_.charts.heat[day][hour];
        if (cell.rounds == 0) {
          continue;
        }
        book_.begin_row();
        book_.text(weekday_name(day, language_));
        book_.number(static_cast<double>(hour), Look::kWhole);
        book_.number(static_cast<double>(cell.rounds), Look::kWhole);
        book_.number(cell.mean_ms(), Look::kDecimal);
      }
    }
  }

  void write_cut(qa::Cut cut, std::size_t begin, std::size_t end) {
    if (end - begin >= kSheetRows) {
      throw std::runtime_error(
          fmt::format("the cut by {} has {} groups, and a sheet of an xlsx file has room for {}: "
                      "choose csv or json, or a coarser cut",
                      to_string(cut), end - begin, kSheetRows - 1));
    }
    constexpr lxw_col_t kBefore = 5;  // columns before those of the figures
    constexpr auto kLast = static_cast<lxw_col_t>(kBefore + qa::kMetrics - 1);
    book_.begin_sheet(name_of(cut, language_));
    book_.freeze(1, 2);
    book_.set_width(0, 1, 24);
    book_.set_width(2, kLast, 16);
    book_.begin_row();
    book_.filter_from_here(kLast);
    book_.text(name_of(cut, language_), Look::kHead);
    for (const Word head : {Word::kKey, Word::kRounds, Word::kImpactWhole, Word::kImpactEach}) {
      book_.text(say(head), Look::kHead);
    }
    for (const qa::MetricDefinition& definition : qa::metric_definitions()) {
      const bool is_time = definition.unit == qa::Unit::kMs;
      book_.text(fmt::format("{}{}", name_of(definition.metric, language_), is_time ? " (ms)" : ""),
                 Look::kHead);
    }
    for (std::size_t i = begin; i < end; ++i) {
      write_group(report_.breakdown[i]);
    }
  }

  void write_group(const qa::ReportGroup& group) {
    book_.begin_row();
    book_.text(group_name(group, 1, language_, kNameColumns));
    book_.text(group.key);
    const qa::Figure& mean = group.metrics[static_cast<std::size_t>(qa::Metric::kMeanResponse)];
    book_.number(real(mean.denominator), Look::kWhole);
    book_.number(group.impact_ms, Look::kDecimal);
    book_.number(group.impact_on_mean_ms, Look::kDecimal);
    for (const qa::Figure& figure : group.metrics) {
      book_.number(figure.value, look_of(figure.unit()), mark_of(figure));
    }
  }

  /// What lies behind the figures, a sentence a row, with the worst conversations it is about.
  void write_causes() {
    const std::vector<Statement> statements = statements_of(report_, language_);
    if (statements.empty()) {
      return;
    }
    book_.begin_sheet(page_word(PageWord::kCauses, language_));
    book_.set_width(0, 0, 20);
    book_.set_width(1, 1, 110);
    book_.set_width(2, 2, 14);
    book_.set_width(3, 3, 60);
    head({PageWord::kPart, PageWord::kStatement, PageWord::kConversations,
          PageWord::kWorstConversations});
    for (const Statement& statement : statements) {
      book_.begin_row();
      book_.text(title_of(statement.part, language_));
      book_.text((statement.is_detail ? "  " : "") + statement.text);
      if (statement.behind == nullptr) {
        continue;
      }
      book_.number(static_cast<double>(statement.behind->conversations), Look::kWhole);
      std::string ids;
      for (const qa::ConversationKey& key : statement.behind->worst) {
        ids += (ids.empty() ? "" : " ") + key.id;
      }
      book_.text(ids);
    }
  }

  static constexpr std::size_t kNameColumns = 200;

  const qa::Report& report_;
  Language language_;
  qa::LocalTime local_;
  Workbook book_;
};

}  // namespace

std::string report_xlsx(const qa::Report& report, Language language) {
  return Writer{report, language}.write();
}

}  // namespace plugin::report
