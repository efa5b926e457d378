#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "qa/benchmark.h"
#include "qa/charts.h"
#include "qa/conversation_facts.h"
#include "qa/insight.h"
#include "qa/insight_builder.h"
#include "qa/metrics.h"
#include "qa/metrics_contacts.h"
#include "qa/metrics_sales.h"
#include "qa/profile.h"
#include "qa/record.h"
#include "qa/rollup.h"

/// A report as one value: every writer (JSON, text …) prints this and computes nothing.
namespace qa {

struct ReportGroup {
  Cut by = Cut::kAgent;
  std::string key;              ///< GroupId::key
  std::string name;             ///< of the agent or product where known, else the key
  std::vector<Figure> metrics;  ///< `previous` is nullopt in a cut by day: no day comes twice
  /// Sum of counted_ms over the group's rounds, minus their number × the overall mean: positive
  /// slows the whole down. Sums to 0 over the groups of a cut. nullopt: no rounds at all.
  std::optional<double> impact_ms;
  std::optional<double> impact_on_mean_ms;  ///< impact / number of all rounds

  bool operator==(const ReportGroup&) const = default;
};

struct Report {
  Period period;
  std::optional<Period> previous;
  std::string zone;
  std::string profile;
  std::int64_t profile_version = 0;
  Time generated_at{};
  Time instant{};  ///< the moment the report speaks of
  bool is_incomplete = false;
  bool is_rebuilding = false;   ///< stored sums are being made anew: figures are right, but slow
  std::vector<GapRecord> gaps;  ///< that touch the period, by time
  std::vector<Figure> metrics;  ///< in the order of metric_definitions()
  std::int64_t open_rounds = 0;
  bool has_customers = true;            ///< false: figures that tell customers apart are left out
  Loyalty loyalty;                      ///< where it has customers
  std::vector<ReportGroup> breakdown;   ///< by cut as asked for, then by key, the rest last
  std::vector<GroupId> only;            ///< all figures are of what stands in all these groups
  std::vector<std::string> only_names;  ///< what people call these groups, same order
  std::optional<Insight> insight;       ///< nullopt: not asked for, or see insight_limit
  /// The insight was left out, for it takes more conversations than these to be read.
  std::optional<std::int64_t> insight_limit;
  Charts charts;

  /// Figure of the whole; every metric is there.
  const Figure& figure(Metric metric) const { return metrics[static_cast<std::size_t>(metric)]; }
};

struct ReportRequest {
  Period period;
  std::optional<Period> previous;
  std::vector<Cut> cuts;
  Time instant{};  ///< see report_instant()
  Time generated_at{};
  std::optional<Period> baseline{};  ///< what Figure::baseline is made of; see baseline_before()
  /// Counts only what stands in all these groups: the total of one is its group in the breakdown.
  std::vector<GroupId> only{};
  bool wants_insight = false;  ///< what lies behind the figures too: it takes every row
  /// Leaves the insight out where more conversations than these would have to be read for it;
  /// nullopt: however many. For whoever reads them to keep to.
  std::optional<std::int64_t> insight_limit{};
  /// False: without the figures that tell customers apart, and without loyalty. Sums have all
  /// others of a month in some ten thousand rows; these take one a conversation.
  bool with_customers = true;
};

/// A figure gets worse (持续变差) when it is worse than in the previous period by more than this
/// share of it, and worse than it on each of the last kWorseDays whole local days before the
/// earlier of the period's end and the instant.
inline constexpr double kWorseShare = 0.05;
inline constexpr std::size_t kWorseDays = 3;

/// Adds conversations up one at a time and keeps only sums, so it works over a store of any size.
class ReportBuilder {
 public:
  /// @throws std::runtime_error for a zone the system does not know
  ReportBuilder(Profile profile, ReportRequest request);

  /// The span of event times to read: every conversation with an event in it must be added, with
  /// all its events. With customers it begins before the periods, for a contact may repeat an
  /// earlier one, and has no end, for an order may follow a talk at any distance.
  Period reads() const;

  /// Each conversation once, in any order; those that do not matter are harmless.
  /// @param evidence  for the insight; where it is not asked for nobody looks at it
  void add(const ConversationFacts& facts, const ConversationEvidence& evidence = {});

  /// What has to be read of stored sums instead: the rows of its splits to add(), of every
  /// contribution asked for the part add_customer() takes, and the conversations the sums do not
  /// contain to the add() above. nullopt: sums cannot give this report, for one of its periods does
  /// not consist of whole local days, or what lies behind the figures is asked for.
  std::optional<RollupQuery> rollups();
  void add(const Rollup& row);
  void add_customer(const Contribution& contribution);

  void add_gap(const GapRecord& gap);

  /// Of them those that hold on the day the period begins stand beside the figures.
  void set_benchmarks(std::vector<Benchmark> benchmarks) { benchmarks_ = std::move(benchmarks); }

  /// What people call a group; the last one told holds.
  void set_name(Cut by, std::string key, std::string name);

  Report report() const;

 private:
  struct Slot {
    Period period;
    Metrics metrics;
    std::optional<LocalDays> days;  ///< where it consists of whole ones
  };

  Slot slot_of(const Period& period) const;
  /// `usual_` among them.
  std::vector<Slot*> every_slot();

  class SlotFigures;

  /// nullptr: nothing is drawn of it.
  ChartSums* charts_of(const Slot& slot);
  Charts charts() const;
  void set_baseline(std::vector<Figure>& figures, const std::vector<Figure>& usual) const;
  /// @param group  nullptr: everything
  void set_benchmarks(std::vector<Figure>& figures, const GroupId* group) const;
  /// @param days  of the last whole days, latest first; asked only where it matters
  void compare(std::vector<Figure>& figures, const std::vector<Figure>& previous,
               const std::function<std::vector<Figure>(std::size_t day)>& days) const;
  ReportGroup group_of(const GroupId& id, const std::vector<SlotFigures>& slots,
                       const std::optional<SlotFigures>& usual) const;
  std::vector<ReportGroup> breakdown(const std::vector<SlotFigures>& slots,
                                     const std::optional<SlotFigures>& usual) const;

  Profile profile_;
  LocalTime local_;
  ReportRequest request_;
  std::vector<Slot> slots_;  ///< the period; the previous one if any; the last whole days
  std::optional<Slot> usual_;
  TrendUnit unit_;
  ChartSums charts_;
  std::optional<ChartSums> previous_charts_;
  SalesLedger sales_;
  ContactLedger contacts_;
  std::optional<InsightBuilder> insight_;
  std::vector<GapRecord> gaps_;
  std::vector<Benchmark> benchmarks_;
  std::map<GroupId, std::string> names_;
};

}  // namespace qa
