#include "qa/round.h"

#include <algorithm>

namespace qa {

std::string_view to_string(RoundState state) {
  switch (state) {
    case RoundState::kOpen:
      return "open";
    case RoundState::kAnswered:
      return "answered";
    case RoundState::kUnserved:
      return "unserved";
    case RoundState::kWithdrawn:
      return "withdrawn";
    case RoundState::kExcluded:
      return "excluded";
    case RoundState::kLeftCensored:
      return "left_censored";
  }
  return "open";
}

std::string_view to_string(UnservedReason reason) {
  switch (reason) {
    case UnservedReason::kNone:
      return "";
    case UnservedReason::kTransferred:
      return "transferred";
    case UnservedReason::kMidnight:
      return "midnight";
    case UnservedReason::kNoReply:
      return "no_reply";
    case UnservedReason::kBusy:
      return "busy";
    case UnservedReason::kOffline:
      return "offline";
  }
  return "";
}

std::string_view to_string(Suppressed suppressed) {
  switch (suppressed) {
    case Suppressed::kNo:
      return "";
    case Suppressed::kSnoozed:
      return "snoozed";
    case Suppressed::kBudget:
      return "budget";
    case Suppressed::kQuiet:
      return "quiet";
    case Suppressed::kOutOfWindow:
      return "out_of_window";
    case Suppressed::kHistory:
      return "history";
    case Suppressed::kDisabled:
      return "disabled";
  }
  return "";
}

std::optional<Duration> Round::wait() const {
  if (!ended_at || is_end_unknown) {
    return std::nullopt;
  }
  return std::max(Duration{0}, *ended_at - opened_at);
}

std::optional<Duration> Round::counted(const Profile& profile) const {
  const auto raw = wait();
  if (!raw) {
    return std::nullopt;
  }
  return state == RoundState::kAnswered ? std::min(*raw, profile.cap) : profile.unserved;
}

}  // namespace qa
