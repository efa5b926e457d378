#include "qa/metrics.h"

#include <algorithm>
#include <utility>

#include "qa/charts.h"
#include "qa/counted.h"

namespace qa {

Metrics::Metrics(const std::vector<Cut>& cuts, bool keeps_customers) {
  total_.keeps_customers = keeps_customers;
  for (const Cut cut : cuts) {
    if (std::find(cuts_.begin(), cuts_.end(), cut) == cuts_.end()) {
      cuts_.push_back(cut);
    }
  }
}

void Metrics::add(const ConversationFacts& facts, const Period& period, const Profile& profile,
                  const LocalTime& local, Time instant, ChartSums* charts,
                  const std::vector<GroupId>& only) {
  for_each_counted(facts, profile, local, instant, &period, [&](const Counted& counted) {
    if (!stands_in(only, counted.attribution, local)) {
      return;
    }
    for (Tally* tally : tallies_of(counted.attribution, local)) {
      add_to(*tally, counted);
    }
    if (charts != nullptr) {
      charts->add(counted, local);
    }
  });
}

void Metrics::add(const Tally& sums, const std::vector<Cut>& cuts, const Attribution& attribution,
                  const LocalHour& when, bool is_whole) {
  if (is_whole) {
    total_.merge(sums);
  }
  for (const Cut cut : cuts_) {
    if (std::find(cuts.begin(), cuts.end(), cut) != cuts.end()) {
      group(group_of(cut, attribution, when)).merge(sums);
    }
  }
}

void Metrics::add_customer(const std::string& customer, const Contribution& contribution,
                           const LocalDays& days) {
  const ConversationFacts& contact = contribution.contact;
  for (const CellShare& share : contribution.shares) {
    const Cell& cell = share.cell;
    const Tally& sums = share.sums;
    if (!days.contains(cell.when.day) || (sums.rounds == 0 && sums.conversations == 0)) {
      continue;
    }
    const auto count = [&](Tally& tally) {
      if (sums.conversations > 0) {
        tally.customers.insert(customer);
      }
      if (sums.rounds > 0) {
        bool& has_missed = tally.has_missed[customer];
        has_missed = has_missed || sums.rounds_in_time < sums.rounds;
      }
    };
    count(total_);
    const Attribution attribution{cell.agent,       cell.product,   contact.channel, {},
                                  contact.key.shop, contact.origin, cell.intent};
    for (const Cut cut : cuts_) {
      count(group(group_of(cut, attribution, cell.when)));
    }
  }
}

void Metrics::merge(const Metrics& other) {
  total_.merge(other.total_);
  for (const auto& [id, tally] : other.groups_) {
    group(id).merge(tally);
  }
}

std::vector<Figure> Metrics::figures(const Profile& profile, const SalesTally* sales,
                                     const ContactTally* contacts) const {
  return figures_of(total_, sales, contacts, profile);
}

Tally& Metrics::group(GroupId id) {
  const auto [known, is_new] = groups_.try_emplace(std::move(id));
  if (is_new) {
    known->second.keeps_customers = total_.keeps_customers;
  }
  return known->second;
}

const std::vector<Tally*>& Metrics::tallies_of(const Attribution& attribution,
                                               const LocalTime& local) {
  targets_.assign(1, &total_);
  for (const Cut cut : cuts_) {
    targets_.push_back(&group(group_of(cut, attribution, local)));
  }
  return targets_;
}

}  // namespace qa
