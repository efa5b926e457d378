#include "qa/report.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace qa {
namespace {

/// The last whole local days before `end`, latest first.
std::vector<Period> whole_days_before(Time end, const LocalTime& local) {
  std::vector<Period> days;
  Time to = local.midnight(end);
  while (days.size() < kWorseDays) {
    const Time from = local.midnight(to - Duration{1});
    days.push_back({from, to});
    to = from;
  }
  return days;
}

/// Counts of spans of different length are compared as counts a day.
double comparable(const Figure& figure, const Period& period) {
  constexpr double kDay = 24 * 3'600'000.0;
  const bool is_count = definition_of(figure.metric).unit == Unit::kCount;
  const double days = static_cast<double>((period.to - period.from).count()) / kDay;
  return is_count && days > 0 ? *figure.value / days : *figure.value;
}

PreviousFigure previous_of(const Figure& figure, const Period& period) {
  return {period, figure.value, figure.numerator, figure.denominator};
}

double lengths_ratio(const Period& period, const Period& other) {
  return static_cast<double>((period.to - period.from).count()) /
         static_cast<double>((other.to - other.from).count());
}

template <class Value>
const Value& find_or(const std::map<GroupId, Value>& values, const GroupId& group,
                     const Value& otherwise) {
  const auto found = values.find(group);
  return found == values.end() ? otherwise : found->second;
}

/// Where the last whole days begin among the slots: behind the period and the previous one.
constexpr std::size_t kDaySlots = 2;

struct Impact {
  std::optional<double> ms;
  std::optional<double> on_mean_ms;
};

/// Exact over the numerators: (sum × N − n × S) / N, so that the groups of a cut cancel out.
Impact impact_of(const Tally& group, const Tally& total) {
  const auto all = static_cast<long double>(total.counted_ms.size());
  if (total.counted_ms.empty()) {
    return {};
  }
  const auto own = static_cast<long double>(group.counted_ms.size());
  const long double impact = (static_cast<long double>(group.counted_ms_sum) * all -
                              own * static_cast<long double>(total.counted_ms_sum)) /
                             all;
  return {static_cast<double>(impact), static_cast<double>(impact / all)};
}

}  // namespace

ReportBuilder::ReportBuilder(Profile profile, ReportRequest request)
    : profile_(std::move(profile)),
      local_(profile_),
      request_(std::move(request)),
      unit_(trend_unit_of(request_.period)),
      charts_(steps_of(request_.period, unit_, local_), local_) {
  slots_.push_back(slot_of(request_.period));
  if (request_.baseline) {
    usual_ = slot_of(*request_.baseline);
  }
  if (request_.wants_insight) {
    insight_.emplace(profile_, request_.period, request_.previous, request_.instant, request_.only);
  }
  if (!request_.previous) {
    return;
  }
  slots_.push_back(slot_of(*request_.previous));
  previous_charts_.emplace(steps_of(*request_.previous, unit_, local_), local_);
  const Time end = std::min(request_.period.to, request_.instant);
  for (const Period& day : whole_days_before(end, local_)) {
    slots_.push_back(slot_of(day));
  }
}

ReportBuilder::Slot ReportBuilder::slot_of(const Period& period) const {
  return {period, Metrics{request_.cuts, request_.with_customers}, whole_days_of(period, local_)};
}

std::vector<ReportBuilder::Slot*> ReportBuilder::every_slot() {
  std::vector<Slot*> slots;
  for (Slot& slot : slots_) {
    slots.push_back(&slot);
  }
  if (usual_) {
    slots.push_back(&*usual_);
  }
  return slots;
}

Period ReportBuilder::reads() const {
  Period reads = request_.period;
  const auto cover = [&reads](const Period& period) {
    reads = {std::min(reads.from, period.from), std::max(reads.to, period.to)};
  };
  for (const Slot& slot : slots_) {
    cover(slot.period);
  }
  if (usual_) {
    cover(usual_->period);
  }
  // Whatever else counts has an event where it counts.
  return request_.with_customers ? Period{reads.from - kRepeatSpan, kLatestTime} : reads;
}

