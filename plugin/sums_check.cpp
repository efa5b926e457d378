#include "plugin/sums_check.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "plugin/report/report_json.h"
#include "plugin/reporting.h"

namespace plugin {
namespace {

qa::ReportRequest in_every_cut(const qa::Period& period, qa::Time instant) {
  qa::ReportRequest request;
  request.period = period;
  request.instant = instant;
  for (std::size_t cut = 0; cut < qa::kCuts; ++cut) {
    request.cuts.push_back(static_cast<qa::Cut>(cut));
  }
  return request;
}

}  // namespace

qa::ReportRequest report_of_everything(store::Reader& reader) {
  const qa::LocalTime local(reader.present_profile());
  const qa::Period known = known_times(reader).value_or(qa::Period{});
  return in_every_cut({local.midnight(known.from), local.next_midnight(known.to)}, known.to);
}

qa::ReportRequest report_of_last_day(store::Reader& reader) {
  const qa::LocalTime local(reader.present_profile());
  const qa::Period known = known_times(reader).value_or(qa::Period{});
  const qa::Time today = local.midnight(known.to);
  const bool has_ended = known.from < today;
  qa::ReportRequest request =
      in_every_cut({has_ended ? local.midnight(today - qa::Duration{1}) : today,
                    has_ended ? today : local.next_midnight(known.to)},
                   known.to);
  request.with_customers = false;
  return request;
}

std::optional<bool> are_sums_right(store::Reader& reader, const qa::ReportRequest& request) {
  constexpr int kTries = 5;
  const qa::Profile profile = reader.present_profile();
  const auto made_from = [&](CountFrom from) {
    return report::report_json(report_of(reader, profile, request, from));
  };
  for (int i = 0; i < kTries; ++i) {
    const std::int64_t events = reader.counts().events;
    const std::string sums = made_from(CountFrom::kSums);
    const std::string rows = made_from(CountFrom::kRows);
    if (sums == rows || reader.counts().events == events) {
      return sums == rows;
    }
  }
  return std::nullopt;
}

}  // namespace plugin
