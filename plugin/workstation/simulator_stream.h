#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "qa/time.h"

/// The numbered streams of a simulated workstation: one of everything, and one an agent with that
/// agent's and unassigned conversations, each with contiguous numbers of its own.
namespace plugin::workstation {

struct LoggedEvent {
  std::string id;
  std::string conversation;  ///< or agent id, of agent.status
  std::string json;          ///< the event object
  qa::Time time{};           ///< its stamp
  qa::Time sent_at{};        ///< when it entered the streams
  bool is_for_everyone = false;
  std::vector<std::string> agents;  ///< who sees it, where not everyone does
};

struct SimulatedStream {
  std::string id;
  std::string agent;           ///< empty: sees everything
  std::int64_t first_seq = 1;  ///< of events.front(), or the next number where there is none
  std::deque<std::shared_ptr<const LoggedEvent>> events;

  std::int64_t head() const { return first_seq + static_cast<std::int64_t>(events.size()) - 1; }

  /// nullptr where it is not kept.
  const LoggedEvent* at(std::int64_t seq) const;
  bool sees(const LoggedEvent& event) const;
};

class SimulatedStreams {
 public:
  SimulatedStreams(std::string salt, std::size_t retention, qa::Duration retention_age);

  /// Everything (`agent` empty) or an agent's; made on first use from what is kept.
  SimulatedStream& of(const std::string& agent);
  void append(LoggedEvent event);
  /// Drops what is beyond retention, but nothing that a reader still has to be sent: `needed` is
  /// the first number that is, by stream id.
  void trim(qa::Time now, const std::map<std::string, std::int64_t>& needed);
  /// Forgets everything; numbering restarts after `head`, under new stream ids.
  void restart(std::int64_t head = 0);
  /// Drops all that is kept; numbering goes on.
  void expire();

 private:
  std::string id_for(const std::string& agent) const;

  std::string salt_;
  std::size_t retention_;
  qa::Duration retention_age_;
  int epoch_ = 1;
  std::int64_t begin_after_ = 0;
  std::deque<std::shared_ptr<const LoggedEvent>> log_;  ///< of everything, for new streams
  std::map<std::string, SimulatedStream> streams_;      ///< by agent
};

}  // namespace plugin::workstation
