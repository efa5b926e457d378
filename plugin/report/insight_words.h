#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "qa/insight.h"
#include "qa/report.h"
#include "rules/diagnostic.h"

/// What lies behind the figures, in sentences. Made from counts alone, the same for every writer;
/// where nothing is notable nothing is said. Names from outside cannot steer a terminal; whoever
/// writes markup still escapes them.
namespace plugin::report {

enum class InsightPart : std::uint8_t {
  kDiagnosis,
  kReasons,
  kSatisfaction,
  kWhatIf,
  kNudges,
  kRisks,
  kTopics,
};

struct Statement {
  InsightPart part = InsightPart::kDiagnosis;
  bool is_detail = false;  ///< explains the statement before it
  std::string text;        ///< whole sentences
  /// The conversations it is about; nullptr: none are named. Points into the insight.
  const qa::ConversationsBehind* behind = nullptr;
};

/// "诊断", "Diagnosis".
std::string_view title_of(InsightPart part, rules::Language language);

/// In the order of InsightPart. Empty where nothing is notable, and of a report without insight.
/// @param report  must outlive what comes back
std::vector<Statement> statements_of(const qa::Report& report, rules::Language language);

/// The section of the text report: titles, sentences, and the first conversations behind each.
/// Empty where there is nothing to say.
std::string insight_text(const qa::Report& report, rules::Language language);

}  // namespace plugin::report
