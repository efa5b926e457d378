#include "plugin/report/html_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
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

constexpr std::size_t kNameColumns = 48;

/// Figures of a cut's columns, after the impact; the rest is in the other formats.
constexpr std::array kGroupMetrics{qa::Metric::kMeanResponse,
                                   qa::Metric::kMeanFirstResponse,
                                   qa::Metric::kThreeMinuteReplyRate,
                                   qa::Metric::kSatisfactionRate,
                                   qa::Metric::kAccepted,
                                   qa::Metric::kUnservedConversations};

const qa::Figure& figure_of(const qa::ReportGroup& group, qa::Metric metric) {
  return group.metrics[static_cast<std::size_t>(metric)];
}

std::string_view head_of(qa::Metric metric, Language language) {
  switch (metric) {
    case qa::Metric::kMeanFirstResponse:
      return page_word(PageWord::kFirstResponse, language);
    case qa::Metric::kAccepted:
      return page_word(PageWord::kAcceptedTalks, language);
    case qa::Metric::kUnservedConversations:
      return page_word(PageWord::kUnservedTalks, language);
    default:
      return short_name_of(metric, language);
  }
}

std::string notes(const qa::Figure& figure, Language language) {
  std::string out;
  for (const std::string& note : notes_of(figure, language)) {
    const bool is_bad = out.empty() && figure.needs_work;
    out += fmt::format(R"(<span class="badge{}">{}</span>)",
                       is_bad                                            ? " bad"
                       : figure.getting_worse && !figure.is_small_sample ? " worse"
                                                                         : "",
                       markup(note));
  }
  return out;
}

/// Which of the columns that are not always there are.
struct Beside {
  bool baseline = false;
  bool benchmark = false;
};

std::string figure_row(const qa::Figure& figure, const Beside& beside, Language language) {
  std::string row = fmt::format(
      R"(<tr data-key="{}"><th scope="row">{}</th><td{}><data value="{}">{}</data></td><td class="meta">{}</td>)"
      R"(<td>{}</td><td>{}</td><td>{}</td>)",
      figure.key(), name_of(figure.metric, language), figure.needs_work ? " class=\"off\"" : "",
      exact(figure.value), markup(value_text(figure, language)), made_of(figure),
      threshold_text(figure, language), markup(previous_text(figure, language)),
      markup(change_text(figure, language)));
  if (beside.baseline) {
    row += fmt::format("<td>{}</td>", markup(baseline_text(figure, language)));
  }
  if (beside.benchmark) {
    row += fmt::format("<td>{}</td>", markup(benchmark_text(figure, language)));
  }
  return row + fmt::format("<td class=\"notes\">{}</td></tr>", notes(figure, language));
}

/// Groups of one cut as the page shows them.
class CutTable {
 public:
  CutTable(const std::vector<qa::ReportGroup>& groups, std::size_t begin, std::size_t end,
           Language language)
      : cut_(groups[begin].by), language_(language) {
    for (std::size_t i = begin; i < end; ++i) {
      groups_.push_back(&groups[i]);
      ++namesakes_[groups[i].name];
      most_ = std::max(most_, impact_of(groups[i]));
    }
    const bool keeps_order = cut_ == qa::Cut::kHour || cut_ == qa::Cut::kDay;
    if (!keeps_order) {
      std::stable_sort(groups_.begin(), groups_.end(), [](const auto* a, const auto* b) {
        return a->impact_on_mean_ms.value_or(0) > b->impact_on_mean_ms.value_or(0);
      });
    }
    if (!keeps_order && groups_.size() > kMostGroups) {
      keep_those_of_most_impact();
    }
  }

  std::string card() const {
    const std::string title = fmt::format(fmt::runtime(page_word(PageWord::kImpactOf, language_)),
                                          name_of(cut_, language_));
    return fmt::format(
        R"(<section class="card cut" data-by="{}"><div class="row"><h2>{}</h2><p class="meta">{}</p></div>)"
        R"(<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}</section>)",
        to_string(cut_), title, page_word(PageWord::kImpactNote, language_), head(), rows(),
        left_out_ == 0
            ? ""
            : fmt::format("<p class=\"more\">{}</p>",
                          fmt::format(fmt::runtime(page_word(PageWord::kOthersLeftOut, language_)),
                                      left_out_)));
  }

