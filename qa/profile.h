#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qa/time.h"

namespace qa {

/// A half-open span of a local day, minutes from local midnight: [from, to). `to` may exceed 24:00
/// by up to a day, the span then passes midnight; 24:00 itself is 1440.
struct DaySpan {
  std::int32_t from_minute = 0;
  std::int32_t to_minute = 0;

  bool operator==(const DaySpan&) const = default;
};

/// When the platform counts. Weekday 0 is Sunday (std::chrono::weekday::c_encoding).
struct Hours {
  std::array<std::vector<DaySpan>, 7> weekdays;
  std::map<std::string, std::vector<DaySpan>>
      dates;  ///< "2026-11-11" overrides that day; empty: closed

  bool operator==(const Hours&) const = default;
};

enum class TransferRule : std::uint8_t { kContinue, kSplit };
enum class MidnightRule : std::uint8_t { kKeepOpen, kEndUnserved };

/// Stages of a waiting round, in order. The number is the index into `Profile::ladder`.
enum class Stage : std::uint8_t { kNotice, kUrgent, kOverdue, kUnserved };
inline constexpr std::size_t kStages = 4;
std::string_view to_string(Stage stage);  // "notice", "urgent", "overdue", "unserved"

/// Local dates "2026-11-01": [from, to).
struct DateSpan {
  std::string from;
  std::string to;

  bool operator==(const DateSpan&) const = default;
};

/// What a shop means by its figures. Defaults are profile `douyin`; metrics.md §1 (docs/metrics.md)
/// gives every field its meaning. A plain value: comparing, copying and keeping old ones is free.
struct Profile {
  std::string name = "douyin";
  std::int64_t version = 0;  ///< 0: built in, never stored

  std::string zone = "Asia/Shanghai";  ///< IANA name
  Hours hours;                         ///< default every day 08:00–23:00
  Duration reply_limit{180'000};
  Duration unserved{600'000};
  Duration cap{600'000};
  bool assisted_counts = true;
  TransferRule transfer = TransferRule::kContinue;
  MidnightRule midnight = MidnightRule::kKeepOpen;
  std::vector<std::int32_t> bad_stars{1, 2, 3};
  std::vector<std::int32_t> good_stars{4, 5};
  /// Seconds-after-opening of each stage, in milliseconds.
  std::array<Duration, kStages> ladder{Duration{100'000}, Duration{150'000}, Duration{180'000},
                                       Duration{600'000}};
  bool nudges_enabled = true;  ///< false: every record is made, `disabled`
  std::int32_t nudge_budget =
      6;  ///< notifications an agent gets in `nudge_budget_span`, overdue excepted
  Duration nudge_budget_span{300'000};
  Duration nudge_merge_span{1'000};  ///< due within it: one notification
  Duration escalate_after{60'000};   ///< after overdue, to the supervisors, once a round
  std::vector<DaySpan> quiet;        ///< local spans without nudges, every day

  /// Tag of a rating (as the platform writes it) → reason key of `dissatisfaction_reasons`.
  std::map<std::string, std::string> reason_by_tag;

  /// Sales campaigns (大促) by the name a report asks for: "双11".
  std::map<std::string, DateSpan> sales_periods;

  std::int32_t retention_days = 0;  ///< 0: keep for ever
  std::map<std::string, double>
      thresholds;  ///< metric key → threshold (ratios 0–1, durations in ms)

  bool operator==(const Profile&) const = default;

  static Profile douyin();
  static Profile taobao();
  /// nullopt for a name nobody knows.
  static std::optional<Profile> named(std::string_view name);
};

/// "2026-11-22" of a day counted from 1970-01-01.
std::string date_of_day(std::int64_t day);

/// Local days and windows of one profile. Immutable after construction; looks the zone up once and
/// caches the offset of a span of time, so a lookup costs nanoseconds. Any thread, one instance a
/// thread (the cache).
class LocalTime {
 public:
  /// @throws std::runtime_error naming the zone when the system's tzdb has no such zone.
  explicit LocalTime(const Profile& profile);

  /// True where the local time of day of `time` lies in the profile's hours.
  bool in_window(Time time) const;
  /// True where it lies in one of the profile's quiet spans.
  bool is_quiet(Time time) const;
  /// First instant of the local day after that of `time`.
  Time next_midnight(Time time) const;
  /// First instant of the local day of `time`.
  Time midnight(Time time) const;
  /// Milliseconds since 1970-01-01 00:00 on the local clock.
  std::int64_t local_ms(Time time) const;
  /// Local hour 0–23.
  int hour(Time time) const;
  /// "2026-11-22"
  std::string date(Time time) const;
  /// First instant of a local date "2026-11-22"; nullopt if it is none.
  std::optional<Time> parse_date(std::string_view date) const;

 private:
  struct Local {
    std::int64_t day;  // days since 1970-01-01, local
    std::int64_t ms;   // ms since local midnight
    unsigned weekday;  // 0 = Sunday
  };

  Duration offset(Time time) const;
  Local local(Time time) const;
  Time from_local_midnight(std::int64_t day) const;
  const std::vector<DaySpan>& spans_of(std::int64_t day) const;

  const void* zone_;  // date::time_zone, kept out of the header
  Hours hours_;
  std::map<std::int64_t, std::vector<DaySpan>> dates_;
  std::vector<DaySpan> quiet_;
  mutable Time cached_from_{};
  mutable Time cached_to_{};
  mutable Duration cached_offset_{};
};

}  // namespace qa
