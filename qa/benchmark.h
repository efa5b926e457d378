#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "qa/metrics_figure.h"
#include "qa/metrics_group.h"

/// Measures from outside (行业均值 and the like) that somebody has imported to look at beside the
/// shop's own figures. None comes with the program, and none is ever a threshold.
namespace qa {

struct Benchmark {
  Metric metric = Metric::kMeanResponse;
  /// Whose figure it stands beside: the group's of a breakdown, or the total of a report on that
  /// group alone; nullopt: the total of a report on everything.
  std::optional<GroupId> group;
  double value = 0;  ///< in the figure's unit: a fraction, milliseconds, stars
  std::string name;  ///< where it comes from, as people read it
  /// Local days since 1970-01-01 [from, to); nullopt: no bound.
  std::optional<std::int32_t> from;
  std::optional<std::int32_t> to;

  bool holds_on(std::int32_t day) const { return (!from || *from <= day) && (!to || day < *to); }

  bool operator==(const Benchmark&) const = default;
};

/// True for shares, times and stars. A count says nothing about another shop's.
bool can_have_benchmark(Metric metric);

/// Whether there is such a value at all: a share is 0 to 1, a time not negative, stars are 1 to 5.
bool is_possible(Unit unit, double value);

/// True where both speak of the same figure of the same group on some day.
bool contradict(const Benchmark& a, const Benchmark& b);

/// The one for a figure on a day; nullptr: none. @param group  nullptr: everything
const Benchmark* find_benchmark(const std::vector<Benchmark>& benchmarks, Metric metric,
                                const GroupId* group, std::int32_t day);

}  // namespace qa