 private:
  static double impact_of(const qa::ReportGroup& group) {
    return std::abs(group.impact_on_mean_ms.value_or(0));
  }

  /// In the order they are in; of equal ones the first.
  void keep_those_of_most_impact() {
    left_out_ = groups_.size() - kMostGroups;
    std::vector<std::size_t> places(groups_.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::stable_sort(places.begin(), places.end(), [this](std::size_t a, std::size_t b) {
      return impact_of(*groups_[a]) > impact_of(*groups_[b]);
    });
    places.resize(kMostGroups);
    std::sort(places.begin(), places.end());
    std::vector<const qa::ReportGroup*> kept;
    for (const std::size_t place : places) {
      kept.push_back(groups_[place]);
    }
    groups_ = std::move(kept);
  }

  std::string head() const {
    std::string out = fmt::format("<th>{}</th><th>{}</th><th></th>", name_of(cut_, language_),
                                  word(Word::kImpact, language_));
    for (const qa::Metric metric : kGroupMetrics) {
      out += fmt::format("<th>{}</th>", head_of(metric, language_));
    }
    return out;
  }

  std::string rows() const {
    std::string out;
    for (const qa::ReportGroup* group : groups_) {
      const double share = most_ > 0 ? group->impact_on_mean_ms.value_or(0) / most_ : 0;
      out += fmt::format(
          R"(<tr data-key="{}"><th scope="row"><bdi>{}</bdi></th><td><data value="{}">{}</data></td><td>{}</td>)",
          markup(group->key),
          markup(group_name(*group, namesakes_.at(group->name), language_, kNameColumns)),
          exact(group->impact_on_mean_ms), impact_text(group->impact_on_mean_ms, language_),
          impact_bar(share));
      for (const qa::Metric metric : kGroupMetrics) {
        const qa::Figure& figure = figure_of(*group, metric);
        out += fmt::format(R"(<td{}><data value="{}">{}</data></td>)",
                           figure.needs_work        ? " class=\"off\""
                           : figure.is_small_sample ? " class=\"few\""
                                                    : "",
                           exact(figure.value), markup(value_text(figure, language_)));
      }
      out += "</tr>";
    }
    return out;
  }

  qa::Cut cut_;
  Language language_;
  std::vector<const qa::ReportGroup*> groups_;
  std::map<std::string_view, std::size_t> namesakes_;
  double most_ = 0;
  std::size_t left_out_ = 0;
};

}  // namespace

std::string figures_card(const qa::Report& report, Language language) {
  const Beside beside{has_baseline(report), has_benchmark(report)};
  const std::vector<Word> columns = figure_columns(report);
  std::string head;
  for (const Word which : columns) {
    head += fmt::format("<th>{}</th>", word(which, language));
  }
  std::string rows;
  for (const qa::Figure& figure : report.metrics) {
    rows += figure_row(figure, beside, language);
  }
  for (const LoyaltyShare& share : loyalty_of(report, language)) {
    rows += fmt::format(
        R"(<tr data-key="{}"><th scope="row">{}</th><td><data value="{}">{}</data></td>)"
        R"(<td class="meta">{}/{}</td><td colspan="{}"></td></tr>)",
        share.key, share.name, exact(share.value), in_unit(share.value, qa::Unit::kRatio, language),
        share.numerator, share.denominator, columns.size() - 3);
  }
  return fmt::format(
      R"(<section class="card figures"><h2>{}</h2><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></section>)",
      page_word(PageWord::kAllFigures, language), head, rows);
}

std::string cut_cards(const qa::Report& report, Language language) {
  std::string out;
  const auto& groups = report.breakdown;
  for (std::size_t begin = 0; begin < groups.size();) {
    std::size_t end = begin;
    while (end < groups.size() && groups[end].by == groups[begin].by) {
      ++end;
    }
    out += CutTable{groups, begin, end, language}.card();
    begin = end;
  }
  return out;
}

}  // namespace plugin::report
