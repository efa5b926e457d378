#include "plugin/workstation/simulator_command.h"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <utility>

#include "plugin/clock.h"
#include "plugin/demo_schedule.h"
#include "plugin/exchange/event_file.h"
#include "plugin/net/loop.h"
#include "plugin/workstation/simulator_server.h"

namespace plugin::workstation {
namespace {

/// Least heartbeat that `hello` may ask for (its schema).
constexpr std::int64_t kLeastHeartbeat = 5'000;
/// Time for the goodbyes to leave.
constexpr qa::Duration kFarewell{300};

PlayedSource source_of_file(const std::string& path) {
  auto reader = std::make_shared<exchange::EventFileReader>(path);
  return {[reader]() -> std::optional<qa::Event> {
            while (auto line = reader->next()) {
              if (line->read.kind == qa::ReadKind::kEvent) {
                return std::move(line->read.event);
              }
            }
            return std::nullopt;
          },
          std::nullopt};
}

/// The demo begins in the middle of a working day: what is before `live` is its past.
PlayedSource source_of_demo(std::uint64_t seed) {
  ParsedDemo demo = parse_demo(demo_text());
  DemoSchedule schedule;
  schedule.live = wall_now();
  schedule.seed = seed;
  schedule.run = fmt::format("{:x}", qa::to_ms(schedule.live) / 1'000);
  return {demo_source(std::move(demo.script), schedule), schedule.live};
}

SimulatorServerOptions server_options(const WorkstationOptions& options) {
  SimulatorServerOptions server;
  server.host = options.host;
  server.port = options.port;
  server.play = {options.speed, options.times};
  server.waits_for_client = options.waits_for_client;
  if (options.checked_percent > 0) {
    server.agent = ScriptedAgentOptions{};
    server.agent->checked_percent = options.checked_percent;
    server.agent->seed = options.seed;
  }
  server.desk.desk_token = options.token;
  server.desk.heartbeat = qa::Duration{options.heartbeat_ms};
  server.desk.max_inflight = options.inflight;
  server.desk.retention = options.retention;
  server.desk.stream_salt = fmt::format("{:x}", qa::to_ms(wall_now()));
  for (const std::string& agent : options.agents) {
    const auto equals = agent.find('=');
    SimulatedAgent one;
    one.id = agent.substr(0, equals);
    one.name = equals == std::string::npos ? std::string{} : agent.substr(equals + 1);
    server.desk.agents.push_back(std::move(one));
  }
  return server;
}

void print_address(const SimulatorServer& server, const SimulatorOptions& desk) {
  std::string agents;
  for (const SimulatedAgent& agent : desk.agents) {
    agents += fmt::format(" agent {}: {}{}", agent.id, desk.agent_token_prefix, agent.id);
  }
  if (agents.empty()) {
    agents = fmt::format(" agent: {}ID", desk.agent_token_prefix);
  }
  fmt::print("{}  tokens: {}{}{}\n", server.url(),
             desk.desk_token.empty() ? "" : "desk: ", desk.desk_token, agents);
  std::fflush(stdout);
}

}  // namespace

std::vector<std::string> problems_of(const WorkstationOptions& options) {
  std::vector<std::string> problems;
  if (options.heartbeat_ms < kLeastHeartbeat) {
    problems.push_back(fmt::format("heartbeat_ms is {}, at least {} are allowed",
                                   options.heartbeat_ms, kLeastHeartbeat));
  }
  if (options.speed < 0) {
    problems.emplace_back("speed must not be negative");
  }
  if (options.files.empty() && options.speed <= 0) {
    problems.emplace_back("the demo has no end: it needs a speed above 0");
  }
  if (options.inflight < 1) {
    problems.emplace_back("inflight must be at least 1");
  }
  if (options.retention < 1) {
    problems.emplace_back("retention must be at least 1");
  }
  if (options.checked_percent < 0 || options.checked_percent > 100) {
    problems.emplace_back("drafts must be a percentage from 0 to 100");
  }
  return problems;
}

int run_workstation(const WorkstationOptions& options, Log& log) {
  net::Loop loop;
  std::vector<PlayedSource> sources;
  for (const std::string& file : options.files) {
    sources.push_back(source_of_file(file));
  }
  if (sources.empty()) {
    sources.push_back(source_of_demo(options.seed));
  }
  const SimulatorServerOptions wanted = server_options(options);
  SimulatorServer server(loop, wanted, std::move(sources));
  net::Timer end(loop);
  bool is_stopping = false;
  const auto stop = [&] {
    if (std::exchange(is_stopping, true)) {
      loop.stop();
      return;
    }
    server.stop();
    end.expires_in(kFarewell, [&loop] { loop.stop(); });
  };
  loop.on_signal({SIGINT, SIGTERM}, [&stop](int) { stop(); });
  if (options.runs_for) {
    end.expires_in(*options.runs_for, stop);
  }
  print_address(server, wanted.desk);
  loop.run();
  for (const ProtocolViolation& violation : server.record().violations) {
    log.warn("workstation.violation",
             {{"session", std::to_string(violation.session)}, {"what", violation.what}});
  }
  log.info("workstation.stopped",
           {{"events", std::to_string(server.played())},
            {"connections", std::to_string(server.record().connections.size())},
            {"nudges", std::to_string(server.record().nudges.size())}});
  return server.record().violations.empty() ? 0 : 4;
}

}  // namespace plugin::workstation
