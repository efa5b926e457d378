#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/net/loop.h"
#include "plugin/workstation/scripted_agent.h"
#include "plugin/workstation/simulator_desk.h"
#include "plugin/workstation/simulator_options.h"
#include "plugin/workstation/simulator_player.h"

/// A simulated workstation on a real port: `GET /kefu/v1/stream` as a websocket, catch-up at
/// `GET /kefu/v1/events`, and, where it listens on loopback only, `POST /inject/NAME`,
/// `GET /record` and `GET /state`. Loop thread only.
namespace plugin::workstation {

struct SimulatorServerOptions {
  SimulatorOptions desk;
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free one
  PlayOptions play;
  std::optional<ScriptedAgentOptions> agent;  ///< nullopt: no drafts are asked about
  bool waits_for_client = false;              ///< the play begins when the first client is ready
  /// The workstation's time. Empty: the wall clock at the start, moved on by the monotonic one.
  std::function<qa::Time()> clock;
  double clock_rate = 1;  ///< of `clock`, in its seconds a real second; timers need to know
};

class SimulatorServer {
 public:
  /// Listens at once; the play begins then, or with the first client.
  /// @throws std::system_error naming the address when it cannot listen.
  SimulatorServer(net::Loop& loop, SimulatorServerOptions options,
                  std::vector<PlayedSource> sources = {});
  /// Drops everyone.
  ~SimulatorServer();
  SimulatorServer(const SimulatorServer&) = delete;
  SimulatorServer& operator=(const SimulatorServer&) = delete;

  std::uint16_t port() const;
  std::string url() const;  ///< "ws://127.0.0.1:9300/kefu/v1/stream"

  /// A fault, as over HTTP. @returns status and JSON body
  DeskAnswer inject(std::string_view name, std::string_view body = {});
  void publish(qa::Event event);

  const SimulatorRecord& record() const;
  std::string record_json() const;
  std::string state_json();
  bool has_client() const;
  /// Everything was played, and every ready client has acknowledged all of it.
  bool is_over() const;
  std::int64_t played() const;

  /// Says goodbye (1001) to everyone; the play stops.
  void stop();

  /// Called on the loop thread after anything happened; may be empty.
  std::function<void()> on_change;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plugin::workstation
