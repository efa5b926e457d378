#include "plugin/anomaly_sample.h"

#include <fmt/format.h>

namespace plugin {
namespace {

constexpr std::uint64_t kEachOf = 100;

bool is_power_of_ten(std::uint64_t count) {
  while (count % 10 == 0) {
    count /= 10;
  }
  return count == 1;
}

}  // namespace

bool AnomalySample::take(qa::AnomalyRecord& anomaly) {
  const std::uint64_t count = ++seen_[{anomaly.source, anomaly.kind}];
  if (count <= kEachOf) {
    return true;
  }
  if (!is_power_of_ten(count)) {
    return false;
  }
  anomaly.detail += fmt::format("{}number {} of its kind", anomaly.detail.empty() ? "" : "; ", count);
  return true;
}

}  // namespace plugin
