#pragma once

#include <cstddef>
#include <string_view>

#include "rules/diagnostic.h"

/// What stands around charts and tables in reports that are looked at (html, xlsx), in Chinese and
/// English. Names of figures and cuts are in report_words.h.
namespace plugin::report {

enum class PageWord {
  kTrend,
  kWaits,
  kHours,
  kSeries,
  kFrom,
  kUntil,
  kNow,
  kBefore,
  kAboveMs,
  kUpToMs,
  kAnswered,
  kUnserved,
  kWeekday,
  kHour,
  kMeanMs,
  kMet,
  kMissed,
  kNoThreshold,
  kShowTable,
  kThresholdLine,
  kNothing,
  kReasons,
  kBadRatings,  ///< with a number
  kLimitMark,   ///< with seconds
  kOverLimit,   ///< with a share and a number of rounds
  kHeatNote,
  kImpactOf,  ///< with the name of a cut
  kImpactNote,
  kOthersLeftOut,  ///< with a number
  kFirstResponse,
  kAcceptedTalks,
  kUnservedTalks,
  kAllFigures,
  kOpenRoundsNow,  ///< with a number
  kSmallSampleMark,
  kMadeBy,
  kShare,
  kCount,
  kTimesNote,
  kReplyRate,
  kCauses,
  kPart,
  kStatement,
  kConversations,
  kWorstConversations,
  kConversationsBehind,  ///< with a number
};

/// Those with a number or a name hold one "{}" for it.
std::string_view page_word(PageWord word, rules::Language language);
/// "周一", "Monday"; 0 is Monday.
std::string_view weekday_name(std::size_t weekday, rules::Language language);
/// "周一", "Mon"
std::string_view weekday_short(std::size_t weekday, rules::Language language);

}  // namespace plugin::report
