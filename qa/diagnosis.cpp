#include "qa/diagnosis.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "qa/behind.h"

namespace qa {
namespace {

constexpr std::int64_t kNeverReplied = std::numeric_limits<std::int64_t>::max();

bool is_rate(Metric metric) {
  return definition_of(metric).unit == Unit::kRatio;
}

Badness missed(bool is_missed, std::int64_t weight) {
  return {is_missed ? 1 : 0, weight};
}

std::optional<Badness> badness_of_phase(Metric metric, const Counted& counted, Time instant) {
  if (metric == Metric::kPickupRate) {
    const Time until = counted.phase->closed_at.value_or(instant);
    return missed(!counted.is_accepted, (until - counted.phase->started_at).count());
  }
  return counted.is_accepted ? std::optional(Badness{counted.counted_ms, counted.counted_ms})
                             : std::nullopt;
}

CountedKind kind_of(Metric metric) {
  switch (metric) {
    case Metric::kThreeMinuteReplyRate:
      return CountedKind::kAsk;
    case Metric::kThreeMinuteRoundRate:
      return CountedKind::kRound;
    case Metric::kMeanResponse:
      return CountedKind::kResponse;
    case Metric::kMeanFirstResponse:
      return CountedKind::kFirstResponse;
    case Metric::kPickupRate:
    case Metric::kMeanQueue:
      return CountedKind::kPhase;
    default:
      return CountedKind::kRating;
  }
}

/// Worth a word: a threshold missed by chance among few ratings is not.
bool is_off(const Figure& figure) {
  const bool is_uncertain = figure.interval && figure.threshold &&
                            figure.interval->low <= *figure.threshold &&
                            *figure.threshold <= figure.interval->high;
  return figure.value && (figure.needs_work || figure.getting_worse) && !is_uncertain &&
         figure.denominator.value_or(0) >= kFewestThings;
}

/// What nobody named is no cause: only of agents "nobody" says something.
bool is_namable(Cut cut, std::string_view key) {
  return cut == Cut::kAgent || key != rest_of(cut);
}

}  // namespace

std::optional<Badness> badness_of(Metric metric, const Counted& counted, Time instant) {
  if (counted.kind != kind_of(metric)) {
    return std::nullopt;
  }
  switch (counted.kind) {
    case CountedKind::kAsk: {
      const Ask& ask = *counted.ask;
      return missed(!counted.is_in_time,
                    ask.replied_at ? (*ask.replied_at - ask.at).count() : kNeverReplied);
    }
    case CountedKind::kRound:
      return missed(!counted.is_in_time, counted.wait_ms);
    case CountedKind::kResponse:
    case CountedKind::kFirstResponse:
      return Badness{counted.counted_ms, std::max(counted.counted_ms, counted.wait_ms)};
    case CountedKind::kPhase:
      return badness_of_phase(metric, counted, instant);
    default:
      return missed(metric == Metric::kSatisfactionRate ? !counted.is_good : counted.is_bad,
                    -counted.score);
  }
}

bool is_bad(Metric metric, std::int64_t value, double mean) {
  return is_rate(metric) ? value != 0 : static_cast<double>(value) > mean;
}

DiagnosisBuilder::Places DiagnosisBuilder::places_of(const Attribution& attribution,
                                                     const LocalTime& local) {
  Places places{};
  for (std::size_t cut = 0; cut < kDiagnosedCuts.size(); ++cut) {
    places[cut] = texts_.keep(group_of(kDiagnosedCuts[cut], attribution, local).key);
  }
  return places;
}

void DiagnosisBuilder::add(const Counted& counted, std::uint32_t conversation,
                           const LocalTime& local) {
  std::optional<Places> places;
  for (std::size_t i = 0; i < kDiagnosedMetrics.size(); ++i) {
    const auto badness = badness_of(kDiagnosedMetrics[i], counted, instant_);
    if (!badness) {
      continue;
    }
    places = places ? places : places_of(counted.attribution, local);
    collected_[i].add(thing_of(counted, *badness, conversation, *places));
  }
}

DiagnosisBuilder::Thing DiagnosisBuilder::thing_of(const Counted& counted, const Badness& badness,
                                                   std::uint32_t conversation,
                                                   const Places& places) const {
  Thing thing{conversation, places, badness.value, badness.weight, false, false};
  if (counted.round != nullptr && counted.kind != CountedKind::kAsk) {
    thing.is_unserved = counted.round->state == RoundState::kUnserved;
    thing.is_over_limit = thing.is_unserved || Duration{counted.wait_ms} > limit_;
  }
  return thing;
}

void DiagnosisBuilder::Sum::add(std::int64_t badness, std::uint32_t conversation) {
  if (conversations_ == 0 || conversation != last_) {
    sums_ = closed();
    ++conversations_;
    last_ = conversation;
    last_number_ = 0;
    last_value_ = 0;
  }
  ++number;
  value += badness;
  ++last_number_;
  last_value_ += badness;
}

DiagnosisBuilder::Sum::OfConversations DiagnosisBuilder::Sum::closed() const {
  const auto numbers = static_cast<long double>(last_number_);
  const auto values = static_cast<long double>(last_value_);
  return {sums_.values_squared + values * values, sums_.values_by_numbers + values * numbers,
          sums_.numbers_squared + numbers * numbers};
}

// Σ over conversations of (value − mean × number)² is the variance of the sum of badness where the
// group is like the whole, which is what is doubted; × G / (G − 1) for few of them. It cannot be
// more than √(G − 1) errors, so few conversations prove little even where all are equally bad.
double DiagnosisBuilder::Sum::errors_above(double mean) const {
  const double above = static_cast<double>(value) - static_cast<double>(number) * mean;
  if (above <= 0 || conversations_ < 2) {
    return 0;
  }
  const OfConversations sums = closed();
  const auto squares = static_cast<double>(
      sums.values_squared - 2 * static_cast<long double>(mean) * sums.values_by_numbers +
      static_cast<long double>(mean) * static_cast<long double>(mean) * sums.numbers_squared);
  const auto conversations = static_cast<double>(conversations_);
  return above / std::sqrt(squares * conversations / (conversations - 1));
}

void DiagnosisBuilder::Collected::add(const Thing& thing) {
  total.add(thing.value, thing.conversation);
  for (std::size_t cut = 0; cut < kDiagnosedCuts.size(); ++cut) {
    groups[cut][thing.places[cut]].add(thing.value, thing.conversation);
  }
  if (thing.value != 0) {
    things.push_back(thing);
  }
}

bool DiagnosisBuilder::is_notable(const Sum& group, const Sum& total, double noise_share) {
  const auto all = static_cast<double>(total.number);
  const double overall = static_cast<double>(total.value) / all;
  const double impact =
      static_cast<double>(group.value) - static_cast<double>(group.number) * overall;
  if (group.conversations() < kFewestConversations || group.number == total.number || impact <= 0 ||
      impact / all < kNotableShare * overall) {
    return false;
  }
  return std::erfc(group.errors_above(overall) / std::sqrt(2.0)) / 2 < noise_share;
}

Contributor DiagnosisBuilder::contributor(Metric metric, const Collected& collected,
                                          std::size_t cut, TextIndex::Text place,
                                          const std::vector<ConversationKey>& keys) const {
  const Sum& group = collected.groups[cut].at(place);
  const auto all = static_cast<long double>(collected.total.number);
  const long double impact =
      (static_cast<long double>(group.value) * all -
       static_cast<long double>(group.number) * static_cast<long double>(collected.total.value)) /
      all;
  Contributor made;
  made.group = {kDiagnosedCuts[cut], std::string{texts_.text(place)}};
  made.counted = group.number;
  made.impact = static_cast<double>(impact);
  made.impact_on_figure = static_cast<double>(impact / all);
  const double mean =
      static_cast<double>(collected.total.value) / static_cast<double>(collected.total.number);
  std::vector<Weighed> behind;
  for (const Thing& thing : collected.things) {
    if (thing.places[cut] != place) {
      continue;
    }
    made.over_limit += thing.is_over_limit ? 1 : 0;
    made.unserved += thing.is_unserved ? 1 : 0;
    if (is_bad(metric, thing.value, mean)) {
      ++made.bad;
      behind.push_back({thing.weight, thing.conversation});
    }
  }
  made.behind = worst_first(behind, keys);
  return made;
}

std::int64_t DiagnosisBuilder::doubted(const Collected& collected, std::size_t cut) const {
  std::int64_t groups = 0;
  for (const auto& [place, sum] : collected.groups[cut]) {
    groups += is_namable(kDiagnosedCuts[cut], texts_.text(place)) &&
                      sum.conversations() >= kFewestConversations
                  ? 1
                  : 0;
  }
  return groups;
}

std::vector<Contributor> DiagnosisBuilder::contributors(
    Metric metric, const Collected& collected, const std::vector<ConversationKey>& keys,
    const std::map<GroupId, std::string>& names) const {
  std::vector<Contributor> all;
  const auto is_greater = [](const Contributor& a, const Contributor& b) {
    return a.impact != b.impact ? a.impact > b.impact : a.group < b.group;
  };
  for (std::size_t cut = 0; cut < kDiagnosedCuts.size(); ++cut) {
    std::vector<Contributor> of_cut;
    const double noise_share = kNoiseShare / static_cast<double>(doubted(collected, cut));
    for (const auto& [place, sum] : collected.groups[cut]) {
      if (is_namable(kDiagnosedCuts[cut], texts_.text(place)) &&
          is_notable(sum, collected.total, noise_share)) {
        of_cut.push_back(contributor(metric, collected, cut, place, keys));
      }
    }
    std::sort(of_cut.begin(), of_cut.end(), is_greater);
    of_cut.resize(std::min(of_cut.size(), kContributorsShown));
    all.insert(all.end(), of_cut.begin(), of_cut.end());
  }
  std::sort(all.begin(), all.end(), is_greater);
  for (Contributor& contributor : all) {
    const auto name = names.find(contributor.group);
    contributor.name =
        name == names.end() || name->second.empty() ? contributor.group.key : name->second;
  }
  return all;
}

std::vector<Diagnosis> DiagnosisBuilder::diagnose(
    const std::vector<Figure>& figures, const std::vector<ConversationKey>& keys,
    const std::map<GroupId, std::string>& names) const {
  std::vector<Diagnosis> found;
  for (std::size_t i = 0; i < kDiagnosedMetrics.size(); ++i) {
    const Metric metric = kDiagnosedMetrics[i];
    const Collected& collected = collected_[i];
    const Figure& figure = figures[static_cast<std::size_t>(metric)];
    if (!is_off(figure) || collected.total.number == 0) {
      continue;
    }
    Diagnosis diagnosis;
    diagnosis.figure = metric;
    diagnosis.needs_work = figure.needs_work;
    diagnosis.getting_worse = figure.getting_worse;
    if (figure.previous && figure.previous->value) {
      diagnosis.change = *figure.value - *figure.previous->value;
    }
    diagnosis.contributors = contributors(metric, collected, keys, names);
    const double mean =
        static_cast<double>(collected.total.value) / static_cast<double>(collected.total.number);
    std::vector<Weighed> behind;
    for (const Thing& thing : collected.things) {
      if (is_bad(metric, thing.value, mean)) {
        behind.push_back({thing.weight, thing.conversation});
      }
    }
    diagnosis.behind = worst_first(behind, keys);
    found.push_back(std::move(diagnosis));
  }
  return found;
}

}  // namespace qa
