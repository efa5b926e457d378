#include "plugin/workstation/simulator_drafts.h"

#include <algorithm>
#include <utility>

#include "plugin/workstation/simulator_json.h"

namespace plugin::workstation {

DraftOutcome SimulatedDrafts::outcome_of(const Asked& asked, std::string by, qa::Time now) {
  DraftOutcome outcome;
  outcome.id = asked.request.id;
  outcome.revision = asked.request.revision;
  outcome.by = std::move(by);
  outcome.latency = now - asked.at;
  return outcome;
}

void SimulatedDrafts::ask(DraftRequest request, std::uint64_t session, qa::Time now) {
  std::string id = request.id;
  asked_.insert_or_assign(std::move(id), Asked{std::move(request), session, now});
}

std::optional<DraftOutcome> SimulatedDrafts::answer(std::uint64_t session,
                                                    const DraftResultFrame& result, qa::Time now) {
  const auto found = asked_.find(result.re);
  if (found == asked_.end() || found->second.session != session ||
      found->second.request.revision != result.revision) {
    return std::nullopt;
  }
  DraftOutcome outcome = outcome_of(found->second, "client", now);
  outcome.decision = result.decision;
  outcome.rewrite = result.rewrite;
  outcome.reasons = result.reasons;
  asked_.erase(found);
  return outcome;
}

std::optional<DraftOutcome> SimulatedDrafts::decline(const std::string& id, qa::Time now) {
  const auto found = asked_.find(id);
  if (found == asked_.end()) {
    return std::nullopt;
  }
  DraftOutcome outcome = outcome_of(found->second, "rate_limited", now);
  asked_.erase(found);
  return outcome;
}

bool SimulatedDrafts::cancel(const std::string& id) {
  return asked_.erase(id) > 0;
}

std::vector<DraftOutcome> SimulatedDrafts::expired(qa::Time now) {
  std::vector<DraftOutcome> outcomes;
  std::erase_if(asked_, [&](const auto& entry) {
    const Asked& asked = entry.second;
    if (asked.at + asked.request.deadline > now) {
      return false;
    }
    outcomes.push_back(outcome_of(asked, "deadline", now));
    return true;
  });
  return outcomes;
}

std::vector<DraftOutcome> SimulatedDrafts::gone(std::uint64_t session, qa::Time now) {
  std::vector<DraftOutcome> outcomes;
  std::erase_if(asked_, [&](const auto& entry) {
    if (entry.second.session != session) {
      return false;
    }
    outcomes.push_back(outcome_of(entry.second, "gone", now));
    return true;
  });
  return outcomes;
}

std::size_t SimulatedDrafts::in_flight(std::uint64_t session) const {
  return static_cast<std::size_t>(
      std::count_if(asked_.begin(), asked_.end(),
                    [&](const auto& entry) { return entry.second.session == session; }));
}

std::optional<qa::Time> SimulatedDrafts::next_deadline() const {
  std::optional<qa::Time> next;
  for (const auto& [id, asked] : asked_) {
    const qa::Time at = asked.at + asked.request.deadline;
    next = next ? std::min(*next, at) : at;
  }
  return next;
}

std::string SimulatedDrafts::newest() const {
  const auto found =
      std::max_element(asked_.begin(), asked_.end(),
                       [](const auto& a, const auto& b) { return a.second.at < b.second.at; });
  return found == asked_.end() ? std::string{} : found->first;
}

std::string draft_check_frame(const DraftRequest& request) {
  return JsonObject()
      .text("op", "draft.check")
      .text("id", request.id)
      .text("conversation", request.conversation)
      .text("agent", request.agent)
      .integer("rev", request.revision)
      .text("text", request.text)
      .integer("context_seq", request.context_seq)
      .integer("deadline_ms", request.deadline.count())
      .str();
}

}  // namespace plugin::workstation
