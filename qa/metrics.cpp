#include "qa/metrics.h"

#include <algorithm>

#include "qa/counted.h"

namespace qa {

Metrics::Metrics(const std::vector<Cut>& cuts) {
  for (const Cut cut : cuts) {
    if (std::find(cuts_.begin(), cuts_.end(), cut) == cuts_.end()) {
      cuts_.push_back(cut);
    }
  }
}

void Metrics::add(const ConversationFacts& facts, const Period& period, const Profile& profile,
                  const LocalTime& local, Time instant) {
  for_each_counted(facts, profile, local, instant, &period, [&](const Counted& counted) {
    for (Tally* tally : tallies_of(counted.attribution, local)) {
      add_to(*tally, counted);
    }
  });
}

void Metrics::merge(const Metrics& other) {
  total_.merge(other.total_);
  for (const auto& [group, tally] : other.groups_) {
    groups_[group].merge(tally);
  }
}

std::vector<Figure> Metrics::figures(const Profile& profile, const SalesTally* sales,
                                     const ContactTally* contacts) const {
  return figures_of(total_, sales, contacts, profile);
}

const std::vector<Tally*>& Metrics::tallies_of(const Attribution& attribution,
                                               const LocalTime& local) {
  targets_.assign(1, &total_);
  for (const Cut cut : cuts_) {
    targets_.push_back(&groups_[group_of(cut, attribution, local)]);
  }
  return targets_;
}

}  // namespace qa
