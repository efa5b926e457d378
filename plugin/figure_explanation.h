#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "qa/figure_witness.h"
#include "qa/report.h"
#include "rules/diagnostic.h"
#include "store/store.h"

/// What is behind a figure of a report: its definition in words and the things it is made of.
namespace plugin {

struct FigureExplanation {
  qa::Figure figure;
  qa::Report report;  ///< the figures of the same question: period, zone, profile, groups
  std::vector<qa::FigureItem> items;  ///< worst first, at most as many as asked for
  std::size_t all = 0;                ///< items there are
};

struct FigureQuestion {
  qa::Metric metric = qa::Metric::kMeanResponse;
  bool only_bad = false;  ///< leave out what does not make the figure worse
  std::size_t limit = 0;  ///< 0: all
};

/// Reads every conversation of the period twice: for the figure, and for what it is made of.
/// @throws store::Error
FigureExplanation explain_figure(store::Reader& reader, const qa::Profile& profile,
                                 const qa::ReportRequest& request, const FigureQuestion& question);

/// One sentence: what counts, and over what.
std::string_view definition_in_words(qa::Metric metric, rules::Language language);

std::string explanation_text(const FigureExplanation& explanation, rules::Language language);
/// One line: {"metric", "definition", "period", "only", "value", "numerator", "denominator",
/// "items_in_all", "items": [...]}
std::string explanation_json(const FigureExplanation& explanation);

}  // namespace plugin
