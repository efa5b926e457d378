#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "qa/conversation_facts.h"
#include "qa/metrics_group.h"
#include "qa/profile.h"
#include "qa/record.h"
#include "qa/rollup.h"

/// Surges of consultations (咨询激增): far more conversations begun in an hour of a shop than that
/// hour of the week usually sees. It is told once when it begins and once when it is over. What is
/// said is meant to be acted upon, so it takes three things together: twice the usual, at least ten
/// more than the usual, and more than chance gives in a busy week. Without four weeks to compare
/// with nothing is said. Pure.
namespace qa {

/// The same hour of the week is looked at so many weeks back …
inline constexpr int kSurgeWeeks = 8;
/// … and has to be known of so many of them: of fewer the middle one is no habit.
inline constexpr int kLeastSurgeWeeks = 4;
inline constexpr double kSurgeTimes = 2;       ///< as many as usual by then
inline constexpr double kLeastSurgeMore = 10;  ///< conversations more than usual by then
/// A surge goes on while both are at least half as much above the usual.
inline constexpr double kSurgeGoesOnTimes = 1.5;
inline constexpr double kSurgeGoesOnMore = 5;
/// Chance by which the upper quarter of the weeks alone would give so many: one in ten thousand,
/// since the question is asked every minute.
inline constexpr double kSurgeChance = 1e-4;
/// Of a young hour as much is expected as of so long a part: ten conversations at once at one
/// minute past are no surge yet, and nothing is over by then.
inline constexpr Duration kLeastPartOfHour{15 * 60'000};
/// Share of what is too much from which one intent is named.
inline constexpr double kLeadingShare = 1.0 / 3;

/// The intent that most of a surge is about.
struct LeadingIntent {
  std::string intent;  ///< path, at most kTopicLevel segments
  std::int64_t conversations = 0;
  std::int64_t usual = 0;  ///< of the whole hour

  bool operator==(const LeadingIntent&) const = default;
};

/// What an hour of a shop has seen so far, and what it usually sees.
struct HourLoad {
  std::string shop;
  LocalHour hour;
  Time begin{};                    ///< first instant of the hour
  Duration elapsed{0};             ///< of the hour
  std::int64_t conversations = 0;  ///< begun in it
  std::int64_t usual = 0;  ///< of the whole hour: the middle one of the weeks, the lower of two
  std::int64_t busy = 0;   ///< of the whole hour in the upper quarter of the weeks
  std::int32_t weeks = 0;  ///< known, kLeastSurgeWeeks to kSurgeWeeks
  std::optional<LeadingIntent> leading;

  bool operator==(const HourLoad&) const = default;
};

bool is_surge(const HourLoad& load);
/// True where a surge that was told is over. Never in the first quarter of an hour.
bool is_over(const HourLoad& load);

/// An alert: as it stood when it was told. The same shop and `began_at` again replaces the earlier.
struct Surge {
  std::string shop;
  Time began_at{};               ///< when it was told
  std::optional<Time> ended_at;  ///< when it was seen to be over; nullopt: it goes on
  std::int64_t conversations = 0;
  std::int64_t usual = 0;
  std::int32_t weeks = 0;
  std::optional<LeadingIntent> leading;

  bool operator==(const Surge&) const = default;
};

/// Conversations begun, by shop, local hour and intent, of the hours a surge is judged by. Counts
/// what the figure `conversations` counts.
class Consultations {
 public:
  /// @param local  outlives this
  explicit Consultations(const LocalTime& local) : local_(local) {}

  /// The local days to read of stored sums for every hour of [from, to): those days, and the same
  /// days of the week before them.
  static std::vector<LocalDays> days_for(const Period& period, const LocalTime& local);

  /// A stored sum of Split::kIntent.
  void add(const Rollup& row);
  /// A conversation the sums do not contain.
  void add(const ConversationFacts& facts);
  /// What is known of these hours is not all there was: no habit is made of them.
  void add_gap(const GapRecord& gap);

  std::vector<std::string> shops() const;
  /// The hour `now` lies in, up to `now`. nullopt: too few weeks are known. A day on which the shop
  /// saw nobody at all is not known: it was shut, or nobody was attached.
  std::optional<HourLoad> load(const std::string& shop, Time now) const;

 private:
  using ByIntent = std::map<std::string, std::int64_t>;

  std::vector<LocalHour> weeks_before(const std::string& shop, LocalHour hour) const;
  const ByIntent& begun(const std::string& shop, LocalHour hour) const;
  std::optional<LeadingIntent> leading(const HourLoad& load,
                                       const std::vector<LocalHour>& weeks) const;
  void count(const std::string& shop, LocalHour hour, std::string_view intent, std::int64_t more);

  const LocalTime& local_;
  std::map<std::string, std::map<LocalHour, ByIntent>> begun_;
  std::map<std::string, std::set<std::int32_t>> known_days_;
  std::map<std::string, std::set<LocalHour>> gaps_;  ///< by shop; "": of every shop
};

/// Surges that begin or end at `now`, the ended ones first, by shop. Outside the service hours
/// nobody is there to act: none begins, and one that goes on ends.
/// @param known  those that go on
std::vector<Surge> surges_at(const Consultations& consultations, const std::vector<Surge>& known,
                             Time now, const LocalTime& local);

/// Every whole or begun hour of [from, to) that was a surge as a whole, by time, then by shop: what
/// surges_at() would have said by its end.
std::vector<HourLoad> surging_hours(const Consultations& consultations, const Period& period,
                                    const LocalTime& local);

}  // namespace qa