ChartSums* ReportBuilder::charts_of(const Slot& slot) {
  if (&slot == &slots_[0]) {
    return &charts_;
  }
  return previous_charts_ && &slot == &slots_[1] ? &*previous_charts_ : nullptr;
}

void ReportBuilder::add(const ConversationFacts& facts, const ConversationEvidence& evidence) {
  for (Slot* slot : every_slot()) {
    slot->metrics.add(facts, slot->period, profile_, local_, request_.instant, charts_of(*slot),
                      request_.only);
  }
  if (request_.with_customers) {
    sales_.add(facts);
    contacts_.add(facts, profile_);
  }
  if (insight_) {
    insight_->add(facts, evidence, profile_, local_);
  }
}

std::optional<RollupQuery> ReportBuilder::rollups() {
  if (insight_ || !request_.only.empty()) {
    return std::nullopt;
  }
  RollupQuery query;
  for (const Slot* slot : every_slot()) {
    if (!slot->days) {
      return std::nullopt;
    }
    query.days.push_back(*slot->days);
  }
  std::sort(query.days.begin(), query.days.end(),
            [](const LocalDays& a, const LocalDays& b) { return a.from < b.from; });
  std::vector<LocalDays> apart;
  for (const LocalDays& days : query.days) {
    if (!apart.empty() && days.from <= apart.back().to) {
      apart.back().to = std::max(apart.back().to, days.to);
    } else {
      apart.push_back(days);
    }
  }
  query.days = std::move(apart);
  const std::vector<Cut>& cuts = slots_.front().metrics.cuts();
  for (const Split split : kSplits) {
    const std::vector<Cut>& answered = cuts_of(split);
    if (split == Split::kOrigin || std::find_first_of(cuts.begin(), cuts.end(), answered.begin(),
                                                      answered.end()) != cuts.end()) {
      query.splits.push_back(split);
    }
  }
  if (request_.with_customers) {
    query.contributions_since = reads().from;
  }
  return query;
}

void ReportBuilder::add(const Rollup& row) {
  const RollupKey& key = row.key;
  const Attribution attribution{key.split == Split::kAgent ? key.key : std::string_view{},
                                key.split == Split::kProduct ? key.key : std::string_view{},
                                key.channel,
                                {},
                                row.shop,
                                origin_named(key.key).value_or(Origin::kHuman),
                                key.split == Split::kIntent ? key.key : std::string_view{}};
  for (Slot* slot : every_slot()) {
    if (slot->days && slot->days->contains(key.when.day)) {
      const bool is_whole = key.split == Split::kOrigin;
      slot->metrics.add(row.sums, cuts_of(key.split), attribution, key.when, is_whole);
      if (ChartSums* const charts = charts_of(*slot); charts != nullptr && is_whole) {
        charts->add(row.sums, key.when);
      }
    }
  }
}

void ReportBuilder::add_customer(const Contribution& contribution) {
  const ConversationFacts& contact = contribution.contact;
  sales_.add(contact);
  contacts_.add(contact, profile_);
  const std::string customer = customer_key(contact, contact.customer);
  for (Slot* slot : every_slot()) {
    if (slot->days) {
      slot->metrics.add_customer(customer, contribution, *slot->days);
    }
  }
}

void ReportBuilder::add_gap(const GapRecord& gap) {
  const Time end = std::max(gap.to, gap.from + Duration{1});
  if (gap.from < request_.period.to && end > request_.period.from) {
    gaps_.push_back(gap);
  }
}

void ReportBuilder::set_name(Cut by, std::string key, std::string name) {
  names_[{by, std::move(key)}] = std::move(name);
}

/// What one slot says, as figures made when they are asked for: those of every group of every slot
/// at once would be most of the memory of a report with many groups.
class ReportBuilder::SlotFigures {
 public:
  SlotFigures(const ReportBuilder& builder, const Slot& slot)
      : profile_(builder.profile_),
        metrics_(slot.metrics),
        sales_(builder.sales_.settle(slot.period, slot.metrics.cuts(), builder.local_,
                                     builder.request_.only)),
        contacts_(builder.contacts_.settle(slot.period, slot.metrics.cuts(), builder.local_,
                                           builder.request_.only)) {}

