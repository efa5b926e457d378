#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "qa/complaint_risk.h"
#include "qa/report.h"
#include "rules/diagnostic.h"
#include "store/store.h"

/// Conversations by how much they look like those that end in a complaint, the riskiest first.
namespace plugin {

struct RiskQuestion {
  std::int32_t least = qa::kRiskNotable;  ///< points from which a conversation is listed
  std::size_t most = 50;                  ///< of the riskiest; 0: all
};

struct RiskList {
  qa::Period period;
  std::string zone;
  std::size_t all = 0;  ///< conversations of at least so many points
  std::vector<qa::ComplaintRisk> risks;
};

/// Reads every conversation of the period. @throws store::Error
RiskList list_risks(store::Reader& reader, const qa::Profile& profile,
                    const qa::ReportRequest& request, const RiskQuestion& question);

std::string risks_text(const RiskList& list, rules::Language language);
/// One line: {"period", "in_all", "risks": [...]} as in the member `insight` of the JSON report.
std::string risks_json(const RiskList& list);
std::string risks_csv(const RiskList& list);

}  // namespace plugin
