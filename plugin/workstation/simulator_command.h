#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugin/log.h"
#include "plugin/workstation/simulator_options.h"
#include "plugin/workstation/simulator_player.h"

/// `sandglass workstation`: the simulator on its own, playing event files or the demo.
namespace plugin::workstation {

struct WorkstationOptions {
  std::vector<std::string> files;  ///< event files; none: the demo's conversations, without end
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  double speed = 1;  ///< 0: as fast as clients take it
  PlayTimes times = PlayTimes::kNow;
  /// "ID" or "ID=NAME" each. None: any id has a token.
  std::vector<std::string> agents;
  std::string token = "sim-desk";  ///< desk-wide; empty: none
  std::int64_t heartbeat_ms = 20'000;
  std::int64_t inflight = 512;
  std::size_t retention = 100'000;
  bool waits_for_client = false;
  int checked_percent = 0;               ///< of the human messages are checked as drafts first
  std::optional<qa::Duration> runs_for;  ///< nullopt: until a signal
  std::uint64_t seed = 1;
};

/// What is wrong with them, one sentence each; empty: nothing.
std::vector<std::string> problems_of(const WorkstationOptions& options);

/// Serves until SIGINT, SIGTERM or the time is up. Prints one line with the URL and the tokens to
/// standard output once it listens.
/// @returns exit code: 0, or 4 when a client broke the protocol (each such thing is logged)
/// @throws exchange::EventFileError, std::system_error (port taken)
int run_workstation(const WorkstationOptions& options, Log& log);

}  // namespace plugin::workstation
