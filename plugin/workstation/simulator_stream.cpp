#include "plugin/workstation/simulator_stream.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plugin::workstation {

const LoggedEvent* SimulatedStream::at(std::int64_t seq) const {
  if (seq < first_seq || seq > head()) {
    return nullptr;
  }
  return events[static_cast<std::size_t>(seq - first_seq)].get();
}

bool SimulatedStream::sees(const LoggedEvent& event) const {
  return agent.empty() || event.is_for_everyone ||
         std::find(event.agents.begin(), event.agents.end(), agent) != event.agents.end();
}

SimulatedStreams::SimulatedStreams(std::string salt, std::size_t retention,
                                   qa::Duration retention_age)
    : salt_(std::move(salt)), retention_(retention), retention_age_(retention_age) {}

std::string SimulatedStreams::id_for(const std::string& agent) const {
  return fmt::format("st_{}_{}_{}", salt_, epoch_, agent.empty() ? "all" : agent);
}

SimulatedStream& SimulatedStreams::of(const std::string& agent) {
  const auto [found, is_new] = streams_.try_emplace(agent);
  SimulatedStream& stream = found->second;
  if (is_new) {
    stream.id = id_for(agent);
    stream.agent = agent;
    stream.first_seq = begin_after_ + 1;
    for (const auto& event : log_) {
      if (stream.sees(*event)) {
        stream.events.push_back(event);
      }
    }
  }
  return stream;
}

void SimulatedStreams::append(LoggedEvent event) {
  const auto kept = std::make_shared<const LoggedEvent>(std::move(event));
  log_.push_back(kept);
  for (auto& [agent, stream] : streams_) {
    if (stream.sees(*kept)) {
      stream.events.push_back(kept);
    }
  }
}

void SimulatedStreams::trim(qa::Time now, const std::map<std::string, std::int64_t>& needed) {
  const auto is_beyond = [&](const auto& events) {
    return !events.empty() &&
           (events.size() > retention_ || now - events.front()->sent_at > retention_age_);
  };
  for (auto& [agent, stream] : streams_) {
    const auto reader = needed.find(stream.id);
    while (is_beyond(stream.events) &&
           (reader == needed.end() || stream.first_seq < reader->second)) {
      stream.events.pop_front();
      ++stream.first_seq;
    }
  }
  while (is_beyond(log_)) {
    log_.pop_front();
  }
}

void SimulatedStreams::restart(std::int64_t head) {
  ++epoch_;
  begin_after_ = head;
  log_.clear();
  streams_.clear();
}

void SimulatedStreams::expire() {
  for (auto& [agent, stream] : streams_) {
    stream.first_seq = stream.head() + 1;
    stream.events.clear();
  }
  log_.clear();
}

}  // namespace plugin::workstation
