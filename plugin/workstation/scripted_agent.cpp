#include "plugin/workstation/scripted_agent.h"

#include <algorithm>
#include <utility>

namespace plugin::workstation {
namespace {

/// FNV-1a: the same everywhere, so that a seed means the same choices on every machine.
std::uint64_t hash(std::string_view text, std::uint64_t state) {
  for (const char c : text) {
    state = (state ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  return state;
}

}  // namespace

ScriptedAgent::ScriptedAgent(ScriptedAgentOptions options) : options_(options) {}

bool ScriptedAgent::chance(std::string_view id, std::string_view about, int percent) const {
  const std::uint64_t seeded = 0xcbf29ce484222325ULL ^ (options_.seed * 0x9e3779b97f4a7c15ULL);
  return (hash(about, hash(id, seeded)) >> 16) % 100 < static_cast<std::uint64_t>(percent);
}

bool ScriptedAgent::wants_check(const qa::Event& event) const {
  const auto* const message = std::get_if<qa::MessageCreated>(&event.data);
  return message != nullptr && message->author.kind == qa::ActorKind::kHuman &&
         message->is_public && !message->is_automatic && message->content.kind == "text" &&
         !message->content.text.empty() && chance(message->id, "check", options_.checked_percent);
}

bool ScriptedAgent::concerns_dropped(const qa::Event& event) const {
  if (const auto* const edited = std::get_if<qa::MessageEdited>(&event.data)) {
    return dropped_.contains(edited->message_id);
  }
  if (const auto* const recalled = std::get_if<qa::MessageRecalled>(&event.data)) {
    return dropped_.contains(recalled->message_id);
  }
  if (const auto* const failed = std::get_if<qa::MessageFailed>(&event.data)) {
    return dropped_.contains(failed->message_id);
  }
  return false;
}

void ScriptedAgent::hold(Held& held, qa::Event event, qa::Time now, Step& step) {
  const auto& message = std::get<qa::MessageCreated>(event.data);
  DraftRequest request;
  request.id = "d_" + message.id;
  if (request.id.size() > qa::kLongestId) {
    request.id.resize(qa::kLongestId);
  }
  request.conversation = event.subject;
  request.agent = message.author.id;
  request.text = message.content.text;
  request.deadline = options_.deadline;
  held.draft = request.id;
  held.since = now;
  held.events.push_front(std::move(event));
  step.ask.push_back(std::move(request));
}

ScriptedAgent::Step ScriptedAgent::offer(qa::Event event, qa::Time now, bool may_check) {
  Step step;
  if (const auto found = held_.find(event.subject); found != held_.end()) {
    found->second.events.push_back(std::move(event));
  } else if (may_check && wants_check(event)) {
    Held& held = held_[event.subject];
    hold(held, std::move(event), now, step);
  } else if (!concerns_dropped(event)) {
    step.publish.push_back(std::move(event));
  }
  return step;
}

ScriptedAgent::Step ScriptedAgent::decided(const DraftOutcome& outcome, qa::Time now) {
  Step step;
  const auto found = std::find_if(held_.begin(), held_.end(), [&](const auto& entry) {
    return entry.second.draft == outcome.id;
  });
  if (found == held_.end()) {
    return step;
  }
  Held& held = found->second;
  const qa::Duration waited = now - held.since;
  qa::Event checked = std::move(held.events.front());
  held.events.pop_front();
  auto& message = std::get<qa::MessageCreated>(checked.data);
  const bool is_blocked = outcome.decision == "block";
  const bool adopts = is_blocked || (outcome.decision == "warn" &&
                                     chance(message.id, "adopt", options_.adopt_percent));
  if (is_blocked && outcome.rewrite.empty()) {
    dropped_.insert(message.id);
  } else {
    if (adopts && !outcome.rewrite.empty()) {
      message.content.text = outcome.rewrite;
    }
    checked.time += waited;
    step.publish.push_back(std::move(checked));
  }
  while (!held.events.empty()) {
    qa::Event next = std::move(held.events.front());
    held.events.pop_front();
    if (wants_check(next)) {
      hold(held, std::move(next), now, step);
      return step;
    }
    if (!concerns_dropped(next)) {
      next.time = std::max(next.time, step.publish.empty() ? next.time : step.publish.back().time);
      step.publish.push_back(std::move(next));
    }
  }
  held_.erase(found);
  return step;
}

}  // namespace plugin::workstation
