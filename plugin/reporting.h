#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "qa/desk.h"
#include "qa/metrics_group.h"
#include "qa/naming.h"
#include "qa/profile.h"
#include "qa/report.h"
#include "qa/report_period.h"
#include "store/store.h"

namespace plugin {

/// So many conversations take some ten seconds to read (docs/performance.md, "Reports at size"): as
/// long as somebody waits who did not ask for what lies behind the figures.
inline constexpr std::int64_t kMostForInsight = 100'000;

/// What a person asks of `sandglass report`, before it is a period.
struct ReportQuestion {
  std::optional<qa::PeriodSpec> period;  ///< nullopt: all there is, or from `from` to `to`
  std::string from;                      ///< local date or instant; with `to` a custom period
  std::string to;                        ///< exclusive; empty: the end of what is known
  std::string at;                        ///< the report's instant; empty: see qa::report_instant
  qa::Compare compare = qa::Compare::kPrevious;
  bool with_baseline = false;  ///< beside every figure what is usual here
  std::vector<qa::Cut> cuts;
  std::vector<std::string> only;  ///< "agent=a_1": see qa::group_named; all of them
  bool wants_insight = false;     ///< see qa::ReportRequest
  /// Wanted only where no more conversations than kMostForInsight have to be read for it.
  bool insight_if_quick = false;
  bool with_customers = true;  ///< see qa::ReportRequest
};

struct ReportProblem {
  std::string message;  ///< "--from: 2026-13-01 is neither a local date nor an instant"
};

/// The question as periods and instants, or what is wrong with it.
/// @param known  first and last event time there is; a custom end left open is the local midnight
/// after the last.
/// @param profile  names the sales; `local` is its
std::variant<qa::ReportRequest, ReportProblem> make_request(const ReportQuestion& question,
                                                            const std::optional<qa::Period>& known,
                                                            qa::Time now,
                                                            const qa::Profile& profile,
                                                            const qa::LocalTime& local);

/// What people call agents and products, as events tell it; the name told last holds, whatever
/// order the events are seen in.
class Names {
 public:
  void see(const qa::Event& event);
  void see(const qa::Label& told);
  void give(qa::ReportBuilder& builder) const;

 private:
  std::map<qa::GroupId, qa::Label> names_;
};

/// First and last event time of a database; nullopt: it has none.
std::optional<qa::Period> known_times(store::Reader& reader);

using ConversationVisitor =
    std::function<void(const qa::History& history, const qa::ConversationFacts& facts)>;

/// Every conversation with an event in `reads`, with all its events, in order of key; each passes
/// through the same pass as live traffic. What it hands over is valid during the call.
/// @param instant  the moment asked about; what events have shown to be over is over all the same
/// @throws store::Error
void for_each_conversation(store::Reader& reader, const qa::Profile& profile,
                           const qa::Period& reads, qa::Time instant,
                           const ConversationVisitor& visit);

enum class CountFrom {
  kSums,  ///< stored sums where they can give the report, else the rows
  kRows,  ///< every conversation of the period passes through the same pass as live traffic
};

/// Figures from a database; the same whatever they are counted from. @throws store::Error.
qa::Report report_of(store::Reader& reader, const qa::Profile& profile,
                     const qa::ReportRequest& request, CountFrom from = CountFrom::kSums);

}  // namespace plugin
