#pragma once

#include <map>
#include <vector>

#include "qa/contribution.h"
#include "qa/conversation_facts.h"
#include "qa/metrics_contacts.h"
#include "qa/metrics_figure.h"
#include "qa/metrics_group.h"
#include "qa/metrics_sales.h"
#include "qa/metrics_tally.h"
#include "qa/profile.h"

/// Adds conversations up to the figures of docs/metrics.md. Pure and mergeable: the metrics of a
/// set of conversations are the same however it was split and in whatever order it was added.
namespace qa {

class ChartSums;

class Metrics {
 public:
  /// @param cuts  the breakdowns to keep beside the total; one named twice is kept once
  /// @param keeps_customers  as in Tally
  explicit Metrics(const std::vector<Cut>& cuts = {}, bool keeps_customers = true);

  /// Adds what of one conversation lies in `period`. Each conversation once.
  /// @param local    of `profile`
  /// @param instant  the report's: young unanswered messages of open phases are left out by it
  /// @param charts   gets the same things; of the same period
  /// @param only     adds only what stands in all these groups
  void add(const ConversationFacts& facts, const Period& period, const Profile& profile,
           const LocalTime& local, Time instant, ChartSums* charts = nullptr,
           const std::vector<GroupId>& only = {});

  /// Adds stored sums of what all stands in the same groups of `cuts`; into the total too where
  /// `is_whole`: of the cuts that store everything once each, one gives the total.
  void add(const Tally& sums, const std::vector<Cut>& cuts, const Attribution& attribution,
           const LocalHour& when, bool is_whole);

  /// Adds the customer of a stored contribution, as far as its shares lie in `days`: what
  /// sums leave out.
  /// @param customer  customer_key()
  void add_customer(const std::string& customer, const Contribution& contribution,
                    const LocalDays& days);

  /// @param other  of the same cuts, of other conversations (or another period)
  void merge(const Metrics& other);

  /// Figures of the whole. Sales and contacts need every conversation of a customer: settle a
  /// SalesLedger and a ContactLedger.
  std::vector<Figure> figures(const Profile& profile, const SalesTally* sales = nullptr,
                              const ContactTally* contacts = nullptr) const;

  const std::vector<Cut>& cuts() const { return cuts_; }

  const Tally& total() const { return total_; }

  const std::map<GroupId, Tally>& groups() const { return groups_; }

 private:
  /// The tallies that count what is so attributed: the total and one group a cut. Valid until the
  /// next call.
  const std::vector<Tally*>& tallies_of(const Attribution& attribution, const LocalTime& local);

  Tally& group(GroupId id);

  std::vector<Cut> cuts_;
  Tally total_;
  std::map<GroupId, Tally> groups_;
  std::vector<Tally*> targets_;
};

}  // namespace qa
