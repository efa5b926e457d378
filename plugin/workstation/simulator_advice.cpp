#include "plugin/workstation/simulator_advice.h"

#include <algorithm>

namespace plugin::workstation {
namespace {

constexpr qa::Duration kMinute{60'000};
/// Clocks are estimated: a nudge this little before its rung is early, not of the rung below.
constexpr qa::Duration kEarly{1'000};

}  // namespace

SimulatedAdvice::SimulatedAdvice(const SimulatorOptions& options)
    : per_minute_(options.nudges_per_minute),
      spacing_(options.nudge_spacing),
      ladder_(options.ladder) {}

std::optional<qa::Duration> SimulatedAdvice::over_rate(const std::string& sender,
                                                       const std::string& conversation,
                                                       qa::Time now) {
  auto& times = by_sender_[sender];
  while (!times.empty() && now - times.front() >= kMinute) {
    times.pop_front();
  }
  if (times.size() >= static_cast<std::size_t>(per_minute_)) {
    return times.front() + kMinute - now;
  }
  const auto [last, is_first] = by_conversation_.try_emplace(sender + '\n' + conversation, now);
  if (!is_first && now - last->second < spacing_) {
    return last->second + spacing_ - now;
  }
  last->second = now;
  times.push_back(now);
  return std::nullopt;
}

SimulatedAdvice::Answer SimulatedAdvice::take(const std::string& sender, const NudgeFrame& nudge,
                                              std::optional<qa::Time> because_at, qa::Time now) {
  if (forced_retry) {
    return {"rate_limited", forced_retry};
  }
  std::erase_if(remembered_, [&](const auto& entry) { return entry.second <= now; });
  if (remembered_.contains("id " + nudge.id) || remembered_.contains("key " + nudge.dedupe)) {
    return {"duplicate", std::nullopt};
  }
  const qa::Time until = because_at.value_or(now) + nudge.ttl;
  if (until <= now) {
    return {"expired", std::nullopt};
  }
  if (const auto retry = over_rate(sender, nudge.conversation, now)) {
    return {"rate_limited", retry};
  }
  remembered_["id " + nudge.id] = until;
  remembered_["key " + nudge.dedupe] = until;
  return {"shown", std::nullopt};
}

SimulatedAdvice::Answer SimulatedAdvice::take(const VerdictFrame& verdict) {
  const bool is_new_key =
      verdict.dedupe.empty() || verdicts_.emplace("key " + verdict.dedupe, true).second;
  const bool is_new_id = verdicts_.emplace("id " + verdict.id, true).second;
  return {is_new_id && is_new_key ? "stored" : "duplicate", std::nullopt};
}

std::optional<SimulatedAdvice::Rung> SimulatedAdvice::rung_of(qa::Time because_at,
                                                              qa::Time now) const {
  const qa::Duration waited = now - because_at;
  const auto above = std::find_if(ladder_.begin(), ladder_.end(),
                                  [&](qa::Duration stage) { return stage > waited + kEarly; });
  if (above == ladder_.begin()) {
    return std::nullopt;
  }
  const qa::Duration stage = *std::prev(above);
  return Rung{stage, waited - stage};
}

}  // namespace plugin::workstation
