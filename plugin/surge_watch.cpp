#include "plugin/surge_watch.h"

#include <fmt/format.h>

#include <utility>

#include "plugin/report/report_table.h"
#include "plugin/stoppable_reader.h"
#include "qa/counting.h"
#include "store/open.h"

namespace plugin {
namespace {

constexpr qa::Duration kHour{3'600'000};
constexpr qa::Duration kMoment{1};
constexpr std::size_t kIntentColumns = 40;

/// Gaps over years are no more to walk through than the hours that matter.
qa::GapRecord within(qa::GapRecord gap, const qa::Period& period) {
  gap.from = std::max(gap.from, period.from);
  gap.to = std::min(gap.to, period.to);
  return gap;
}

}  // namespace

bool read_consultations(store::Reader& reader, const qa::Profile& profile,
                        const qa::LocalTime& local, const qa::Period& period,
                        qa::Consultations& consultations) {
  qa::RollupQuery query;
  query.days = qa::Consultations::days_for(period, local);
  query.splits = {qa::Split::kIntent};
  std::vector<qa::ConversationKey> unrolled;
  const store::RollupSink sink{
      [&consultations](const qa::Rollup& row) { consultations.add(row); },
      [](const qa::Contribution&) {},
      [&unrolled](const qa::ConversationKey& key) { unrolled.push_back(key); }};
  if (!reader.read_rollups(query, qa::counting_of(profile), sink)) {
    return false;
  }
  for (const qa::ConversationKey& key : unrolled) {
    if (const auto history = reader.history(key)) {
      consultations.add(
          qa::facts_of(key, history->events, profile, local, period.to, history->intents));
    }
  }
  const qa::Period read{period.from - (qa::kSurgeWeeks * 7 + 1) * 24 * kHour, period.to};
  for (const qa::GapRecord& gap : reader.gaps({read.from, read.to})) {
    consultations.add_gap(within(gap, read));
  }
  return true;
}

std::vector<qa::Surge> changed_surges(store::Reader& reader, qa::Time now) {
  const qa::Profile profile = reader.present_profile();
  const qa::LocalTime local(profile);
  qa::Consultations consultations(local);
  if (!read_consultations(reader, profile, local, {now - kHour, now + kMoment}, consultations)) {
    return {};
  }
  std::vector<qa::Surge> known;
  for (qa::Surge& surge : reader.surges({now, qa::kLatestTime})) {
    if (!surge.ended_at) {
      known.push_back(std::move(surge));
    }
  }
  return qa::surges_at(consultations, known, now, local);
}

std::string surge_text(const qa::Surge& surge, const qa::LocalTime& local,
                       rules::Language language) {
  const bool is_chinese = language == rules::Language::kChinese;
  const int hour = local.hour(surge.began_at);
  if (surge.ended_at) {
    return is_chinese ? fmt::format("{:02}:00 起的咨询激增已结束", hour)
                      : fmt::format("the surge of consultations since {:02}:00 is over", hour);
  }
  std::string text = fmt::format(
      fmt::runtime(
          is_chinese ? "{:02}:00 起已有 {} 个会话，往常这一小时共 {} 个（近 {} 周同一时段的中位数）"
                     : "{1} conversations begun since {0:02}:00; the whole hour usually sees {2} "
                       "(middle one of {3} weeks)"),
      hour, surge.conversations, surge.usual, surge.weeks);
  if (surge.leading) {
    text += fmt::format(fmt::runtime(is_chinese ? "；其中“{}”{} 个，往常 {} 个"
                                                : "; most of it {}: {}, usually {}"),
                        report::shown(surge.leading->intent, kIntentColumns),
                        surge.leading->conversations, surge.leading->usual);
  }
  return text;
}

SurgeWatch::SurgeWatch(std::filesystem::path database, Keep keep, Log& log)
    : database_(std::move(database)),
      keep_(std::move(keep)),
      log_(log),
      thread_([this](qa::Time now) { look_now(now); }) {}

void SurgeWatch::look_now(qa::Time now) {
  if (is_keeping_->load()) {
    return;
  }
  try {
    StoppableReader reader(store::open_reader(database_.string()),
                           [this] { return thread_.goes_on(); });
    auto changed = changed_surges(reader, now);
    if (!changed.empty()) {
      is_keeping_->store(true);
      keep_(std::move(changed),
            [is_keeping = is_keeping_](const std::exception_ptr&) { is_keeping->store(false); });
    }
  } catch (const GivenUp&) {
    // The next start looks again.
  } catch (const std::exception& error) {
    log_.once("surge", "surge.not_watched", {{"why", error.what()}});
  }
}

}  // namespace plugin
