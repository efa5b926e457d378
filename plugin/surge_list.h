#pragma once

#include <optional>
#include <string>
#include <vector>

#include "qa/report.h"
#include "qa/surge.h"
#include "rules/diagnostic.h"
#include "store/store.h"

/// Hours of a period in which far more customers wrote than usual (咨询激增), and when `run` told.
namespace plugin {

/// An hour that was a surge as a whole, or in which one was told.
struct SurgingHour {
  qa::Time from{};  ///< its first instant
  std::string shop;
  std::int64_t conversations =
      0;  ///< of the whole hour; where it was no surge by its end, when told
  std::int64_t usual = 0;
  std::int32_t weeks = 0;
  std::optional<qa::LeadingIntent> leading;
  std::optional<qa::Surge> told;  ///< nullopt: nobody was attached, or it had begun before

  bool operator==(const SurgingHour&) const = default;
};

struct SurgeList {
  qa::Period period;
  std::string zone;
  bool is_rebuilding = false;      ///< only what was told is known: the sums are being made anew
  std::vector<SurgingHour> hours;  ///< by time, then by shop
};

/// Reads stored sums, and the conversations they do not contain. @throws store::Error
SurgeList list_surges(store::Reader& reader, const qa::Profile& profile,
                      const qa::ReportRequest& request);

std::string surges_text(const SurgeList& list, rules::Language language);
/// One line: {"period", "rebuilding", "surges": [{"shop", "hour", "conversations", "usual",
/// "weeks", "intent": null or {"intent", "conversations", "usual"}, "told_at", "ended_at"}]}.
std::string surges_json(const SurgeList& list);
std::string surges_csv(const SurgeList& list);

}  // namespace plugin
