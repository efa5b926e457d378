#include "qa/surge.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "qa/insight.h"

namespace qa {
namespace {

constexpr Duration kHour{3'600'000};
constexpr Duration kMoment{1};
constexpr int kDaysOfWeek = 7;

/// How much of the hour's usual number is expected by now.
double part_of_hour(const HourLoad& load) {
  return static_cast<double>(std::max(load.elapsed, kLeastPartOfHour).count()) /
         static_cast<double>(kHour.count());
}

/// True where independent arrivals at `rate` give at least `count` with a chance of at most
/// kSurgeChance: Chernoff's bound of the Poisson distribution, which is never below the chance.
bool is_beyond_chance(double count, double rate) {
  return count > rate && count * std::log(count / rate) - (count - rate) >= -std::log(kSurgeChance);
}

/// First instant of the local hour `now` lies in. Where the clocks are put back over it, of its
/// first time.
Time begin_of_hour(Time now, const LocalTime& local) {
  const LocalHour hour = local_hour(now, local);
  Time begin = now - Duration{local.local_ms(now) % kHour.count()};
  while (local_hour(begin - kMoment, local) == hour) {
    begin -= kHour;
  }
  return begin;
}

std::int64_t sum_of(const std::map<std::string, std::int64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0},
                         [](std::int64_t sum, const auto& each) { return sum + each.second; });
}

std::int64_t count_of(const std::map<std::string, std::int64_t>& counts, const std::string& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

}  // namespace

bool is_surge(const HourLoad& load) {
  const double part = part_of_hour(load);
  const auto count = static_cast<double>(load.conversations);
  const double usual = part * static_cast<double>(load.usual);
  // At least one an hour: of a shop nobody has ever written to any number is beyond chance.
  const double busy = part * static_cast<double>(std::max<std::int64_t>(load.busy, 1));
  return count >= kSurgeTimes * usual && count - usual >= kLeastSurgeMore &&
         is_beyond_chance(count, busy);
}

bool is_over(const HourLoad& load) {
  const auto count = static_cast<double>(load.conversations);
  const double usual = part_of_hour(load) * static_cast<double>(load.usual);
  return load.elapsed >= kLeastPartOfHour &&
         (count < kSurgeGoesOnTimes * usual || count - usual < kSurgeGoesOnMore);
}

std::vector<LocalDays> Consultations::days_for(const Period& period, const LocalTime& local) {
  std::set<std::int32_t> days;
  const std::int32_t last = local_hour(period.to - kMoment, local).day;
  for (std::int32_t day = local_hour(period.from, local).day; day <= last; ++day) {
    for (int week = 0; week <= kSurgeWeeks; ++week) {
      days.insert(day - week * kDaysOfWeek);
    }
  }
  std::vector<LocalDays> spans;
  for (const std::int32_t day : days) {
    if (!spans.empty() && spans.back().to == day) {
      ++spans.back().to;
    } else {
      spans.push_back({day, day + 1});
    }
  }
  return spans;
}

void Consultations::count(const std::string& shop, LocalHour hour, std::string_view intent,
                          std::int64_t more) {
  if (more != 0) {
    begun_[shop][hour][std::string(intent_at_level(intent, kTopicLevel))] += more;
    known_days_[shop].insert(hour.day);
  }
}

void Consultations::add(const Rollup& row) {
  count(row.shop, row.key.when, row.key.key, row.sums.conversations);
}

void Consultations::add(const ConversationFacts& facts) {
  if (!facts.is_excluded && facts.first_at) {
    count(facts.key.shop, local_hour(*facts.first_at, local_), facts.intent, 1);
  }
}

void Consultations::add_gap(const GapRecord& gap) {
  for (Time at = gap.from; at < gap.to; at += kHour) {
    gaps_[gap.shop].insert(local_hour(at, local_));
  }
  gaps_[gap.shop].insert(local_hour(gap.to - kMoment, local_));
}

std::vector<std::string> Consultations::shops() const {
  std::vector<std::string> shops;
  for (const auto& [shop, hours] : begun_) {
    shops.push_back(shop);
  }
  return shops;
}

std::vector<LocalHour> Consultations::weeks_before(const std::string& shop, LocalHour hour) const {
  const auto is_in = [](const auto& by_shop, const std::string& key, const auto& value) {
    const auto found = by_shop.find(key);
    return found != by_shop.end() && found->second.count(value) > 0;
  };
  std::vector<LocalHour> weeks;
  for (int week = 1; week <= kSurgeWeeks; ++week) {
    const LocalHour then{hour.day - week * kDaysOfWeek, hour.hour};
    if (is_in(known_days_, shop, then.day) && !is_in(gaps_, shop, then) &&
        !is_in(gaps_, std::string(), then)) {
      weeks.push_back(then);
    }
  }
  return weeks;
}

