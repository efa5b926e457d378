#include "plugin/workstation/kefu_drafts.h"

#include <algorithm>

namespace plugin::workstation {

namespace {

/// Drafts whose last revision is remembered, to tell an old question from a new one.
constexpr std::size_t kMostRemembered = 256;

}  // namespace

KefuDrafts::Asked KefuDrafts::ask(const KefuDraftCheck& draft, Monotonic now) {
  const auto known = drafts_.find(draft.id);
  if (known != drafts_.end() && draft.revision <= known->second.revision) {
    return Asked::kOld;
  }
  const auto in_flight = std::count_if(drafts_.begin(), drafts_.end(), [&](const auto& entry) {
    return entry.first != draft.id && entry.second.is_waiting && entry.second.deadline > now;
  });
  if (static_cast<std::size_t>(in_flight) >= kMostInFlight) {
    return Asked::kTooMany;
  }
  if (known == drafts_.end()) {
    order_.push_back(draft.id);
    if (order_.size() > kMostRemembered) {
      drafts_.erase(order_.front());
      order_.pop_front();
    }
  }
  drafts_[draft.id] = {draft.revision, draft.context_seq, now, now + draft.deadline, true};
  return Asked::kNew;
}

bool KefuDrafts::cancel(std::string_view id) {
  const auto known = drafts_.find(std::string(id));
  if (known == drafts_.end() || !known->second.is_waiting) {
    return false;
  }
  known->second.is_waiting = false;
  return true;
}

std::optional<KefuDrafts::Question> KefuDrafts::answer(const std::string& id, std::int64_t revision,
                                                       Monotonic now) {
  const auto known = drafts_.find(id);
  if (known == drafts_.end() || !known->second.is_waiting || known->second.revision != revision) {
    return std::nullopt;
  }
  known->second.is_waiting = false;
  return Question{known->second.context_seq,
                  std::chrono::duration_cast<qa::Duration>(now - known->second.asked)};
}

}  // namespace plugin::workstation
