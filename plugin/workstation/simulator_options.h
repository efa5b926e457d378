#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "qa/event.h"
#include "qa/time.h"

/// What a simulated workstation is like. Defaults follow kefu.v1 where it names a number.
namespace plugin::workstation {

/// Somebody with a token: sees the conversations that are theirs and those that are nobody's.
struct SimulatedAgent {
  std::string id;
  std::string name;   ///< empty: learned from the events, else the id
  std::string token;  ///< empty: agent_token_prefix + id
};

struct SimulatorOptions {
  std::string name = "sandglass-workstation";
  std::string version = "0.1.0";
  /// Sees everything. Empty: nobody does.
  std::string desk_token = "sim-desk";
  /// Identity of `ready.agent` for the desk-wide token.
  qa::Actor desk_identity{qa::ActorKind::kHuman, "desk", "值班主管"};
  std::vector<SimulatedAgent> agents;
  /// A token of this prefix and any id is that agent's, so that no list of agents is needed to play
  /// a file. Empty: only the agents listed.
  std::string agent_token_prefix = "sim-";
  std::vector<std::string> features{"resume", "nudge", "verdict", "draft", "hints", "focus"};

  qa::Duration heartbeat{20'000};  ///< at least 5 s (schema of `hello`)
  qa::Duration auth_timeout{10'000};
  std::int64_t max_inflight = 512;
  qa::Duration slow_consumer_after{60'000};  ///< a full window this long: 4005
  std::size_t retention = 100'000;           ///< events a stream keeps for resuming
  qa::Duration retention_age = std::chrono::hours(24);

  int nudges_per_minute = 20;
  qa::Duration nudge_spacing{1'000};  ///< least time between two nudges of one conversation
  int drafts_in_flight = 4;           ///< of one connection

  /// Waits at which a nudge is expected, ascending: for the lateness in the record.
  std::vector<qa::Duration> ladder{qa::Duration{100'000}, qa::Duration{150'000},
                                   qa::Duration{180'000}, qa::Duration{600'000}};
  /// Part of every stream id; another one for every start, since numbering begins again.
  std::string stream_salt = "1";
};

}  // namespace plugin::workstation