const Consultations::ByIntent& Consultations::begun(const std::string& shop, LocalHour hour) const {
  static const ByIntent kNothing;
  const auto of_shop = begun_.find(shop);
  if (of_shop == begun_.end()) {
    return kNothing;
  }
  const auto of_hour = of_shop->second.find(hour);
  return of_hour == of_shop->second.end() ? kNothing : of_hour->second;
}

std::optional<LeadingIntent> Consultations::leading(const HourLoad& load,
                                                    const std::vector<LocalHour>& weeks) const {
  const double part = part_of_hour(load);
  const auto more = [part](std::int64_t count, std::int64_t usual) {
    return static_cast<double>(count) - part * static_cast<double>(usual);
  };
  std::optional<LeadingIntent> leading;
  double most = kLeadingShare * more(load.conversations, load.usual);
  for (const auto& [intent, conversations] : begun(load.shop, load.hour)) {
    if (intent.empty()) {
      continue;  // nobody has classified it
    }
    std::vector<std::int64_t> before;
    for (const LocalHour& week : weeks) {
      before.push_back(count_of(begun(load.shop, week), intent));
    }
    const std::int64_t usual = nearest_rank(std::move(before), 50);
    const double excess = more(conversations, usual);
    if (excess > 0 && excess >= most) {
      leading = LeadingIntent{intent, conversations, usual};
      most = excess;
    }
  }
  return leading;
}

std::optional<HourLoad> Consultations::load(const std::string& shop, Time now) const {
  HourLoad load;
  load.shop = shop;
  load.hour = local_hour(now, local_);
  const std::vector<LocalHour> weeks = weeks_before(shop, load.hour);
  if (weeks.size() < static_cast<std::size_t>(kLeastSurgeWeeks)) {
    return std::nullopt;
  }
  std::vector<std::int64_t> before;
  for (const LocalHour& week : weeks) {
    before.push_back(sum_of(begun(shop, week)));
  }
  load.begin = begin_of_hour(now, local_);
  load.elapsed = now - load.begin;
  load.conversations = sum_of(begun(shop, load.hour));
  load.weeks = static_cast<std::int32_t>(weeks.size());
  load.usual = nearest_rank(before, 50);
  load.busy = nearest_rank(std::move(before), 75);
  load.leading = leading(load, weeks);
  return load;
}

std::vector<Surge> surges_at(const Consultations& consultations, const std::vector<Surge>& known,
                             Time now, const LocalTime& local) {
  const bool is_served = local.in_window(now);
  std::vector<Surge> ended;
  std::set<std::string> surging;
  for (const Surge& surge : known) {
    const auto load = consultations.load(surge.shop, now);
    if (!is_served || !load || is_over(*load)) {
      ended.push_back(surge);
      ended.back().ended_at = std::max(now, surge.began_at);
    } else {
      surging.insert(surge.shop);
    }
  }
  std::vector<Surge> changed = std::move(ended);
  for (const std::string& shop : consultations.shops()) {
    const auto load = is_served && surging.count(shop) == 0 ? consultations.load(shop, now)
                                                            : std::optional<HourLoad>();
    if (load && is_surge(*load)) {
      changed.push_back(
          {shop, now, std::nullopt, load->conversations, load->usual, load->weeks, load->leading});
    }
  }
  return changed;
}

std::vector<HourLoad> surging_hours(const Consultations& consultations, const Period& period,
                                    const LocalTime& local) {
  std::vector<HourLoad> hours;
  const std::vector<std::string> shops = consultations.shops();
  for (Time at = begin_of_hour(period.from, local); at < period.to;) {
    const LocalHour hour = local_hour(at, local);
    Time end = at + kHour;
    while (local_hour(end, local) == hour) {
      end += kHour;  // the clocks are put back over it
    }
    end = std::min(end, period.to);
    if (local.in_window(std::max(at, period.from)) || local.in_window(end - kMoment)) {
      for (const std::string& shop : shops) {
        auto load = consultations.load(shop, end - kMoment);
        if (load && is_surge(*load)) {
          load->elapsed += kMoment;
          hours.push_back(std::move(*load));
        }
      }
    }
    at = end;
  }
  return hours;
}

}  // namespace qa
