#pragma once

#include <string_view>

#include "qa/metrics_figure.h"
#include "qa/metrics_group.h"
#include "rules/diagnostic.h"

/// What people call things in a report, in Chinese and English.
namespace plugin::report {

using rules::Language;

enum class Word {
  kReport,
  kTo,
  kComparedWith,
  kProfile,
  kGenerated,
  kIncomplete,
  kOpenRounds,
  kRepeatPurchase,
  kRetention,
  kFigure,
  kValue,
  kMadeOf,
  kThreshold,
  kPrevious,
  kBaseline,
  kBenchmark,
  kChange,
  kNote,
  kSeconds,
  kPoints,
  kNeedsWork,
  kGettingWorse,
  kSmallSample,
  kNoIntents,
  kLeftOut,
  kCausesLeftOut,  ///< {}: number of conversations
  kRounds,
  kImpact,
  kNone,
  kUnclassified,
  kFigures,
  kKey,
  kNumerator,
  kDenominator,
  kUnit,
  kPreviousNumerator,
  kPreviousDenominator,
  kIntervalLow,
  kIntervalHigh,
  kImpactWhole,
  kImpactEach,
  kZone,
  kBenchmarkName,
  kOnly,
  kOfAll,  ///< beside figures of all where the others are of some groups
};

std::string_view word(Word word, Language language);
std::string_view name_of(qa::Metric metric, Language language);
/// For the head of a narrow column.
std::string_view short_name_of(qa::Metric metric, Language language);
std::string_view name_of(qa::Cut cut, Language language);
/// What the numbers of a table are: "比例", "毫秒" …
std::string_view name_of(qa::Unit unit, Language language);
/// @param reason  "attitude", "unsolved" …; anything else comes back as it is
std::string_view name_of_reason(std::string_view reason, Language language);

}  // namespace plugin::report