  /// Every group it has something of.
  std::set<GroupId> groups() const {
    std::set<GroupId> groups;
    add_keys(metrics_.groups(), groups);
    add_keys(sales_.groups, groups);
    add_keys(contacts_.groups, groups);
    return groups;
  }

  std::vector<Figure> whole() const {
    return figures(metrics_.total(), sales_.total, contacts_.total);
  }

  /// Counts of 0 and no rates where it has nothing of the group.
  std::vector<Figure> of(const GroupId& group) const {
    static const SalesTally nothing_sold;
    static const ContactTally no_contacts;
    Tally nothing_counted;
    nothing_counted.keeps_customers = metrics_.total().keeps_customers;
    return figures(find_or(metrics_.groups(), group, nothing_counted),
                   find_or(sales_.groups, group, nothing_sold),
                   find_or(contacts_.groups, group, no_contacts));
  }

 private:
  template <class Value>
  static void add_keys(const std::map<GroupId, Value>& values, std::set<GroupId>& keys) {
    for (const auto& entry : values) {
      keys.insert(keys.end(), entry.first);
    }
  }

  std::vector<Figure> figures(const Tally& tally, const SalesTally& sold,
                              const ContactTally& contact) const {
    return figures_of(tally, &sold, contacts_.has_intents ? &contact : nullptr, profile_);
  }

  const Profile& profile_;
  const Metrics& metrics_;
  SettledSales sales_;
  SettledContacts contacts_;
};

void ReportBuilder::set_baseline(std::vector<Figure>& figures,
                                 const std::vector<Figure>& usual) const {
  const double scale = lengths_ratio(request_.period, *request_.baseline);
  for (std::size_t i = 0; i < figures.size(); ++i) {
    // Customers of four weeks are not the sum of the customers of their days.
    if (usual[i].value && figures[i].metric != Metric::kCustomers) {
      const Unit unit = figures[i].unit();
      const bool adds_up = unit == Unit::kCount || unit == Unit::kMinor;
      figures[i].baseline = adds_up ? *usual[i].value * scale : *usual[i].value;
    }
  }
}

void ReportBuilder::set_benchmarks(std::vector<Figure>& figures, const GroupId* group) const {
  const std::int32_t day = local_hour(request_.period.from, local_).day;
  for (Figure& figure : figures) {
    if (const auto* found = find_benchmark(benchmarks_, figure.metric, group, day)) {
      figure.benchmark = FigureBenchmark{found->value, found->name};
    }
  }
}

void ReportBuilder::compare(std::vector<Figure>& figures, const std::vector<Figure>& previous,
                            const std::function<std::vector<Figure>(std::size_t day)>& days) const {
  const bool was_empty = previous[static_cast<std::size_t>(Metric::kHandedOver)].numerator == 0;
  std::vector<std::vector<Figure>> made;
  const auto on_day = [&](std::size_t day) -> const std::vector<Figure>& {
    while (made.size() <= day) {
      made.push_back(days(made.size()));
    }
    return made[day];
  };
  for (std::size_t i = 0; i < figures.size(); ++i) {
    Figure& figure = figures[i];
    const Figure& earlier = previous[i];
    const MetricDefinition& definition = definition_of(figure.metric);
    figure.previous = previous_of(earlier, *request_.previous);
    if (was_empty || !figure.value || !earlier.value) {
      continue;  // nothing is worse than when nobody came
    }
    const double reference = comparable(earlier, *request_.previous);
    figure.getting_worse =
        is_worse(definition, comparable(figure, request_.period), reference, kWorseShare);
    for (std::size_t day = 0; figure.getting_worse && day < kWorseDays; ++day) {
      const Figure& then = on_day(day)[i];
      figure.getting_worse =
          then.value &&
          is_worse(definition, comparable(then, slots_[kDaySlots + day].period), reference, 0);
    }
  }
}

