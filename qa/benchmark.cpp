#include "qa/benchmark.h"

#include <algorithm>
#include <cmath>

namespace qa {

bool can_have_benchmark(Metric metric) {
  const Unit unit = definition_of(metric).unit;
  return unit == Unit::kRatio || unit == Unit::kMs || unit == Unit::kStars;
}

bool is_possible(Unit unit, double value) {
  switch (unit) {
    case Unit::kRatio:
      return value >= 0 && value <= 1;
    case Unit::kStars:
      return value >= 1 && value <= 5;
    case Unit::kMs:
    case Unit::kCount:
    case Unit::kMinor:
      break;
  }
  return std::isfinite(value) && value >= 0;
}

bool contradict(const Benchmark& a, const Benchmark& b) {
  const auto begins_before_end = [](const Benchmark& one, const Benchmark& other) {
    return !one.from || !other.to || *one.from < *other.to;
  };
  return a.metric == b.metric && a.group == b.group && begins_before_end(a, b) &&
         begins_before_end(b, a);
}

const Benchmark* find_benchmark(const std::vector<Benchmark>& benchmarks, Metric metric,
                                const GroupId* group, std::int32_t day) {
  const auto found =
      std::find_if(benchmarks.begin(), benchmarks.end(), [&](const Benchmark& benchmark) {
        const bool is_its =
            group == nullptr ? !benchmark.group : benchmark.group && *benchmark.group == *group;
        return benchmark.metric == metric && is_its && benchmark.holds_on(day);
      });
  return found == benchmarks.end() ? nullptr : &*found;
}

}  // namespace qa