ReportGroup ReportBuilder::group_of(const GroupId& id, const std::vector<SlotFigures>& slots,
                                    const std::optional<SlotFigures>& usual) const {
  ReportGroup group{id.by, id.key, id.key, slots.front().of(id), std::nullopt, std::nullopt};
  if (const auto name = names_.find(id); name != names_.end() && !name->second.empty()) {
    group.name = name->second;
  }
  if (request_.previous && id.by != Cut::kDay) {
    compare(group.metrics, slots[1].of(id),
            [&](std::size_t day) { return slots[kDaySlots + day].of(id); });
  }
  if (usual && id.by != Cut::kDay) {
    set_baseline(group.metrics, usual->of(id));
  }
  if (request_.only.empty()) {
    set_benchmarks(group.metrics, &id);
  }
  static const Tally nothing_counted;
  const Metrics& metrics = slots_.front().metrics;
  const Impact impact = impact_of(find_or(metrics.groups(), id, nothing_counted), metrics.total());
  group.impact_ms = impact.ms;
  group.impact_on_mean_ms = impact.on_mean_ms;
  return group;
}

std::vector<ReportGroup> ReportBuilder::breakdown(const std::vector<SlotFigures>& slots,
                                                  const std::optional<SlotFigures>& usual) const {
  const std::set<GroupId> known = slots.front().groups();
  std::vector<GroupId> ids(known.begin(), known.end());
  const auto position = [this](Cut cut) {
    return std::find(request_.cuts.begin(), request_.cuts.end(), cut) - request_.cuts.begin();
  };
  std::sort(ids.begin(), ids.end(), [&](const GroupId& a, const GroupId& b) {
    return std::make_tuple(position(a.by), a.key == rest_of(a.by), std::string_view{a.key}) <
           std::make_tuple(position(b.by), b.key == rest_of(b.by), std::string_view{b.key});
  });
  std::vector<ReportGroup> groups;
  groups.reserve(ids.size());
  for (const GroupId& id : ids) {
    groups.push_back(group_of(id, slots, usual));
  }
  return groups;
}

Charts ReportBuilder::charts() const {
  Charts charts;
  charts.unit = unit_;
  charts.trend = charts_.trend(profile_);
  if (previous_charts_) {
    charts.previous = previous_charts_->trend(profile_);
  }
  charts.reply_limit = profile_.reply_limit;
  charts.waits = waits_of(slots_.front().metrics.total(), profile_.reply_limit);
  charts.heat = charts_.heat();
  return charts;
}

Report ReportBuilder::report() const {
  std::vector<SlotFigures> slots;
  slots.reserve(slots_.size());
  for (const Slot& slot : slots_) {
    slots.emplace_back(*this, slot);
  }
  std::optional<SlotFigures> usual;
  if (usual_) {
    usual.emplace(*this, *usual_);
  }

  Report report;
  report.period = request_.period;
  report.previous = request_.previous;
  report.zone = profile_.zone;
  report.profile = profile_.name;
  report.profile_version = profile_.version;
  report.generated_at = request_.generated_at;
  report.instant = request_.instant;
  report.gaps = gaps_;
  std::sort(report.gaps.begin(), report.gaps.end(), [](const GapRecord& a, const GapRecord& b) {
    return std::tie(a.from, a.to, a.shop, a.source) < std::tie(b.from, b.to, b.shop, b.source);
  });
  report.is_incomplete = !report.gaps.empty();
  report.metrics = slots.front().whole();
  if (request_.previous) {
    compare(report.metrics, slots[1].whole(),
            [&](std::size_t day) { return slots[kDaySlots + day].whole(); });
  }
  if (usual) {
    set_baseline(report.metrics, usual->whole());
  }
  if (request_.only.size() <= 1) {
    set_benchmarks(report.metrics, request_.only.empty() ? nullptr : &request_.only.front());
  }
  report.only = request_.only;
  for (const GroupId& group : request_.only) {
    const auto name = names_.find(group);
    report.only_names.push_back(name == names_.end() || name->second.empty() ? group.key
                                                                             : name->second);
  }
  report.open_rounds = slots_.front().metrics.total().open_rounds;
  report.has_customers = request_.with_customers;
  if (report.has_customers) {
    report.loyalty = sales_.loyalty(request_.period, request_.previous);
  }
  report.breakdown = breakdown(slots, usual);
  report.charts = charts();
  if (insight_) {
    report.insight = insight_->insight(report.metrics, names_);
  }
  return report;
}

}  // namespace qa
